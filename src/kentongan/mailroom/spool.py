"""The spool: letters on local disk while the database is away.

One file per flush, written under another name, flushed with its directory, then renamed: what has
the final name is whole. A file is a mark and then records: length and CRC-32 (both 4 bytes,
big-endian) and the row as `COPY ... (FORMAT binary)` takes it. Nothing here knows Django.
"""

from __future__ import annotations

import fcntl
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

MARK = b"kentongan spool 1\n"
READY, HALF_WRITTEN, TORN = ".spool", ".new", ".torn"
_HEAD = struct.Struct("!II")
_number = count()


def write(folder: Path, rows: Sequence[bytes], *, micros: int) -> Path:
    """Durable when it returns. `micros` orders the files. Raises `OSError` when the disk is full.

    A half-written file of ours is removed again: nobody was told that it is kept.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{micros:020d}-{os.getpid()}-{next(_number):06d}{READY}"
    new = path.with_suffix(HALF_WRITTEN)
    try:
        _write_durably(new, MARK + b"".join(_record(row) for row in rows))
        new.rename(path)
        _flush_directory(folder)
    except OSError:
        for half in (new, path):
            with suppress(OSError):
                half.unlink()
        raise
    return path


def _record(row: bytes) -> bytes:
    return _HEAD.pack(len(row), zlib.crc32(row)) + row


def _write_durably(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_directory(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def waiting(folder: Path) -> list[Path]:
    """Files to replay, oldest first, of this process and of dead ones."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == READY)
    except FileNotFoundError:
        return []


def torn(folder: Path) -> int:
    """How many damaged tails were kept aside for a person to look at."""
    try:
        return sum(path.suffix == TORN for path in folder.iterdir())
    except FileNotFoundError:
        return 0


@contextmanager
def taken(path: Path) -> Iterator[bytes | None]:
    """The content of a file nobody else replays; None when another process has it or had it."""
    try:
        file = open(path, "rb")  # noqa: SIM115 - the lock lives as long as the file is open
    except FileNotFoundError:
        yield None
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield file.read() if os.fstat(file.fileno()).st_nlink else None


def read(content: bytes) -> tuple[list[bytes], bytes]:
    """The rows up to the first damage, and the damaged rest (empty when all is well)."""
    if not content.startswith(MARK):
        return [], content
    rows: list[bytes] = []
    place = len(MARK)
    while place < len(content):
        start = place + _HEAD.size
        if start > len(content):
            break
        length, checksum = _HEAD.unpack_from(content, place)
        row = content[start : start + length]
        if len(row) != length or zlib.crc32(row) != checksum:
            break
        rows.append(row)
        place = start + length
    return rows, content[place:]


def set_aside(path: Path, rest: bytes) -> None:
    """Keep a damaged tail beside the spool, durably, under the file's name."""
    aside = path.with_suffix(TORN)
    with suppress(FileExistsError):
        _write_durably(aside, rest)
    _flush_directory(path.parent)
