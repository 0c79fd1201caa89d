"""Processes die with -9 at every step; nothing acknowledged is lost, doubled or stuck."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kentongan.site.launch.testbed import Testbed

ROOT = Path(__file__).resolve().parents[1]
KILLS = 220


@pytest.mark.crash
def test_whatever_is_killed_nothing_acknowledged_is_lost_doubled_or_stuck(
    empty_database: Callable[[], None], testbed: Testbed
):
    empty_database()
    told = _town(KILLS)
    assert told["kills"] >= KILLS
    assert told["residents"] > 40
    assert told["left"] == {}, f"no rest after {told['resting_s']} s: {told['left']}"
    broken = {invariant: cases[:10] for invariant, cases in told["found"].items() if cases}
    assert broken == {}, f"after {told['tally']}"
    for who in ("unpack", "take", "acknowledge", "send", "wire", "door", "desk", "worker"):
        assert sum(n for at, n in told["tally"].items() if at.startswith(who)) >= 2, told["tally"]


def _town(kills: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.crash", "--kills", str(kills)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found
