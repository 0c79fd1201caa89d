"""`seed-demo`: settle the shipped cities with their lines on the sandbox, and people at work."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from django.conf import settings

from kentongan.pure.errors import Refusal
from kentongan.site.settle import settle_demo


def run(arguments: Sequence[str]) -> int:
    argparse.ArgumentParser(prog="kentongan seed-demo", description=__doc__).parse_args(arguments)
    if not settings.DEMO:
        raise Refusal("Peragaan hanya diisi bila KENTONGAN_DEMO=1; ./kentongan up mengaturnya.")
    settle_demo()
    return 0
