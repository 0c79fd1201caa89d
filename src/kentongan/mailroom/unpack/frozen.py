"""An event as JSON and back: what waits in quarantine can be delivered later."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from kentongan.channels.wire import (
    Choice,
    Event,
    LineNews,
    Media,
    Place,
    Receipt,
    Renamed,
    Said,
    Sender,
    Trouble,
    Unreadable,
    Wish,
)

_EVENTS = {kind.__name__: kind for kind in (Said, Receipt, Renamed, Wish, LineNews)}
_PARTS = {
    "sender": Sender, "old": Sender, "new": Sender, "recipient": Sender, "media": Media,
    "place": Place, "choice": Choice, "trouble": Trouble,
}  # fmt: skip


def freeze(event: Event) -> bytes:
    """What nobody could read stays the bytes it was."""
    if isinstance(event, Unreadable):
        return event.item
    facts = {"event": type(event).__name__, **asdict(event), "at": event.at.isoformat()}
    return json.dumps(facts, ensure_ascii=False).encode()


def thaw(item: bytes) -> Event:
    """Raises `ValueError`, `KeyError` or `TypeError` for what was not frozen here."""
    facts: dict[str, Any] = json.loads(item)
    kind = _EVENTS[facts.pop("event")]
    facts["at"] = datetime.fromisoformat(facts["at"])
    for name, part in _PARTS.items():
        if isinstance(facts.get(name), dict):
            facts[name] = part(**facts[name])
    event: Event = kind(**facts)
    return event
