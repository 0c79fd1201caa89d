"""Clocks in words: what is left, what is late, what was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kentongan.cases.models import Deadline, Holiday
from kentongan.cases.waiting import WAITING
from kentongan.cities.locks import current
from kentongan.pure import sayings, workdays
from kentongan.reports.flow import S
from kentongan.reports.models import Report
from kentongan.reports.page.shapes import Clock, Due


@dataclass(frozen=True, slots=True)
class Calendar:
    """The city's days, read once per page, and what time it is."""

    zone: ZoneInfo
    off: frozenset[date]
    on: frozenset[date]
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def later(self, working_days: int) -> date:
        """The day that comes so many working days after today."""
        return workdays.add(self.today, working_days, self.off, self.on)

    def due(
        self, at: datetime | None, paused: datetime | None = None, until: datetime | None = None
    ) -> Due | None:
        """What is left until then; None for a clock that does not run. `until`: when one that is
        paused goes on by itself."""
        if at is None:
            return None
        exact = self.exact(at)
        if paused:
            return Due("paused", self.span(paused, until), exact)
        words = sayings.left(at, self.now, self.zone, self.off, self.on)
        if at < self.now:
            return Due("late", words, exact)
        days = workdays.between(self.today, self._day(at), self.off, self.on)
        return Due("soon" if days <= 1 else "ok", words, exact)

    def span(self, since: datetime, until: datetime | None) -> str:
        """`sejak 3 November 2026, sampai 17 November 2026`."""
        words = f"sejak {sayings.short_day(self._day(since))}"
        return f"{words}, sampai {sayings.short_day(self._day(until))}" if until else words

    def kept(self, start: datetime, end: datetime, due: datetime) -> Due:
        """A clock that ended: how long it took, and whether that was in time."""
        days = workdays.between(self._day(start), self._day(end), self.off, self.on)
        took = f"dalam {sayings.number(days)} hari kerja" if days else "di hari yang sama"
        if end > due:
            return Due("late", f"selesai {took}, terlambat", self.exact(end))
        return Due("done", f"selesai {took}", self.exact(end))

    def exact(self, at: datetime) -> str:
        return f"{sayings.day(self._day(at))}, {sayings.clock(at.astimezone(self.zone))}"

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def calendar(now: datetime) -> Calendar:
    """One statement."""
    days = list(Holiday.objects.values_list("day", "works"))
    return Calendar(
        zone=current().tz,
        off=frozenset(day for day, works in days if not works),
        on=frozenset(day for day, works in days if works),
        now=now,
    )


STEPS: dict[str, str] = {
    S.RECEIVED: "Diperiksa petugas",
    S.VERIFIED: "Diteruskan ke dinas",
    S.ASSIGNED: "Dijawab dinas",
    S.ANSWERED: "Dibalas ke warga",
    S.JOINED: "Menunggu laporan serupa",
    S.PROMISED: "Tanggal yang dijanjikan",
    S.REPLIED: "Menunggu tanggapan warga",
}


def clocks(report: Report, deadlines: Sequence[Deadline], days: Calendar) -> list[Clock]:
    """The law's clock first, then the one of the state."""
    law = [d for d in deadlines if d.clock == Deadline.Clock.MATTER][-1:]
    step = [d for d in deadlines if d.clock == Deadline.Clock.STEP and d.ended_at is None][-1:]
    shown = []
    for deadline in law:
        if deadline.ended_at:
            due: Due | None = days.kept(deadline.starts_at, deadline.ended_at, deadline.due_at)
        elif deadline.paused_at:
            due = Due("paused", "dijeda", days.exact(deadline.due_at))
        else:
            due = days.due(deadline.due_at)
        if due:
            shown.append(Clock("Batas menurut aturan", due))
    for deadline in step:
        if deadline.code == WAITING:
            span = days.span(deadline.starts_at, deadline.due_at)
            shown.append(Clock("Menunggu warga", Due("paused", span, days.exact(deadline.due_at))))
        elif due := days.due(deadline.due_at):
            shown.append(Clock(_step(report), due))
    return shown


def _step(report: Report) -> str:
    if report.matter.state == S.ASSIGNED:
        return f"{report.matter.owner.short_name} menjawab"
    return STEPS.get(report.matter.state, "Langkah berikutnya")


def age(at: datetime, now: datetime) -> str:
    """How old, in the fewest letters: `baru`, `25 mnt`, `3 jam`, `2 hari`, `5 bln`."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "baru"
    if minutes < 60:
        return f"{minutes} mnt"
    if minutes < 24 * 60:
        return f"{minutes // 60} jam"
    days = minutes // (24 * 60)
    return f"{days} hari" if days < 60 else f"{days // 30} bln"
