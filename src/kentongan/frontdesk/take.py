"""Tray 2: take what people said, lane by lane, and walk each message to one desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kentongan.cases.halving import halved
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.frontdesk import agencies, doing, reading, wanted
from kentongan.frontdesk.decide import Decision, Outcome, decide
from kentongan.frontdesk.decide.plainly import plainly
from kentongan.frontdesk.knowing import knowledge
from kentongan.frontdesk.reading import LaneRow
from kentongan.mailroom.models.messages import BEYOND_US


def batch(city: City, now: datetime, *, most: int = 100) -> int:
    """Take what up to `most` people said, in one transaction. Returns how many people.

    A lane on which we stumble is kept plainly, as a report without understanding; if even that
    is beyond us, its messages are set aside for an officer to see. The others never notice.
    """
    with inside(city):
        rows = reading.claim(now, most)
        if rows:
            work = _Work(now)
            called_back = [row for row in rows if row.wanted]
            if called_back:
                halved(called_back, work.open, work.stumble)
            halved(rows, work.handle, work.stumble)
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Work:
    now: datetime

    def open(self, rows: Sequence[LaneRow]) -> None:
        """What an officer wants a report of, before the rest that these people said."""
        know = knowledge()
        facts = reading.read(rows, know, self.now)
        messages = wanted.called_back(rows)
        pairs = zip(rows, facts, strict=True)
        decisions = [wanted.heard(one, row.wanted, know, self.now) for row, one in pairs]
        self._carry_out(rows, decisions)
        wanted.sign(messages, self.now)

    def handle(self, rows: Sequence[LaneRow]) -> None:
        know = knowledge()
        lanes = list(zip(rows, reading.read(rows, know, self.now), strict=True))
        office = agencies.office(lanes, self.now)
        lanes = [lane for lane in lanes if not office.still_speaks(*lane)]
        decisions = [
            office.heard(row, one, know) if office.knows(row) else decide(one, know, self.now)
            for row, one in lanes
        ]
        office.remember()
        self._carry_out([row for row, _ in lanes], decisions)

    def stumble(self, row: LaneRow, error: Exception) -> None:
        """A colleague's words never become a resident's report."""
        if agencies.works_here(row):
            halved([row], lambda rows: self.bury(rows[0], error), self.bury)
        else:
            halved([row], self.keep, self.bury)

    def keep(self, rows: Sequence[LaneRow]) -> None:
        """Without reading the words: an addition to the open report, or a new report."""
        facts = reading.read(rows, knowledge(), self.now)
        self._carry_out(rows, [plainly(one, self.now) for one in facts])

    def bury(self, row: LaneRow, error: Exception) -> None:
        [facts] = reading.read([row], knowledge(), self.now)
        outcomes = tuple(Outcome(one.id, "set_aside", BEYOND_US) for one in facts.messages)
        self._carry_out([row], [Decision(outcomes)])

    def _carry_out(self, rows: Sequence[LaneRow], decisions: Sequence[Decision]) -> None:
        pairs = list(zip(rows, decisions, strict=True))
        doing.carry_out(doing.Batch(pairs, knowledge(), self.now))
