"""Data directories and ports that cannot be had: one clear sentence each."""

from __future__ import annotations

import json
import shutil
import socket
from collections import namedtuple
from pathlib import Path

import pytest

from kentongan.pure.errors import Refusal
from kentongan.site.launch import ports
from kentongan.site.launch.place import Place


def test_a_new_directory_is_furnished_and_known_again(tmp_path):
    Place(tmp_path / "data")
    assert Place(tmp_path / "data").last() == {}
    assert (tmp_path / "data" / "files").stat().st_mode & 0o777 == 0o700


def test_a_directory_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("bab satu")
    with pytest.raises(Refusal, match="not made by Kentongan"):
        Place(tmp_path)
    assert [thing.name for thing in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_is_not_a_data_directory(tmp_path):
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(Refusal, match="not a directory"):
            Place(path)


def test_data_of_a_newer_kentongan_are_refused(tmp_path):
    (tmp_path / "kentongan.json").write_text(json.dumps({"format": 99}))
    with pytest.raises(Refusal, match="newer Kentongan"):
        Place(tmp_path)


def test_a_full_disk_is_said_before_anything_breaks(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(100 << 20, 95 << 20, 5 << 20))
    with pytest.raises(Refusal, match=r"disk is full: .* 5 MB left"):
        Place(tmp_path)


def test_a_second_up_on_the_same_data_hears_where_the_first_one_is(tmp_path):
    first = Place(tmp_path)
    assert first.lock() is False
    first.note(pid=4711, url="http://127.0.0.1:8000", running=True)
    with pytest.raises(Refusal, match=r"already running .* 4711, http://127.0.0.1:8000"):
        Place(tmp_path).lock()


def test_an_up_that_did_not_end_in_order_is_noticed(tmp_path):
    first = Place(tmp_path)
    first.lock()
    first.note(running=True)
    del first
    assert Place(tmp_path).lock() is True


def test_fresh_clears_all_but_the_mark(tmp_path):
    place = Place(tmp_path)
    place.lock()
    (tmp_path / "files" / "photo.jpg").write_bytes(b"x")
    (tmp_path / "secrets.json").write_text("{}")
    place.clear()
    assert not (tmp_path / "secrets.json").exists()
    assert list((tmp_path / "files").iterdir()) == []
    assert Place(tmp_path)


def test_a_taken_port_is_named_with_the_option_that_changes_it():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refusal, match=rf"Port {port} .* --sandbox-port \d+"):
            ports.claimable("127.0.0.1", port, "--sandbox-port")


def test_an_address_of_another_machine_is_named():
    with pytest.raises(Refusal, match=r"192\.0\.2\.1 is not an address of this machine"):
        ports.claimable("192.0.2.1", 8000, "--port")


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("a.b", False)],
)
def test_only_this_machine_is_loopback(host: str, own: bool):
    assert ports.loopback(host) is own


def test_the_path_of_a_place_is_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Place(Path("data")).path == tmp_path / "data"
