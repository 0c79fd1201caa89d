"""Words to the resident that follow from a decision, in both forms: for an open window and for
a closed one. The closed one is the approved sentence that fits best; where the words do not fit
into it, the one that says where they can be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kentongan.channels.wire import Button, ButtonsOut, Content, MediaOut, TextOut
from kentongan.mailroom import storage
from kentongan.mailroom.approved import Extras, Form, first_that_may
from kentongan.mailroom.models import File, Lane, Line, Word
from kentongan.mailroom.outbox import NewWord, say
from kentongan.people.identities import same_person
from kentongan.people.models import Agency, ContactAddress, Staff
from kentongan.pure import sayings
from kentongan.reports.actions.typed import LONGEST_CAPTION
from kentongan.reports.models import Report

_ASKED = "Apakah sudah beres menurut Bapak/Ibu?"
# A request without a question mark is still a question.
_WISH = re.compile(
    r"\b(?:mohon|tolong|minta|silakan|boleh|bisa)\b.{0,40}?"
    r"\b(?:sebut|tulis|kirim|foto|jelas|lengkap|beri|kasih|info|cerita)",
    re.IGNORECASE | re.DOTALL,
)


def line_of(report: Report) -> int | None:
    """The line on which the resident can be written to; None if there is none."""
    found = reach(report)
    return found[1] if found else None


def reach(report: Report) -> tuple[int, int] | None:
    """(contact, line) where the resident last spoke; else, for somebody who left a telephone
    number at the counter, the city's own line. None if they cannot be written to."""
    if report.matter.contact_id is None:
        return None
    person = same_person(report.matter.contact_id)
    lanes = Lane.objects.filter(contact__in=person, way=Lane.Way.IN).order_by("-spoke_at", "-pk")
    spoken = lanes.values_list("contact_id", "line_id").first()
    if spoken is not None:
        return spoken
    phones = ContactAddress.objects.filter(contact__in=person, kind="phone", is_current=True)
    line = Line.objects.filter(channel="whatsapp").order_by("pk").values_list("pk", flat=True)
    first = line.first() if phones.exists() else None
    return (report.matter.contact_id, first) if first else None


def subject(report: Report) -> str:
    """What it is about, in a few words that may stand in a sentence to the resident."""
    if report.topic:
        return report.topic.name[:1].lower() + report.topic.name[1:]
    return sayings.shorten(report.text.replace("\n", " "), 60) or "yang Bapak/Ibu sampaikan"


def reply(
    report: Report, text: str, *, photo: File | None = None, done_by: Agency | None = None,
    by: Staff, now: datetime,
) -> None:  # fmt: skip
    """An answer. With `done_by`, who has repaired it, the resident is asked whether it is so."""
    forms = [*_confirmations(report, text, photo, done_by), _ready(report)]
    inside = _answer(report, text, photo, asks=done_by is not None)
    word = _tell(report, _Said("reply", text, inside, forms), by=by, now=now)
    if photo:
        File.objects.filter(pk=photo.pk).update(word=word, for_resident=True)


def message(report: Report, text: str, *, by: Staff, now: datetime) -> None:
    """A word between: nothing is decided by it."""
    forms = [_between(report, text), _ready(report)]
    _tell(report, _Said("message", text, TextOut(text), forms), by=by, now=now)


def promised(report: Report, text: str, *, by: Staff, now: datetime) -> None:
    """What will be done, and when."""
    forms = [Form("progress", {**_about(report), "kabar": _within(text)}, _link(report)),
             _ready(report)]  # fmt: skip
    _tell(report, _Said("reply", text, TextOut(text), forms), by=by, now=now)


def asked(report: Report, text: str, *, by: Staff, now: datetime) -> None:
    """The one thing we need from them before we can go on."""
    _tell(report, _Said("message", text, TextOut(text), [_need(report, text), _ready(report)]),
          by=by, now=now)  # fmt: skip


def with_name_and_number(text: str, whose: Agency) -> str:
    """The words, with the name and the number of whose job it is, where they do not stand in them
    already."""
    missing = [part for part in (whose.name, whose.phone) if part and part not in text]
    if not missing:
        return text
    call = f", telepon {whose.phone}" if whose.phone else ""
    return f"{text}\n\nYang berwenang: {whose.name}{call}."


def referred(report: Report, text: str, *, to: Agency, by: Staff, now: datetime) -> None:
    """Whose work it is, and how to reach them."""
    how = f"telepon {to.phone}" if to.phone else "ada di halaman laporan ini"
    values = {**_about(report), "pihak yang berwenang": to.name, "cara menghubungi": how}
    forms = [Form("referred", values, _link(report)), _ready(report)]
    _tell(report, _Said("reply", text, TextOut(text), forms), by=by, now=now)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said, within the window and (the first form that may) after it."""

    purpose: str
    text: str
    inside: Content
    forms: Sequence[Form]


def _tell(report: Report, said: _Said, *, by: Staff, now: datetime) -> Word | None:
    found = reach(report)
    if found is None:
        return None
    contact, line = found
    return say(
        NewWord(
            contact_id=contact,
            line_id=line,
            purpose=said.purpose,
            text=said.text,
            inside=said.inside,
            template=first_that_may(line, said.forms),
            matter_id=report.matter_id,
            staff_id=by.pk,
        ),
        now=now,
    )


def _answer(report: Report, text: str, photo: File | None, *, asks: bool) -> Content:
    """Words with their photo, and the two buttons if they ask. Words too long to stand above
    buttons go without: the desk understands a typed answer as well."""
    path, mime = (str(storage.path_of(photo)), photo.mime) if photo else ("", "")
    if asks and len(text) <= LONGEST_CAPTION:
        titles = zip(_verdicts(report), ("Sudah", "Belum"), strict=True)
        buttons = tuple(Button(verdict, title) for verdict, title in titles)
        return ButtonsOut(text, buttons, footer=_ASKED, image=path, image_mime=mime)
    return MediaOut("image", path, mime, caption=text) if photo else TextOut(text)


def _verdicts(report: Report) -> tuple[str, str]:
    """What the two buttons send back; the front desk knows them."""
    return f"yes:{report.matter.number}", f"no:{report.matter.number}"


def _confirmations(
    report: Report, text: str, photo: File | None, done_by: Agency | None
) -> list[Form]:
    if done_by is None:
        return []
    values = {
        **_about(report),
        "perangkat daerah": done_by.name,
        "yang dikerjakan": _within(text),
    }
    forms = [Form("confirm_done_plain", values, Extras(payloads=_verdicts(report)))]
    if photo:
        image, mime = str(storage.path_of(photo)), photo.mime
        extras = Extras(payloads=_verdicts(report), image=image, image_mime=mime)
        forms.insert(0, Form("confirm_done", values, extras))
    return forms


def _between(report: Report, text: str) -> Form:
    """A question has a form of its own; anything else is news."""
    if "?" in text or _WISH.search(text):
        return _need(report, text)
    return Form("progress", {**_about(report), "kabar": _within(text)}, _link(report))


def _need(report: Report, text: str) -> Form:
    return Form("need_more", {**_about(report), "yang diperlukan": _within(text)}, _link(report))


def _ready(report: Report) -> Form:
    """There is an answer, and here is where to read it: holds whatever was written."""
    payloads = (f"read:{report.matter.number}",)
    extras = Extras(url_suffix=report.matter.token, payloads=payloads)
    return Form("answer_ready", _about(report), extras)


def _about(report: Report) -> dict[str, str]:
    return {"nomor laporan": report.matter.number, "pokok laporan": subject(report)}


def _link(report: Report) -> Extras:
    return Extras(url_suffix=report.matter.token)


def _within(text: str) -> str:
    """Words that stand inside an approved sentence, whose own stop follows them."""
    words = " ".join(text.split())
    return words.rstrip(" .!?") or words
