"""Files as they hang on a message, an answer or a word."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from kentongan.cities.locks import current
from kentongan.mailroom.models import File, Message
from kentongan.pure import sayings
from kentongan.reports.access import for_officers_only
from kentongan.reports.page.shapes import Attachment

_OF_MESSAGE = {
    "image": "photo", "sticker": "sticker", "video": "video", "audio": "voice",
    "document": "document",
}  # fmt: skip
_NOUNS = {
    "photo": "Foto", "sticker": "Stiker", "video": "Video", "voice": "Pesan suara",
    "document": "Dokumen",
}  # fmt: skip


def attachment(
    file: File, kind: str, *, name: str = "", gone: str = "Minta dikirim."
) -> Attachment:
    """`gone`: what to do where the platform has it no more."""
    noun = _NOUNS[kind]
    if file.state == File.State.WAITING:
        return Attachment(kind, "waiting", words=f"{noun} sedang diambil dari WhatsApp.")
    if file.state == File.State.GONE:
        return Attachment(kind, "gone", words=f"{noun} tidak bisa diambil lagi. {gone}")
    where = [current().slug, file.key]
    seen = kind in ("photo", "sticker") and file.has_thumbnail
    return Attachment(
        kind,
        url=reverse("file", args=where),
        thumb_url=reverse("file_thumb", args=where) if seen else "",
        alt=f"{noun} dari percakapan ini",
        name=name or noun,
        words="" if kind == "voice" else sayings.size(file.size),
    )


def of_message(message: Message, file: File, *, hidden: bool) -> Attachment:
    """`hidden`: who sent it is not for this reader."""
    kind = _OF_MESSAGE.get(message.kind) or kind_of(file)
    if hidden and for_officers_only(file):
        return _held_back(kind)
    return attachment(file, kind, name="" if hidden else file.name)


def of_ours(file: File, *, hidden: bool) -> Attachment:
    """A file of the staff, also from the office's telephone, or one a resident left at the
    counter."""
    kind = kind_of(file)
    if hidden and for_officers_only(file):
        return _held_back(kind)
    return attachment(file, kind, gone="Lihat di ponsel kantor.")


def _held_back(kind: str) -> Attachment:
    return Attachment(kind, "gone", words=f"{_NOUNS[kind]}, hanya untuk petugas.")


def named(found: Iterable[File]) -> str:
    """`Foto`, `Pesan suara`: the first of these, for who cannot be shown it here."""
    return next((_NOUNS[kind_of(file)] for file in found), "")


def kind_of(file: File) -> str:
    """Of a file of ours, by its content."""
    first = file.mime.split("/")[0]
    return {"image": "photo", "video": "video", "audio": "voice"}.get(first, "document")


def place(message: Message) -> Attachment | None:
    """A pin, with a way to look at it on a map."""
    if message.latitude is None or message.longitude is None:
        return None
    point = f"{message.latitude:.6f}", f"{message.longitude:.6f}"
    url = f"https://www.openstreetmap.org/?mlat={point[0]}&mlon={point[1]}#map=18/{'/'.join(point)}"
    said = f"{message.latitude:.5f}, {message.longitude:.5f}"
    return Attachment("location", url=url, name="Titik di peta", words=said)
