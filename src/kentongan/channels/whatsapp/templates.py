"""Our own side of the platform: templates, subscriptions, a line's health, a message's fate."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kentongan.channels.loose import Node, ident, moment, record, records, text
from kentongan.channels.whatsapp import graph, limits
from kentongan.channels.whatsapp.graph import Call
from kentongan.channels.wire import Json, Secrets, Undeliverable

if TYPE_CHECKING:
    from aiohttp import ClientSession

TEMPLATE_FIELDS = "id,name,language,status,category,rejected_reason,quality_score,components"
LINE_FIELDS = (
    "display_phone_number,verified_name,quality_rating,throughput,status,name_status,"
    "whatsapp_business_manager_messaging_limit"
)
PAGE, MOST_PAGES = 100, 100


@dataclass(frozen=True, slots=True)
class Template:
    """`status` as the platform writes it: APPROVED, PENDING, REJECTED, PAUSED, DISABLED…"""

    name: str
    language: str
    status: str
    category: str
    id: str = ""
    reason: str = ""
    quality: str = ""
    components: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineFields:
    """How a line stands. `limit` is the tier of people a day outside the service window
    (TIER_250…), `throughput` STANDARD (80 messages a second) or HIGH."""

    number: str
    name: str = ""
    quality: str = ""
    throughput: str = ""
    limit: str = ""
    status: str = ""
    body: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fate:
    """One thing that happened to a message: its status in lower case, and when."""

    status: str
    at: datetime
    reason: str = ""


async def list_templates(account: str, secrets: Secrets, wire: ClientSession) -> list[Template]:
    """All templates of a business account, page by page. Raises `Later` or `Undeliverable`."""
    found: list[Template] = []
    params = {"fields": TEMPLATE_FIELDS, "limit": str(PAGE)}
    for _ in range(MOST_PAGES):
        call = Call("GET", graph.path(account, "message_templates"), params=params)
        answer = await graph.ask(call, secrets, wire)
        found += [_template(node) for node in records(answer, "data")]
        paging = record(answer, "paging")
        after = ident(record(paging, "cursors"), "after", 4096)
        if not after or "next" not in paging:
            break
        params = params | {"after": after}
    return found


def _template(node: Node) -> Template:
    parts = {text(part, "type", 32).lower(): part for part in records(node, "components")}
    return Template(
        name=text(node, "name", 512),
        language=text(node, "language", 16),
        status=text(node, "status", 32),
        category=text(node, "category", 32),
        id=ident(node, "id"),
        reason=text(node, "rejected_reason", 500),
        quality=text(record(node, "quality_score"), "score", 32),
        components=dict(parts),
    )


async def submit_template(
    account: str, draft: Mapping[str, Json], secrets: Secrets, wire: ClientSession
) -> Template:
    """Hand in a template: `draft` has name, language, category and components as documented.

    A second draft of the same name and language is refused by the platform (`Undeliverable`).
    """
    body: Node = dict(draft)
    call = Call("POST", graph.path(account, "message_templates"), json=body)
    answer = await graph.ask(call, secrets, wire)
    return _template(body | {"status": "PENDING"} | answer)


async def sample_handle(
    app: str, source: Path, mime: str, secrets: Secrets, wire: ClientSession
) -> str:
    """A handle for the example picture that a template with a photo header must show."""
    content = await asyncio.to_thread(source.read_bytes)
    limits.file("image", mime, len(content))
    params = {"file_name": source.name, "file_length": str(len(content)), "file_type": mime}
    session = ident(
        await graph.ask(Call("POST", graph.path(app, "uploads"), params=params), secrets, wire),
        "id",
        4096,
    )
    call = Call("POST", session, upload=content, seconds=30, authorization=f"OAuth {secrets.token}")
    return ident(await graph.ask(call, secrets, wire), "h", 65_536)


async def subscribe(account: str, secrets: Secrets, wire: ClientSession) -> None:
    """Ask the platform to send us the account's letters. May be repeated."""
    await graph.ask(Call("POST", graph.path(account, "subscribed_apps")), secrets, wire)


async def subscribed_apps(account: str, secrets: Secrets, wire: ClientSession) -> list[str]:
    """The ids of the apps that get the account's letters; ours should be among them."""
    call = Call("GET", graph.path(account, "subscribed_apps"))
    found = records(await graph.ask(call, secrets, wire), "data")
    return [ident(record(node, "whatsapp_business_api_data"), "id") for node in found]


async def line_fields(secrets: Secrets, wire: ClientSession) -> LineFields:
    """Quality, throughput, limit and display number of the line of `secrets`."""
    call = Call("GET", graph.path(secrets.line), params={"fields": LINE_FIELDS})
    node = await graph.ask(call, secrets, wire)
    return LineFields(
        number=text(node, "display_phone_number", 40),
        name=text(node, "verified_name", 200),
        quality=text(node, "quality_rating", 32),
        throughput=text(record(node, "throughput"), "level", 32),
        limit=text(node, "whatsapp_business_manager_messaging_limit", 64),
        status=text(node, "status", 32),
        body=node,
    )


async def message_history(external_id: str, secrets: Secrets, wire: ClientSession) -> list[Fate]:
    """What the platform knows to have happened to one of our messages, oldest first.

    Empty where it knows nothing: the message was never accepted, or is too old.
    """
    below = graph.path(secrets.line, "message_history")
    call = Call("GET", below, params={"message_id": external_id})
    try:
        entries = records(await graph.ask(call, secrets, wire), "data")
    except Undeliverable as error:
        if error.code != limits.INVALID:
            raise
        return []
    events = [event for entry in entries for event in _events(entry)]
    return sorted((_fate(event) for event in events), key=lambda fate: fate.at)


def _events(entry: Node) -> list[Node]:
    """Events stand in the entry, in a list or in a page of a list."""
    found = records(record(entry, "events"), "data") or records(entry, "events")
    return found or ([entry] if "delivery_status" in entry or "status" in entry else [])


def _fate(event: Node) -> Fate:
    stamp = next(
        (k for k in ("occurrence_timestamp", "status_timestamp") if k in event), "timestamp"
    )
    status = text(event, "delivery_status", 32) or text(event, "status", 32)
    return Fate(status.lower(), moment(event, stamp), text(event, "error_description", 1000))
