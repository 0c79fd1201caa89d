"""`kentongan test`: style, types, imports, migrations, then every test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kentongan.site.launch import environment
from kentongan.site.launch.progress import Progress

PYTHON = (sys.executable, "-m")
CONTRACTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
STEPS = (
    ("Style", (*PYTHON, "ruff", "check", ".")),
    ("Format", (*PYTHON, "ruff", "format", "--check", ".")),
    ("Types", (*PYTHON, "mypy")),
    ("Imports go down", (sys.executable, "-c", CONTRACTS)),
    (
        "No missing migration",
        (sys.executable, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"),
    ),
)


def main(arguments: Sequence[str], checkout: Path) -> int:
    """Everything, or with arguments only pytest with them. 0 when all of it is in order."""
    env = {**os.environ, "PYTHONPATH": str(environment.SOURCES)}
    browser = _browser()
    if browser:
        env["KENTONGAN_CHROMIUM"] = browser
    broken = [] if arguments else _steps(checkout, env)
    workers = str(max(2, min(8, os.cpu_count() or 2)))
    command = [*PYTHON, "pytest", "-n", workers, "--dist", "worksteal", *arguments]
    code = subprocess.run(command, cwd=checkout, env=env, check=False).returncode
    if broken:
        print(f"Not in order: {', '.join(broken)} (see above).", flush=True)
    return code or (1 if broken else 0)


def _steps(checkout: Path, env: dict[str, str]) -> list[str]:
    """Run every step, show what the broken ones said, and give back their names."""
    broken = []
    with tempfile.TemporaryDirectory(prefix="kentongan-") as empty:
        env = {
            **env,
            "DJANGO_SETTINGS_MODULE": "kentongan.site.settings",
            "KENTONGAN_SECRET_KEY": "only for looking at the models",
            "KENTONGAN_DATABASE_URL": f"postgresql:///none?host={empty}",
            "KENTONGAN_DATA": empty,
        }
        for name, command in STEPS:
            with Progress(name) as step:
                code, said = _listen(command, checkout, env, step)
                step.outcome = "NOT IN ORDER" if code else "done"
            if code:
                broken.append(name)
                print(said, flush=True)
    return broken


def _listen(
    command: Sequence[str], checkout: Path, env: dict[str, str], step: Progress
) -> tuple[int, str]:
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, cwd=checkout, env=env, stdout=said, stderr=said)
        while True:
            try:
                code = child.wait(0.2)
                break
            except subprocess.TimeoutExpired:
                step.tick()
        said.seek(0)
        return code, said.read().decode(errors="replace")


def _browser() -> str:
    """A Chromium for the browser tests; empty, and said, when there is none to be had."""
    found = _on_path()
    if found:
        return found
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        with Progress("Installing Chromium for the browser tests") as step:
            for order in (["update", "-qq"], ["install", "-y", "-qq", "chromium"]):
                _listen(["apt-get", *order], Path("/"), env, step)
        found = _on_path()
    if not found:
        print("  No Chromium here: the browser tests will be skipped.", flush=True)
    return found


def _on_path() -> str:
    return next((path for name in CHROMIUM if (path := shutil.which(name))), "")
