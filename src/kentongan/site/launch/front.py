"""What `./kentongan` does first: help, set-up, and then the same words in the new environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kentongan.pure.errors import Refusal
from kentongan.site.launch.errands import COMMANDS
from kentongan.site.launch.setup import Environment

CHECKOUT = Path(__file__).resolve().parents[4]
LOCK, TEST_LOCK = "requirements.lock", "requirements-test.lock"


def main(arguments: Sequence[str]) -> int:
    """When all goes well the command takes this process over, and gives the exit code."""
    if not arguments or arguments[0] in ("help", "-h", "--help"):
        print(_help())
        return 0
    environment = Environment(CHECKOUT)
    try:
        environment.ensure([LOCK, TEST_LOCK] if arguments[0] == "test" else [LOCK])
    except Refusal as trouble:
        print(f"kentongan: {trouble}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    python = str(environment.python)
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT / "src")}
    sys.stdout.flush()
    return os.execve(python, [python, "-m", "kentongan.site.launch", *arguments], env)


def _help() -> str:
    lines = [
        "./kentongan up      everything on this machine: two cities, the desk, the phone",
        "                    --port 8000  --sandbox-port 8001  --data DIR  --fresh  --no-sandbox",
        "./kentongan test    style, types, imports, migrations and every test;",
        "                    with arguments only pytest, which gets them",
        "",
        "Further commands; each takes --data DIR, and --help:",
        *(f"  {name:<12} {what}" for name, what in COMMANDS.items()),
    ]
    return "\n".join(lines)
