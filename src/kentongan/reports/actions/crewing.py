"""What somebody of an agency does beside answering: takes it on, sends news, adds a photo.

All of it by whoever may see the report, and by nobody else: `NotAllowed`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases.actor import acting
from kentongan.cases.models import JournalLine
from kentongan.mailroom.models import File
from kentongan.people.models import Staff
from kentongan.reports.access import enter
from kentongan.reports.actions.handling import open_disposition
from kentongan.reports.actions.holding import hold
from kentongan.reports.models import Answer, Report


@transaction.atomic
def accept(report: Report, *, by: Staff, now: datetime) -> None:
    """The agency has seen it and takes it on. No state changes and no clock starts anew; pressed
    again it says nothing new. Raises `Refusal` where this agency is not asked."""
    hold(report)
    enter(by, report)
    asked = open_disposition(report, by)
    if asked.seen_at is None:
        asked.seen_at = now
        asked.save(update_fields=["seen_at"])
    before = JournalLine.objects.filter(matter=report.pk, verb="accept", at__gte=asked.at)
    if not before.filter(staff__seat=by.seat_id).exists():
        details: cases.Details = {"agency": asked.agency_id, "post": by.seat_id}
        cases.note(report.matter, "accept", by=acting(by), now=now, details=details)


@transaction.atomic
def send_news(report: Report, text: str, *, by: Staff, now: datetime) -> None:
    """Words of somebody of an agency that are no answer: a note of theirs, and news."""
    hold(report)
    enter(by, report)
    cases.note(report.matter, "note", by=acting(by), now=now, text=text)
    _news(report)


@transaction.atomic
def add_evidence(report: Report, files: Sequence[File], *, by: Staff, now: datetime) -> bool:
    """More photos of what this agency has answered last. False where it has not answered."""
    hold(report)
    enter(by, report)
    last = Answer.objects.filter(disposition__report=report).order_by("-pk").first()
    if last is None or last.by.agency_id != by.agency_id:
        return False
    given = File.objects.filter(pk__in=[file.pk for file in files])
    given.update(matter=report.pk, staff=by, for_resident=True)
    details: cases.Details = {"agency": by.agency_id, "files": len(files)}
    cases.note(report.matter, "add_evidence", by=acting(by), now=now, details=details)
    _news(report)
    return True


@transaction.atomic
def keep(report: Report) -> None:
    """Something of theirs lies in the folder that is no answer yet: an officer may look."""
    hold(report)
    _news(report)


def lay(files: Sequence[File], report: Report, *, by: Staff) -> None:
    """Into the folder, as what this person sent."""
    File.objects.filter(pk__in=[file.pk for file in files]).update(matter=report.pk, staff=by)


def _news(report: Report) -> None:
    report.has_news = True
    report.save(update_fields=["has_news"])
