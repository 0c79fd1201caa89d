"""Where the bytes lie: under their sha256, in the files directory. Written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from kentongan.cases.models import Matter
from kentongan.cities.locks import current_id
from kentongan.mailroom.models import File
from kentongan.mailroom.photos import develop
from kentongan.people.models import Staff
from kentongan.pure.errors import Refusal

MOST = 20 * 1024 * 1024  # bytes of one upload at the desk or on the web
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
)
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
# Zip archives that we believe to be what their sender calls them. Nothing else a sender claims
# is ever kept.
OFFICE: Mapping[str, str] = {
    "docx": f"{_OPEN_XML}wordprocessingml.document",
    "xlsx": f"{_OPEN_XML}spreadsheetml.sheet",
    "pptx": f"{_OPEN_XML}presentationml.presentation",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that lie in the files directory now."""

    sha256: str
    mime: str
    size: int
    has_thumbnail: bool = False
    width: int | None = None
    height: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    taken_at: datetime | None = None


def sniff(content: bytes, claimed: str = "") -> str:
    """The type by content, never by name. What we do not know is a plain download."""
    for offset, signature, mime in _SIGNATURES:
        if content[offset : offset + len(signature)] == signature:
            office = next((kind for kind in OFFICE.values() if kind == claimed), mime)
            return office if mime == "application/zip" else mime
    return "text/plain" if claimed == "text/plain" and b"\0" not in content else (
        "application/octet-stream"
    )  # fmt: skip


def keep(content: bytes, claimed: str = "", *, city: int | None = None) -> Kept:
    """Store bytes durably. A photo is developed: smaller, upright, without EXIF.

    `city` names the folder where no city is open: developing takes long, and no transaction
    should wait for it.
    """
    folder = Path(settings.FILES) / str(current_id() if city is None else city)
    photo = develop(content)
    if photo is None:
        digest = _write(folder, content)
        return Kept(digest, sniff(content, claimed), len(content))
    digest = _write(folder, photo.content)
    _write(folder, photo.thumbnail, name=f"{digest}.thumb")
    return Kept(
        digest, "image/jpeg", len(photo.content), True, photo.width, photo.height,
        photo.latitude, photo.longitude, photo.taken_at,
    )  # fmt: skip


def _write(folder: Path, content: bytes, name: str = "") -> str:
    digest = hashlib.sha256(content).hexdigest()
    path = _path(folder, name or digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    with open(new, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    return digest


def _path(folder: Path, name: str) -> Path:
    """Each city has its own folder: a city can be moved, or erased, whole."""
    return folder / name[:2] / name


def path_of(file: File, *, thumbnail: bool = False) -> Path:
    """Where the bytes of a ready file lie."""
    name = f"{file.sha256}.thumb" if thumbnail else file.sha256
    return _path(Path(settings.FILES) / str(current_id()), name)


def fill(file: File, kept: Kept) -> None:
    """Write what is known of the bytes into the row; the caller saves it."""
    file.state = File.State.READY
    file.sha256, file.mime, file.size = kept.sha256, kept.mime, kept.size
    file.has_thumbnail, file.width, file.height = kept.has_thumbnail, kept.width, kept.height
    file.latitude, file.longitude, file.taken_at = kept.latitude, kept.longitude, kept.taken_at


def store_upload(
    upload: UploadedFile[bytes], *, matter: Matter | None, staff: Staff | None, now: datetime
) -> File:
    """A file given at a desk or on the web. Raises `Refusal` for what is too big or empty."""
    size = upload.size or 0
    if size > MOST:
        raise Refusal("Berkas ini lebih dari 20 MB. Kirim yang lebih kecil, atau lewat WhatsApp.")
    if not size:
        raise Refusal("Berkas ini kosong. Pilih berkas lain.")
    file = File(
        key=new_key(),
        matter=matter,
        staff=staff,
        since=now,
        ready_at=now,
        name=Path(upload.name or "berkas").name[:200],
    )
    fill(file, keep(upload.read(), upload.content_type or ""))
    file.save()
    return file


def new_key() -> str:
    """The name of a file in addresses: says nothing, cannot be guessed."""
    return secrets.token_urlsafe(16)
