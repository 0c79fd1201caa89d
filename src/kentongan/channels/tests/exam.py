"""The letters of all channels: where they lie, how they are read, and what an event looks like.

A letter is a file in `tests/letters/<channel>/`: `about` (a sentence), `headers`, `body` (or
`body_text`, where the bytes matter) and `meaning`: its events as records, only with the fields
that differ from their defaults. "sha256" stands for the fingerprint of an item without an id;
`body` is told only where it is not the item as it came.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from kentongan.channels import INBOUND
from kentongan.channels.whatsapp.seal import HEADER, seal
from kentongan.channels.wire import NO_TIME, Event, Inbound, Raw, Unreadable

LETTERS = Path(__file__).parents[4] / "tests" / "letters"
SECRET, PREVIOUS = "a-secret-of-the-exam", "the-secret-before"

SEALS: Mapping[str, Callable[[bytes, str], dict[str, str]]] = {
    "whatsapp": lambda body, secret: {HEADER: seal(body, secret)},
}
"""How each platform seals a body."""


@dataclass(frozen=True)
class Letter:
    channel: Inbound
    name: str
    about: str
    headers: dict[str, str]
    body: bytes
    meaning: list[dict[str, Any]]

    def raw(self, secret: str = SECRET) -> Raw:
        return Raw(self.headers | SEALS[self.channel.NAME](self.body, secret), self.body)

    def __str__(self) -> str:
        return f"{self.channel.NAME}/{self.name}"


def letters_of(channel: Inbound) -> list[Letter]:
    return [_read(channel, path) for path in sorted((LETTERS / channel.NAME).glob("*.json"))]


def all_letters() -> list[Letter]:
    return [letter for channel in INBOUND for letter in letters_of(channel)]


def _read(channel: Inbound, path: Path) -> Letter:
    told = json.loads(path.read_text())
    body = told["body_text"].encode() if "body_text" in told else orjson.dumps(told["body"])
    return Letter(channel, path.stem, told["about"], told["headers"], body, told["meaning"])


def plain(event: Event) -> dict[str, Any]:
    """An event as a letter tells it."""
    told: dict[str, Any] = {"event": type(event).__name__}
    for field in dataclasses.fields(event):
        value = getattr(event, field.name)
        if field.name == "line" or not _is_default(field, value):
            told[field.name] = _plain(value)
    if isinstance(event, Unreadable):
        told |= _item(event.item)
    if str(told.get("external_id", "")).startswith("sha256:"):
        told["external_id"] = "sha256"
    if told["event"] != "LineNews" or told.get("kind") != "smb_app_state_sync":
        told.pop("body", None)
    return told


def _item(item: bytes) -> dict[str, Any]:
    try:
        return {"item": orjson.loads(item)}
    except ValueError:
        return {"item": None, "item_text": item.decode()}


def _is_default(field: dataclasses.Field[Any], value: object) -> bool:
    if value == NO_TIME:
        return True
    if field.default_factory is not dataclasses.MISSING:
        return bool(value == field.default_factory())
    return bool(field.default is not dataclasses.MISSING and value == field.default)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if not _is_default(field, getattr(value, field.name))
        }
    return value
