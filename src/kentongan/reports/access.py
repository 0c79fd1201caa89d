"""Doors: the only way a view gets a report. What is not yours is not there."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from kentongan.people.models import Staff
from kentongan.pure import tickets
from kentongan.pure.flow import Role
from kentongan.reports.models import Disposition, Report


def reports_for(staff: Staff) -> QuerySet[Report]:
    """Officers and heads see all of the city; an agency what is or was disposed to it."""
    if staff.role in (Role.OFFICER, Role.HEAD):
        return Report.objects.all()
    asked = Disposition.objects.filter(report=OuterRef("pk"), agency=staff.agency_id)
    return Report.objects.filter(Exists(asked))


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
