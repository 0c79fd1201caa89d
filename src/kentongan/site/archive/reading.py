"""Open an archive and believe nothing: every member is compared with the list before it is used."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from kentongan.pure.errors import Refusal
from kentongan.site.archive import manifest
from kentongan.site.archive.manifest import Manifest

PIECE = 1 << 20
TORN = "Arsip {path} tidak utuh: {what}. Pakai arsip lain."
PLACES = ("files/", "spool/")


class Archive:
    """A verified archive. Making one reads the whole file once. Raises `Refusal`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with tarfile.open(path, "r:") as tar:
                self.manifest = self._manifest(tar)
                self._verify(tar)
        except FileNotFoundError:
            raise Refusal(f"Arsip {path} tidak ada.") from None
        except PermissionError:
            raise Refusal(f"Arsip {path} tidak boleh dibaca oleh akun ini.") from None
        except (tarfile.TarError, EOFError):
            raise self._torn("bukan arsip Kentongan, atau terpotong") from None

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        with tarfile.open(self.path, "r:") as tar:
            stream = tar.extractfile(name)
            if stream is None:
                raise self._torn(f"{name} tidak ada")
            with stream:
                yield stream

    def unpack(self, place: str, into: Path) -> int:
        """Write all members below `place` ("files/", "spool/"); says how many."""
        count = 0
        with tarfile.open(self.path, "r:") as tar:
            for info in tar:
                stream = tar.extractfile(info) if info.name.startswith(place) else None
                if stream is None:
                    continue
                target = into / info.name.removeprefix(place)
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with stream, open(target, "xb") as out:
                    shutil.copyfileobj(stream, out, PIECE)
                count += 1
        return count

    def size(self, place: str) -> int:
        known = self.manifest.members.items()
        return sum(member.size for name, member in known if name.startswith(place))

    def _manifest(self, tar: tarfile.TarFile) -> Manifest:
        names = tar.getnames()
        stream = tar.extractfile(manifest.NAME) if manifest.NAME in names else None
        if stream is None:
            raise self._torn("daftar isinya tidak ada")
        with stream:
            found = manifest.decode(stream.read())
        if sorted(names) != sorted([*found.members, manifest.NAME]):
            raise self._torn("isinya tidak sama dengan daftarnya")
        if manifest.DUMP not in found.members:
            raise self._torn("basis datanya tidak ada")
        return found

    def _verify(self, tar: tarfile.TarFile) -> None:
        for info in tar:
            if info.name == manifest.NAME:
                continue
            if not info.isreg() or not _ours(info.name):
                raise self._torn(f"{info.name} tidak semestinya ada di sini")
            stream = tar.extractfile(info)
            assert stream is not None
            digest = hashlib.sha256()
            while piece := stream.read(PIECE):
                digest.update(piece)
            if digest.hexdigest() != self.manifest.members[info.name].sha256:
                raise self._torn(f"{info.name} berubah sejak ditulis")

    def _torn(self, what: str) -> Refusal:
        return Refusal(TORN.format(path=self.path, what=what))


def _ours(name: str) -> bool:
    """Whether a member's name stays where it belongs."""
    if name in (manifest.DUMP, manifest.SECRETS):
        return True
    parts = PurePosixPath(name).parts
    return name.startswith(PLACES) and ".." not in parts and "/".join(parts) == name
