"""The city's debts: what was promised for a date and is not yet kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet

from kentongan.people.models import Staff
from kentongan.reports.access import reports_for
from kentongan.reports.models import Report


@dataclass(frozen=True, slots=True)
class Debts:
    """How many promises are open, how many of them are past their date, and the oldest date."""

    open: int
    late: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class DebtsOf:
    """The debts of one agency."""

    agency: str
    open: int
    late: int


def total(today: date) -> Debts:
    """Of the whole city, for everybody to see: numbers only. One statement."""
    return _counted(Report.objects.all(), today)


def of(staff: Staff, today: date) -> Debts:
    """Of what this person may see. One statement."""
    return _counted(reports_for(staff), today)


def _counted(reports: QuerySet[Report], today: date) -> Debts:
    found = reports.filter(promised_for__isnull=False).aggregate(
        open=Count("pk"),
        late=Count("pk", filter=Q(promised_for__lt=today)),
        oldest=Min("promised_for"),
    )
    return Debts(**found)


def by_agency(staff: Staff, today: date) -> list[DebtsOf]:
    """Most debts first. One statement."""
    rows = (
        reports_for(staff)
        .filter(promised_for__isnull=False)
        .values("matter__owner__short_name")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(promised_for__lt=today)))
        .order_by("-open", "matter__owner__short_name")
    )
    return [DebtsOf(row["matter__owner__short_name"], row["open"], row["late"]) for row in rows]


def page(staff: Staff, number: int, size: int) -> list[Report]:
    """By date, the overdue ones first; `size` of them and one more if there are further pages."""
    found = reports_for(staff).filter(promised_for__isnull=False)
    start = (number - 1) * size
    shown = found.select_related("matter__owner", "topic", "area")
    return list(shown.order_by("promised_for", "pk")[start : start + size + 1])
