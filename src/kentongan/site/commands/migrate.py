"""`migrate`: bring the tables up to date, as their owner, and lay out the static files."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from django.core.management import call_command

from kentongan.pure.errors import Refusal
from kentongan.site.migrate import migrate


def run(arguments: Sequence[str]) -> int:
    argparse.ArgumentParser(prog="kentongan migrate", description=__doc__).parse_args(arguments)
    if not os.environ.get("KENTONGAN_OWNER_URL"):
        raise Refusal("Isi KENTONGAN_OWNER_URL dengan alamat basis data untuk peran pemilik.")
    migrate()
    call_command("collectstatic", interactive=False, verbosity=0)
    return 0
