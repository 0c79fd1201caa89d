"""What a post may read of a matter outside the house: number, topic and date; never what a
resident wrote, nor who they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from kentongan.cases.clocks import Calendar
from kentongan.cases.models import Deadline
from kentongan.pure import sayings
from kentongan.reports.models import Report


@dataclass(frozen=True, slots=True)
class Brief:
    """One report in a few words, fit for any telephone. `due` is None while it is paused."""

    matter: int
    number: str
    about: str
    owner: str
    due: datetime | None

    def when(self, now: datetime, days: Calendar) -> str:
        """`lewat 2 hari kerja`, `hari ini`."""
        if self.due is None:
            return "sedang menunggu warga"
        return sayings.left(self.due, now, days.zone, days.off, days.on)

    def until(self, days: Calendar) -> str:
        """`24 Maret 2026`."""
        return sayings.short_day(days.day(self.due)) if self.due else "secepatnya"


def dues(matters: Collection[int]) -> dict[int, datetime]:
    """The nearer clock that runs, for each matter where one does. One statement."""
    running = Deadline.objects.filter(matter__in=matters, ended_at=None, paused_at=None)
    return dict(running.values_list("matter").annotate(Min("due_at")).order_by())


def briefs(matters: Collection[int], due: dict[int, datetime]) -> dict[int, Brief]:
    """One statement."""
    found = Report.objects.filter(pk__in=matters).select_related("matter__owner", "topic")
    return {
        report.pk: Brief(
            report.pk,
            report.matter.number,
            _about(report),
            report.matter.owner.short_name,
            due.get(report.pk),
        )
        for report in found
    }


def _about(report: Report) -> str:
    if report.confidential or report.topic is None:
        return "laporan rahasia" if report.confidential else "laporan warga"
    name = report.topic.name
    return sayings.shorten(f"{name[:1].lower()}{name[1:]}", 60)
