"""What `check` says: rules that must be zero, trays, states and lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that must be zero. `page` is the desk's page where it can be put right."""

    code: str
    title: str
    figure: int
    advice: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """A tray: how many wait, and since when the oldest does."""

    code: str
    title: str
    waiting: int
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class LineState:
    name: str
    display: str
    sends: bool
    reason: str
    templates_approved: int
    templates: int


@dataclass(frozen=True, slots=True)
class Findings:
    """All there is to say about one city (`city` empty: about the whole house)."""

    city: str
    at: datetime
    rules: tuple[Rule, ...]
    tallies: tuple[Tally, ...]
    states: tuple[tuple[str, int], ...] = ()
    lines: tuple[LineState, ...] = ()

    @property
    def broken(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.figure)
