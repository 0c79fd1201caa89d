"""Tray 2: take what people said, lane by lane, and walk each message to one desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kentongan.cases.halving import halved
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.frontdesk import agencies, doing, reading
from kentongan.frontdesk.decide import Decision, Outcome, decide
from kentongan.frontdesk.decide.plainly import plainly
from kentongan.frontdesk.knowing import knowledge
from kentongan.frontdesk.reading import LaneRow


def batch(city: City, now: datetime, *, most: int = 100) -> int:
    """Take what up to `most` people said, in one transaction. Returns how many people.

    A lane on which we stumble is kept plainly, as a report without understanding; if even that
    is beyond us, its messages are set aside with the reason. The others never notice.
    """
    with inside(city):
        rows = reading.claim(now, most)
        if rows:
            work = _Work(now)
            halved(rows, work.handle, work.stumble)
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Work:
    now: datetime

    def handle(self, rows: Sequence[LaneRow]) -> None:
        know = knowledge()
        facts = reading.read(rows, know, self.now)
        staff = agencies.at_work(rows)
        decisions = [
            agencies.heard(staff[row.id], row, one, know, self.now)
            if row.id in staff
            else decide(one, know, self.now)
            for row, one in zip(rows, facts, strict=True)
        ]
        self._carry_out(rows, decisions)

    def stumble(self, row: LaneRow, error: Exception) -> None:
        halved([row], self.keep, self.bury)

    def keep(self, rows: Sequence[LaneRow]) -> None:
        """Without reading the words: an addition to the open report, or a new report."""
        facts = reading.read(rows, knowledge(), self.now)
        self._carry_out(rows, [plainly(one, self.now) for one in facts])

    def bury(self, row: LaneRow, error: Exception) -> None:
        [facts] = reading.read([row], knowledge(), self.now)
        reason = f"belum bisa diolah: {type(error).__name__}"
        outcomes = tuple(Outcome(one.id, "set_aside", reason) for one in facts.messages)
        self._carry_out([row], [Decision(outcomes)])

    def _carry_out(self, rows: Sequence[LaneRow], decisions: Sequence[Decision]) -> None:
        pairs = list(zip(rows, decisions, strict=True))
        doing.carry_out(doing.Batch(pairs, knowledge(), self.now))
