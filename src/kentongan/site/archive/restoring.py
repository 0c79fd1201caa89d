"""Bring an archive back to life in a new data directory and an empty database."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from kentongan.mailroom.routing import write_routing
from kentongan.pure.errors import Refusal
from kentongan.site.archive import manifest, tools
from kentongan.site.archive.making import TABLES, counts
from kentongan.site.archive.reading import Archive
from kentongan.site.launch import secrets
from kentongan.site.migrate import migrate

PIECE = 1 << 20
SERVER_WITH_TRANSACTION_TIMEOUT = 17  # from here on pg_restore says what older servers do not know


@dataclass(frozen=True, slots=True)
class Restored:
    """`routing` is whether the door knows our apps again; it needs the vault's key.
    `same_key` is whether that key is the one this process was given."""

    rows: int
    tables: int
    files: int
    letters: int
    routing: bool
    same_key: bool


def restore(archive: Archive, urls: Mapping[str, str]) -> Restored:
    """Restore everything and compare the rows with the archive's own count.

    `urls` by role: `owner` and `backup`. Raises `Refusal`: what is there already is never
    written over, and the database is restored whole or not at all.
    """
    data, files, spool = (Path(p) for p in (settings.DATA, settings.FILES, settings.SPOOL))
    _known_to_us(archive)
    _empty(files, spool)
    _room(archive, data)
    tool = _tool(archive, urls["owner"])
    with archive.member(manifest.DUMP) as dump:
        _pour(tool, urls["owner"], dump)
    kept_files, letters = archive.unpack("files/", files), archive.unpack("spool/", spool)
    _compare(archive, urls["backup"])
    key = _secrets(archive, data)
    migrate(urls["owner"])
    return Restored(
        rows=archive.manifest.rows,
        tables=len(archive.manifest.tables),
        files=kept_files,
        letters=letters,
        routing=_routing(key),
        same_key=key == settings.VAULT_KEY,
    )


# -- what can be refused before anything is touched


def _known_to_us(archive: Archive) -> None:
    """An archive of a newer program has migrations that this one does not know."""
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if set(archive.manifest.migrations) - ours:
        raise Refusal("Arsip ini dibuat oleh Kentongan yang lebih baru: pakai versi itu.")


def _empty(*folders: Path) -> None:
    for folder in folders:
        if folder.is_dir() and any(folder.iterdir()):
            raise Refusal(
                f"{folder} sudah berisi. Pemulihan perlu direktori data baru: pilih dengan --data."
            )


def _room(archive: Archive, data: Path) -> None:
    """Rows take about three times what their compressed dump takes, with their indexes."""
    needed = 3 * archive.manifest.members[manifest.DUMP].size
    needed += archive.size("files/") + archive.size("spool/")
    free = shutil.disk_usage(data).free
    if needed > free:
        raise Refusal(
            f"Tempat penyimpanan {data} tersisa {free >> 20} MB, perlu {needed >> 20} MB."
        )


def _tool(archive: Archive, url: str) -> tools.Tool:
    """A pg_restore that reads this dump and that the server understands."""
    with tools.entered(url, "KENTONGAN_OWNER_URL") as link:
        server = tools.major_of(link)
        if link.execute(TABLES).fetchone():
            raise Refusal(
                "Basis data ini sudah berisi tabel. Pemulihan perlu yang kosong: pilih direktori "
                "data baru dengan --data, atau buat basis data baru."
            )
    tool = tools.fitting("pg_restore", max(server, archive.manifest.tool))
    if tool.major >= SERVER_WITH_TRANSACTION_TIMEOUT > server:
        raise Refusal(
            f"Arsip ini ditulis dengan PostgreSQL {archive.manifest.tool}, dan basis data tujuan "
            f"PostgreSQL {server}: pasang postgresql-client-{server}, atau pakai tujuan yang "
            f"sama barunya dengan arsip."
        )
    return tool


# -- the database


def _pour(tool: tools.Tool, url: str, dump: IO[bytes]) -> None:
    """As the owner of the tables-to-be, in one transaction. Comments are left out: those on
    extensions belong to the superuser who installed them."""
    command = [tool.path, "--single-transaction", "--exit-on-error", "--no-owner", "--no-comments"]
    command += ["--no-password", "--dbname", tools.database_name(url)]
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=said, env=tools.environment(url)
        )
        assert child.stdin is not None
        with suppress(BrokenPipeError), child.stdin as pipe:
            shutil.copyfileobj(dump, pipe, PIECE)
        if child.wait():
            said.seek(0)
            words = tools.last_words(said.read().decode(errors="replace"))
            raise Refusal(f"Basis data tidak bisa dipulihkan: {words}")


def _compare(archive: Archive, url: str) -> None:
    with tools.entered(url, "KENTONGAN_BACKUP_URL") as link:
        found = counts(link)
    wanted = archive.manifest.tables
    different = sorted(t for t in wanted.keys() | found.keys() if wanted.get(t) != found.get(t))
    if different:
        table = different[0]
        raise Refusal(
            f"Isi basis data tidak sama dengan catatan arsip: {table} semula "
            f"{wanted.get(table, 0)} baris, sekarang {found.get(table, 0)}."
        )


# -- the keys


def _secrets(archive: Archive, data: Path) -> str:
    """Keep the archive's secrets beside this server's own passwords; the vault's key."""
    if manifest.SECRETS not in archive.manifest.members:
        return str(settings.VAULT_KEY)
    with archive.member(manifest.SECRETS) as stream:
        brought: dict[str, Any] = json.loads(stream.read())
    kept = asdict(secrets.load(data)) | brought
    secrets.write_private(data / secrets.FILE, json.dumps(kept, indent=2) + "\n")
    return str(brought["vault_key"])


def _routing(key: str) -> bool:
    """Write the door's file with the key the apps' secrets were locked with, if we have it."""
    before = settings.VAULT_KEY
    settings.VAULT_KEY = key  # this process was started before the archive had said its key
    try:
        write_routing()
    except Refusal:
        return False
    finally:
        settings.VAULT_KEY = before
        connection.close()
    return True
