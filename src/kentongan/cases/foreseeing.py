"""What a decree about a day would do, before anybody signs it. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count

from kentongan.cases import clocks
from kentongan.cases.clocks import Calendar
from kentongan.cases.models import Deadline
from kentongan.pure.workdays import is_workday


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How many clocks of how many matters would move. `changes`: whether the day is not already
    as it would be."""

    clocks: int
    matters: int
    changes: bool


def foresee(day: date, *, works: bool, now: datetime) -> Foreseen:
    """The count that `decree` would give, by the same rule. Five statements, however many clocks:
    they are read by their date, of which there are few."""
    before = clocks.calendar()
    after = _with(before, day, works=works)
    running = Deadline.objects.filter(ended_at=None, paused_at=None, due_at__gte=now)
    moving = [
        (code, due)
        for code, due in running.values_list("code", "due_at").distinct()
        if _moves(code, due, day, now, (before, after))
    ]
    hourly = [code for code, limit in before.limits.items() if limit.hours is not None]
    touched = running.filter(due_at__in={due for _, due in moving}).exclude(code__in=hourly)
    counted = touched.aggregate(n=Count("pk"), matters=Count("matter", distinct=True))
    changes = is_workday(day, before.off, before.on) != works
    return Foreseen(counted["n"], counted["matters"], changes)


def _with(days: Calendar, day: date, *, works: bool) -> Calendar:
    """The same calendar after one word about one day: the last one said."""
    off, on = days.off - {day}, days.on - {day}
    return replace(days, on=on | {day}, off=off) if works else replace(days, on=on, off=off | {day})


def _moves(
    code: str, due: datetime, day: date, now: datetime, calendars: tuple[Calendar, Calendar]
) -> bool:
    before, after = calendars
    limit = before.limits.get(code)
    if before.day(due) < day or (limit is not None and limit.hours is not None):
        return False
    return after.after(now, before.left(due, now)) != due
