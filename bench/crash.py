"""How many deaths the house survives: killed with -9 at every step, thousands of times.

    python bench/crash.py [--kills 2000] [--seed 1] [--pace 10]

The same town as in the tests (`tests/crash`), for longer and with other dice: workers, the door
and people at the desks die between any two statements; the platform remembers what it took and
what was acknowledged. At the end every letter, message and word is accounted for. Exit 1 if one
is not. Everything runs on a throw-away server with fsync on.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from kentongan.site.launch import postgres  # noqa: E402

MIGRATE = "import django; django.setup(); from kentongan.site.migrate import migrate; migrate()"
ROLES = {"DATABASE": "app", "OWNER": "owner", "DOOR": "door", "BACKUP": "backup"}


@contextmanager
def ground() -> Iterator[Mapping[str, str]]:
    """The environment of a migrated database that is gone afterwards."""
    postgres.SETTINGS["max_connections"] = "110"
    room = Path(tempfile.mkdtemp(prefix="kentongan-bench-"))
    room.chmod(0o711)
    cluster = postgres.Cluster(room / "server")
    try:
        cluster.create()
        cluster.start()
        urls = {f"KENTONGAN_{name}_URL": cluster.url(role) for name, role in ROLES.items()}
        environment = {
            **os.environ,
            **urls,
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src"))),
            "DJANGO_SETTINGS_MODULE": "kentongan.site.settings",
            "KENTONGAN_DATA": str(room / "data"),
            "KENTONGAN_SECRET_KEY": "bench",
            "KENTONGAN_VAULT_KEY": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        }
        subprocess.run([sys.executable, "-c", MIGRATE], env=environment, check=True)
        yield environment
    finally:
        cluster.destroy()
        shutil.rmtree(room, ignore_errors=True)


def town(environment: Mapping[str, str], given: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.crash", "--kills", str(given.kills)]
    command += ["--seed", str(given.seed), "--pace", str(given.pace)]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def show(told: dict[str, Any]) -> bool:
    """Print the tally; whether everything is accounted for."""
    seconds = told["killing_s"]
    print(f"{told['kills']:,} deaths in {seconds:,.0f} s: {told['kills'] / seconds:.1f}/s")
    for where, times in told["tally"].items():
        print(f"  {times:6,}  {where}")
    print(
        f"{told['residents']:,} residents, {told['messages']:,} messages, "
        f"{told['letters']:,} letters acknowledged, {told['words']:,} words taken by the platform, "
        f"{told['resent']:,} of them once more after doubt"
    )
    print(f"at rest {told['resting_s']:.1f} s later")
    if told["left"]:
        print(f"  but still waiting: {told['left']}")
    for invariant, cases in told["found"].items():
        print(f"  {len(cases):6,}  {invariant}")
        for case in cases[:5]:
            print(f"          {case}")
    return not told["left"] and not any(told["found"].values())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="deaths survived")
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=float, default=10.0, help="residents who begin per second")
    with ground() as place:
        whole = show(town(place, parser.parse_args()))
    sys.exit(0 if whole else 1)
