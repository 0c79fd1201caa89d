"""What is known beside the conversation."""

from __future__ import annotations

from dataclasses import dataclass
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
