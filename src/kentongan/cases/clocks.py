"""The city's calendar, limits and ladder, read once per batch: from a limit's code to a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kentongan.cases.models import Deadline, Holiday, Matter, Rung, TimeLimit
from kentongan.cities.locks import current, forget, known
from kentongan.pure import workdays

# When a rung is climbed on its day: before the morning's digest.
AT = time(7)
# Who stands on the last rung hears of it again, every so many working days.
AGAIN = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of one city and what the law allows. Dates are local, times are UTC."""

    zone: ZoneInfo
    off: frozenset[date]
    on: frozenset[date]
    limits: dict[str, TimeLimit]
    ladders: dict[str, tuple[Rung, ...]]

    def due(self, code: str, start: datetime) -> datetime:
        """The end of the last day that `code` allows. Raises `LookupError` for no such limit."""
        limit = self.limits[code]
        if limit.hours is not None:
            return start + timedelta(hours=limit.hours)
        return self.after(start, limit.working_days or 0)

    def after(self, start: datetime, days: int) -> datetime:
        """The last second of the n-th working day after `start`."""
        return workdays.due_at(start, days, self.zone, self.off, self.on)

    def left(self, due: datetime, now: datetime) -> int:
        """Working days from today to the day it is due; negative for one that is late."""
        return workdays.between(self.day(now), self.day(due), self.off, self.on)

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def ladder(self, deadline: Deadline) -> tuple[Rung, ...]:
        """The rungs of this clock, in the order in which they are climbed."""
        return self.ladders.get(deadline.code) or self.ladders[deadline.clock]

    def promise(
        self, matter_id: int, clock: str, code: str, start: datetime, due: datetime | None = None
    ) -> Deadline:
        """A deadline to store: the promise is written down when it is made."""
        made = Deadline(
            matter_id=matter_id,
            clock=clock,
            code=code,
            law=self.limits[code].law,
            starts_at=start,
            due_at=due or self.due(code, start),
        )
        self.aim(made, start)
        return made

    def aim(self, deadline: Deadline, now: datetime) -> None:
        """Set the next rung: the first not climbed whose day is not over. Reminders whose time
        went by unused are left out; what comes after the date never is."""
        ladder = self.ladder(deadline)
        while deadline.rungs < len(ladder):
            rung = ladder[deadline.rungs]
            at = self._moment(deadline.due_at, rung.days)
            if at > now or rung.days >= 0:
                deadline.next_at = at
                return
            deadline.rungs += 1
        deadline.next_at = self._morning(workdays.add(self.day(now), AGAIN, self.off, self.on))

    def _moment(self, due: datetime, days: int) -> datetime:
        if days == 0:
            return due
        count = workdays.add if days > 0 else workdays.back
        return self._morning(count(self.day(due), abs(days), self.off, self.on))

    def _morning(self, day: date) -> datetime:
        return datetime.combine(day, AT, self.zone).astimezone(UTC)


def calendar() -> Calendar:
    """The city's days, limits and ladder: three statements, once for each time it is entered."""
    return known("calendar", _read)


def anew() -> Calendar:
    """The same, after somebody has changed one of them."""
    forget("calendar")
    return calendar()


def _read() -> Calendar:
    zone = current().tz
    days = list(Holiday.objects.values_list("day", "works"))
    limits = {limit.code: limit for limit in TimeLimit.objects.order_by("valid_from")}
    ladders: dict[str, tuple[Rung, ...]] = {}
    for rung in Rung.objects.order_by("clock", "days"):
        ladders[rung.clock] = (*ladders.get(rung.clock, ()), rung)
    return Calendar(
        zone=zone,
        off=frozenset(day for day, works in days if not works),
        on=frozenset(day for day, works in days if works),
        limits=limits,
        ladders=ladders,
    )


def stop(matters: Iterable[Matter], now: datetime, *, clock: str | None = None) -> None:
    """End running clocks of these matters: one kind, or all."""
    running = Deadline.objects.filter(matter__in=[m.pk for m in matters], ended_at=None)
    if clock:
        running = running.filter(clock=clock)
    running.update(ended_at=now)


def pause(matters: Sequence[Matter], now: datetime, days: Calendar) -> None:
    """Stop the law's clock of these matters where it runs, keeping what was left of it."""
    running = Deadline.objects.filter(
        matter__in=[m.pk for m in matters], clock="matter", ended_at=None, paused_at=None
    )
    paused = list(running)
    for deadline in paused:
        deadline.paused_at, deadline.next_at = now, None
        deadline.days_left = days.left(deadline.due_at, now)
    Deadline.objects.bulk_update(paused, ["paused_at", "next_at", "days_left"])


def resume(matters: Sequence[Matter], now: datetime, days: Calendar) -> None:
    """Let the law's clock of these matters run on, with the working days that were left. One that
    was late already stays late by as much."""
    stopped = Deadline.objects.filter(
        matter__in=[m.pk for m in matters], clock="matter", ended_at=None, paused_at__isnull=False
    )
    resumed = list(stopped)
    for deadline in resumed:
        left = deadline.days_left or 0
        if left >= 0:
            deadline.due_at = days.after(now, left)
        else:
            day = workdays.back(days.day(now), -left, days.off, days.on)
            deadline.due_at = workdays.due_at(
                datetime.combine(day, AT, days.zone), 0, days.zone, days.off, days.on
            )
        deadline.paused_at = deadline.days_left = None
        days.aim(deadline, now)
    Deadline.objects.bulk_update(resumed, ["due_at", "paused_at", "days_left", "rungs", "next_at"])
