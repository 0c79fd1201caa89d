"""One item of a letter on its way to its city, and how its fields fit our tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from kentongan.channels.wire import NO_TIME, Event

AHEAD = timedelta(minutes=5)
LONGEST_ID = 200


@dataclass(frozen=True, slots=True, repr=False)
class Item:
    """`letter` is None for an item that comes back from quarantine."""

    event: Event
    channel: str
    app: str
    arrived_at: datetime
    letter: int | None = None

    @property
    def line(self) -> str:
        return self.event.line

    @property
    def at(self) -> datetime:
        """The platform's time; the time of arrival where that is missing or in the future."""
        at = getattr(self.event, "at", NO_TIME)
        if at == NO_TIME or at > self.arrived_at + AHEAD:
            return self.arrived_at
        return at if isinstance(at, datetime) else self.arrived_at

    @property
    def name(self) -> str:
        """Unique on its line: the platform's id, or the item's own fingerprint."""
        return fitting(self.event.external_id or f"sha256:{digest(repr(self.event))}")

    def __repr__(self) -> str:
        """Fit for a log: nothing that a person said."""
        kind = type(self.event).__name__
        return f"<{kind} {self.name} on {self.channel} {self.line}, letter {self.letter}>"


def fitting(external_id: str) -> str:
    """An id of the platform, or the fingerprint of one that is too long for a column."""
    if len(external_id) <= LONGEST_ID:
        return external_id
    return "sha256:" + hashlib.sha256(external_id.encode()).hexdigest()


def digest(external_id: str) -> str:
    return hashlib.sha256(external_id.encode()).hexdigest()
