"""Letters damaged in one place, in every way we could think of: nothing falls over, and whatever
was not damaged keeps its meaning."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from datetime import datetime
from typing import Any, get_args, get_type_hints

import orjson
import pytest

from kentongan.channels.tests.exam import Letter, all_letters
from kentongan.channels.wire import Event, MessageKind, Raw, Receipt, Renamed, Said, Wish

LEAST = 30_000
SHARDS = 6
Path = tuple[str | int, ...]

RAW = "@raw@"
"""Stands for JSON that no strict writer would write; put in as bytes."""
FRAGMENTS: tuple[bytes, ...] = (
    b"NaN",
    b"-1e999",
    b"9" * 400,
    b'"\\ud800"',
    b'"a\\u0000b"',
    b'"\xff\xfe"',
    b"[" * 300 + b"]" * 300,
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    2**64 - 1,
    "",
    " ",
    "0",
    "-1",
    "²",
    "\u202e\u200f",
    "x" * 70_000,
    "1793847000",
    "ID.1000000000000009",
    "+62 812-0000-0099",
    "sha256:0",
    "text",
    "system",
    "edit",
    "image",
    "history",
    [],
    {},
    [None],
    [[]],
    [{}],
    {"": ""},
    {"id": {"id": []}, "type": []},
    ["id", 7, {"type": "text", "text": "text"}],
)


def paths(node: Any, here: Path = ()) -> Iterator[Path]:
    children: Any = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in children:
        yield (*here, key)
        if isinstance(child, dict | list):
            yield from paths(child, (*here, key))


def mutations(tree: Any) -> Iterator[tuple[Path, bytes]]:
    """Each node of the tree replaced, removed, doubled or put under another name, one at a time."""
    for path in paths(tree):
        parent = tree
        for key in path[:-1]:
            parent = parent[key]
        yield from ((path, body) for body in _damaged(tree, parent, path[-1]))


def _damaged(tree: Any, parent: Any, key: Any) -> Iterator[bytes]:
    before = copy.copy(parent)

    def restored() -> None:
        parent.clear()
        parent.update(before) if isinstance(parent, dict) else parent.extend(before)

    for value in VALUES:
        parent[key] = value
        yield orjson.dumps(tree)
    parent[key] = RAW
    damaged = orjson.dumps(tree)
    yield from (damaged.replace(b'"@raw@"', fragment) for fragment in FRAGMENTS)
    for structural in (_removed, _doubled, _retagged):
        restored()
        structural(parent, key)
        yield orjson.dumps(tree)
    restored()


def _removed(parent: Any, key: Any) -> None:
    del parent[key]


def _doubled(parent: Any, key: Any) -> None:
    """A record cannot hold a name twice: there the value is put into a list of two."""
    if isinstance(parent, list):
        parent.insert(key, parent[key])
    else:
        parent[key] = [parent[key], parent[key]]


def _retagged(parent: Any, key: Any) -> None:
    if isinstance(parent, list):
        parent[key] = {"value": parent[key]}
    else:
        parent[f"{key}_"] = parent.pop(key)


def readable() -> list[tuple[Letter, Any]]:
    found = []
    for letter in all_letters():
        try:
            found.append((letter, orjson.loads(letter.body)))
        except ValueError:
            continue
    return found


LETTERS = readable()


@pytest.mark.parametrize("shard", range(SHARDS))
def test_damage_in_one_place_stays_in_one_place(shard: int):
    tried = 0
    for letter, tree in LETTERS[shard::SHARDS]:
        parse = letter.channel.parse
        whole = items(letter, tree)
        for path, body in mutations(tree):
            events = list(parse(Raw({}, body)))
            tried += 1
            assert events, f"{letter}: damage at {path} made the letter vanish"
            for event in events:
                problem = flaw(event)
                assert not problem, f"{letter}: damage at {path}: {problem} in {event}"
            if len(whole) > 1:
                lost = [item for item, told in whole if apart(item, path) and missing(told, events)]
                assert not lost, f"{letter}: damage at {path} changed {lost}"
    assert tried >= LEAST // SHARDS


# ── what is well-formed ─────────────────────────────────────────────────────────────────────────

STATUSES = set(get_args(get_type_hints(Receipt)["status"]))
KINDS = set(get_args(MessageKind))


def flaw(event: Event) -> str:
    """What a database or a colleague would stumble over; empty if nothing."""
    strings = list(_strings(event))
    together = "".join(strings)
    if "\0" in together or not _encodes(together):
        return "a text that cannot be stored"
    if not (0 < len(event.external_id) <= 600):
        return "an id of absurd length"
    at = getattr(event, "at", None)
    if at is not None and not (isinstance(at, datetime) and at.tzinfo):
        return "a time without a zone"
    return _flaw_of_kind(event) or _flaw_of_body(event)


def _flaw_of_kind(event: Event) -> str:
    if isinstance(event, Said):
        if event.kind not in KINDS or not event.line or len(event.text) > 10_000:
            return "an odd message"
        people = [event.sender]
    elif isinstance(event, Receipt):
        if event.status not in STATUSES or not event.line:
            return "an odd receipt"
        people = []
    elif isinstance(event, Renamed):
        people = [event.old, event.new]
    else:
        people = [event.sender] if isinstance(event, Wish) else []
    return "" if all(who.wa_id or who.user_id for who in people) else "nobody"


def _flaw_of_body(event: Event) -> str:
    body = getattr(event, "body", {})
    try:
        kept = orjson.dumps(body)
    except TypeError:
        return "a body that is no JSON"
    return "a body that cannot be stored" if b"\\u0000" in kept else ""


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


FIELDS: dict[type, list[tuple[str, str]]] = {}


def _strings(value: Any) -> Iterator[str]:
    """All texts of an event; raises `AssertionError` where a field is of another type."""
    kind = type(value)
    if kind not in FIELDS:
        FIELDS[kind] = [(field.name, str(field.type)) for field in dataclasses.fields(value)]
    for name, declared in FIELDS[kind]:
        part = getattr(value, name)
        if declared == "str":
            assert type(part) is str, f"{name} is {part!r}"
            yield part
        elif declared == "bool":
            assert type(part) is bool, f"{name} is {part!r}"
        elif declared in {"float", "int"}:
            assert type(part).__name__ == declared, f"{name} is {part!r}"
        elif dataclasses.is_dataclass(part):
            yield from _strings(part)


# ── what is apart ───────────────────────────────────────────────────────────────────────────────


def items(letter: Letter, tree: Any) -> list[tuple[Path, list[Event]]]:
    """The items of a letter and what each of them means when it comes alone.

    An item is an element of an array in a change's value; a change without such is one itself.
    """
    found = []
    for path in _item_paths(tree):
        alone = copy.deepcopy(tree)
        entry = alone["entry"][path[1]]
        change = entry["changes"][path[3]]
        if len(path) > 4:
            for name, nodes in list(change["value"].items()):
                if _is_array(name, nodes):
                    change["value"][name] = [nodes[path[6]]] if name == path[5] else []
        entry["changes"] = [change]
        alone["entry"] = [entry]
        found.append((path, list(letter.channel.parse(Raw({}, orjson.dumps(alone))))))
    return found


def _item_paths(tree: Any) -> Iterator[Path]:
    for e, entry in enumerate(tree.get("entry", [])):
        for c, change in enumerate(entry.get("changes", [])):
            here: Path = ("entry", e, "changes", c)
            value = change.get("value") if isinstance(change, dict) else None
            arrays = {k: v for k, v in value.items() if _is_array(k, v)} if value else {}
            for name, nodes in arrays.items():
                yield from ((*here, "value", name, n) for n in range(len(nodes)))
            if value and not arrays:
                yield here


def _is_array(name: str, nodes: Any) -> bool:
    return isinstance(nodes, list) and name not in {"contacts", "state_sync", "automatic_events"}


def apart(item: Path, damage: Path) -> bool:
    """Whether the damage touches neither the item nor what it shares with its neighbours."""
    shortest = min(len(item), len(damage))
    if item[:shortest] == damage[:shortest]:
        return False
    if damage[:2] == item[:2] and damage[2] != "changes":
        return False
    if damage[:4] != item[:4]:
        return True
    in_a_neighbour = len(damage) > 6 and isinstance(damage[6], int)
    return in_a_neighbour and damage[5] != "contacts"


def missing(told: list[Event], events: list[Event]) -> bool:
    return any(event not in events for event in told)
