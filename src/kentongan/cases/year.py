"""A year of the city as months to look at: which days are worked, which are not, and why."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from kentongan.cases.models import Holiday
from kentongan.pure import sayings
from kentongan.pure.workdays import SATURDAY


@dataclass(frozen=True, slots=True)
class Day:
    """`kind`: work, weekend, off (a holiday) or on (worked although it would be free). `number`
    is 0 for a gap before the first or after the last of the month."""

    number: int
    kind: str = ""
    today: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A day with a name: what is celebrated, or why it is worked."""

    day: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    weeks: list[list[Day]]
    named: list[Named]
    workdays: int


def year_of(year: int, today: date) -> list[Month]:
    """Twelve months. One statement."""
    rows = {row.day: row for row in Holiday.objects.filter(day__year=year)}
    return [_month(year, month, rows, today) for month in range(1, 13)]


def _month(year: int, month: int, rows: dict[date, Holiday], today: date) -> Month:
    weeks = [
        [_day(day, month, rows, today) for day in week]
        for week in calendar.Calendar().monthdatescalendar(year, month)
    ]
    named = [
        Named(f"{sayings.WEEKDAYS[day.weekday()]} {day.day}", row.name, _kind(day, rows))
        for day, row in sorted(rows.items())
        if day.month == month
    ]
    worked = sum(day.kind in ("work", "on") for week in weeks for day in week)
    return Month(sayings.MONTHS[month - 1], weeks, named, worked)


def _day(day: date, month: int, rows: dict[date, Holiday], today: date) -> Day:
    if day.month != month:
        return Day(0)
    return Day(day.day, _kind(day, rows), day == today)


def _kind(day: date, rows: dict[date, Holiday]) -> str:
    row = rows.get(day)
    if row is not None:
        return "on" if row.works else "off"
    return "work" if day.weekday() < SATURDAY else "weekend"
