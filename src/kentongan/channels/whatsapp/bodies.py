"""Words into the platform's requests. `uploaded` is the id of the file that goes along, if any."""

from __future__ import annotations

from kentongan.channels.loose import Node
from kentongan.channels.whatsapp import limits
from kentongan.channels.whatsapp.limits import at_most, words
from kentongan.channels.whatsapp.people import digits
from kentongan.channels.wire import (
    Address,
    AskPlace,
    ButtonsOut,
    Content,
    Json,
    LinkOut,
    ListOut,
    MediaOut,
    Outgoing,
    Row,
    TemplateOut,
    TextOut,
    TypingOut,
)


def request(out: Outgoing, uploaded: str = "") -> Node:
    """The whole body of one request. Raises `Undeliverable` where a limit is broken."""
    if isinstance(out.content, TypingOut):
        return {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": words("message id", out.content.message_id, 512),
            "typing_indicator": {"type": "text"},
        }
    body: Node = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_recipient(out.to),
        **_content(out.content, uploaded),
        "biz_opaque_callback_data": words("ref", out.ref, limits.REF),
    }
    if out.reply_to:
        body["context"] = {"message_id": out.reply_to}
    return body


def _recipient(to: Address) -> Node:
    if to.phone:
        number = digits(to.phone)
        if not number:
            raise limits.refuse(f"{to.phone!r} is no phone number")
        return {"to": number}
    return {"recipient": words("recipient", to.user_id, 128)}


def _content(content: Content, uploaded: str) -> Node:
    match content:
        case TextOut():
            text: Node = {"body": words("text", content.text, limits.TEXT)}
            return {"type": "text", "text": text | {"preview_url": content.preview}}
        case MediaOut():
            return _media(content, uploaded)
        case TemplateOut():
            return _template(content, uploaded)
        case ButtonsOut():
            return _interactive(_buttons(content, uploaded))
        case ListOut():
            return _interactive(_list(content))
        case AskPlace():
            return _interactive(_question("location_request_message", content.text, _ASK_PLACE))
        case LinkOut():
            return _interactive(_link(content))
    raise limits.refuse(f"{type(content).__name__} is nothing that can be sent")


_ASK_PLACE: Node = {"name": "send_location"}


def _interactive(interactive: Node) -> Node:
    return {"type": "interactive", "interactive": interactive}


def _question(kind: str, text: str, action: Node, most: int = limits.INTERACTIVE) -> Node:
    return {"type": kind, "body": {"text": words("text", text, most)}, "action": action}


def _media(content: MediaOut, uploaded: str) -> Node:
    part: Node = {"id": uploaded}
    if content.caption and content.kind != "audio":
        part["caption"] = at_most("caption", content.caption, limits.CAPTION)
    if content.filename and content.kind == "document":
        part["filename"] = at_most("file name", content.filename, 240)
    return {"type": content.kind, content.kind: part}


def _buttons(content: ButtonsOut, uploaded: str) -> Node:
    limits.count("buttons", content.buttons, 1, 3)
    limits.different("button ids", (button.id for button in content.buttons))
    limits.different("button titles", (button.title for button in content.buttons))
    buttons: list[Json] = [
        {
            "type": "reply",
            "reply": {
                "id": words("button id", button.id, 256),
                "title": words("button title", button.title, 20),
            },
        }
        for button in content.buttons
    ]
    question = _question("button", content.text, {"buttons": buttons})
    if content.footer:
        question["footer"] = {"text": at_most("footer", content.footer, limits.FOOTER)}
    if uploaded:
        question["header"] = {"type": "image", "image": {"id": uploaded}}
    return question


def _list(content: ListOut) -> Node:
    limits.count("rows", content.rows, 1, 10)
    limits.different("row ids", (row.id for row in content.rows))
    action: Node = {
        "button": words("list button", content.button, 20),
        "sections": [{"rows": [_row(row) for row in content.rows]}],
    }
    return _question("list", content.text, action, limits.LIST_TEXT)


def _row(row: Row) -> Json:
    body: Node = {
        "id": words("row id", row.id, 200),
        "title": words("row title", row.title, 24),
    }
    if row.description:
        body["description"] = at_most("row description", row.description, 72)
    return body


def _link(content: LinkOut) -> Node:
    if not content.url.startswith(("https://", "http://")):
        raise limits.refuse(f"{content.url!r} is no web address")
    parameters: Node = {
        "display_text": words("label", content.label, 20),
        "url": at_most("url", content.url, 2000),
    }
    return _question("cta_url", content.text, {"name": "cta_url", "parameters": parameters})


def _template(content: TemplateOut, uploaded: str) -> Node:
    components: list[Json] = []
    if uploaded:
        photo: Json = {"type": "image", "image": {"id": uploaded}}
        components.append({"type": "header", "parameters": [photo]})
    if content.params:
        said: list[Json] = [{"type": "text", "text": _param(param)} for param in content.params]
        components.append({"type": "body", "parameters": said})
    for index, payload in enumerate(content.payloads):
        pressed: Node = {"type": "payload", "payload": words("payload", payload, 256)}
        components.append(_template_button("quick_reply", index, pressed))
    if content.url_suffix:
        suffix: Node = {"type": "text", "text": at_most("url", content.url_suffix, 2000)}
        components.append(_template_button("url", len(content.payloads), suffix))
    template: Node = {
        "name": words("template name", content.name, 512),
        "language": {"code": words("language", content.language, 10), "policy": "deterministic"},
        "components": components,
    }
    return {"type": "template", "template": template}


def _param(param: str) -> str:
    """The platform refuses line breaks, tabs and long gaps inside a parameter."""
    return words("template parameter", " ".join(param.split()), limits.PARAM)


def _template_button(kind: str, index: int, parameter: Node) -> Json:
    return {"type": "button", "sub_type": kind, "index": str(index), "parameters": [parameter]}
