"""What the staff note beside any state: a note, the topic, the place, what is true of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases.actor import acting
from kentongan.cases.models import Matter
from kentongan.mailroom.models import File
from kentongan.people.models import Area, Staff
from kentongan.pure.errors import Refusal
from kentongan.reports.models import Disposition, Report, Topic
from kentongan.reports.queries.nearest import nearest_ward


@transaction.atomic
def note(report: Report, *, text: str, by: Staff, now: datetime) -> None:
    """Words for colleagues. Nothing is sent to anybody."""
    if not text.strip():
        raise Refusal("Tulis catatannya dahulu.")
    cases.note(report.matter, "note", by=acting(by), now=now, text=text.strip())


@transaction.atomic
def choose_topic(report: Report, *, topic: Topic, by: Staff, now: datetime) -> None:
    """An officer decides what it is about; until then the topic is only suggested."""
    report.topic, report.topic_is_suggested = topic, False
    report.save(update_fields=["topic", "topic_is_suggested"])
    details: cases.Details = {"topic": topic.pk}
    cases.note(report.matter, "choose_topic", by=acting(by), now=now, details=details)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What may be put right about a report while it lies on the desk."""

    place: str
    area: Area | None
    urgent: bool
    confidential: bool
    anonymous: bool


@transaction.atomic
def amend(report: Report, *, new: Particulars, by: Staff, now: datetime) -> None:
    """Put right the place and what is true beside the state. The journal keeps the marks."""
    report.place, report.area = new.place.strip(), new.area
    report.urgent, report.confidential = new.urgent, new.confidential
    report.anonymous = new.anonymous
    fields = ["place", "area", "urgent", "confidential", "anonymous"]
    report.save(update_fields=fields)
    details: cases.Details = {
        "area": new.area.pk if new.area else None,
        "urgent": new.urgent,
        "confidential": new.confidential,
        "anonymous": new.anonymous,
    }
    cases.note(report.matter, "amend", by=acting(by), now=now, details=details)


def photo_with_position(report: Report) -> File | None:
    """The first photo of this report that says where it was taken."""
    shown = File.objects.filter(state=File.State.READY, latitude__isnull=False)
    return shown.filter(message__matter=report.pk).order_by("pk").first()


@transaction.atomic
def place_from_photo(report: Report, *, by: Staff, now: datetime) -> None:
    """Take the position that the camera wrote into a photo as the place of the report."""
    photo = photo_with_position(report)
    if photo is None or photo.latitude is None or photo.longitude is None:
        raise Refusal("Tidak ada foto di laporan ini yang menyimpan posisinya.")
    report.latitude, report.longitude = photo.latitude, photo.longitude
    report.area = nearest_ward(photo.latitude, photo.longitude) or report.area
    report.save(update_fields=["latitude", "longitude", "area"])
    details: cases.Details = {"file": photo.pk, "area": report.area.pk if report.area else None}
    cases.note(report.matter, "amend", by=acting(by), now=now, details=details)


def seen(report: Report, *, by: Staff, now: datetime) -> None:
    """Somebody opened it: an officer has read the news, an agency its disposition.

    Written by a GET, on purpose: it is what opening means, it may happen twice without harm, and
    it decides nothing. Nothing is written where there is nothing new.
    """
    if by.role == "officer" and report.has_news:
        Report.objects.filter(pk=report.pk).update(has_news=False)
    if by.role == "agency":
        asked = Disposition.objects.filter(report=report, agency=by.agency, ended_at=None)
        if asked.filter(seen_at=None).update(seen_at=now):
            Matter.objects.filter(pk=report.pk).update(touched_at=now)
