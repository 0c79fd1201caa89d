"""Files as they hang on a message, an answer or a word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse

from kentongan.cities.locks import current
from kentongan.mailroom.models import File, Message
from kentongan.people.models import Staff
from kentongan.pure import sayings
from kentongan.pure.flow import Role
from kentongan.reports.access import can_be_released, is_held_back
from kentongan.reports.models import Report
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


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which files of a report this reader may see, and may release. `nameless`: not under the
    names they came with, which may be the reporter's."""

    report: Report
    staff: Staff
    released: frozenset[int]
    nameless: bool

    def of_message(self, message: Message, file: File) -> Attachment:
        kind = _OF_MESSAGE.get(message.kind) or kind_of(file)
        name = "" if self.nameless else file.name
        return self._shown(file, kind, attachment(file, kind, name=name))

    def of_ours(self, file: File) -> Attachment:
        """A file of the staff, also from the office's telephone, or one a resident left at the
        counter."""
        kind = kind_of(file)
        return self._shown(file, kind, attachment(file, kind, gone="Lihat di ponsel kantor."))

    def _shown(self, file: File, kind: str, whole: Attachment) -> Attachment:
        if is_held_back(self.staff, self.report, file, self.released):
            return _held_back(file, kind)
        if self._may_release(file):
            verb = "unrelease" if file.pk in self.released else "release"
            way = [current().slug, self.report.matter.number, file.key, verb]
            is_released = verb == "unrelease"
            return replace(
                whole, release_url=reverse("desk:released", args=way), released=is_released
            )
        return whole

    def _may_release(self, file: File) -> bool:
        theirs = file.staff is None or file.staff.role != Role.AGENCY
        ours = self.staff.role == Role.OFFICER and self.report.hides_reporter
        return ours and theirs and file.state == File.State.READY and can_be_released(file)


def _held_back(file: File, kind: str) -> Attachment:
    if can_be_released(file):
        return Attachment(kind, "gone", words=f"{_NOUNS[kind]} menunggu dilepas petugas.")
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
