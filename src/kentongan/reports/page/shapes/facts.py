"""What is known beside the conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kentongan.reports.page.shapes.desk import Due, Flags, State


@dataclass(frozen=True, slots=True)
class Shape:
    d: str
    name: str
    here: bool


@dataclass(frozen=True, slots=True)
class Map:
    """`box` is an SVG viewBox; x, y and r are in its units."""

    box: str
    label: str
    shapes: list[Shape]
    x: float | None
    y: float | None
    r: float


@dataclass(frozen=True, slots=True)
class PlaceFact:
    words: str
    area: str
    kecamatan: str
    coordinates: str
    link: str
    map: Map | None
    sure: bool


@dataclass(frozen=True, slots=True)
class AgencyName:
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Reporter:
    name: str
    phone: str
    since: str


@dataclass(frozen=True, slots=True)
class Reveal:
    """The way to what is hidden of a reporter; `asks` for a reason. With `until` it is shown now:
    for so many `seconds` more, and then fetched anew from `page`."""

    url: str
    label: str
    asks: bool = False
    until: str = ""
    seconds: int = 0
    page: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Other:
    number: str
    url: str
    words: str
    state: State


@dataclass(frozen=True, slots=True)
class Twin:
    """A report beside this one. `facts`: topic, place, distance, age and who has it, in a line.
    `hint`: what the reporter of the one that is open says about it, asked whether it is the same.
    """

    number: str
    url: str
    words: str
    facts: str
    state: State
    can_join: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Kin:
    """`count`: how many are joined to this one; an agency learns no more."""

    count: int
    lead: Twin | None = None
    joined: list[Twin] = field(default_factory=list)
    similar: list[Twin] = field(default_factory=list)
    may_join: bool = False
    join_url: str = ""


@dataclass(frozen=True, slots=True)
class JournalWords:
    at: datetime
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Facts:
    place: PlaceFact | None
    photo_place_url: str
    agency: AgencyName | None
    agency_since: datetime | None
    instruction: str
    reporter: Reporter | None
    reporter_hidden: str
    reveal: Reveal | None
    topic: str
    topic_url: str
    suggestions: list[Suggestion]
    others: list[Other]
    cost: str
    journal: list[JournalWords]


@dataclass(frozen=True, slots=True)
class Clock:
    title: str
    due: Due


@dataclass(frozen=True, slots=True)
class Head:
    number: str
    words: str
    topic: str
    area: str
    channel: str
    state: State
    flags: Flags
    clocks: list[Clock]


@dataclass(frozen=True, slots=True)
class Alert:
    kind: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    doing: str
