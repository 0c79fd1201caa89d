"""The items of a change: messages, echoes, old chats, statuses, wishes, new names, errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kentongan.channels.loose import (
    Node,
    canonical,
    fingerprint,
    ident,
    moment,
    record,
    records,
    text,
    whole,
)
from kentongan.channels.whatsapp.kinds import read
from kentongan.channels.whatsapp.people import Book, digits, is_somebody, named, person
from kentongan.channels.wire import (
    Event,
    Json,
    LineNews,
    Receipt,
    Renamed,
    Said,
    Sender,
    Trouble,
    Unreadable,
    Wish,
)

Status = Literal["sent", "delivered", "read", "played", "failed", "deleted"]
STATUSES: Mapping[str, Status] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "played",
    "failed": "failed",
    "deleted": "deleted",
}
FROM = ("from", "from_user_id", "from_parent_user_id")
TO = ("to", "to_user_id", "to_parent_user_id")
RENAMED = frozenset({"user_changed_number", "customer_changed_number", "user_changed_user_id"})


@dataclass(frozen=True, slots=True)
class Scene:
    """What all items of a change share. `own` is the digits of our number, `at` the entry's."""

    line: str
    account: str
    field: str
    at: datetime
    own: str
    book: Book


def unreadable(line: str, reason: str, item: Json) -> Unreadable:
    content = canonical(item)
    return Unreadable(line, reason, content, fingerprint(content))


def name_of(node: Node) -> str:
    """The item's own id, or the fingerprint of itself if it brought none (or an absurd one)."""
    return ident(node, "id") or fingerprint(canonical(node))


def message(scene: Scene, node: Node) -> Iterator[Event]:
    """Somebody wrote to us. In an imported chat it may as well be we who wrote."""
    if text(node, "type", 64) == "system":
        yield _system(scene, node)
        return
    sender = named(node, *FROM)
    if scene.field != "history":
        yield _said(scene, node, scene.book.complete(sender))
    elif "to" in node or (scene.own and sender.wa_id == scene.own):
        yield _said(scene, node, _addressee(scene, node), echo=True, history=True)
    else:
        yield _said(scene, node, scene.book.complete(sender), history=True)


def echo(scene: Scene, node: Node) -> Iterator[Event]:
    """An officer answered from the phone's own app."""
    yield _said(scene, node, _addressee(scene, node), echo=True)


def _addressee(scene: Scene, node: Node) -> Sender:
    return scene.book.complete(named(node, *TO))


def history(scene: Scene, node: Node) -> Iterator[Event]:
    """A chunk of old chats: threads of messages, or the news that the owner declined."""
    for item in records(node, "errors"):
        yield from error(scene, item)
    threads = records(node, "threads")
    for thread in threads:
        yield from _thread(scene, thread)
    if not threads and not records(node, "errors"):
        yield LineNews(scene.line, scene.account, "history", scene.at, node, name_of(node))


def _thread(scene: Scene, thread: Node) -> Iterator[Event]:
    context = record(thread, "context")
    resident = scene.book.complete(
        person(
            ident(thread, "id"),
            ident(context, "user_id", 128),
            ident(context, "parent_user_id", 128),
        )
    )
    nodes = thread.get("messages")
    if not isinstance(nodes, list) or not nodes:
        yield unreadable(scene.line, "thread without messages", thread)
        return
    for node in nodes:
        if not isinstance(node, dict):
            yield unreadable(scene.line, "messages: not a record", node)
            continue
        speaker = digits(ident(node, "from", 40))
        ours = "to" in node or bool(speaker and speaker != resident.wa_id)
        who = named(node, *(TO if ours else FROM))
        yield _said(scene, node, Book(lone=resident).complete(who), echo=ours, history=True)


def _said(
    scene: Scene, node: Node, sender: Sender, *, echo: bool = False, history: bool = False
) -> Event:
    if not scene.line:
        return unreadable("", "no phone_number_id", node)
    if not is_somebody(sender):
        return unreadable(scene.line, "nobody said it", node)
    parts, context = read(node), _context(node)
    held = text(node, "type", 64) == "media_placeholder"
    return Said(
        line=scene.line,
        external_id=f"placeholder:{name_of(node)}" if held else name_of(node),
        sender=sender,
        at=moment(node, "timestamp"),
        kind=parts.kind,
        text=parts.text,
        media=parts.media,
        place=parts.place,
        choice=parts.choice,
        reply_to=ident(context, "id"),
        refers_to=parts.refers_to,
        forwarded=context.get("forwarded") is True or context.get("frequently_forwarded") is True,
        echo=echo,
        history=history,
        trouble=_trouble(node),
        body=node,
        group=ident(node, "group_id", 128),
    )


def _context(node: Node) -> Node:
    """What a message quotes; an edit carries it inside the new wording."""
    return record(node, "context") or record(record(record(node, "edit"), "message"), "context")


def _trouble(node: Node) -> Trouble | None:
    errors = records(node, "errors")
    if not errors:
        return None
    first = errors[0]
    return Trouble(
        code=whole(first, "code") or 0,
        title=text(first, "title", 500) or text(first, "message", 500),
        details=text(record(first, "error_data"), "details", 2000),
    )


def _system(scene: Scene, node: Node) -> Event:
    """A number or id changed hands. The sentence in `body` is not read: a name is part of it,
    and anybody may call themselves what they like."""
    part = record(node, "system")
    kind = text(part, "type", 64)
    old = person(
        ident(node, "from") or ident(part, "customer"),
        ident(part, "previous_user_id", 128) or ident(node, "from_user_id", 128),
        ident(part, "previous_parent_user_id", 128) or ident(node, "from_parent_user_id", 128),
    )
    number = "wa_id" if "wa_id" in part else "new_wa_id"
    new = named(part, number, "user_id", "parent_user_id")
    if not scene.line:
        return unreadable("", "no phone_number_id", node)
    at, words = moment(node, "timestamp"), text(part, "body", 2000)
    if kind in RENAMED and is_somebody(old) and is_somebody(new):
        return Renamed(scene.line, name_of(node), old, new, at, words, node)
    return LineNews(scene.line, scene.account, f"system {kind}".strip(), at, node, name_of(node))


def status(scene: Scene, node: Node) -> Iterator[Event]:
    """How one of our messages fared."""
    external_id, known = ident(node, "id"), STATUSES.get(text(node, "status", 32))
    if not (scene.line and external_id and known):
        yield unreadable(scene.line, "a status without line, message or known state", node)
        return
    group = text(node, "recipient_type", 32) == "group"
    member = "recipient_participant_id" if group else "recipient_id"
    pricing = record(node, "pricing")
    billable = pricing.get("billable")
    yield Receipt(
        line=scene.line,
        external_id=external_id,
        status=known,
        at=moment(node, "timestamp"),
        ref=text(node, "biz_opaque_callback_data", 512),
        recipient=scene.book.complete(
            named(node, member, "recipient_user_id", "recipient_parent_user_id")
        ),
        trouble=_trouble(node),
        billable=billable if isinstance(billable, bool) else None,
        price_category=text(pricing, "category", 64),
        body=node,
    )


def preference(scene: Scene, node: Node) -> Iterator[Event]:
    """A resident stops or resumes marketing messages in the platform's own menu."""
    who = scene.book.complete(named(node, "wa_id", "user_id", "parent_user_id"))
    value = text(node, "value", 32)
    marketing = text(node, "category", 64) in {"", "marketing_messages"}
    if not (scene.line and is_somebody(who) and marketing and value in {"stop", "resume"}):
        yield unreadable(scene.line, "a wish without line, person or known value", node)
        return
    at = moment(node, "timestamp")
    yield Wish(scene.line, who, value == "stop", at, node, name_of(node))


def user_id(scene: Scene, node: Node) -> Iterator[Event]:
    """The business-scoped id of a person was renewed."""
    own, parent = record(node, "user_id"), record(node, "parent_user_id")
    old = person("", ident(own, "previous", 128), ident(parent, "previous", 128))
    new = person(ident(node, "wa_id"), ident(own, "current", 128), ident(parent, "current", 128))
    if not (scene.line and is_somebody(old) and is_somebody(new)):
        yield unreadable(scene.line, "a new id without line, old or new", node)
        return
    at, words = moment(node, "timestamp"), text(node, "detail", 2000)
    yield Renamed(scene.line, name_of(node), old, new, at, words, node)


def error(scene: Scene, node: Node) -> Iterator[Event]:
    """Trouble that belongs to the line, not to a message."""
    yield _line_news(scene, "error", node)


def call(scene: Scene, node: Node) -> Iterator[Event]:
    yield _line_news(scene, "call", node)


def group(scene: Scene, node: Node) -> Iterator[Event]:
    yield _line_news(scene, "group", node)


def _line_news(scene: Scene, kind: str, node: Node) -> LineNews:
    at = moment(node, "timestamp") if "timestamp" in node else scene.at
    return LineNews(scene.line, scene.account, kind, at, node, name_of(node))
