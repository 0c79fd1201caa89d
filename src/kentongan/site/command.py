"""The commands behind `./kentongan`: one function each, listed here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

import django

from kentongan.pure.errors import Outage, Refusal

Command = Callable[[Sequence[str]], int]

# name → module in kentongan.site.commands; loaded when it is asked for.
COMMANDS = {
    "migrate": "migrate",
    "seed-demo": "seed_demo",
    "check": "check",
    "createstaff": "createstaff",
    "line": "line",
    "journal": "journal",
    "mail": "mail",
    "quarantine": "quarantine",
    "backup": "backup",
    "restore": "restore",
    "dbshell": "dbshell",
    "bench": "bench",
}


def main(argv: Sequence[str]) -> int:
    """Run one command; its exit code. What a person can fix is said in one sentence."""
    if not argv or argv[0] not in COMMANDS:
        print(f"Perintah yang ada: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.site.settings")
    django.setup()
    module = import_module(f"kentongan.site.commands.{COMMANDS[argv[0]]}")
    run: Command = module.run
    try:
        return run(argv[1:])
    except (Refusal, Outage) as sentence:
        print(sentence, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
