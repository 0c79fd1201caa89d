"""The shapes that webhooks have on the wire. Facts from the platform's webhook reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from .settings import Json, Line
from .world import Message, Resident, World

VALUE_CAP = 100  # items of one value; longer runs are split over several changes
CHANGES_PER_ENTRY = 3
CONVERSATION_GONE = 24.0  # from this version on statuses carry no conversation


@dataclass(slots=True)
class Item:
    """One thing to report. `part` is the array inside `value`; None: payload is the value.

    `ref` is (message id, what happened), so that an answered letter can be noted there.
    """

    line: str
    field: str
    part: str | None
    payload: Json
    contact: Json | None = None
    ref: tuple[str, str] | None = None


def inbound(world: World, message: Message, resident: Resident) -> Item:
    payload = _base(resident, message.id, message.at, message.type)
    if message.context:
        payload["context"] = message.context
    payload.update(wire_body(message))
    return Item(
        message.line,
        "messages",
        "messages",
        payload,
        contact(resident),
        (message.id, "delivered"),
    )


def wire_body(message: Message) -> Json:
    """The keys that a message of this type carries beside the base."""
    if message.type == "unsupported":
        return dict(message.body)
    if message.type == "contacts":
        return {"contacts": message.body["contacts"]}
    return {message.type: message.body}


def event(line: str, resident: Resident, wamid: str, at: int, body: tuple[str, Json]) -> Item:
    """An edit, a revoke or a reaction: a message of its own that speaks of another."""
    kind, content = body
    payload = _base(resident, wamid, at, kind)
    payload[kind] = content
    return Item(line, "messages", "messages", payload, contact(resident))


def system(line: str, old_wa_id: str | None, wamid: str, at: int, content: Json) -> Item:
    """A number change. The platform sends these without a contacts array."""
    payload: Json = {"id": wamid, "timestamp": str(at), "type": "system", "system": content}
    if old_wa_id:
        payload["from"] = old_wa_id
    return Item(line, "messages", "messages", payload)


def status(message: Message, resident: Resident, name: str, at: int, pricing: Json) -> Item:
    payload: Json = {
        "id": message.id,
        "status": name,
        "timestamp": str(at),
        "recipient_user_id": resident.user_id,
    }
    contact_of: Json = {"user_id": resident.user_id}
    if resident.shown_wa_id:
        payload["recipient_id"] = contact_of["wa_id"] = resident.shown_wa_id
    if message.callback is not None:
        payload["biz_opaque_callback_data"] = message.callback
    if name == "failed":
        payload["errors"] = message.errors
    else:
        payload["pricing"] = pricing
        if 0 < message.version < CONVERSATION_GONE:
            payload["conversation"] = _conversation(message)
    ref = (message.id, name)
    return Item(message.line, "messages", "statuses", payload, contact_of, ref)


def contact(resident: Resident) -> Json:
    profile: Json = {"name": resident.name}
    if resident.username:
        profile["username"] = resident.username
    found: Json = {"profile": profile, "user_id": resident.user_id}
    if resident.shown_wa_id:
        found["wa_id"] = resident.shown_wa_id
    return found


def body_of(items: Iterable[Item], lines: dict[str, Line], now: int) -> bytes:
    """One letter: entries of changes of values, as many as the items need."""
    entries: list[Json] = []
    for waba, change in _changes(items, lines):
        last = entries[-1] if entries else None
        full = last is not None and len(last["changes"]) >= CHANGES_PER_ENTRY
        if last is None or last["id"] != waba or full:
            last = {"id": waba, "changes": []}
            if change["field"] != "messages":
                last["time"] = now
            entries.append(last)
        last["changes"].append(change)
    return orjson.dumps({"object": "whatsapp_business_account", "entry": entries})


def _changes(items: Iterable[Item], lines: dict[str, Line]) -> Iterator[tuple[str, Json]]:
    run: list[Item] = []
    for item in items:
        if run and (not _together(run[-1], item) or len(run) >= VALUE_CAP):
            yield _change(run, lines)
            run = []
        run.append(item)
    if run:
        yield _change(run, lines)


def _together(one: Item, other: Item) -> bool:
    same = one.line == other.line and one.field == other.field
    return same and one.part is not None and other.part is not None


def _change(run: list[Item], lines: dict[str, Line]) -> tuple[str, Json]:
    line = lines[run[0].line]
    if run[0].part is None:
        return line.waba_id, {"value": run[0].payload, "field": run[0].field}
    value: Json = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": line.digits,
            "phone_number_id": line.phone_number_id,
        },
    }
    contacts: dict[str, Json] = {}
    for item in run:
        if item.contact is not None:
            _remember(contacts, item.contact)
    if contacts:
        value["contacts"] = list(contacts.values())
    for item in run:
        value.setdefault(item.part or "", []).append(item.payload)
    return line.waba_id, {"value": value, "field": run[0].field}


def _remember(contacts: dict[str, Json], found: Json) -> None:
    """One contact per person; the one with a profile wins over the bare one of a status."""
    key = found["user_id"]
    if key not in contacts or "profile" in found:
        contacts[key] = found


def _base(resident: Resident, wamid: str, at: int, kind: str) -> Json:
    payload: Json = {
        "from_user_id": resident.user_id,
        "id": wamid,
        "timestamp": str(at),
        "type": kind,
    }
    if resident.shown_wa_id:
        payload["from"] = resident.shown_wa_id
    return payload


def _conversation(message: Message) -> dict[str, Any]:
    return {
        "id": message.id[10:42],
        "expiration_timestamp": str(message.at + 86_400),
        "origin": {"type": message.category},
    }
