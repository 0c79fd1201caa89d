"""The desk's trays: which reports lie in each, and how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject, Least

from kentongan.cases.models import Deadline, Matter
from kentongan.cities.locks import current, current_id
from kentongan.cities.models import City
from kentongan.people.models import Staff
from kentongan.pure.flow import Role
from kentongan.reports.access import reports_for
from kentongan.reports.flow import S
from kentongan.reports.models import Disposition, Report
from kentongan.reports.queries import referrals


@dataclass(frozen=True, slots=True)
class Tray:
    """`open`: only what is not ended, and what has news though it is; such trays are counted and
    sorted by what is due first. The others hold everything there ever was and are sorted by time.
    """

    code: str
    title: str
    icon: str
    open: bool = True
    alarm: bool = False


NEWS = "tambahan"
PROMISED, OVERDUE, OUTSIDE = "janji", "janji_lewat", "luar"
_HIDDEN, _OPEN = "hidden", "open"

GROUPS: Mapping[str, tuple[tuple[str, tuple[Tray, ...]], ...]] = {
    "office": (
        ("Perlu saya", (
            Tray("baru", "Baru masuk", "inbox"),
            Tray("mendesak", "Mendesak", "urgent", alarm=True),
            Tray("lewat", "Lewat tenggat", "due-late", alarm=True),
            Tray("jawaban", "Ada jawaban dinas", "state-answered"),
            Tray(NEWS, "Warga menambahkan", "chat"),
        )),
        ("Berjalan", (
            Tray("dinas", "Di dinas", "state-assigned"),
            Tray("warga", "Menunggu warga", "state-replied"),
            Tray("selesai", "Selesai", "state-closed", open=False),
            Tray("semua", "Semua laporan", "document", open=False),
        )),
    ),
    "agency": (
        ("Untuk kami", (
            Tray("tugas", "Perlu dikerjakan", "inbox"),
            Tray("mendesak", "Mendesak", "urgent", alarm=True),
            Tray("lewat", "Lewat tenggat", "due-late", alarm=True),
        )),
        ("Pernah di sini", (
            Tray("dijawab", "Menunggu petugas", "state-answered"),
            Tray("selesai", "Selesai", "state-closed", open=False),
            Tray("semua", "Semua laporan", "document", open=False),
        )),
    ),
}  # fmt: skip


def groups(staff: Staff) -> tuple[tuple[str, tuple[Tray, ...]], ...]:
    return GROUPS["agency" if staff.role == Role.AGENCY else "office"]


def tray(staff: Staff, code: str) -> Tray:
    """The tray of that code; the first one where there is none."""
    trays = [tray for _, rows in groups(staff) for tray in rows]
    return next((one for one in trays if one.code == code), trays[0])


def timed(staff: Staff) -> QuerySet[Report]:
    """What this person may see, with both clocks beside it: `due` is the nearer one, and `runs`
    the nearer one that is not paused."""
    running = Q(matter__deadlines__ended_at=None)
    unpaused = Case(When(law__paused_at=None, then=F("law__due_at")))
    return (
        reports_for(staff)
        .annotate(
            law=FilteredRelation(
                "matter__deadlines", condition=Q(matter__deadlines__clock="matter") & running
            ),
            step=FilteredRelation(
                "matter__deadlines", condition=Q(matter__deadlines__clock="step") & running
            ),
        )
        .annotate(due=Least(F("law__due_at"), F("step__due_at")), paused_at=F("law__paused_at"))
        .annotate(until=F("step__due_at"), runs=Least(unpaused, F("step__due_at")))
        .annotate(ours=_asked(staff), unseen=_asked(staff, seen_at=None))
    )


def _asked(staff: Staff, **more: Any) -> Exists:
    """Whether this person's agency is asked to act right now."""
    return Exists(
        Disposition.objects.filter(
            report=OuterRef("pk"), agency=staff.agency_id, ended_at=None, **more
        )
    )


def inside_tray(tray: str, staff: Staff, now: datetime) -> Q:
    """Which reports lie in it. `timed` must stand behind."""
    agency = staff.role == Role.AGENCY
    # Both say the same. Once only: the planner would take them for two rare things at a time.
    is_open, state = Q(is_open=True) if agency else Q(matter__ended_at=None), "matter__state"
    mine = is_open & Q(ours=True) if agency else is_open
    rules = {
        "baru": is_open & Q(matter__state__in=(S.RECEIVED, S.VERIFIED)),
        "mendesak": mine & Q(urgent=True),
        "lewat": mine & Q(runs__lt=now),
        "jawaban": is_open & Q(**{state: S.ANSWERED}),
        # Who writes "still dark" under a closed report must be read as well.
        NEWS: Q(has_news=True) & ~Q(matter__state__in=(S.RECEIVED, S.ANSWERED)),
        "dinas": is_open & Q(**{state: S.ASSIGNED}),
        "warga": is_open & Q(**{state: S.REPLIED}),
        "tugas": is_open & Q(ours=True),
        "dijawab": is_open & Q(ours=False),
        "selesai": ~is_open,
        "semua": Q(),
    }
    return rules[tray]


class _HowMany(Subquery):
    """The number of rows that a query finds, as one value among others. Each has a plan of its
    own, which starts from the index that holds only what it counts."""

    template = "(SELECT count(*) FROM (%(subquery)s) found)"
    output_field = IntegerField()


class _Matters(Subquery):
    """How many matters the clocks that a query finds belong to. A query that is sorted by what is
    due reads only the clocks that it finds, whatever the planner believes of their number."""

    template = "(SELECT count(DISTINCT matter_id) FROM (%(subquery)s) found)"
    output_field = IntegerField()


def counts(staff: Staff, now: datetime) -> dict[str, int]:
    """How many lie in each open tray, are promised, and are past what was promised; for the
    office also for how many somebody outside should be asked again. One statement."""
    agency = staff.role == Role.AGENCY
    today = now.astimezone(current().tz).date()
    promised = reports_for(staff).filter(promised_for__isnull=False)
    numbers = {
        PROMISED: _many(promised),
        OVERDUE: _many(promised.filter(promised_for__lt=today)),
        **(_of_agency(staff, now) if agency else _of_office(staff, now, today)),
    }
    found = City.objects.annotate(**numbers).filter(pk=current_id()).values(*numbers).get()
    return _seen_by_agency(found) if agency else _seen_by_office(found)


def _many(found: QuerySet[Any], column: str = "pk") -> Combinable:
    return _HowMany(found.order_by().values(column))


def _late(now: datetime) -> QuerySet[Deadline]:
    return Deadline.objects.filter(ended_at=None, paused_at=None, due_at__lt=now)


def _clocks(late: QuerySet[Deadline]) -> Combinable:
    return _Matters(late.order_by("due_at").values("matter_id"))


def _hidden(staff: Staff, now: datetime, among: Q) -> Combinable:
    """The state of each open report that this person may not see, and whether it is late. They
    are few; the others are many, and counted without looking at each."""
    confidential = Report.objects.filter(among, is_open=True, confidential=True)
    seen = reports_for(staff).filter(is_open=True, confidential=True)
    late = Exists(_late(now).filter(matter=OuterRef("pk")))
    hidden = confidential.exclude(pk__in=seen.values("pk"))
    return ArraySubquery(hidden.values(said=JSONObject(state="matter__state", late=late)))


_LYING: Mapping[str, tuple[S, ...]] = {
    "baru": (S.RECEIVED, S.VERIFIED), "jawaban": (S.ANSWERED,), "dinas": (S.ASSIGNED,),
    "warga": (S.REPLIED,),
}  # fmt: skip


def _of_office(staff: Staff, now: datetime, today: date) -> dict[str, Combinable]:
    """All that are open, by their state alone, with what is hidden among them."""
    ours, late = reports_for(staff), _late(now)
    matters = Matter.objects.filter(kind=Matter.Kind.REPORT, ended_at=None)
    others = [kind for kind in Matter.Kind if kind != Matter.Kind.REPORT]
    no_reports = Matter.objects.filter(kind__in=others, ended_at=None, pk__in=late.values("matter"))
    return {
        **{code: _many(matters.filter(state__in=of), "state") for code, of in _LYING.items()},
        "mendesak": _many(ours.filter(is_open=True, urgent=True)),
        "lewat": _clocks(late) - _many(no_reports),
        NEWS: _many(ours.filter(inside_tray(NEWS, staff, now))),
        OUTSIDE: _many(referrals.due(staff, today)),
        _HIDDEN: _hidden(staff, now, Q()),
    }


def _seen_by_office(found: dict[str, Any]) -> dict[str, int]:
    hidden = found.pop(_HIDDEN)
    for code, states in _LYING.items():
        found[code] -= sum(one["state"] in states for one in hidden)
    found["lewat"] -= sum(one["late"] for one in hidden)
    return found


def _of_agency(staff: Staff, now: datetime) -> dict[str, Combinable]:
    """What the agency is asked to do, with what is hidden among it, and what of theirs is open."""
    seen = reports_for(staff).filter(is_open=True)
    asked = Disposition.objects.filter(agency=staff.agency_id, ended_at=None).values("report")
    return {
        "tugas": _many(Report.objects.filter(is_open=True, pk__in=asked)),
        "mendesak": _many(seen.filter(urgent=True, pk__in=asked)),
        "lewat": _clocks(_late(now).filter(matter__in=asked)),
        _OPEN: _many(seen),
        _HIDDEN: _hidden(staff, now, Q(pk__in=asked)),
    }


def _seen_by_agency(found: dict[str, Any]) -> dict[str, int]:
    hidden, seen = found.pop(_HIDDEN), found.pop(_OPEN)
    found["tugas"] -= len(hidden)
    found["lewat"] -= sum(one["late"] for one in hidden)
    found["dijawab"] = seen - found["tugas"]
    return found
