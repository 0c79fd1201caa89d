"""Make an archive of a living installation.

Why nothing that is referred to can be missing, although nobody is asked to stop: the order.
1. *Spool* first. A letter acknowledged before we began is in the spool, or already in the
   database. If it moves over while we work it is in both, and unpacking knows it the second time.
2. *Database* next, as of one snapshot, from which the counts are taken too.
3. *Files* last. A file is whole under its final name before the row that names it is committed,
   its name is the sha256 of its content, and it is never written again: so whatever the snapshot
   names lies there by now. More may lie there, which harms nobody. What the snapshot names and
   we did not find (somebody was erased meanwhile, or the disk lost it) is listed.
"""

from __future__ import annotations

import errno
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

import kentongan
from kentongan.pure.errors import Refusal
from kentongan.site.archive import manifest, tools
from kentongan.site.archive.manifest import Manifest
from kentongan.site.archive.tar import Tar
from kentongan.site.launch import secrets

TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    ORDER BY 1, 2
"""
NAMED_FILES = """
    SELECT city_id, sha256, has_thumbnail FROM mailroom_file
    WHERE state = 'ready' AND sha256 <> ''
"""
LEAVE = (".new", ".part")  # half-written, by us or by others


@dataclass(frozen=True, slots=True)
class Made:
    """`damaged` are files whose content no longer fits their name."""

    path: Path
    manifest: Manifest
    size: int
    damaged: list[str]


def back_up(path: Path, url: str, now: datetime, *, with_secrets: bool = True) -> Made:
    """Write an archive to `path`, which must not exist; whole or not at all, mode 0600.

    `url` is that of the role that reads across cities. Raises `Refusal`.
    """
    if path.exists():
        raise Refusal(f"{path} sudah ada: pilih nama lain.")
    data = Path(settings.DATA)
    try:
        with _whole(path) as tar:
            _spool(tar, data / "spool")
            facts, named = _database(tar, url, now)
            damaged = _files(tar, Path(settings.FILES))
            if with_secrets:
                tar.add(manifest.SECRETS, BytesIO(_secrets(data)))
            missing = sorted(named - set(tar.members))
            facts = replace(facts, missing=missing, members=dict(tar.members))
            tar.add(manifest.NAME, BytesIO(facts.encode()))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Refusal(f"Tempat penyimpanan penuh: {path.parent} perlu ruang lagi.") from error
        raise Refusal(f"Arsip {path} tidak bisa ditulis: {error.strerror}.") from error
    return Made(path, facts, path.stat().st_size, damaged)


@contextmanager
def _whole(path: Path) -> Iterator[Tar]:
    """A file beside the final one takes its name when everything is on the disk."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
            tar = Tar(out)
            yield tar
            tar.close()
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _spool(tar: Tar, folder: Path) -> None:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix not in LEAVE:
            _file(tar, f"spool/{path.name}", path)


def _files(tar: Tar, folder: Path) -> list[str]:
    """Every file under its city; says which are not what their name promises."""
    damaged = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix in LEAVE:
            continue
        name = f"files/{path.relative_to(folder)}"
        digest = _file(tar, name, path)
        if digest and "." not in path.name and digest != path.name:
            damaged.append(name)
    return damaged


def _file(tar: Tar, name: str, path: Path) -> str:
    """Its sha256; empty when it is gone: replayed, or erased, since we looked."""
    try:
        with open(path, "rb") as source:
            return tar.add(name, source, mtime=os.fstat(source.fileno()).st_mtime).sha256
    except FileNotFoundError:
        return ""


def _secrets(data: Path) -> bytes:
    """What is needed to read the rest. The database's passwords belong to the server, not here."""
    kept: dict[str, Any] = {}
    if (data / secrets.FILE).exists():
        kept = json.loads((data / secrets.FILE).read_text(encoding="utf-8"))
    kept.pop("database", None)
    kept |= {"vault_key": settings.VAULT_KEY, "secret_key": settings.SECRET_KEY}
    return json.dumps(kept, indent=2).encode()


# -- the database


def _database(tar: Tar, url: str, now: datetime) -> tuple[Manifest, set[str]]:
    """The dump, its facts, and the names of the members that its rows speak of."""
    with tools.entered(url, "KENTONGAN_BACKUP_URL") as link:
        link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        link.read_only = True
        try:
            snapshot = _one(link, "SELECT pg_export_snapshot()")
            link.execute("SET LOCAL row_security = off")  # rather an error than half the rows
            facts = _facts(link, now)
            named = _named(link)
        except psycopg.errors.InsufficientPrivilege as error:
            raise Refusal(
                "Peran basis data untuk cadangan harus dapat membaca semua kota: "
                "beri BYPASSRLS dan pg_read_all_data."
            ) from error
        tool = tools.fitting("pg_dump", facts.server)
        _dump(tar, tool, url, snapshot)
    return replace(facts, tool=tool.major), named


def _facts(link: psycopg.Connection[Any], now: datetime) -> Manifest:
    done = link.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
    return Manifest(
        made_at=now.isoformat(timespec="seconds"),
        version=getattr(kentongan, "__version__", ""),
        server=tools.major_of(link),
        tool=0,
        tables=counts(link),
        migrations=[str(name) for (name,) in done],
    )


def counts(link: psycopg.Connection[Any]) -> dict[str, int]:
    """Rows per table, "schema.table", as far as the role of `link` sees them."""
    found = {}
    for schema, table in link.execute(TABLES).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        found[f"{schema}.{table}"] = int(_one(link, query))
    return found


def _named(link: psycopg.Connection[Any]) -> set[str]:
    names = set()
    for city, digest, thumbnail in link.execute(NAMED_FILES).fetchall():
        place = f"files/{city}/{digest[:2]}/{digest}"
        names.add(place)
        if thumbnail:
            names.add(f"{place}.thumb")
    return names


def _dump(tar: Tar, tool: tools.Tool, url: str, snapshot: str) -> None:
    command = [tool.path, "--format=custom", f"--snapshot={snapshot}", "--no-password"]
    command += ["--lock-wait-timeout=60s"]
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=said, env=tools.environment(url)
        )
        assert child.stdout is not None
        try:
            with child.stdout as stream:
                tar.add(manifest.DUMP, stream)
        except BaseException:
            child.kill()
            raise
        finally:
            child.wait()
        if child.returncode:
            said.seek(0)
            words = tools.last_words(said.read().decode(errors="replace"))
            raise Refusal(f"Basis data tidak bisa dicadangkan: {words}")


def _one(link: psycopg.Connection[Any], query: Any) -> Any:
    row = link.execute(query).fetchone()
    assert row is not None
    return row[0]
