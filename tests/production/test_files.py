"""The files of docs/production by themselves."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs" / "production"
UNITS = sorted(path.name for path in DOCS.glob("kentongan-*.service"))


def test_the_units_are_good_systemd(tmp_path: Path):
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("systemd is not installed here")
    for name in UNITS:
        text = (DOCS / name).read_text()
        text = text.replace("/opt/kentongan/.venv/bin/python", "/bin/true")
        (tmp_path / name).write_text(text)
    for timer in DOCS.glob("*.timer"):
        shutil.copy(timer, tmp_path)
    files = [str(path) for path in tmp_path.iterdir()]
    done = subprocess.run([program, "verify", *files], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
    assert said == []


@pytest.mark.parametrize("name", UNITS)
def test_every_unit_stands_behind_the_same_walls(name: str):
    text = (DOCS / name).read_text()
    for wall in ("User=kentongan", "NoNewPrivileges=yes", "ProtectSystem=strict",
                 "CapabilityBoundingSet=\n", "SystemCallFilter=@system-service"):  # fmt: skip
        assert wall in text


def test_the_guide_names_every_file_that_lies_beside_it():
    guide = (DOCS.parent / "production.md").read_text()
    assert [path.name for path in DOCS.iterdir() if path.name not in guide] == []


def test_caddy_takes_its_file():
    program = shutil.which("caddy")
    if not program:
        pytest.skip("Caddy is not installed here")
    done = subprocess.run(
        [program, "validate", "--adapter", "caddyfile", "--config", str(DOCS / "Caddyfile")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
