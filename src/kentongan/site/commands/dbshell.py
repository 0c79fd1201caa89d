"""`dbshell [--city SLUG]`: psql as the role `app`; with a city, inside its walls."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from kentongan.cities.models import City
from kentongan.pure.errors import Refusal
from kentongan.site.archive import tools


def run(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="kentongan dbshell", description=__doc__)
    parser.add_argument("--city", default="")
    parser.add_argument("psql", nargs="*", help="passed on to psql, after --")
    given = parser.parse_args(arguments)
    options = os.environ.get("PGOPTIONS", "")
    if given.city:
        city = City.objects.filter(slug=given.city).first()
        if city is None:
            raise Refusal(f"Kota “{given.city}” tidak ada.")
        options += f" -c app.city={city.pk}"
    program = _psql()
    url = os.environ["KENTONGAN_DATABASE_URL"]
    env = {**tools.environment(url), "PGOPTIONS": options}
    os.execve(program, [program, *given.psql], env)
    return 0


def _psql() -> str:
    ours = Path(os.environ.get("KENTONGAN_PG_BIN", "")) / "psql"
    found = str(ours) if ours.is_file() else shutil.which("psql")
    if not found:
        raise Refusal("psql tidak ditemukan: pasang paket postgresql-client.")
    return found
