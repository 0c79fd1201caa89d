"""What a post may read of a matter outside the house: number, topic and date; never what a
resident wrote, nor who they are. Of a confidential report (*rahasia*): number and date."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from kentongan.cases.clocks import Calendar
from kentongan.cases.models import Deadline
from kentongan.pure import sayings
from kentongan.reports.actions import errand
from kentongan.reports.actions.errand import AT_THE_DESK
from kentongan.reports.models import Report


@dataclass(frozen=True, slots=True)
class Brief:
    """One report in a few words, fit for any telephone. `due` is None while it is paused."""

    matter: int
    number: str
    about: str
    owner: str
    due: datetime | None
    secret: bool = False

    @property
    def named(self) -> str:
        """How a sentence about it begins."""
        if self.secret:
            return f"Laporan rahasia *{self.number}*"
        return f"Laporan *{self.number}* tentang {self.about} di {self.owner}"

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
            AT_THE_DESK if report.confidential else report.matter.owner.short_name,
            due.get(report.pk),
            report.confidential,
        )
        for report in found
    }


def _about(report: Report) -> str:
    return sayings.shorten(errand.about(report), 60)
