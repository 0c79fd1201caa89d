"""The frame and the queue."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.forms import BaseForm


@dataclass(frozen=True, slots=True)
class State:
    code: str
    word: str


@dataclass(frozen=True, slots=True)
class Due:
    """`kind`: ok, soon, late, paused or done."""

    kind: str
    words: str
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Flags:
    urgent: bool = False
    waiting: bool = False
    anonymous: bool = False
    confidential: bool = False
    taken_over: bool = False
    hand_backs: int = 0
    reopened: int = 0


@dataclass(frozen=True, slots=True)
class TrayLink:
    title: str
    url: str
    icon: str
    count: int | None
    current: bool
    alarm: bool


@dataclass(frozen=True, slots=True)
class TrayGroup:
    title: str
    rows: list[TrayLink]


@dataclass(frozen=True, slots=True)
class Toast:
    words: str
    undo_url: str | None = None
    undo_label: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    words: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Row:
    number: str
    url: str
    words: str
    topic: str
    area: str
    age: str
    holder: str
    due: Due | None
    state: State
    flags: Flags
    unread: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Pager:
    words: str
    previous_url: str
    next_url: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A hidden field of the search form."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Search:
    url: str
    value: str
    hidden: list[Kept]


@dataclass(frozen=True, slots=True)
class Empty:
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class QueuePane:
    title: str
    search: Search
    chips: list[Chip]
    rows: list[Row]
    pager: Pager | None
    fresh_url: str
    empty: Empty
    filter: BaseForm | None = None
    filter_on: bool = False
    filter_kept: list[Kept] = field(default_factory=list)
