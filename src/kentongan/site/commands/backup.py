"""`backup FILE`: database, files, spool and keys in one archive, while everything runs.

FILE may be a directory: then the archive takes a name with the time, and --keep N removes the
oldest of such archives until N are left.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone

from kentongan.pure.errors import Refusal
from kentongan.site.archive import Made, back_up

SHOWN = 5


def run(arguments: Sequence[str]) -> int:
    given = _parser().parse_args(arguments)
    url = os.environ.get("KENTONGAN_BACKUP_URL", "")
    if not url:
        raise Refusal("Isi KENTONGAN_BACKUP_URL dengan alamat basis data untuk peran cadangan.")
    now = timezone.now()
    path: Path = given.file.absolute()
    folder = path if path.is_dir() else None
    if folder:
        path = folder / f"kentongan-{now:%Y%m%d-%H%M%S}.tar"
    elif given.keep:
        raise Refusal("--keep berlaku bila tujuan cadangan adalah direktori.")
    elif not path.parent.is_dir():
        raise Refusal(f"Direktori {path.parent} tidak ada.")
    made = back_up(path, url, now, with_secrets=not given.without_secrets)
    _tell(made, with_secrets=not given.without_secrets)
    if folder and given.keep:
        _forget(folder, given.keep)
    return 1 if made.damaged or made.manifest.missing else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kentongan backup", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--keep", type=int, default=0, metavar="N", help="how many to keep")
    parser.add_argument(
        "--without-secrets", action="store_true",
        help="leave the keys out; without them nobody can read the tokens in the archive",
    )  # fmt: skip
    return parser


def _tell(made: Made, *, with_secrets: bool) -> None:
    facts = made.manifest
    print(
        f"{made.path}: {made.size / 1e6:.1f} MB, {facts.rows} baris dalam {len(facts.tables)} "
        f"tabel, {facts.files} berkas."
    )
    if with_secrets:
        print("Arsip ini memuat kunci rahasia: simpan seperti menyimpan kunci kantor.")
    else:
        print("Arsip ini tanpa kunci rahasia: simpan secrets.json (atau vault key) di tempat lain.")
    if facts.tool > facts.server:
        print(
            f"Ditulis dengan alat PostgreSQL {facts.tool} untuk server {facts.server}: pasang "
            f"postgresql-client-{facts.server} agar arsip dapat dipulihkan ke server yang sama."
        )
    for what, names in (
        ("Tercatat tetapi tidak ditemukan", facts.missing),
        ("Isinya rusak di penyimpanan", made.damaged),
    ):
        if names:
            more = f" dan {len(names) - SHOWN} lagi" if len(names) > SHOWN else ""
            print(f"{what}: {', '.join(names[:SHOWN])}{more}.")


def _forget(folder: Path, keep: int) -> None:
    """Names sort by time; only names that we give are counted."""
    stem = "kentongan-" + "[0-9]" * 8 + "-" + "[0-9]" * 6
    for old in sorted(folder.glob(f"{stem}.tar"))[:-keep]:
        old.unlink()
        print(f"Arsip lama dihapus: {old.name}.")
