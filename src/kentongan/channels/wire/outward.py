"""What goes out: words and files of ours, and the three ways it can go wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from kentongan.channels.wire.inward import Media, Secrets, Sender
from kentongan.pure.errors import Outage

if TYPE_CHECKING:
    from aiohttp import ClientSession


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
    """A file of ours: bytes are uploaded first, the platform's id is kept by the caller.

    `uploaded` is that id (`Sent.uploaded` of an earlier message, good for 30 days); with it
    nothing is read from `path`.
    """

    kind: Literal["image", "video", "audio", "document"]
    path: str
    mime: str
    caption: str = ""
    filename: str = ""
    uploaded: str = ""


@dataclass(frozen=True, slots=True)
class ButtonsOut:
    """A question with up to three buttons, and a photo above it if `image` (or `uploaded`) is."""

    text: str
    buttons: tuple[Button, ...]
    footer: str = ""
    image: str = ""
    image_mime: str = ""
    uploaded: str = ""


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
    quick-reply button, `url_suffix` fills the one URL button, which comes after them.
    `uploaded` is the platform's id of the photo, if it was sent before. Line breaks and runs of
    spaces inside `params` are sent as one space: the platform takes no others."""

    name: str
    language: str
    params: tuple[str, ...] = ()
    image: str = ""
    image_mime: str = ""
    payloads: tuple[str, ...] = ()
    url_suffix: str = ""
    uploaded: str = ""


@dataclass(frozen=True, slots=True)
class TypingOut:
    """Mark the message as read and show that somebody types (25 s at most)."""

    message_id: str


Content: TypeAlias = (
    TextOut | MediaOut | ButtonsOut | ListOut | AskPlace | LinkOut | TemplateOut | TypingOut
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`ref` (a UUID as text) travels along and comes back in receipts. `tries` counts how often
    it was tried before and lengthens the wait of the next `Later`."""

    ref: str
    to: Address
    content: Content
    reply_to: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """Accepted. `external_id` is empty for a typing indicator; `uploaded` is the id of a file."""

    external_id: str
    recipient: Sender = field(default_factory=Sender)
    uploaded: str = ""


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
