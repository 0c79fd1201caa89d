"""Words that follow from a decision, in both forms: for an open window and for a closed one."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from kentongan.cases.models import Deadline
from kentongan.channels.wire import Content, LinkOut, MediaOut, TextOut
from kentongan.cities.locks import current
from kentongan.mailroom import storage
from kentongan.mailroom.approved import Extras, templated
from kentongan.mailroom.models import File, Lane, Line, Word
from kentongan.mailroom.outbox import NewWord, say
from kentongan.people.identities import contact_by_phone
from kentongan.people.models import ContactAddress, Staff
from kentongan.pure import sayings
from kentongan.reports.models import Disposition, Report


def line_of(report: Report) -> int | None:
    """The line on which the resident last spoke; else, for somebody who left a telephone number
    at the counter, the city's own. None if they cannot be written to."""
    contact = report.matter.contact_id
    if contact is None:
        return None
    lanes = Lane.objects.filter(contact=contact, way=Lane.Way.IN).order_by("-spoke_at", "-pk")
    spoken = lanes.values_list("line_id", flat=True).first()
    if spoken is not None:
        return spoken
    phones = ContactAddress.objects.filter(contact=contact, kind="phone", is_current=True)
    lines = Line.objects.filter(channel="whatsapp").order_by("pk")
    return lines.values_list("pk", flat=True).first() if phones.exists() else None


def subject(report: Report) -> str:
    """What it is about, in a few words that may stand in a sentence."""
    if report.topic:
        return report.topic.name[:1].lower() + report.topic.name[1:]
    return sayings.shorten(report.text.replace("\n", " "), 60) or "yang Bapak/Ibu sampaikan"


def reply(
    report: Report, text: str, *, photo: File | None = None, by: Staff, now: datetime
) -> None:
    """An answer. Outside the window the template says that there is one, and where to read it."""
    inside: Content = TextOut(text)
    if photo:
        inside = MediaOut("image", str(storage.path_of(photo)), photo.mime, caption=text)
    word = _tell(report, "reply", text, inside, by=by, now=now)
    if photo:
        File.objects.filter(pk=photo.pk).update(word=word, for_resident=True)


def message(report: Report, text: str, *, by: Staff, now: datetime) -> None:
    """A word between: nothing is decided by it."""
    _tell(report, "message", text, TextOut(text), by=by, now=now)


def _tell(
    report: Report, purpose: str, text: str, inside: Content, *, by: Staff, now: datetime
) -> Word | None:
    line = line_of(report)
    if line is None or report.matter.contact_id is None:
        return None
    values = {"nomor laporan": report.matter.number, "pokok laporan": subject(report)}
    extras = Extras(url_suffix=report.matter.token, payloads=(f"read:{report.matter.number}",))
    return say(
        NewWord(
            contact_id=report.matter.contact_id,
            line_id=line,
            purpose=purpose,
            text=text,
            inside=inside,
            template=templated(line, "answer_ready", values, extras),
            matter_id=report.matter_id,
            staff_id=by.pk,
        ),
        now=now,
    )


def agency_of(disposition: Disposition, *, now: datetime) -> None:
    """Agency staff live in WhatsApp: who has a number there hears of it at once."""
    report, city = disposition.report, current()
    line = Line.objects.filter(channel="whatsapp").order_by("pk").first()
    if line is None:
        return
    due = Deadline.objects.filter(matter=report.matter, clock="step", ended_at=None).first()
    values = {
        "nomor laporan": report.matter.number,
        "jabatan atau perangkat daerah": disposition.agency.short_name,
        "pokok laporan": subject(report),
        "tempat": report.place or "belum diketahui",
        "batas waktu": sayings.day(due.due_at.astimezone(city.tz).date()) if due else "secepatnya",
    }
    url = f"{settings.URL}/{city.slug}/desk/{report.matter.number}/"
    text = (
        f"Laporan *{report.matter.number}* diteruskan kepada {disposition.agency.short_name}: "
        f"{subject(report)}. Tempat: {values['tempat']}. Batas waktu: {values['batas waktu']}."
    )
    for staff in Staff.objects.filter(agency=disposition.agency, role="agency", is_active=True):
        if staff.phone:
            say(
                NewWord(
                    contact_id=contact_by_phone(staff.phone, now=now).pk,
                    line_id=line.pk,
                    purpose="disposition",
                    text=text,
                    inside=LinkOut(text, "Buka laporan", url),
                    template=templated(line.pk, "disposition_to_post", values,
                                       Extras(url_suffix=report.matter.number)),
                ),
                now=now,
            )  # fmt: skip
