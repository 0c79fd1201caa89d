"""From a letter to its events: every entry, change and item on its own.

The shape, as Meta documents it: `entry[].changes[].value` holds arrays of items beside
`metadata.phone_number_id`, which alone says whose line it is. Any array may be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from kentongan.channels.loose import Node, canonical, fingerprint, ident, load, moment, record, text
from kentongan.channels.whatsapp import items
from kentongan.channels.whatsapp.items import Scene
from kentongan.channels.whatsapp.people import book, digits
from kentongan.channels.wire import Event, Json, LineNews, Raw, Unreadable

ARRAYS: Mapping[str, Callable[[Scene, Node], Iterator[Event]]] = {
    "messages": items.message,
    "message_echoes": items.echo,
    "history": items.history,
    "statuses": items.status,
    "user_preferences": items.preference,
    "user_id_update": items.user_id,
    "errors": items.error,
    "calls": items.call,
    "groups": items.group,
}
"""Whichever field announces them: Meta has moved arrays between fields before."""

NEWS = frozenset(
    {
        "account_alerts",
        "account_review_update",
        "account_settings_update",
        "account_update",
        "automatic_events",
        "business_capability_update",
        "business_status_update",
        "business_username_update",
        "calls",
        "flows",
        "group_lifecycle_update",
        "group_participants_update",
        "group_settings_update",
        "group_status_update",
        "history",
        "message_template_components_update",
        "message_template_quality_update",
        "message_template_status_update",
        "messaging_handovers",
        "partner_solutions",
        "payment_configuration_update",
        "phone_number_name_update",
        "phone_number_quality_update",
        "security",
        "smb_app_state_sync",
        "template_category_update",
        "template_correct_category_detection",
        "tracking_events",
        "user_preferences",
    }
)
"""Fields whose value is one piece of news about our own line or account."""


def parse(raw: Raw) -> Iterator[Event]:
    """Every event of a letter, in the letter's order. Never raises, whatever the body is."""
    try:
        tree = load(raw.body)
    except ValueError:
        yield Unreadable("", "not JSON", raw.body, fingerprint(raw.body))
        return
    yield from _each(tree, "entry", "", _entry)


def lines(raw: Raw) -> set[str]:
    """The ids of our numbers that a letter is about, without reading its items."""
    try:
        tree = load(raw.body)
    except ValueError:
        return set()
    found = {
        ident(record(value, "metadata"), "phone_number_id", 64)
        for entry in _nodes(tree, "entry")
        for change in _nodes(entry, "changes")
        if isinstance(value := change.get("value"), dict)
    }
    return found - {""}


def _nodes(node: Json, key: str) -> list[Node]:
    value = node.get(key) if isinstance(node, dict) else None
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _each(
    parent: Json, key: str, line: str, read: Callable[[Node], Iterator[Event]]
) -> Iterator[Event]:
    """Read each record of a list; whatever is no list or no record is set aside, not dropped."""
    nodes = parent.get(key) if isinstance(parent, dict) else None
    if not isinstance(nodes, list) or not nodes:
        yield items.unreadable(line, f"no list of {key}", nodes or parent)
        return
    for node in nodes:
        if isinstance(node, dict):
            yield from read(node)
        else:
            yield items.unreadable(line, f"{key}: not a record", node)


def _entry(entry: Node) -> Iterator[Event]:
    yield from _each(entry, "changes", "", partial(_change, entry))


def _change(entry: Node, change: Node) -> Iterator[Event]:
    value = change.get("value")
    if not isinstance(value, dict):
        yield items.unreadable("", "change without a value", change)
        return
    scene = _scene(entry, change, value)
    found = False
    for key, read in ARRAYS.items():
        if value.get(key) not in (None, []):
            found = True
            yield from _each(value, key, scene.line, partial(read, scene))
    if not found:
        yield _news(scene, change, value)


def _scene(entry: Node, change: Node, value: Node) -> Scene:
    metadata = record(value, "metadata")
    return Scene(
        line=ident(metadata, "phone_number_id", 64),
        account=ident(entry, "id", 64),
        field=text(change, "field", 64),
        at=moment(entry, "time"),
        own=digits(ident(metadata, "display_phone_number", 40)),
        book=book(value),
    )


def _news(scene: Scene, change: Node, value: Node) -> Event:
    """A change that is itself the news. The time of its entry tells two alike apart."""
    if scene.field not in NEWS:
        return items.unreadable(scene.line, f"nothing known in field {scene.field!r}", change)
    name = fingerprint(f"{scene.account} {scene.at.timestamp():.0f} ".encode() + canonical(change))
    body = _counted(value) if scene.field == "smb_app_state_sync" else value
    return LineNews(scene.line, scene.account, scene.field, scene.at, body, name)


def _counted(value: Node) -> Node:
    """How many contacts an app told us of; an address book is nothing we want to keep."""
    contacts = value.get("state_sync")
    return {"contacts": len(contacts) if isinstance(contacts, list) else 0}
