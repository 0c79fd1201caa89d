"""What the staff note beside any state: a note, the topic, the place, what is true of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases import retiming
from kentongan.cases.actor import acting
from kentongan.cases.models import Matter
from kentongan.mailroom.models import File, Word
from kentongan.people.models import Area, Staff
from kentongan.pure.errors import Refusal
from kentongan.reports.access import enter, reports_for
from kentongan.reports.actions import asking
from kentongan.reports.actions.holding import hold
from kentongan.reports.models import Disposition, Kind, Report, Topic
from kentongan.reports.queries.limits import limit_for
from kentongan.reports.queries.nearest import nearest_ward


@transaction.atomic
def note(report: Report, *, text: str, by: Staff, now: datetime) -> None:
    """Words for colleagues. Nothing is sent to anybody."""
    if not text.strip():
        raise Refusal("Tulis catatannya dahulu.")
    hold(report)
    cases.note(report.matter, "note", by=acting(by), now=now, text=text.strip())


@transaction.atomic
def choose_topic(report: Report, *, topic: Topic, by: Staff, now: datetime) -> None:
    """An officer decides what it is about; until then the topic is only suggested."""
    hold(report)
    report.topic, report.topic_is_suggested = topic, False
    details: cases.Details = {"topic": topic.pk}
    changed = ["topic", "topic_is_suggested"]
    if topic.kind == Kind.OVERSIGHT and report.kind != Kind.OVERSIGHT:
        changed += _of_kind(report, Kind.OVERSIGHT, details)
    report.save(update_fields=changed)
    cases.note(report.matter, "choose_topic", by=acting(by), now=now, details=details)
    _retime(report, by=by, now=now)


def _of_kind(report: Report, kind: str, details: cases.Details) -> list[str]:
    """Set the kind; gives the fields that changed. Whoever tells of misconduct is hidden, and
    what they tell is not public: always, whatever anybody chose."""
    report.kind, details["kind"] = kind, kind
    if kind != Kind.OVERSIGHT:
        return ["kind"]
    report.confidential = report.anonymous = True
    details["confidential"] = details["anonymous"] = True
    return ["kind", "confidential", "anonymous"]


def _retime(report: Report, *, by: Staff, now: datetime) -> None:
    """The law's clock has the limit of this kind and topic, counted from its start."""
    code = limit_for(report.kind, report.topic)
    retiming.retime(report.matter, code, by=acting(by), now=now)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What may be put right about a report while it lies on the desk."""

    place: str
    area: Area | None
    urgent: bool
    confidential: bool
    anonymous: bool
    kind: str = ""  # as it is, where empty


MARKS = ("urgent", "confidential", "anonymous")


def particulars(report: Report) -> Particulars:
    """As they are in this copy of the report."""
    return Particulars(
        report.place, report.area, report.urgent, report.confidential, report.anonymous,
        report.kind,
    )  # fmt: skip


@transaction.atomic
def amend(
    report: Report, *, new: Particulars, seen: Particulars | None = None, by: Staff, now: datetime
) -> None:
    """Put right the place and what is true beside the state. The journal keeps the marks.

    `seen` is what stood in the form when it was opened (without it: in this copy of the report).
    Only what was changed against it is written, so that a place, a mark of confidence or an
    alarm that came in meanwhile stays.
    """
    seen = seen or particulars(report)
    hold(report)
    details = _changes(report, new, seen)
    if details:
        report.save(update_fields=list(details))
        cases.note(report.matter, "amend", by=acting(by), now=now, details=details)
    if "kind" in details:
        _retime(report, by=by, now=now)


def _changes(report: Report, new: Particulars, seen: Particulars) -> cases.Details:
    """Put into the report what was changed; gives the fields and what the journal keeps."""
    details: cases.Details = {}
    if new.place.strip() != seen.place.strip():
        report.place, details["place"] = new.place.strip(), True
    if new.area != seen.area:
        report.area, details["area"] = new.area, new.area.pk if new.area else None
    for mark in MARKS:
        if getattr(new, mark) != getattr(seen, mark):
            setattr(report, mark, getattr(new, mark))
            details[mark] = getattr(new, mark)
    if new.kind and new.kind != seen.kind:
        _of_kind(report, new.kind, details)
    elif report.kind == Kind.OVERSIGHT and not (report.confidential and report.anonymous):
        _of_kind(report, report.kind, details)
    return details


def photo_with_position(report: Report) -> File | None:
    """The first photo of the resident that says where it was taken."""
    shown = File.objects.filter(state=File.State.READY, latitude__isnull=False)
    theirs = shown.filter(message__matter=report.pk, message__staff=None)
    return theirs.order_by("pk").first()


@transaction.atomic
def place_from_photo(report: Report, *, by: Staff, now: datetime) -> None:
    """Take the position that the camera wrote into a photo as the place of the report."""
    hold(report)
    photo = photo_with_position(report)
    if photo is None or photo.latitude is None or photo.longitude is None:
        raise Refusal("Tidak ada foto di laporan ini yang menyimpan posisinya.")
    report.latitude, report.longitude = photo.latitude, photo.longitude
    report.area = nearest_ward(photo.latitude, photo.longitude) or report.area
    report.save(update_fields=["latitude", "longitude", "area"])
    details: cases.Details = {"file": photo.pk, "area": report.area.pk if report.area else None}
    cases.note(report.matter, "amend", by=acting(by), now=now, details=details)


WITHOUT_WORDS = "(pesan tanpa tulisan)"


@transaction.atomic
def note_from_agency(
    staff: Staff, text: str, quoted: Word | None, *, now: datetime
) -> Report | None:
    """What somebody of an agency wrote from their telephone: a note of theirs on the report they
    mean, and news for the officers. It is the report whose disposition they quoted, else one that
    they name, else what their agency was asked last and has not answered.

    None if their agency was never asked to act on any such report. Raises `NotAllowed` where it is
    confidential, and others are named for it.
    """
    report = _meant(staff, asking.numbers_in(quoted, text))
    if report is None:
        return None
    hold(report)
    if report.confidential:
        enter(staff, report)
    words = text.strip() or WITHOUT_WORDS
    cases.note(report.matter, "note", by=acting(staff), now=now, text=words)
    report.has_news = True
    report.save(update_fields=["has_news"])
    return report


def _meant(staff: Staff, numbers: list[str]) -> Report | None:
    if staff.role != "agency" or not staff.is_active:
        return None
    asked = Disposition.objects.filter(agency=staff.agency_id).select_related("report__matter")
    for number in numbers:
        named = asked.filter(report__matter__number=number).first()
        if named:
            return named.report
    mine = asked.filter(ended_at=None, report__in=reports_for(staff))
    latest = mine.order_by("-at", "-pk").first()
    return latest.report if latest else None


def seen(report: Report, *, by: Staff, now: datetime) -> None:
    """Somebody opened it: an officer has read the news, an agency its disposition.

    Written by a GET, on purpose: it is what opening means, it may happen twice without harm, and
    it decides nothing. Nothing is written where there is nothing new.
    """
    if by.role == "officer" and report.has_news:
        Report.objects.filter(pk=report.pk).update(has_news=False)
    if by.role == "agency":
        asked = Disposition.objects.filter(report=report, agency=by.agency, ended_at=None)
        if asked.filter(seen_at=None).exists():
            # The folder first, as in every verb.
            Matter.objects.filter(pk=report.pk).update(touched_at=now)
            asked.filter(seen_at=None).update(seen_at=now)
