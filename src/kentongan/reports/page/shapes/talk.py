"""The conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Ticks:
    code: str
    word: str


@dataclass(frozen=True, slots=True)
class Trouble:
    words: str
    verb: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Old:
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """`kind`: photo, sticker, video, voice, document, location or contact; `state`: ready,
    waiting or gone. `release_url`: where an officer lets the agency see it, or takes that back."""

    kind: str
    state: str = "ready"
    url: str = ""
    thumb_url: str = ""
    alt: str = ""
    name: str = ""
    words: str = ""
    release_url: str = ""
    released: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the conversation. `kind`: in, out, echo, note, system or day. `before`: what an
    answer's photos are to be looked at beside."""

    id: str
    kind: str
    at: datetime | None
    text: str = ""
    who: str = ""
    new: bool = False
    edited: bool = False
    deleted: bool = False
    late: bool = False
    history: list[Old] = field(default_factory=list)
    quote: Quote | None = None
    files: list[Attachment] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)
    reaction: str = ""
    ticks: Ticks | None = None
    trouble: Trouble | None = None
    unreadable: str = ""
    before: list[Attachment] = field(default_factory=list)
