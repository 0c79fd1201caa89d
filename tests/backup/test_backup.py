"""An operator keeps copies of a living installation."""

from __future__ import annotations

import json
import os
import tarfile
import threading
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.mailroom.models import Tombstone
from kentongan.pure.errors import Refusal
from kentongan.site.archive import Archive, back_up
from kentongan.site.commands import backup as backup_command

NOW = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)
CITIES = ("pontianak", "bandarlampung")


def test_whatever_happens_meanwhile_no_file_that_is_named_is_missing(lively: Any, tmp_path: Path):
    """Files arrive, and letters move from the spool to the database, all the while."""
    stop, kept = threading.Event(), []

    def residents() -> None:
        from django.db import connection

        city = City.objects.get(slug=CITIES[0])
        while not stop.is_set():
            with inside(city):
                kept.append(lively.keep(os.urandom(2_000)).sha256)
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


def test_an_archive_says_which_files_the_disk_has_lost(lively: Any, tmp_path: Path):
    files = sorted(p for p in (lively.data / "files").rglob("*") if p.is_file())
    files[0].unlink()
    files[1].write_bytes(b"lain")
    made = back_up(tmp_path / "a.tar", lively.testbed.urls["backup"], NOW)
    assert [name.rsplit("/", 1)[1] for name in made.manifest.missing] == [files[0].name]
    assert [name.rsplit("/", 1)[1] for name in made.damaged] == [files[1].name]


# -- what an operator is told


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


def test_a_backup_is_whole_or_not_there_at_all(lively: Any, tmp_path: Path):
    """The role of the pages cannot see over the walls: its dump would be half of everything."""
    with pytest.raises(Refusal, match="BYPASSRLS"):
        back_up(tmp_path / "a.tar", lively.testbed.urls["app"], NOW)
    assert not list(tmp_path.glob("a.tar*"))


def test_an_archive_is_never_written_over(lively: Any, archive: Path):
    with pytest.raises(Refusal, match="sudah ada"):
        lively.back_up(archive)


def test_without_secrets_the_archive_opens_no_token(lively: Any, tmp_path: Path):
    path = lively.back_up(tmp_path / "a.tar", with_secrets=False)
    assert "secrets.json" not in Archive(path).manifest.members
    with_them = lively.back_up(tmp_path / "b.tar")
    with tarfile.open(with_them) as tar:
        kept = json.loads(inside_of(tar, "secrets.json"))
    assert kept["vault_key"] and "database" not in kept


def test_a_nightly_backup_keeps_the_newest(
    lively: Any, tmp_path: Path, capsys, time_machine: TimeMachineFixture
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


def test_people_who_were_erased_stay_erased_by_their_tombstones(lively: Any, tmp_path: Path):
    """Restoring an older archive brings rows back; the tombstones among them come along too."""
    city = City.objects.get(slug=CITIES[0])
    with inside(city):
        stones = Tombstone.objects.count()
    path = lively.back_up(tmp_path / "a.tar")
    assert stones and Archive(path).manifest.tables["public.mailroom_tombstone"] >= stones
