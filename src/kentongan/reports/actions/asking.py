"""Words to the agency that is asked to act. They leave the house, so they name nobody."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from django.conf import settings

from kentongan.cases.models import Deadline
from kentongan.channels.wire import LinkOut, Sender
from kentongan.cities.locks import current
from kentongan.mailroom.approved import Extras, templated
from kentongan.mailroom.models import Line, Word
from kentongan.mailroom.outbox import NewWord, cancel, say_many
from kentongan.people.identities import Seen, resolve
from kentongan.people.models import Agency, Area, Contact, Staff
from kentongan.pure import sayings, tickets
from kentongan.pure.redact import redact
from kentongan.reports.models import Disposition, Report

PURPOSE = "disposition"
_SHORTEST_NAME = 3


def hearers(
    agency: Agency, *, now: datetime, posts: Collection[int] | None = None
) -> list[Contact]:
    """Who works for the agency and has a number: agency staff live in WhatsApp. `posts`: only
    who holds one of these, where the report is confidential.

    To be called before a report is held: it may enter people in the city's directory.
    """
    staff = Staff.objects.filter(agency=agency, role="agency", is_active=True).exclude(phone="")
    if posts is not None:
        staff = staff.filter(seat__in=posts)
    phones = staff.order_by("pk").values_list("phone", flat=True)
    found = resolve([Seen(Sender(phone=phone), now) for phone in phones], now=now)
    return list({contact.pk: contact for contact in found.values()}.values())


def ask(disposition: Disposition, of: Sequence[Contact], *, now: datetime) -> None:
    """Tell these people that their agency is asked to act. The words hang on no folder, so they
    never show in the resident's own conversation; the number in them says which report it is."""
    line = Line.objects.filter(channel="whatsapp").order_by("pk").first()
    if line is None or not of:
        return
    number = disposition.report.matter.number
    values = _values(disposition)
    url = f"{settings.URL}/{current().slug}/desk/{number}/"
    text = (
        f"Laporan *{number}* diteruskan kepada {disposition.agency.short_name}: "
        f"{values['pokok laporan']}. Tempat: {values['tempat']}. "
        f"Batas waktu: {values['batas waktu']}."
    )
    extras = Extras(url_suffix=number)
    template = templated(line.pk, "disposition_to_post", values, extras)
    words = [
        NewWord(
            contact_id=contact.pk,
            line_id=line.pk,
            purpose=PURPOSE,
            text=text,
            inside=LinkOut(text, "Buka laporan", url),
            template=template,
        )
        for contact in of
    ]
    say_many(words, now=now)


def unsay(report: Report, *, now: datetime) -> None:
    """Whoever is no longer asked need not hear of it: take back what has not left yet."""
    waiting = Word.objects.filter(
        purpose=PURPOSE,
        state=Word.State.QUEUED,
        inside__url__endswith=f"/desk/{report.matter.number}/",
    )
    cancel(waiting, now=now, why="tidak ditugaskan lagi")


def numbers_in(word: Word | None, text: str) -> list[str]:
    """The reports that somebody of an agency may mean, the surest first: that of the words they
    quoted, then those they name themselves."""
    quoted = word.text if word and word.purpose == PURPOSE else ""
    return [*tickets.find(quoted)[:1], *tickets.find(text)]


def _values(disposition: Disposition) -> dict[str, str]:
    report, city = disposition.report, current()
    due = Deadline.objects.filter(matter=report.pk, clock="step", ended_at=None).first()
    return {
        "nomor laporan": report.matter.number,
        "jabatan atau perangkat daerah": disposition.agency.short_name,
        "pokok laporan": _about(report),
        "tempat": _place(report),
        "batas waktu": sayings.day(due.due_at.astimezone(city.tz).date()) if due else "secepatnya",
    }


def _about(report: Report) -> str:
    """The topic's name, never the resident's own words."""
    if report.topic is None:
        return "laporan warga"
    return report.topic.name[:1].lower() + report.topic.name[1:]


def _place(report: Report) -> str:
    """The place without numbers; no nearer than the kelurahan where the reporter is hidden, or
    where the words for the place name them."""
    ward = _ward(report.area)
    if report.anonymous or report.confidential:
        return ward or "lihat di meja kerja"
    words = redact(" ".join(report.place.split()))
    if words and not _names(report, words):
        return words
    return ward or ("lihat di meja kerja" if words else "belum diketahui")


def _ward(area: Area | None) -> str:
    if area is None:
        return ""
    return f"{'Kelurahan' if area.level == 'kelurahan' else 'Kecamatan'} {area.name}"


def _names(report: Report, words: str) -> bool:
    """Whether the words hold a part of the reporter's own name."""
    contact = report.matter.contact
    said = set(re.findall(r"\w+", words.lower()))
    mine = re.findall(r"\w+", contact.name.lower()) if contact else []
    return any(len(part) >= _SHORTEST_NAME and part in said for part in mine)
