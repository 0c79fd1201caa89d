"""What crosses the border between a channel and the house: frozen, typed, without Django.

A channel turns a raw letter into events (`Inbound`) and words into requests (`Outbound`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from kentongan.pure.errors import Outage

if TYPE_CHECKING:
    from aiohttp import ClientSession

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


@dataclass(frozen=True, slots=True)
class Raw:
    """A letter as it came: header names in lower case, the body untouched."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Secrets:
    """What one line needs to talk: `app` holds the current and then the previous app secret."""

    app: tuple[str, ...] = ()
    token: str = ""
    line: str = ""
    base_url: str = ""
    version: str = ""


# ── inbound ─────────────────────────────────────────────────────────────────────────────────────


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


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item that is nothing we know; kept in quarantine with the reason, never dropped."""

    line: str
    reason: str
    item: bytes


Event: TypeAlias = Said | Receipt | Renamed | Wish | LineNews | Unreadable


class Inbound(Protocol):
    NAME: str

    def verify(self, raw: Raw, secrets: Secrets) -> None:
        """Raise `NotAllowed` unless the seal over the raw body is right."""

    def parse(self, raw: Raw) -> Iterable[Event]:
        """Every entry, change, message and status on its own; never raises for bad content."""


# ── outbound ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Address:
    """Where words go: a phone in E.164, or a business-scoped user id when no phone is known."""

    phone: str = ""
    user_id: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class TextOut:
    text: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class MediaOut:
    """A file of ours: bytes are uploaded first, the platform's id is kept by the caller."""

    kind: Literal["image", "video", "audio", "document"]
    path: str
    mime: str
    caption: str = ""
    filename: str = ""


@dataclass(frozen=True, slots=True)
class ButtonsOut:
    text: str
    buttons: tuple[Button, ...]
    footer: str = ""


@dataclass(frozen=True, slots=True)
class ListOut:
    text: str
    button: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class AskPlace:
    text: str


@dataclass(frozen=True, slots=True)
class LinkOut:
    text: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class TemplateOut:
    """An approved template. `image` is a local path for a photo header; payloads are one per
    quick-reply button, `url_suffix` fills the one URL button."""

    name: str
    language: str
    params: tuple[str, ...] = ()
    image: str = ""
    image_mime: str = ""
    payloads: tuple[str, ...] = ()
    url_suffix: str = ""


@dataclass(frozen=True, slots=True)
class TypingOut:
    """Mark the message as read and show that somebody types (25 s at most)."""

    message_id: str


Content: TypeAlias = (
    TextOut | MediaOut | ButtonsOut | ListOut | AskPlace | LinkOut | TemplateOut | TypingOut
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`ref` (a UUID as text) travels along and comes back in receipts."""

    ref: str
    to: Address
    content: Content
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    external_id: str
    recipient: Sender = field(default_factory=Sender)


Scope: TypeAlias = Literal["message", "contact", "line", "app"]


class Undeliverable(Exception):
    """The platform said no for good to this message in this form.

    `remedy` is what the mailroom does next: "template" (window closed: use the other form),
    "stop" (give up on this address and offer another way), "opt_out", "bug" (our request is
    wrong), "pause_line" (payment, permission, restriction: stop sending on the line, alarm).
    """

    def __init__(self, code: int, reason: str, remedy: str = "stop") -> None:
        super().__init__(f"{code}: {reason}")
        self.code, self.reason, self.remedy = code, reason, remedy


class Later(Outage):
    """Not now: try again after `wait`. `scope` says what must wait."""

    def __init__(self, code: int, reason: str, wait: timedelta, scope: Scope = "message") -> None:
        super().__init__(reason, wait=wait)
        self.code, self.scope = code, scope


class Unknown(Exception):
    """Nobody can say whether it was accepted: do not send again blindly."""


class Outbound(Protocol):
    NAME: str

    async def send(self, out: Outgoing, secrets: Secrets, wire: ClientSession) -> Sent:
        """Send once. Raises `Later`, `Undeliverable` or `Unknown`."""


class Fetcher(Protocol):
    NAME: str

    async def fetch(self, media: Media, secrets: Secrets, wire: ClientSession) -> bytes:
        """The bytes of a file. Raises `Later` or `Undeliverable`; checks sha256 and size."""
