"""The city's calendar and limits, read once per batch: from a limit's code to a date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kentongan.cases.models import Deadline, Holiday, Matter, TimeLimit
from kentongan.cities.locks import current
from kentongan.pure import workdays


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of one city and what the law allows. Dates are local, times are UTC."""

    zone: ZoneInfo
    off: frozenset[date]
    on: frozenset[date]
    limits: dict[str, TimeLimit]

    def due(self, code: str, start: datetime) -> datetime:
        """The end of the last day that `code` allows. Raises `LookupError` for no such limit."""
        days = self.limits[code].working_days
        return workdays.due_at(start, days, self.zone, self.off, self.on)

    def promise(self, matter_id: int, clock: str, code: str, start: datetime) -> Deadline:
        """A deadline to store: the promise is written down when it is made."""
        return Deadline(
            matter_id=matter_id,
            clock=clock,
            code=code,
            law=self.limits[code].law,
            starts_at=start,
            due_at=self.due(code, start),
        )


def calendar() -> Calendar:
    """Two statements, whatever the batch."""
    zone = current().tz
    days = list(Holiday.objects.values_list("day", "works"))
    limits = {limit.code: limit for limit in TimeLimit.objects.order_by("valid_from")}
    return Calendar(
        zone=zone,
        off=frozenset(day for day, works in days if not works),
        on=frozenset(day for day, works in days if works),
        limits=limits,
    )


def stop(matters: Iterable[Matter], now: datetime, *, clock: str | None = None) -> None:
    """End running clocks of these matters: one kind, or all."""
    running = Deadline.objects.filter(matter__in=[m.pk for m in matters], ended_at=None)
    if clock:
        running = running.filter(clock=clock)
    running.update(ended_at=now)
