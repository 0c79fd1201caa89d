"""Is this body a message the platform would take? Lengths and counts as documented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..settings import Json
from .errors import GraphError

TEXT_MAX, CAPTION_MAX, CALLBACK_MAX = 4096, 1024, 512
BUTTONS_MAX, SECTIONS_MAX, ROWS_MAX = 3, 10, 10
MEDIA_KINDS = ("image", "video", "audio", "document", "sticker")


def missing(name: str) -> GraphError:
    return GraphError(131008, f"The parameter {name} is required.")


def bad(details: str) -> GraphError:
    return GraphError(131009, details)


def check(kind: str, body: Json) -> Json:
    """The part of `body` that belongs to this kind, checked. Raises GraphError."""
    checker = CHECKERS.get(kind)
    if checker is None:
        raise GraphError(131051, f"The type {kind!r} cannot be sent.")
    content = body.get(kind)
    if content is None:
        raise missing(kind)
    if kind == "contacts":
        checker(content)
        return {"contacts": content}
    if not isinstance(content, dict):
        raise GraphError(100, f"The parameter {kind} must be an object.")
    checker(content)
    return content


def check_envelope(body: Json) -> None:
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(
            100,
            message="(#100) The parameter messaging_product is required.",
            details="messaging_product must be whatsapp.",
        )
    if body.get("recipient_type", "individual") != "individual":
        raise bad("recipient_type must be individual.")
    callback = body.get("biz_opaque_callback_data")
    if callback is not None and (not isinstance(callback, str) or len(callback) > CALLBACK_MAX):
        raise GraphError(100, f"biz_opaque_callback_data has at most {CALLBACK_MAX} characters.")


def words(content: Json, name: str, most: int, *, needed: bool = True) -> str:
    """A string of 1 to `most` characters."""
    value = content.get(name)
    if value is None or value == "":
        if needed:
            raise missing(name)
        return ""
    if not isinstance(value, str):
        raise GraphError(100, f"The parameter {name} must be a string.")
    if len(value) > most:
        raise GraphError(
            100,
            message=f"(#100) Param {name} must be at most {most} characters long.",
            details=f"{name} is {len(value)} characters long.",
        )
    return value


def _text(content: Json) -> None:
    words(content, "body", TEXT_MAX)


def _media(content: Json) -> None:
    if bool(content.get("id")) == bool(content.get("link")):
        raise GraphError(100, "A medium is named by either id or link.")
    words(content, "caption", CAPTION_MAX, needed=False)


def _location(content: Json) -> None:
    for name, most in (("latitude", 90), ("longitude", 180)):
        if content.get(name) in (None, ""):
            raise missing(name)
        try:
            value = float(content[name])
        except (TypeError, ValueError):
            raise bad(f"{name} is not a number.") from None
        if not -most <= value <= most:
            raise bad(f"{name} is out of range.")


def _reaction(content: Json) -> None:
    words(content, "message_id", 200)
    if "emoji" not in content:
        raise missing("emoji")


def _contacts(content: Any) -> None:
    if not isinstance(content, list) or not content:
        raise missing("contacts")
    for person in content:
        name = person.get("name") if isinstance(person, dict) else None
        if not isinstance(name, dict) or not name.get("formatted_name"):
            raise missing("contacts[name][formatted_name]")


def _template(content: Json) -> None:
    words(content, "name", 512)
    language = content.get("language")
    if not isinstance(language, dict) or not language.get("code"):
        raise missing("template[language][code]")
    if not isinstance(content.get("components") or [], list):
        raise GraphError(100, "template[components] must be a list.")


def _interactive(content: Json) -> None:
    kind = content.get("type")
    checker = INTERACTIVE.get(str(kind))
    if checker is None:
        raise bad(f"The interactive type {kind!r} is not known.")
    body = content.get("body")
    if not isinstance(body, dict):
        raise missing("interactive[body]")
    words(body, "text", TEXT_MAX if kind == "list" else CAPTION_MAX)
    if content.get("footer"):
        words(content["footer"], "text", 60)
    header = content.get("header")
    if header and header.get("type") == "text":
        words(header, "text", 60)
    action = content.get("action")
    if not isinstance(action, dict):
        raise missing("interactive[action]")
    checker(action)


def _buttons(action: Json) -> None:
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= BUTTONS_MAX:
        raise bad(f"Invalid buttons count. Min allowed buttons: 1, max: {BUTTONS_MAX}.")
    replies = [b.get("reply") if isinstance(b, dict) else None for b in buttons]
    for reply in replies:
        if not isinstance(reply, dict):
            raise missing("buttons[reply]")
        words(reply, "id", 256)
        words(reply, "title", 20)
    for name in ("id", "title"):
        if len({r[name] for r in replies if r}) != len(replies):
            raise bad(f"Each button needs a {name} of its own.")


def _list(action: Json) -> None:
    words(action, "button", 20)
    sections = action.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= SECTIONS_MAX:
        raise bad(f"A list has 1 to {SECTIONS_MAX} sections.")
    rows: list[Json] = []
    for section in sections:
        words(section, "title", 24, needed=len(sections) > 1)
        rows += section.get("rows") or []
    if not 1 <= len(rows) <= ROWS_MAX:
        raise bad(f"Total row count exceeds the allowed count: {ROWS_MAX}.")
    for row in rows:
        words(row, "id", 200)
        words(row, "title", 24)
        words(row, "description", 72, needed=False)
    if len({row["id"] for row in rows}) != len(rows):
        raise bad("Each row needs an id of its own.")


def _ask_place(action: Json) -> None:
    if action.get("name") != "send_location":
        raise bad("The action of a location request is send_location.")


def _ask_contact(action: Json) -> None:
    if action.get("name") != "request_contact_info":
        raise bad("The action of a contact request is request_contact_info.")


def _link(action: Json) -> None:
    parameters = action.get("parameters")
    if action.get("name") != "cta_url" or not isinstance(parameters, dict):
        raise bad("The action of a link button is cta_url with parameters.")
    words(parameters, "display_text", 20)
    url = words(parameters, "url", 2000)
    if not url.startswith(("http://", "https://")):
        raise bad("url must begin with http:// or https://.")


def _flow(action: Json) -> None:
    parameters = action.get("parameters")
    if action.get("name") != "flow" or not isinstance(parameters, dict):
        raise bad("The action of a form is flow with parameters.")
    words(parameters, "flow_cta", 30)
    if not (parameters.get("flow_id") or parameters.get("flow_name")):
        raise missing("flow_id")


INTERACTIVE: dict[str, Callable[[Json], None]] = {
    "button": _buttons,
    "list": _list,
    "location_request_message": _ask_place,
    "request_contact_info": _ask_contact,
    "cta_url": _link,
    "flow": _flow,
}

CHECKERS: dict[str, Callable[[Any], None]] = {
    "text": _text,
    **dict.fromkeys(MEDIA_KINDS, _media),
    "location": _location,
    "reaction": _reaction,
    "contacts": _contacts,
    "template": _template,
    "interactive": _interactive,
}
