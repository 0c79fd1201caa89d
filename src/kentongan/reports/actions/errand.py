"""What an agency is asked to do, in words that name nobody, with what it may see.

Of a confidential report (*rahasia*) nothing leaves the house but its number and its date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from kentongan.cases.models import Deadline
from kentongan.cities.locks import current
from kentongan.mailroom.models import File
from kentongan.people.models import Area
from kentongan.pure import sayings
from kentongan.pure.redact import redact
from kentongan.reports.models import Disposition, Release, Report

SECRET, AT_THE_DESK = "laporan rahasia", "lihat di meja kerja"
_SHORTEST_NAME = 3
_MOST_PHOTOS = 5
# So that the whole fits above buttons, where the platform takes 1,024 characters.
_LONGEST_PLACE, _LONGEST_INSTRUCTION = 200, 300


@dataclass(frozen=True, slots=True)
class Errand:
    """`text` is for every ear of the agency; `with_orders` adds the way there and how to answer.
    `values` fill the approved forms. `photos` may leave the house."""

    number: str
    agency: str
    text: str
    with_orders: str
    values: dict[str, str]
    url: str
    photos: Sequence[File]
    matter: int


def errand(disposition: Disposition) -> Errand:
    """Four statements at most."""
    report = disposition.report
    number, values = report.matter.number, _values(disposition)
    photos = _photos(report)
    text = (
        f"Laporan *{number}* diteruskan kepada {disposition.agency.short_name}: "
        f"{values['pokok laporan']}. Tempat: {values['tempat']}. "
        f"Batas waktu: {values['batas waktu']}."
    )
    return Errand(
        number=number,
        agency=disposition.agency.short_name,
        text=text,
        with_orders="\n".join([text, *_more(disposition, len(photos))]),
        values=values,
        url=f"{settings.URL}/{current().slug}/desk/{number}/",
        photos=photos,
        matter=report.pk,
    )


def _more(disposition: Disposition, photos: int) -> list[str]:
    report = disposition.report
    lines = []
    if not report.hides_reporter and report.latitude is not None and report.longitude is not None:
        point = f"{report.latitude:.6f},{report.longitude:.6f}"
        lines.append(f"Peta: https://maps.google.com/?q={point}")
    if instruction := _said(report, disposition.instruction):
        lines.append(f"Pesan petugas: {instruction}")
    if photos > 1:
        lines.append(f"Ada {photos} foto dari warga; selebihnya di meja kerja.")
    lines.append("Sesudah dikerjakan: balas pesan ini dengan foto dan tulis apa yang dikerjakan.")
    return lines


def _said(report: Report, instruction: str) -> str:
    """An officer's words, unless they might say who told us."""
    words = sayings.shorten(" ".join(instruction.split()), _LONGEST_INSTRUCTION)
    return "" if report.hides_reporter or names(report, words) else redact(words)


def _photos(report: Report) -> Sequence[File]:
    """The resident's photos as we keep them: made anew, without what a camera writes beside. Of
    a hidden reporter only those that an officer has released, and for the desk alone where the
    report is confidential."""
    if report.confidential:
        return []
    seen = File.objects.filter(
        message__matter=report.pk, staff=None, state=File.State.READY, has_thumbnail=True
    )
    if report.hides_reporter:
        let_go = Release.objects.filter(report=report, ended_at=None)
        seen = seen.filter(pk__in=let_go.values("file"))
    return list(seen.order_by("pk")[:_MOST_PHOTOS])


def _values(disposition: Disposition) -> dict[str, str]:
    report, city = disposition.report, current()
    due = Deadline.objects.filter(matter=report.pk, clock="step", ended_at=None).first()
    return {
        "nomor laporan": report.matter.number,
        "jabatan atau perangkat daerah": disposition.agency.short_name,
        "pokok laporan": about(report),
        "tempat": place(report),
        "batas waktu": sayings.day(due.due_at.astimezone(city.tz).date()) if due else "secepatnya",
    }


def about(report: Report) -> str:
    """The topic's name, never the resident's own words."""
    if report.confidential:
        return SECRET
    if report.topic is None:
        return "laporan warga"
    return report.topic.name[:1].lower() + report.topic.name[1:]


def place(report: Report) -> str:
    """The place without numbers; no nearer than the kelurahan where the reporter is hidden, or
    where the words for the place name them."""
    ward = "" if report.confidential else _ward(report.area)
    if report.hides_reporter:
        return ward or AT_THE_DESK
    words = sayings.shorten(redact(" ".join(report.place.split())), _LONGEST_PLACE)
    if words and not names(report, words):
        return words
    return ward or (AT_THE_DESK if words else "belum diketahui")


def _ward(area: Area | None) -> str:
    if area is None:
        return ""
    return f"{'Kelurahan' if area.level == 'kelurahan' else 'Kecamatan'} {area.name}"


def names(report: Report, words: str) -> bool:
    """Whether the words hold a part of the reporter's own name."""
    contact = report.matter.contact
    said = set(re.findall(r"\w+", words.lower()))
    mine = re.findall(r"\w+", contact.name.lower()) if contact else []
    return any(len(part) >= _SHORTEST_NAME and part in said for part in mine)
