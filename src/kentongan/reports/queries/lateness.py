"""How late each agency is, and what it has open. Four statements, however many reports.

They read what is open or running only: `open_matters` for the counts, `deadlines_running` for
what is late; what was handed back starts from the open matters as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q

from kentongan.cases.models import Deadline, Matter
from kentongan.cases.waiting import WAITING
from kentongan.people.models import Agency, Staff
from kentongan.pure.flow import Role
from kentongan.reports.flow import S
from kentongan.reports.models import Disposition
from kentongan.reports.queries.turns import OFFICE, OFFICE_TURN

# What each number counts, as the queue's address says it.
OPEN, STEP, LAW, BACK, PROMISED = "terbuka", "langkah", "aturan", "dikembalikan", "janji"
ONLY = (OPEN, STEP, LAW, BACK, PROMISED)


@dataclass(slots=True)
class Lateness:
    """One agency. `oldest` is the earliest date that has gone by, of any clock."""

    agency: Agency
    open: int = 0
    step: int = 0
    law: int = 0
    back: int = 0
    promised: int = 0
    oldest: datetime | None = None


def held_by(code: str) -> Q:
    """What lies with this agency: for the office what it is its turn with, for another what it
    owns and the office need not act on."""
    if code == OFFICE:
        return Q(matter__state__in=OFFICE_TURN)
    return Q(matter__owner__code=code) & ~Q(matter__state__in=OFFICE_TURN)


def only(which: str, agency: str, now: datetime) -> Q:
    """The reports behind one number. `trays.timed` must stand behind."""
    late = {
        OPEN: Q(),
        STEP: Q(step__due_at__lt=now) & ~Q(step__code=WAITING),
        LAW: Q(law__due_at__lt=now, law__paused_at=None),
        PROMISED: Q(matter__state=S.PROMISED),
    }
    back = Disposition.objects.filter(report=OuterRef("pk"), end=Disposition.End.HANDED_BACK)
    if which == BACK:
        by = back.filter(agency__code=agency) if agency else back
        return Q(matter__ended_at=None) & Q(Exists(by))
    return Q(matter__ended_at=None) & late[which] & (held_by(agency) if agency else Q())


@dataclass(slots=True)
class _Ledger:
    """Rows by agency; what it is the office's turn with counts for the office."""

    rows: dict[int, Lateness]
    office: int

    def of(self, owner: int, state: str) -> Lateness:
        """A row that nobody sees for an owner who is no agency of the city."""
        found = self.rows.get(self.office if state in OFFICE_TURN else owner)
        return found or Lateness(Agency())


def by_agency(staff: Staff, now: datetime) -> list[Lateness]:
    """Agencies with anything open, and for somebody of an agency only their own."""
    agencies = Agency.objects.filter(is_city=True)
    rows = {agency.pk: Lateness(agency) for agency in agencies}
    office = next((pk for pk, one in rows.items() if one.agency.code == OFFICE), 0)
    ledger = _Ledger(rows, office)
    _count_open(ledger)
    _count_late(ledger, now)
    _count_back(ledger)
    if staff.role == Role.AGENCY:
        return [rows[staff.agency_id]] if staff.agency_id in rows else []
    return [one for one in rows.values() if one.open or one.back]


def _count_open(ledger: _Ledger) -> None:
    reports = Matter.objects.filter(kind="report", ended_at=None)
    for owner, state, n in reports.values_list("owner", "state").annotate(Count("pk")).order_by():
        one = ledger.of(owner, state)
        one.open += n
        one.promised += n if state == S.PROMISED else 0


def _count_late(ledger: _Ledger, now: datetime) -> None:
    late = Deadline.objects.filter(
        ended_at=None, paused_at=None, due_at__lt=now, matter__ended_at=None,
        matter__kind="report",
    ).exclude(code=WAITING)  # fmt: skip
    grouped = late.values_list("matter__owner", "matter__state", "clock")
    found = grouped.annotate(Count("pk"), Min("due_at")).order_by()
    for owner, state, clock, n, oldest in found:
        one = ledger.of(owner, state)
        one.law += n if clock == Deadline.Clock.MATTER else 0
        one.step += n if clock == Deadline.Clock.STEP else 0
        one.oldest = min(one.oldest or oldest, oldest)


def _count_back(ledger: _Ledger) -> None:
    """What an agency gave back, as long as it is open, whoever holds it now."""
    back = Disposition.objects.filter(
        end=Disposition.End.HANDED_BACK, report__matter__ended_at=None
    )
    for pk, n in back.values_list("agency").annotate(Count("report", distinct=True)).order_by():
        if pk in ledger.rows:
            ledger.rows[pk].back = n
