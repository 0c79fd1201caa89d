"""Doors: the only way a view gets a report. What is not yours is not there."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from kentongan.mailroom.models import File
from kentongan.people.models import Staff
from kentongan.pure import tickets
from kentongan.pure.flow import Role
from kentongan.reports.models import Disposition, Report

_KEEPS = ("", Disposition.End.ANSWERED)
_PHOTOS = ("image", "sticker")


def reports_for(staff: Staff) -> QuerySet[Report]:
    """Officers and heads see all of the city; an agency what lies with it or was answered by it.
    What was taken from it, or what it gave back, is not there for it any more."""
    if staff.role in (Role.OFFICER, Role.HEAD):
        return Report.objects.all()
    later = Disposition.objects.filter(
        report=OuterRef("report"), agency=staff.agency_id, pk__gt=OuterRef("pk")
    )
    last = Disposition.objects.filter(
        ~Exists(later), report=OuterRef("pk"), agency=staff.agency_id, end__in=_KEEPS
    )
    return Report.objects.filter(Exists(last))


def report_for(staff: Staff, number: str) -> Report:
    """The report with this ticket number, as people may type it. Raises `Http404`."""
    canonical = tickets.normalise(number)
    found = reports_for(staff).select_related(
        "matter__owner", "matter__contact", "topic__agency", "area__parent",
        "taken_over_by__user", "referred_to",
    )  # fmt: skip
    report = found.filter(matter__number=canonical).first() if canonical else None
    if report is None:
        raise Http404
    return report


def hides_reporter(staff: Staff, report: Report) -> bool:
    """Whether this reader must not learn who told us: no name, number or user name, and texts
    are shown with what identifies people taken out."""
    return staff.role == Role.AGENCY and (report.anonymous or report.confidential)


def sees_until(staff: Staff, report: Report) -> datetime | None:
    """An agency that has answered reads on, but only what was there when it answered. None: all.
    One statement for an agency."""
    if staff.role != Role.AGENCY:
        return None
    asked = Disposition.objects.filter(report=report, agency=staff.agency_id)
    return asked.order_by("-pk").values_list("ended_at", flat=True).first()


def for_officers_only(file: File) -> bool:
    """What may tell who somebody is, by voice or on paper: such a file of a reporter who is
    hidden stays with the office. Photos go along, because the work needs them, and so does what
    an agency itself laid beside its answer."""
    if file.staff and file.staff.role == Role.AGENCY:
        return False
    if file.mime:
        return not file.mime.startswith("image/")
    return file.message is None or file.message.kind not in _PHOTOS


def file_for(staff: Staff, key: str) -> tuple[File, Report | None]:
    """A file and the report it lies in. Raises `Http404`.

    What belongs to no report yet is the officers' concern alone.
    """
    found = File.objects.select_related("message", "staff").filter(key=key).first()
    if found is None:
        raise Http404
    matter = found.matter_id or (found.message.matter_id if found.message else None)
    report = reports_for(staff).filter(matter=matter).first() if matter else None
    if report is None and (matter or staff.role != Role.OFFICER):
        raise Http404
    if report and not _may_open(staff, report, found):
        raise Http404
    return found, report


def _may_open(staff: Staff, report: Report, file: File) -> bool:
    if hides_reporter(staff, report) and for_officers_only(file):
        return False
    until = sees_until(staff, report)
    came = file.message.arrived_at if file.message else file.since
    return until is None or came <= until
