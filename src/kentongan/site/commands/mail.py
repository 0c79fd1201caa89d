"""`mail`: an e-mail that the city's mail server hands over, for its pipe.

mail receive [--to ADDRESS]   one message (RFC 5322) on standard input; ADDRESS is the recipient
                              that the server knows. Exit code 0: it is kept. 75: not now, try
                              again. 65: it is no message, or too large.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import BinaryIO

from django.db import DatabaseError, transaction

from kentongan.cases.wake import wake
from kentongan.channels import mail
from kentongan.mailroom.models import Letter

KEPT, NO_MESSAGE, NOT_NOW = 0, 65, 75  # as sysexits.h names them: EX_OK, EX_DATAERR, EX_TEMPFAIL
MOST = 30 * 1024 * 1024  # bytes; mail servers commonly take less
APP = "smtp"


def run(arguments: Sequence[str]) -> int:
    given = _parser().parse_args(arguments)
    return receive(sys.stdin.buffer, given.to)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kentongan mail", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("task", choices=("receive",))
    parser.add_argument("--to", default="", help="the recipient, as the server knows it")
    return parser


def receive(letter: BinaryIO, to: str = "") -> int:
    """Keep one message; it is committed before anybody says so."""
    body = letter.read(MOST + 1)
    if not body.strip() or len(body) > MOST:
        print("Surel ini kosong atau terlalu besar.", file=sys.stderr)
        return NO_MESSAGE
    headers = f"envelope-to: {' '.join(to.split())[:300]}" if to else ""
    try:
        with transaction.atomic():
            Letter.objects.create(channel=mail.NAME, app=APP, headers=headers, body=body)
            wake()
    except DatabaseError as error:
        print(f"Basis data sedang tidak bisa dihubungi ({type(error).__name__}).", file=sys.stderr)
        return NOT_NOW
    return KEPT
