"""What the desk wants done: written down here, carried out by `take`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kentongan.channels.wire import Content
from kentongan.frontdesk.decide.facts import Case, TalkState


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message; `key` is the case it belongs to, 0 for none."""

    message_id: int
    outcome: str
    note: str = ""
    key: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """Something to say. `key` is the case it is about; `wait` delays it, `lasts` lets it expire."""

    purpose: str
    text: str
    content: Content
    key: int = 0
    reply_to: str = ""
    wait: timedelta | None = None
    lasts: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A message was attached to one report and belongs to another."""

    message_id: int
    from_key: int
    to_key: int


@dataclass(frozen=True, slots=True)
class Turned:
    """A report that the resident closes or reopens by a verdict: a verb of the flow."""

    key: int
    verb: str
    note: str


@dataclass(frozen=True, slots=True)
class Rated:
    """How the resident judges what was done: stars, and what they say to it. Without `stars` the
    words are for stars that they gave before."""

    key: int
    state: str
    stars: int | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Likened:
    """Whether a report is the same as somebody else's, as its reporter says: a hint for the
    officer, who joins them. `message_id` is where they said so."""

    key: int
    twin: int
    same: bool
    message_id: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A right that they claim on their own data: access, correction or erasure, in their words."""

    wants: str
    words: str


@dataclass(frozen=True, slots=True)
class Decision:
    """All effects of one lane. Each message has exactly one outcome; the last word counts for
    a message of an earlier batch that moves. `added` lists message ids by case, `states` the
    state of every case there was; of the cases in `again` the last words are said in full;
    `hidden` are cases that the resident wants hidden from here on, with the marks that are new;
    for those in `awaited` an officer waited, and now they have answered."""

    outcomes: tuple[Outcome, ...]
    opened: tuple[Case, ...] = ()
    changed: tuple[Case, ...] = ()
    added: tuple[tuple[int, tuple[int, ...]], ...] = ()
    states: tuple[tuple[int, str], ...] = ()
    moved: tuple[Moved, ...] = ()
    turned: tuple[Turned, ...] = ()
    rated: tuple[Rated, ...] = ()
    hidden: tuple[tuple[int, tuple[str, ...]], ...] = ()
    awaited: tuple[int, ...] = ()
    likened: tuple[Likened, ...] = ()
    claimed: tuple[Claimed, ...] = ()
    said: tuple[Said, ...] = ()
    again: tuple[int, ...] = ()
    talk: TalkState | None = None
    wants_broadcasts: bool | None = None
    hush: bool = False
