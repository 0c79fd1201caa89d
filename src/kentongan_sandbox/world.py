"""What the sandbox knows while it runs: residents, chats, messages. All of it in memory."""

from __future__ import annotations

import os
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .faults import Faults
from .settings import Json, Line, Settings

CHAT_CAP = 400  # messages of one chat that stay in memory
ALL_CAP = 30_000  # messages of all chats together


@dataclass(slots=True)
class Resident:
    """A person with a phone. `phone` is E.164 with plus; it may be unknown to the city."""

    id: str
    name: str
    phone: str | None
    user_id: str
    username: str | None = None
    hide_phone: bool = False
    home: str | None = None
    about: str = ""
    persona: bool = False
    undeliverable: bool = False
    marketing_stopped: bool = False
    blocked: bool = False

    @property
    def wa_id(self) -> str | None:
        return self.phone[1:] if self.phone else None

    @property
    def shown_wa_id(self) -> str | None:
        """What webhooks may reveal: nothing when the person goes by username."""
        return None if self.hide_phone else self.wa_id


@dataclass(slots=True)
class Message:
    """One message. `outbound` is seen from the city: True when the city said it."""

    id: str
    n: int
    line: str
    resident: str
    outbound: bool
    type: str
    at: int
    body: Json
    context: Json | None = None
    status: str = "accepted"
    times: dict[str, int] = field(default_factory=dict)
    errors: list[Json] = field(default_factory=list)
    callback: str | None = None
    version: float = 0.0
    category: str = "service"
    view: Json | None = None
    edits: list[Json] = field(default_factory=list)
    revoked: bool = False
    reactions: dict[str, str] = field(default_factory=dict)
    echo: bool = False
    acked: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Chat:
    """One resident with one number. Times are seconds of the line's own clock."""

    line: str
    resident: str
    ids: list[str] = field(default_factory=list)
    last_inbound: float = 0.0
    unread: int = 0
    typing_until: float = 0.0
    pair_until: float = 0.0


Key = tuple[str, str]


class World:
    """The state, with the few lookups everything else needs, and a note of what changed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.residents: dict[str, Resident] = {}
        self.by_phone: dict[str, str] = {}
        self.by_user_id: dict[str, str] = {}
        self.chats: dict[Key, Chat] = {}
        self.messages: dict[str, Message] = {}
        self.media: dict[str, Json] = {}
        self.templates: dict[str, Json] = {}
        self.faults: dict[str, Faults] = {key: Faults() for key in settings.lines}
        self.unsubscribed: set[str] = set()
        self.free_service: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        self.n = 0
        self.dirty: dict[Key, Any] = {}
        self.watchers: list[Callable[[Message | None, Key], None]] = []

    # -- time -----------------------------------------------------------------

    def clock(self, line: str) -> float:
        """Seconds since 1970 by the line's own clock, which a fault may move forward."""
        return time.time() + self.faults[line].clock_forward_s

    # -- what must be remembered ------------------------------------------------

    def touch(self, kind: str, key: str, thing: Any) -> None:
        """Note that `thing` must be written; None means forget it."""
        self.dirty[(kind, key)] = thing

    def count(self, what: str, by: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + by

    # -- residents --------------------------------------------------------------

    def add(self, resident: Resident) -> Resident:
        known = self.residents.get(resident.id)
        if known is not None:
            self.by_phone.pop(known.phone or "", None)
            self.by_user_id.pop(known.user_id, None)
        self.residents[resident.id] = resident
        if resident.phone:
            self.by_phone[resident.phone] = resident.id
        self.by_user_id[resident.user_id] = resident.id
        self.touch("resident", resident.id, resident)
        return resident

    def forget(self, resident: Resident) -> None:
        self.residents.pop(resident.id, None)
        self.by_user_id.pop(resident.user_id, None)
        if resident.phone:
            self.by_phone.pop(resident.phone, None)
        self.touch("resident", resident.id, None)

    def renumber(self, resident: Resident, phone: str) -> None:
        if resident.phone:
            self.by_phone.pop(resident.phone, None)
        resident.phone = phone
        self.by_phone[phone] = resident.id
        self.touch("resident", resident.id, resident)

    def with_phone(self, phone: str) -> Resident | None:
        found = self.by_phone.get(phone)
        return self.residents[found] if found else None

    def with_user_id(self, user_id: str) -> Resident | None:
        found = self.by_user_id.get(user_id)
        return self.residents[found] if found else None

    def someone(self, phone: str | None, **more: Any) -> Resident:
        """The resident with this phone, made on the spot when nobody has it yet."""
        known = self.with_phone(phone) if phone else None
        if known is not None:
            return known
        user_id = more.pop("user_id", None) or new_user_id()
        name = more.pop("name", None) or phone or user_id
        return self.add(Resident(user_id, name, phone, user_id, **more))

    # -- chats and messages -------------------------------------------------------

    def chat(self, line: str, resident: str) -> Chat:
        key = (line, resident)
        found = self.chats.get(key)
        if found is None:
            found = self.chats[key] = Chat(line, resident)
        return found

    def keep(self, message: Message) -> Message:
        """Store a new message; the oldest ones make room."""
        chat = self.chat(message.line, message.resident)
        self.messages[message.id] = message
        chat.ids.append(message.id)
        if len(chat.ids) > CHAT_CAP:
            self._drop(chat.ids.pop(0))
        if len(self.messages) > ALL_CAP:
            self._drop_oldest()
        if message.outbound:
            chat.unread += 1
        self.touch("chat", f"{message.line}/{message.resident}", chat)
        self.changed(message)
        return message

    def next_n(self) -> int:
        self.n += 1
        return self.n

    def changed(self, message: Message) -> None:
        self.touch("message", message.id, message)
        key = (message.line, message.resident)
        for watcher in self.watchers:
            watcher(message, key)

    def stirred(self, line: str, resident: str) -> None:
        """Something about a chat changed that is not a message: typing, reading, a name."""
        for watcher in self.watchers:
            watcher(None, (line, resident))

    def thread(self, line: str, resident: str) -> Iterator[Message]:
        chat = self.chats.get((line, resident))
        for wamid in chat.ids if chat else ():
            found = self.messages.get(wamid)
            if found is not None:
                yield found

    def line_of_phone(self, phone_number_id: str) -> Line | None:
        return self.settings.by_phone.get(phone_number_id)

    def _drop(self, wamid: str) -> None:
        if self.messages.pop(wamid, None) is not None:
            self.touch("message", wamid, None)

    def _drop_oldest(self) -> None:
        oldest = next(iter(self.messages.values()))
        self._drop(oldest.id)
        chat = self.chats[(oldest.line, oldest.resident)]
        if chat.ids and chat.ids[0] == oldest.id:
            chat.ids.pop(0)
        resident = self.residents.get(oldest.resident)
        if chat.ids or chat.last_inbound or resident is None or resident.persona:
            return
        del self.chats[(oldest.line, oldest.resident)]
        self.touch("chat", f"{oldest.line}/{oldest.resident}", None)
        if not any((line, resident.id) in self.chats for line in self.settings.lines):
            self.forget(resident)


def new_wamid() -> str:
    return "wamid.HBgN" + urlsafe_b64encode(os.urandom(27)).decode()


def new_user_id() -> str:
    return f"ID.{int.from_bytes(os.urandom(7), 'big'):017d}"


def new_number() -> str:
    """A numeric object id as the platform gives to media and templates: 16 digits."""
    return str(1_000_000_000_000_000 + int.from_bytes(os.urandom(6), "big"))
