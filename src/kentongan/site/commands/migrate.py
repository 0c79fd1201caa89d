"""`migrate`: bring the tables up to date, as their owner, and lay out the static files."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from django.conf import settings
from django.core.management import call_command
from django.test.utils import override_settings

from kentongan.pure.errors import Refusal
from kentongan.site.migrate import migrate


def run(arguments: Sequence[str]) -> int:
    argparse.ArgumentParser(prog="kentongan migrate", description=__doc__).parse_args(arguments)
    if not os.environ.get("KENTONGAN_OWNER_URL"):
        raise Refusal("Isi KENTONGAN_OWNER_URL dengan alamat basis data untuk peran pemilik.")
    migrate()
    collect()
    return 0


def collect() -> None:
    """Hash and compress what browsers keep. The pages read the manifest when they start."""
    kind = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": kind}}
    with override_settings(STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
