"""The desk's trays: which reports lie in each, and how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import Least

from kentongan.cities.locks import current
from kentongan.people.models import Staff
from kentongan.pure.flow import Role
from kentongan.reports.access import reports_for
from kentongan.reports.flow import S
from kentongan.reports.models import Disposition, Report


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
PROMISED, OVERDUE = "janji", "janji_lewat"

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
    """What this person may see, with both clocks beside it: `due` is the nearer one that runs."""
    running = Q(matter__deadlines__ended_at=None)
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
        .annotate(until=F("step__due_at"))
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
    is_open, state = Q(matter__ended_at=None), "matter__state"
    law_late = Q(law__due_at__lt=now, law__paused_at=None)
    mine = is_open & Q(ours=True) if agency else is_open
    rules = {
        "baru": is_open & Q(matter__state__in=(S.RECEIVED, S.VERIFIED)),
        "mendesak": mine & Q(urgent=True),
        "lewat": mine & (law_late | Q(step__due_at__lt=now)),
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


def counts(staff: Staff, now: datetime) -> dict[str, int]:
    """How many lie in each open tray, are promised, and are past what was promised. One statement
    over what is open, and for the office one over what is ended and has news."""
    codes = [tray.code for _, rows in groups(staff) for tray in rows if tray.open]
    open_ones = timed(staff).filter(is_open=True, matter__ended_at=None)
    found: dict[str, int] = open_ones.aggregate(
        **{code: Count("pk", filter=inside_tray(code, staff, now)) for code in codes},
        **{PROMISED: Count("pk", filter=Q(promised_for__isnull=False))},
        **{OVERDUE: Count("pk", filter=Q(promised_for__lt=now.astimezone(current().tz).date()))},
    )
    if NEWS in found:
        ended = reports_for(staff).filter(has_news=True, is_open=False)
        found[NEWS] += ended.count()
    return found
