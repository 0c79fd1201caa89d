"""Letters on local disk while the database is away."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

from kentongan.mailroom import spool

ROWS = [b"first letter", b"", b"\x00\xff" * 5_000]


def test_what_was_spooled_comes_back_as_it_was(tmp_path: Path):
    path = spool.write(tmp_path / "spool", ROWS, micros=7)
    assert spool.read(path.read_bytes()) == (ROWS, b"")
    assert path.stat().st_mode & 0o777 == 0o600


def test_files_come_back_oldest_first_and_nothing_half_written_among_them(tmp_path: Path):
    late = spool.write(tmp_path, ROWS, micros=2)
    early = spool.write(tmp_path, ROWS, micros=1)
    (tmp_path / "3.new").write_bytes(b"half")
    assert spool.waiting(tmp_path) == [early, late]


@pytest.mark.parametrize("cut", [1, 3, 9, 5_000])
def test_a_torn_tail_costs_only_the_letters_in_it(tmp_path: Path, cut: int):
    path = spool.write(tmp_path, ROWS, micros=1)
    content = path.read_bytes()[:-cut]
    rows, rest = spool.read(content)
    assert rows == ROWS[:2] and rest
    spool.set_aside(path, rest)
    assert spool.torn(tmp_path) == 1
    assert path.with_suffix(".torn").read_bytes() == rest


def test_a_flipped_bit_is_noticed(tmp_path: Path):
    path = spool.write(tmp_path, ROWS, micros=1)
    content = bytearray(path.read_bytes())
    content[len(spool.MARK) + 9] ^= 1
    rows, rest = spool.read(bytes(content))
    assert rows == [] and bytes(rest) == bytes(content[len(spool.MARK) :])


def test_a_file_of_something_else_is_kept_whole(tmp_path: Path):
    assert spool.read(b"not a spool") == ([], b"not a spool")


def test_two_processes_never_replay_one_file(tmp_path: Path):
    path = spool.write(tmp_path, ROWS, micros=1)
    with spool.taken(path) as mine:
        assert mine is not None
        other = os.open(path, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(other)
        with spool.taken(path) as theirs:
            assert theirs is None
    path.unlink()
    with spool.taken(path) as gone:
        assert gone is None


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        spool.write(tmp_path, ROWS, micros=1)
    assert list(tmp_path.iterdir()) == []
