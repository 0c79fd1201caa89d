"""What comes in: letters as they arrive, and the events a channel reads out of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol, TypeAlias

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


@dataclass(frozen=True, slots=True)
class Raw:
    """A letter as it came: header names in lower case, the body untouched."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, repr=False)  # a log must never hold a token
class Secrets:
    """What one line needs to talk: `app` holds the current and then the previous app secret."""

    app: tuple[str, ...] = ()
    token: str = ""
    line: str = ""
    base_url: str = ""
    version: str = ""


NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where the platform gave no usable time; the mailroom puts the time of arrival there."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who spoke, by every name the platform gave. `phone` is E.164 with plus, if it is one.

    `wa_id` is digits; `user_id` the business-scoped id; any of them may be empty, not all.
    """

    phone: str = ""
    wa_id: str = ""
    user_id: str = ""
    parent_user_id: str = ""
    username: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """A file that still lies with the platform. `sha256` is hex, empty when not given."""

    id: str
    mime: str = ""
    sha256: str = ""
    filename: str = ""
    voice: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A pressed button or a chosen row: `id` is what we sent along, `title` what was read."""

    id: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    code: int
    title: str = ""
    details: str = ""


MessageKind: TypeAlias = Literal[
    "text", "image", "video", "audio", "document", "sticker", "location", "contacts",
    "choice", "reaction", "form", "order", "edit", "revoke", "unreadable",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a person (or an echo of the city's own words typed in the phone app).

    `external_id` is unique per line. `refers_to` is the message that an edit, a revocation or a
    reaction is about; `reply_to` the one that was quoted. `body` is the item as it came.

    With `echo` the words are the city's and `sender` is the resident they went to; without it
    `sender` spoke. `history` is an old message of an imported chat, in either direction. A file
    of an imported chat comes later: its place is held by an item whose `refers_to` is the id
    under which the file will come. `group` is set when it was said in a group.
    """

    line: str
    external_id: str
    sender: Sender
    at: datetime
    kind: MessageKind
    text: str = ""
    media: Media | None = None
    place: Place | None = None
    choice: Choice | None = None
    reply_to: str = ""
    refers_to: str = ""
    forwarded: bool = False
    echo: bool = False
    history: bool = False
    trouble: Trouble | None = None
    body: Mapping[str, Json] = field(default_factory=dict)
    group: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A status of something we sent. `ref` is our own id, if the platform gave it back."""

    line: str
    external_id: str
    status: Literal["sent", "delivered", "read", "played", "failed", "deleted"]
    at: datetime
    ref: str = ""
    recipient: Sender = field(default_factory=Sender)
    trouble: Trouble | None = None
    billable: bool | None = None
    price_category: str = ""
    body: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Renamed:
    """The same person under a new number or id: link, do not clone."""

    line: str
    external_id: str
    old: Sender
    new: Sender
    at: datetime
    text: str = ""
    body: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """A person stops or resumes marketing messages in the platform's own menu."""

    line: str
    sender: Sender
    stop: bool
    at: datetime
    body: Mapping[str, Json] = field(default_factory=dict)
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class LineNews:
    """News about our own line or account: quality, limits, templates, restrictions, errors.

    `line` may be empty when the item names only the business account (`account`).
    """

    line: str
    account: str
    kind: str
    at: datetime
    body: Mapping[str, Json] = field(default_factory=dict)
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item that is nothing we know; kept in quarantine with the reason, never dropped."""

    line: str
    reason: str
    item: bytes
    external_id: str = ""


Event: TypeAlias = Said | Receipt | Renamed | Wish | LineNews | Unreadable


class Inbound(Protocol):
    NAME: str

    def verify(self, raw: Raw, secrets: Secrets) -> None:
        """Raise `NotAllowed` unless the seal over the raw body is right."""

    def parse(self, raw: Raw) -> Iterable[Event]:
        """Every entry, change, message and status on its own; never raises for bad content."""
