"""`restore FILE`: bring an archive back into a new data directory and an empty database."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from kentongan.pure.errors import Refusal
from kentongan.site.archive import Archive, restore

URLS = {"owner": "KENTONGAN_OWNER_URL", "backup": "KENTONGAN_BACKUP_URL"}


def run(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="kentongan restore", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    given = parser.parse_args(arguments)
    urls = {role: os.environ.get(name, "") for role, name in URLS.items()}
    missing = [URLS[role] for role, url in urls.items() if not url]
    if missing:
        raise Refusal(f"Isi {' dan '.join(missing)}: pemulihan memerlukannya.")
    archive = Archive(given.file.absolute())
    facts = archive.manifest
    print(f"Arsip utuh: {len(facts.members)} bagian, dibuat {facts.made_at}.", flush=True)
    done = restore(archive, urls)
    print(
        f"Sama dengan catatan arsip: {done.rows} baris dalam {done.tables} tabel, "
        f"{done.files} berkas, {done.letters} surat tertunda."
    )
    if facts.missing:
        print(f"Sudah tidak ada saat arsip dibuat: {len(facts.missing)} berkas.")
    if not done.routing:
        print(
            "Kunci brankas belum cocok: isi KENTONGAN_VAULT_KEY dengan kunci lama (vault_key "
            "dalam secrets.json lama), lalu jalankan ./kentongan line refresh."
        )
        return 1
    if not done.same_key and not os.environ.get("KENTONGAN_ADMIN_URL"):
        print(
            "KENTONGAN_VAULT_KEY di server ini berbeda dari kunci dalam arsip: isi dengan "
            f"vault_key dari {settings.DATA / 'secrets.json'} sebelum layanan dijalankan."
        )
    return 0
