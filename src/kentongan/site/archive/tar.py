"""A tar file whose members come as streams: a header is filled in once the size is known."""

from __future__ import annotations

import hashlib
import tarfile
from typing import BinaryIO, Protocol

from kentongan.site.archive.manifest import Member

BLOCK = tarfile.BLOCKSIZE
PIECE = 1 << 20


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Tar:
    """Plain GNU tar, readable by every tar. `members` says what has been added."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.members: dict[str, Member] = {}

    def add(self, name: str, source: Source, *, mtime: float = 0) -> Member:
        """Everything `source` gives, until it gives nothing."""
        start = self._out.tell()
        self._out.write(_header(name, 0, mtime))
        digest, size = hashlib.sha256(), 0
        while piece := source.read(PIECE):
            self._out.write(piece)
            digest.update(piece)
            size += len(piece)
        self._out.write(b"\0" * (-size % BLOCK))
        end = self._out.tell()
        self._out.seek(start)
        self._out.write(_header(name, size, mtime))
        self._out.seek(end)
        member = self.members[name] = Member(size, digest.hexdigest())
        return member

    def close(self) -> None:
        """Two empty blocks end a tar."""
        self._out.write(b"\0" * 2 * BLOCK)


def _header(name: str, size: int, mtime: float) -> bytes:
    """One block. A longer name would take more, and could not be rewritten in place."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(mtime)
    header = info.tobuf(tarfile.GNU_FORMAT)
    if len(header) != BLOCK:
        raise ValueError(f"{name} is too long a name for this archive")
    return header
