"""Lanes with what was decided about them, on their way into the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kentongan.frontdesk.decide import Decision
from kentongan.frontdesk.reading import LaneRow
from kentongan.frontdesk.understand import Knowledge


@dataclass(slots=True)
class Batch:
    """Lanes with their decisions, and the matters that the new cases have become."""

    pairs: Sequence[tuple[LaneRow, Decision]]
    know: Knowledge
    now: datetime
    matters: dict[tuple[int, int], int] = field(default_factory=dict)

    def matter(self, row: LaneRow, key: int) -> int | None:
        """The matter behind a case's key."""
        return self.matters[row.id, key] if key < 0 else key or None
