"""What is known around a report that is to be acknowledged. One statement each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kentongan.cases.models import Deadline
from kentongan.mailroom.models import Message
from kentongan.people.models import Contact
from kentongan.reports.models import Report

# A greeting this long before the report belongs to it.
GREETING = timedelta(minutes=10)
FILES = frozenset({"image", "video", "audio", "document"})


@dataclass(frozen=True, slots=True)
class Around:
    """What the messages around a report tell: the line, the greeting, the files."""

    line_id: int
    salam: bool
    files: int


def around_them(reports: Sequence[Report]) -> dict[int, Around]:
    """One statement. A report that no message speaks of has nobody to answer."""
    if not reports:
        return {}
    by_contact = {r.matter.contact_id: r for r in reports}
    first = min(r.matter.received_at for r in reports) - GREETING
    said = Message.objects.filter(contact__in=list(by_contact), at__gte=first)
    said = said.exclude(line__channel="web")  # the site has no way to answer
    fields = ("contact_id", "matter_id", "line_id", "kind", "at", "outcome_note", "text")
    heard: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in said.order_by("at", "id").values_list(*fields):
        heard[row[0]].append(row[1:])
    found = {}
    for report in reports:
        mine = heard[report.matter.contact_id or 0]
        lines = [row[1] for row in mine if row[0] == report.pk]
        if lines:
            found[report.pk] = Around(
                line_id=lines[-1],
                salam=any(_greets(row, report) for row in mine),
                files=sum(row[0] == report.pk and row[2] in FILES for row in mine),
            )
    return found


def _greets(row: tuple[Any, ...], report: Report) -> bool:
    """Whether this message said the religious greeting, in the report or shortly before it."""
    matter, _, _, at, note, text = row
    near = matter == report.pk or (note == "sapaan" and report.matter.received_at - GREETING <= at)
    return near and "salam" in text[:60].lower().replace(" ", "")


def names(reports: Sequence[Report]) -> dict[int, str]:
    contacts = Contact.objects.filter(pk__in=[r.matter.contact_id for r in reports])
    return dict(contacts.values_list("pk", "name"))


def dues(reports: Sequence[Report]) -> dict[int, datetime]:
    running = Deadline.objects.filter(matter__in=[r.pk for r in reports], clock="matter")
    return dict(running.filter(ended_at=None).values_list("matter_id", "due_at"))
