"""The tray of clocks whose next rung is reached. Whoever is late hears of it, then somebody above
them; where it is the resident's turn they are reminded once, and then it goes on without them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum

from kentongan.cases import ladder, waiting
from kentongan.cases.actor import SYSTEM
from kentongan.cases.halving import halved
from kentongan.cases.ladder import Gone, Level
from kentongan.cases.models import Deadline
from kentongan.cases.waiting import WAITING
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.reports.actions import handling, silence
from kentongan.reports.actions.silence import REPLIED
from kentongan.reports.flow import CLOCKS, FLOW, S
from kentongan.reports.models import Report

PROMISED = CLOCKS[S.PROMISED]
# When what we stumbled over is tried again.
AGAIN = timedelta(hours=1)


class Sort(IntEnum):
    """What is done at a rung, in the order in which a full tray is emptied."""

    CLIMB = 1
    FALL_DUE = 2
    RESUME = 3
    REMIND = 4
    CLOSE = 5


def batch(city: City, now: datetime, *, most: int = 100) -> int:
    """Climb rungs that are reached, of one sort at a time and up to `most`. Returns how many.

    What is said to residents is said while the desk is attended: such a rung moves to the next
    opening. All else happens by night as well.
    """
    with inside(city):
        gone = ladder.gone_by(now, kind="report", most=most)
        sort = min(map(_sort, gone), default=None)
        chosen = [one for one in gone if _sort(one) == sort]
        if sort:
            work = _Work(city, now, sort)
            halved(chosen, work.handle, work.park)
    return len(chosen)


def _sort(one: Gone) -> Sort:
    """Anything that a city writes into its ladder without a meaning here is a rung like others."""
    code = one.deadline.code
    if one.rung.level == Level.RESIDENT and code in (REPLIED, WAITING):
        return Sort.REMIND
    if one.rung.level == Level.SYSTEM:
        own = {REPLIED: Sort.CLOSE, WAITING: Sort.RESUME, PROMISED: Sort.FALL_DUE}
        return own.get(code, Sort.CLIMB)
    return Sort.CLIMB


@dataclass(frozen=True, slots=True)
class _Work:
    city: City
    now: datetime
    sort: Sort

    def handle(self, gone: Sequence[Gone]) -> None:
        """A constant number of statements. Works on copies: if a half of it is tried again, no
        rung counts twice."""
        gone = [replace(one, deadline=copy.copy(one.deadline)) for one in gone]
        ways: Mapping[Sort, Callable[[list[Gone]], None]] = {
            Sort.CLIMB: self._climb,
            Sort.FALL_DUE: self._fall_due,
            Sort.RESUME: self._resume,
            Sort.REMIND: self._remind,
            Sort.CLOSE: self._close,
        }
        ways[self.sort](gone)

    def park(self, one: Gone, error: Exception) -> None:
        """An officer sees it, and it is tried again in a while; the others go on."""
        Report.objects.filter(pk=one.matter.pk).update(has_news=True)
        Deadline.objects.filter(pk=one.deadline.pk).update(next_at=self.now + AGAIN)

    def _climb(self, gone: list[Gone]) -> None:
        urgent = Report.objects.filter(pk__in=[one.matter.pk for one in gone], urgent=True)
        ids = frozenset(urgent.values_list("pk", flat=True))
        ladder.climb(gone, urgent=ids, now=self.now)

    def _fall_due(self, gone: list[Gone]) -> None:
        handling.fall_due([one.matter.pk for one in gone], now=self.now)

    def _resume(self, gone: list[Gone]) -> None:
        """Waiting has had its time: the office goes on with what it has."""
        ids = [one.matter.pk for one in gone]
        waiting.resume_many(ids, flow=FLOW, by=SYSTEM, now=self.now, why="lapsed")
        Report.objects.filter(pk__in=ids).update(has_news=True)

    def _remind(self, gone: list[Gone]) -> None:
        silence.about(self.city, gone, self.now).remind(gone)

    def _close(self, gone: list[Gone]) -> None:
        silence.about(self.city, gone, self.now).close(gone)
