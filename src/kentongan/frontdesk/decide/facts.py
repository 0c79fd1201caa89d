"""What the desk knows when it decides about one person's messages on one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Heard:
    """One message that nobody has taken yet. `at` is the platform's time."""

    id: int
    external_id: str
    at: datetime
    kind: str
    text: str = ""
    choice: str = ""
    latitude: float | None = None
    longitude: float | None = None
    reply_to: str = ""
    refers_to: str = ""
    history: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """Something said before, theirs or ours, that a message quotes or is about.

    `message_id` is 0 for words of ours; `outcome` is what became of their message.
    """

    message_id: int = 0
    key: int = 0
    outcome: str = ""
    kind: str = ""
    text: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TalkState:
    """Where the talk stands. `about` is the key of a case; `twin` the matter of somebody else, of
    which we asked whether it is the same; `human` says that an officer speaks or was asked for,
    less than a day ago."""

    question: str = ""
    about: int = 0
    waiting: int = 0
    twin: int = 0
    asked_at: datetime | None = None
    greeted_at: datetime | None = None
    warned_at: datetime | None = None
    human_at: datetime | None = None
    human: bool = False


@dataclass(slots=True)
class Case:
    """A report of this person while the desk works on it. `key` is the matter's id, or a negative
    number while it has none. `last_at` is when they last added to it, by the platform's clock.
    `waits`: an officer waits for what they say. `several`: they tell of several troubles in
    several places at once. `topic` is empty as well where the topic is no longer in use;
    `topic_id` keeps it.
    """

    key: int
    received_at: datetime
    opened_at: datetime
    number: str = ""
    token: str = ""
    state: str = "received"
    state_since: datetime | None = None
    ended: bool = False
    owner: str = ""
    kind: str = "complaint"
    text: str = ""
    topic: str = ""
    topic_id: int | None = None
    suggestions: tuple[str, ...] = ()
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    area_id: int | None = None
    urgent: bool = False
    emergency: str = ""
    confidential: bool = False
    anonymous: bool = False
    mark: str = ""
    late: bool = False
    ack_due_at: datetime | None = None
    last_at: datetime | None = field(default=None, compare=False)
    stars: int | None = field(default=None, compare=False)
    waits: bool = field(default=False, compare=False)
    from_number: str = ""
    several: bool = False

    @property
    def is_new(self) -> bool:
        return self.key < 0

    @property
    def in_burst(self) -> bool:
        """The acknowledgement is still owed: what comes now belongs to it."""
        return self.ack_due_at is not None and not self.ended


@dataclass(frozen=True, slots=True)
class LaneFacts:
    """Everything about one person on one line that matters for what they said just now.

    `cases` are their reports that are open or ended less than 30 days ago, oldest first.
    `quoted` holds what is referred to, by the platform's id; `waiting` is the message that the
    question "which report?" is about.
    """

    messages: tuple[Heard, ...]
    cases: tuple[Case, ...] = ()
    talk: TalkState = field(default_factory=TalkState)
    quoted: Mapping[str, Quoted] = field(default_factory=dict)
    waiting: Quoted | None = None
    wants_broadcasts: bool = True
    quiet: timedelta = timedelta(seconds=8)
    quiet_most: timedelta = timedelta(seconds=60)
    can_type: bool = True
