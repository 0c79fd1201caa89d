"""An operator keeps copies of a living installation, and one day needs one of them."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import models
from time_machine import TimeMachineFixture

from kentongan.cities import fasten
from kentongan.cities.locks import CityRow, inside
from kentongan.cities.models import City
from kentongan.mailroom import spool, storage, vault
from kentongan.mailroom.models import File, PlatformApp, Tombstone
from kentongan.pure.errors import Refusal
from kentongan.site.archive import Archive, back_up
from kentongan.site.archive.making import TABLES
from kentongan.site.commands import backup as backup_command
from kentongan.site.launch.foundation import SUPERUSER
from kentongan.site.launch.postgres import Cluster
from kentongan.site.launch.testbed import Testbed
from kentongan.site.settle import settle_city

SOURCES = Path(__file__).resolve().parents[1] / "src"
NOW = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)
CITIES = ("pontianak", "bandarlampung")
SECRET = "segel aplikasi kota"
_number = count(1)


# -- two lively cities


def everything(city: City) -> None:
    """A row of the city in each of the house's tables that the pack has left empty."""
    for model in apps.get_models():
        djangos = model._meta.label_lower.startswith(("auth.", "contenttypes.", "sessions."))
        if not djangos and not rows_of(model).exists():
            row(model)


def rows_of(model: type[models.Model]) -> models.Manager[Any]:
    return model.objects if issubclass(model, CityRow) else model._base_manager


def row(model: type[models.Model]) -> models.Model:
    """A new row with every field that must be filled, and only those."""
    facts = {
        field.name: value(field)
        for field in model._meta.local_concrete_fields
        if not (field.null or field.has_default() or field.blank or db_default(field))
        and not isinstance(field, models.AutoField)
    }
    return model._base_manager.create(**facts)


def db_default(field: models.Field[Any, Any]) -> bool:
    return field.db_default is not models.NOT_PROVIDED


def value(field: models.Field[Any, Any]) -> object:
    number = next(_number)
    if isinstance(field, models.ForeignKey):
        target = field.related_model
        if field.unique:
            return row(target)
        return rows_of(target).first() or row(target)
    if field.name == "role":
        return "officer"
    if field.choices:
        return field.choices[0][0]
    made = {
        models.DateTimeField: NOW,
        models.DateField: date(2026, 11, 5),
        models.BinaryField: b"\x00\xff" + str(number).encode(),
        models.JSONField: {"nomor": number},
        models.FloatField: number / 3,
        models.BooleanField: True,
    }
    if type(field) in made:
        return made[type(field)]
    if isinstance(field, models.IntegerField):
        return number
    return f"é{number}"[: field.max_length]


@dataclass
class Installation:
    data: Path
    testbed: Testbed

    def back_up(self, path: Path, **how: bool) -> Path:
        return back_up(path, self.testbed.urls["backup"], NOW, **how).path


@pytest.fixture
def lively(transactional_db, testbed, settings, tmp_path) -> Iterator[Installation]:
    """Two cities with rows in every room, files in both, and a letter in the spool."""
    data = tmp_path / "data"
    settings.DATA, settings.FILES, settings.SPOOL = data, data / "files", data / "spool"
    settings.ROUTING = data / "routing.json"
    for slug in CITIES:
        city = settle_city(slug)
        with inside(city):
            everything(city)
            for thing in (f"surat {slug}", f"denah {slug}"):
                keep(thing.encode())
    PlatformApp.objects.update(secret=vault.lock(SECRET), verify_token=vault.lock("sapaan"))
    PlatformApp.objects.update(channel="whatsapp", slug="kota", previous_secret="")
    spool.write(settings.SPOOL, [b"satu surat"], micros=1)
    yield Installation(data, testbed)


def keep(content: bytes) -> File:
    file = File(key=storage.new_key(), since=NOW, ready_at=NOW)
    storage.fill(file, storage.keep(content, "text/plain"))
    file.save()
    return file


# -- what is compared


def fingerprints(url: str) -> dict[str, Any]:
    """Rows and a digest of all of them, for each table of the database."""
    found = {}
    with psycopg.connect(url) as link:
        for schema, table in link.execute(TABLES).fetchall():
            name = f'"{schema}"."{table}"'
            query = f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t"
            found[name] = link.execute(query.encode()).fetchone()
    return found


def shape(url: str) -> dict[str, list[str]]:
    """Everything beside rows: locks, keys, rights, functions, where the counters stand."""
    queries = {
        "policies": "SELECT tablename, policyname, qual, with_check FROM pg_policies",
        "walls": "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity",
        "keys": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname NOT LIKE 'pg\\_%'",
        "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "counters": "SELECT schemaname, sequencename, last_value FROM pg_sequences",
        "rights": "SELECT n.nspname, relname, relowner::regrole::text, acl::text"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, unnest(relacl) acl"
        " WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'",
        "functions": "SELECT p.proname, prosecdef, acl::text FROM pg_proc p, unnest(proacl) acl"
        " WHERE NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND deptype = 'e')"
        " AND pronamespace <> 'pg_catalog'::regnamespace",
    }
    with psycopg.connect(url) as link:
        return {
            name: sorted(plain(str(found)) for found in link.execute(query.encode()).fetchall())
            for name, query in queries.items()
        }


def plain(definition: str) -> str:
    """Without casts and brackets: a condition that is read again is written with more of them."""
    return re.sub(r"::(character varying|text)(\[\])?|[()]", "", definition)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def kentongan(command: str, data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The program as an operator calls it, with nothing but a data directory."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("KENTONGAN_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "kentongan.site.launch", command, "--data", str(data), *words],
        env={**clean, "PYTHONPATH": str(SOURCES)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


# -- the day it is needed


def test_an_operator_gets_back_every_row_and_every_file(lively: Installation, tmp_path: Path):
    archive = lively.back_up(tmp_path / "kota.tar")
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    before = fingerprints(lively.testbed.urls[SUPERUSER])
    assert [name for name, (rows, _) in before.items() if not rows and not spared(name)] == []

    new = tmp_path / "baru"
    done = kentongan("restore", new, str(archive))
    assert done.returncode == 0, done.stderr
    assert "Sama dengan catatan arsip" in done.stdout

    assert contents(new / "files") == contents(lively.data / "files")
    assert contents(new / "spool") == contents(lively.data / "spool")
    cluster = Cluster(new)
    try:
        with cluster.borrowed():
            assert fingerprints(cluster.url(SUPERUSER)) == before
            assert shape(cluster.url(SUPERUSER)) == shape(lively.testbed.urls[SUPERUSER])
        routing = json.loads((new / "routing.json").read_text())
        assert routing["apps"]["whatsapp/kota"]["secrets"] == [SECRET]
        said = kentongan("check", new, "--json")
        cities = [found["city"] for found in json.loads(said.stdout)["findings"]]
        assert [name for name in cities if name] == [city.slug for city in City.objects.all()]
        again = kentongan("restore", new, str(archive))
        assert again.returncode == 1 and "sudah berisi" in again.stderr
    finally:
        cluster.destroy()


def spared(table: str) -> bool:
    """Django's own tables that the house does not fill."""
    name = table.split(".")[1].strip('"')
    return name in fasten.BEFORE_THE_LOCKS and name.startswith(("auth_", "django_"))


def test_whatever_happens_meanwhile_no_file_that_is_named_is_missing(
    lively: Installation, tmp_path: Path
):
    """Files arrive, and letters move from the spool to the database, all the while."""
    stop, kept = threading.Event(), []

    def residents() -> None:
        from django.db import connection

        city = City.objects.get(slug=CITIES[0])
        while not stop.is_set():
            with inside(city):
                kept.append(keep(os.urandom(2_000)).sha256)
        connection.close()

    thread = threading.Thread(target=residents)
    thread.start()
    try:
        while len(kept) < 5:
            stop.wait(0.01)
        made = back_up(tmp_path / "a.tar", lively.testbed.urls["backup"], NOW)
    finally:
        stop.set()
        thread.join()
    early = kept[:5]
    assert made.manifest.missing == [] and made.damaged == []
    names = set(Archive(made.path).manifest.members)
    assert all(any(digest in name for name in names) for digest in early)


def test_an_archive_says_which_files_the_disk_has_lost(lively: Installation, tmp_path: Path):
    files = sorted(p for p in (lively.data / "files").rglob("*") if p.is_file())
    files[0].unlink()
    files[1].write_bytes(b"lain")
    made = back_up(tmp_path / "a.tar", lively.testbed.urls["backup"], NOW)
    assert [name.rsplit("/", 1)[1] for name in made.manifest.missing] == [files[0].name]
    assert [name.rsplit("/", 1)[1] for name in made.damaged] == [files[1].name]


# -- what an operator is told


@pytest.fixture
def archive(lively: Installation, tmp_path: Path) -> Path:
    return lively.back_up(tmp_path / "kota.tar")


def test_a_changed_byte_is_noticed_before_anything_is_touched(archive: Path):
    content = bytearray(archive.read_bytes())
    with tarfile.open(archive) as tar:
        places = [info.offset_data + info.size // 2 for info in tar]
    assert len(places) > 5
    for place in places:
        content[place] ^= 0x01
        archive.write_bytes(content)
        with pytest.raises(Refusal):
            Archive(archive)
        content[place] ^= 0x01
    archive.write_bytes(content)
    assert Archive(archive).manifest.rows


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_cut_off_archive_is_refused(archive: Path, share: float):
    content = archive.read_bytes()
    archive.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(Refusal, match=r"utuh|bukan arsip"):
        Archive(archive)


def inside_of(tar: tarfile.TarFile, name: str) -> bytes:
    stream = tar.extractfile(name)
    assert stream is not None
    return stream.read()


def test_an_archive_that_would_write_elsewhere_is_refused(archive: Path, tmp_path: Path):
    evil, elsewhere = tmp_path / "lain.tar", "files/../../di-luar"
    facts = Archive(archive).manifest
    victim = next(name for name in facts.members if name.startswith("files/"))
    facts.members[elsewhere] = facts.members.pop(victim)
    with tarfile.open(archive) as old, tarfile.open(evil, "w") as new:
        for info in old:
            content = inside_of(old, info.name)
            if info.name == "manifest.json":
                content = facts.encode()
            info.name, info.size = elsewhere if info.name == victim else info.name, len(content)
            new.addfile(info, BytesIO(content))
    with pytest.raises(Refusal, match="tidak semestinya"):
        Archive(evil)


def test_a_backup_is_whole_or_not_there_at_all(lively: Installation, tmp_path: Path):
    """The role of the pages cannot see over the walls: its dump would be half of everything."""
    with pytest.raises(Refusal, match="BYPASSRLS"):
        back_up(tmp_path / "a.tar", lively.testbed.urls["app"], NOW)
    assert not list(tmp_path.glob("a.tar*"))


def test_an_archive_is_never_written_over(lively: Installation, archive: Path):
    with pytest.raises(Refusal, match="sudah ada"):
        lively.back_up(archive)


def test_without_secrets_the_archive_opens_no_token(lively: Installation, tmp_path: Path):
    path = lively.back_up(tmp_path / "a.tar", with_secrets=False)
    assert "secrets.json" not in Archive(path).manifest.members
    with_them = lively.back_up(tmp_path / "b.tar")
    with tarfile.open(with_them) as tar:
        kept = json.loads(inside_of(tar, "secrets.json"))
    assert kept["vault_key"] and "database" not in kept


def test_a_nightly_backup_keeps_the_newest(
    lively: Installation, tmp_path: Path, capsys, time_machine: TimeMachineFixture
):
    folder = tmp_path / "cadangan"
    folder.mkdir()
    (folder / "kentongan-catatan.tar").write_text("milik orang lain")
    for day in (1, 2, 3):
        time_machine.move_to(datetime(2026, 11, day, 18, 0, tzinfo=UTC), tick=False)
        assert backup_command.run([str(folder), "--keep", "2"]) == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "kentongan-20261102-180000.tar",
        "kentongan-20261103-180000.tar",
        "kentongan-catatan.tar",
    ]
    assert "simpan seperti menyimpan kunci kantor" in capsys.readouterr().out


def test_people_who_were_erased_stay_erased_by_their_tombstones(
    lively: Installation, tmp_path: Path
):
    """Restoring an older archive brings rows back; the tombstones among them come along too."""
    city = City.objects.get(slug=CITIES[0])
    with inside(city):
        stones = Tombstone.objects.count()
    path = lively.back_up(tmp_path / "a.tar")
    assert stones and Archive(path).manifest.tables["public.mailroom_tombstone"] >= stones
