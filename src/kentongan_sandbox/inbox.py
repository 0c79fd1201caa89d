"""One message as JSON: for scripts that read an inbox and for the page that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .settings import Json
from .world import Chat, Message, Resident, World

MEDIA = ("image", "video", "audio", "document", "sticker")


def shown(message: Message, world: World) -> Json:
    """Who said what, in plain words, with what can be pressed."""
    found: Json = {
        "n": message.n,
        "id": message.id,
        "line": message.line,
        "resident": message.resident,
        "from": "city" if message.outbound else "resident",
        "type": message.type,
        "text": text_of(message),
        "status": message.status,
        "at": message.at,
        "times": message.times,
    }
    found.update(_marks(message))
    found.update(_extras(message, world))
    if message.view:
        for name in ("header", "footer", "template", "language", "buttons"):
            if message.view.get(name):
                found[name] = message.view[name]
    if message.type == "interactive" and message.outbound:
        found.update(_interactive(message.body))
    return found


def text_of(message: Message) -> str:
    """The words of a message, whatever kind carries them."""
    body: Any = message.body
    if message.view and "text" in message.view:
        return str(message.view["text"])
    if message.type == "text":
        return str(body.get("body", ""))
    if message.type == "interactive":
        return _interactive_text(body)
    if message.type == "button":
        return str(body.get("text", ""))
    if message.type in MEDIA:
        return str(body.get("caption") or "")
    return str(body.get("body") or "") if message.type == "system" else ""


def resident_shown(resident: Resident) -> Json:
    return {
        "id": resident.id,
        "name": resident.name,
        "phone": resident.phone,
        "user_id": resident.user_id,
        "username": resident.username,
        "hide_phone": resident.hide_phone,
        "home": resident.home,
        "about": resident.about,
        "persona": resident.persona,
        "undeliverable": resident.undeliverable,
        "marketing_stopped": resident.marketing_stopped,
        "blocked": resident.blocked,
    }


def chat_shown(chat: Chat, world: World) -> Json:
    last = world.messages.get(chat.ids[-1]) if chat.ids else None
    return {
        "line": chat.line,
        "resident": chat.resident,
        "unread": chat.unread,
        "typing_until": chat.typing_until,
        "last_inbound": chat.last_inbound,
        "last": shown(last, world) if last else None,
    }


def _marks(message: Message) -> Json:
    found: Json = {}
    if message.errors:
        found["errors"] = message.errors
    if message.context and message.context.get("id"):
        found["reply_to"] = message.context["id"]
    if message.context and message.context.get("forwarded"):
        found["forwarded"] = True
    if message.callback is not None:
        found["biz_opaque_callback_data"] = message.callback
    for name in ("revoked", "echo", "reactions", "edits"):
        if getattr(message, name):
            found[name] = getattr(message, name)
    return found


def _extras(message: Message, world: World) -> Json:
    if message.type in MEDIA:
        return {"media": _medium(message.type, message.body, world)}
    if message.view and message.view.get("media"):
        media = message.view["media"]
        return {"media": _medium(media["kind"], media, world)}
    header = (message.body.get("header") or {}) if message.type == "interactive" else {}
    if header.get("type") in MEDIA:
        return {"media": _medium(header["type"], header.get(header["type"]) or {}, world)}
    if message.type == "location":
        return {"location": message.body}
    if message.type == "contacts":
        return {"contacts": message.body["contacts"]}
    if message.type == "reaction":
        return {"reaction": message.body}
    return {}


def _medium(kind: str, body: Json, world: World) -> Json:
    media_id = body.get("id") or body.get("fetched")
    record = world.media.get(str(media_id)) or {}
    return {
        "kind": kind,
        "id": media_id,
        "url": f"/sandbox/media/{media_id}" if record else None,
        "link": body.get("link"),
        "mime_type": body.get("mime_type") or record.get("mime_type"),
        "file_size": record.get("file_size"),
        "filename": body.get("filename") or record.get("filename") or None,
        "voice": bool(body.get("voice")),
    }


def _interactive(body: Json) -> Json:
    """Header, footer and what can be pressed, of an interactive message from the city."""
    found: Json = {"interactive": body["type"]}
    header = body.get("header") or {}
    if header.get("text"):
        found["header"] = header["text"]
    if (body.get("footer") or {}).get("text"):
        found["footer"] = body["footer"]["text"]
    offer = OFFERS.get(body["type"])
    return found | offer(body.get("action") or {}) if offer else found


def _list(action: Json) -> Json:
    return {"list": {"button": action["button"], "sections": action["sections"]}}


def _link(action: Json) -> Json:
    parameters = action["parameters"]
    title, url = parameters["display_text"], parameters["url"]
    return {"buttons": [{"kind": "url", "title": title, "url": url}]}


OFFERS: dict[str, Callable[[Json], Json]] = {
    "button": lambda a: {"buttons": [{"kind": "reply", **b["reply"]} for b in a["buttons"]]},
    "list": _list,
    "cta_url": _link,
    "location_request_message": lambda a: {
        "buttons": [{"kind": "location", "title": "Kirim lokasi"}]
    },
    "request_contact_info": lambda a: {"buttons": [{"kind": "contact", "title": "Bagikan nomor"}]},
    "flow": lambda a: {"buttons": [{"kind": "flow", "title": a["parameters"]["flow_cta"]}]},
}


def _interactive_text(body: Json) -> str:
    for name in ("button_reply", "list_reply"):
        if name in body:
            return str(body[name]["title"])
    if "nfm_reply" in body:
        return str(body["nfm_reply"].get("body", ""))
    return str((body.get("body") or {}).get("text", ""))
