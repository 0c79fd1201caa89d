"""`python -m kentongan.site.launch COMMAND …`: what `./kentongan` runs once the set-up is done."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kentongan.pure.errors import Refusal
from kentongan.site.launch import environment, errands, exam, up

CHECKOUT = environment.SOURCES.parent


def main(arguments: Sequence[str]) -> int:
    """The exit code: 2 for anything a person can put right, said in one sentence."""
    try:
        return _dispatch(arguments[0], arguments[1:])
    except Refusal as trouble:
        said = str(trouble)
    except OSError as trouble:
        if trouble.errno != errno.ENOSPC:
            raise
        said = f"The disk is full: {trouble.filename or 'the data directory'} needs more room."
    except KeyboardInterrupt:
        return 130
    print(f"kentongan: {said}", file=sys.stderr)
    return 2


def _dispatch(name: str, rest: Sequence[str]) -> int:
    default_data = Path(os.environ.get("KENTONGAN_DATA") or CHECKOUT / "data")
    if name == "up":
        return up.main(rest, default_data)
    if name == "test":
        return exam.main(rest, CHECKOUT)
    if name in errands.COMMANDS:
        return errands.main(name, rest, default_data)
    raise Refusal(f"There is no command '{name}': ./kentongan help lists them.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
