"""What is known beside the conversation."""

from __future__ import annotations

from django.urls import reverse

from kentongan.cities.locks import current
from kentongan.mailroom.models import Word
from kentongan.pure import sayings
from kentongan.pure.flow import Role
from kentongan.reports.models import Disposition, Report, Topic
from kentongan.reports.page import identity, journal
from kentongan.reports.page.maps import map_of
from kentongan.reports.page.rows import first_words, link, state_of
from kentongan.reports.page.shapes import (
    AgencyName,
    Facts,
    Other,
    PlaceFact,
    Suggestion,
)
from kentongan.reports.page.timeline import Reading
from kentongan.reports.queries.folder import Folder, Talk


def facts(folder: Folder, talk: Talk, reading: Reading, topics: list[Topic]) -> Facts:
    report, agency_reads = reading.report, reading.staff.role == Role.AGENCY
    asked = _asked(folder, reading)
    return Facts(
        place=_place(report, reading),
        photo_place_url=_photo_place(report, talk, reading),
        agency=AgencyName(asked.agency.name, asked.agency.short_name) if asked else None,
        agency_since=asked.at if asked else None,
        instruction=reading.text(asked.instruction, asked.by_id) if asked else "",
        reporter=identity.reporter(report, folder, reading),
        reporter_hidden=identity.hidden(report),
        reveal=identity.reveal(report, reading),
        topic=_topic(report),
        topic_url=reverse("desk:topic", args=[current().slug, report.matter.number]),
        suggestions=[] if agency_reads else _suggestions(report, topics),
        others=[] if agency_reads or reading.veil.drawn else _others(folder, reading),
        cost="" if agency_reads else _cost(talk.words),
        journal=journal.told(talk.lines, reading.names),
    )


def _asked(folder: Folder, reading: Reading) -> Disposition | None:
    """Who has it, or did it; an agency sees only what it was asked itself."""
    held = [d for d in folder.dispositions if d.end in ("", Disposition.End.ANSWERED)]
    if reading.staff.role == Role.AGENCY:
        held = [d for d in held if d.agency_id == reading.staff.agency_id]
    return held[-1] if held else None


def _place(report: Report, reading: Reading) -> PlaceFact | None:
    if not (report.place or report.area or report.latitude is not None):
        return None
    area = report.area
    point = ""
    if report.latitude is not None and report.longitude is not None:
        point = f"{sayings.number(report.latitude, 5)}; {sayings.number(report.longitude, 5)}"
    district = area.parent.name if area and area.parent else ""
    return PlaceFact(
        words=reading.veil.text(report.place),
        area=area.name if area else "",
        kecamatan=district,
        coordinates=point,
        link="",
        map=map_of(report, current()),
        sure=report.latitude is not None,
    )


def _photo_place(report: Report, talk: Talk, reading: Reading) -> str:
    """Where to take the place from a photo, while the report has none on the map."""
    if report.latitude is not None or reading.staff.role != Role.OFFICER:
        return ""
    if not any(f.latitude is not None and f.message_id and not f.staff_id for f in talk.files):
        return ""
    way = [current().slug, report.matter.number, "place_from_photo"]
    return reverse("desk:verb", args=way)


def _topic(report: Report) -> str:
    if report.topic is None:
        return ""
    return f"{report.topic.name} (perkiraan)" if report.topic_is_suggested else report.topic.name


def _suggestions(report: Report, topics: list[Topic]) -> list[Suggestion]:
    """What the words speak for as well, until somebody has chosen."""
    if not report.topic_is_suggested:
        return []
    known = {topic.code: topic.name for topic in topics if topic != report.topic}
    return [Suggestion(known[code], code) for code in report.suggestions if code in known]


def _others(folder: Folder, reading: Reading) -> list[Other]:
    return [
        Other(
            other.matter.number,
            link(other.matter.number),
            first_words(other, reading.veil, 60),
            state_of(other),
        )
        for other in folder.others
    ]


def _cost(words: list[Word]) -> str:
    """Bubbles of this report that went out, and how many of them the platform counts."""
    gone = [w for w in words if w.sent_at and w.purpose != "echo"]
    if not gone:
        return ""
    billed = sum(1 for w in gone if w.billable)
    said = f"{sayings.number(len(gone))} pesan"
    return f"{said}, {sayings.number(billed)} berbayar" if billed else said
