"""What was said: one reader per kind of message, and one table that names them all."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kentongan.channels.loose import Node, decimal, ident, load, record, records, text, whole
from kentongan.channels.wire import Choice, Media, MessageKind, Place
from kentongan.pure.normalise import clean


@dataclass(frozen=True, slots=True)
class Parts:
    """What a reader finds in a message; everything else is the same for all kinds."""

    kind: MessageKind
    text: str = ""
    media: Media | None = None
    place: Place | None = None
    choice: Choice | None = None
    refers_to: str = ""


def read(message: Node) -> Parts:
    """The meaning of a message. What cannot be read keeps the words that can be found in it."""
    reader = READERS.get(text(message, "type", 64))
    parts = reader(message) if reader else None
    return parts or Parts("unreadable", text=_gist(message))


def _gist(message: Node) -> str:
    kind = text(message, "type", 64)
    for part in (record(message, kind), record(message, "text")):
        for key in ("body", "caption", "text"):
            if words := text(part, key):
                return words
    return ""


def _text(message: Node) -> Parts | None:
    words = text(record(message, "text"), "body")
    return Parts("text", text=words) if words else None


def _file(kind: MessageKind, *keys: str) -> Callable[[Node], Parts | None]:
    def reader(message: Node) -> Parts | None:
        part = next((found for key in keys if (found := record(message, key))), {})
        media_id = ident(part, "id")
        if not media_id:
            return None
        media = Media(
            id=media_id,
            mime=text(part, "mime_type", 128),
            sha256=hex_digest(text(part, "sha256", 128)),
            filename=text(part, "filename", 255),
            voice=part.get("voice") is True or message.get("type") == "voice",
            url=text(part, "url", 2048),
        )
        return Parts(kind, text=text(part, "caption"), media=media)

    return reader


def hex_digest(digest: str) -> str:
    """A SHA-256 as 64 hex digits, from hex or base64 (both occur); empty if it is neither."""
    try:
        raw = bytes.fromhex(digest) if len(digest) == 64 else base64.b64decode(digest)
    except ValueError:
        return ""
    return raw.hex() if len(raw) == 32 else ""


def _location(message: Node) -> Parts | None:
    part = record(message, "location")
    latitude, longitude = decimal(part, "latitude"), decimal(part, "longitude")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    name, address = text(part, "name", 500), text(part, "address", 1000)
    return Parts("location", place=Place(latitude, longitude, name, address))


def _contacts(message: Node) -> Parts | None:
    lines = []
    for contact in records(message, "contacts")[:50]:
        reach = [text(phone, "phone", 40) for phone in records(contact, "phones")]
        reach += [text(email, "email", 200) for email in records(contact, "emails")]
        name = text(record(contact, "name"), "formatted_name", 200)
        lines.append(": ".join(filter(None, (name, ", ".join(filter(None, reach))))))
    summary = clean("\n".join(filter(None, lines)))
    return Parts("contacts", text=summary) if summary else None


def _button(message: Node) -> Parts | None:
    part = record(message, "button")
    title = text(part, "text", 256)
    choice = Choice(id=text(part, "payload", 512) or title, title=title)
    return Parts("choice", text=title, choice=choice) if choice.id else None


def _interactive(message: Node) -> Parts | None:
    part = record(message, "interactive")
    kind = text(part, "type", 64)
    answer = record(part, kind)
    if kind == "nfm_reply":
        return _form(answer)
    if kind not in {"button_reply", "list_reply"}:
        return None
    title = text(answer, "title", 256)
    choice = Choice(id=text(answer, "id", 512) or title, title=title)
    return Parts("choice", text=title, choice=choice) if choice.id else None


def _form(answer: Node) -> Parts | None:
    """A filled form: its fields as lines, or whatever stands where the fields should be."""
    if not answer:
        return None
    raw = answer.get("response_json")
    try:
        fields = load(raw.encode()) if isinstance(raw, str) else raw
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        return Parts("form", text=text(answer, "response_json") or text(answer, "body"))
    lines = [
        f"{key}: {value}"
        for key, value in fields.items()
        if key != "flow_token" and isinstance(value, str | int | float)
    ]
    return Parts("form", text=clean("\n".join(lines)) or text(answer, "body"))


def _reaction(message: Node) -> Parts | None:
    part = record(message, "reaction")
    target = ident(part, "message_id")
    return Parts("reaction", text=text(part, "emoji", 64), refers_to=target) if target else None


def _order(message: Node) -> Parts | None:
    part = record(message, "order")
    lines = [text(part, "text")]
    for item in records(part, "product_items")[:100]:
        lines.append(f"{whole(item, 'quantity') or 1} × {ident(item, 'product_retailer_id')}")
    return Parts("order", text=clean("\n".join(filter(None, lines)))) if part else None


def _edit(message: Node) -> Parts | None:
    part = record(message, "edit")
    target, inner = ident(part, "original_message_id"), record(part, "message")
    known = text(inner, "type", 64) not in {"edit", "revoke"}
    parts = read(inner) if known else Parts("unreadable")
    return replace(parts, kind="edit", refers_to=target) if target else None


def _revoke(message: Node) -> Parts | None:
    target = ident(record(message, "revoke"), "original_message_id")
    return Parts("revoke", refers_to=target) if target else None


def _placeholder(message: Node) -> Parts | None:
    """In an imported chat a file comes in a letter of its own, under the same id, later."""
    return Parts("unreadable", refers_to=ident(message, "id"))


READERS: Mapping[str, Callable[[Node], Parts | None]] = {
    "text": _text,
    "image": _file("image", "image"),
    "video": _file("video", "video"),
    "audio": _file("audio", "audio", "voice"),
    "voice": _file("audio", "voice", "audio"),
    "document": _file("document", "document"),
    "sticker": _file("sticker", "sticker"),
    "location": _location,
    "contacts": _contacts,
    "button": _button,
    "interactive": _interactive,
    "reaction": _reaction,
    "order": _order,
    "edit": _edit,
    "revoke": _revoke,
    "media_placeholder": _placeholder,
}
