"""Saying something once: check, upload what goes along, send, and read the answer with care."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kentongan.channels.loose import Node, ident, records
from kentongan.channels.whatsapp import bodies, graph
from kentongan.channels.whatsapp.graph import Call
from kentongan.channels.whatsapp.media import upload
from kentongan.channels.whatsapp.people import NOBODY, named
from kentongan.channels.wire import (
    ButtonsOut,
    Content,
    MediaOut,
    Outgoing,
    Secrets,
    Sent,
    TemplateOut,
    TypingOut,
    Unknown,
)

if TYPE_CHECKING:
    from aiohttp import ClientSession


async def send(out: Outgoing, secrets: Secrets, wire: ClientSession) -> Sent:
    """Send once. Takes at most `graph.SECONDS`, and `media.UPLOAD_SECONDS` more with a file.

    Raises `Later` while nothing was accepted, `Undeliverable` where it never will be, and
    `Unknown` when the request has left and no answer came that says what became of it.
    """
    if isinstance(out.content, TypingOut):
        await graph.ask(_call(out, bodies.request(out), secrets), secrets, wire)
        return Sent("")
    uploaded, file = _file(out.content)
    if file is not None:
        bodies.request(out, uploaded="0")  # a body that breaks a limit is not worth an upload
        path, kind, mime = file
        uploaded = await upload(Path(path), kind, mime, secrets, wire, tries=out.tries)
    answer = await graph.ask(_call(out, bodies.request(out, uploaded), secrets), secrets, wire)
    return _accepted(answer, uploaded)


def _call(out: Outgoing, body: Node, secrets: Secrets) -> Call:
    return Call(
        "POST",
        graph.path(secrets.line, "messages"),
        json=body,
        once=not isinstance(out.content, TypingOut),
        tries=out.tries,
        seed=out.ref,
    )


def _file(content: Content) -> tuple[str, tuple[str, str, str] | None]:
    """The id of a file that the platform has already, or else path, kind and type of one of
    ours that must be uploaded."""
    match content:
        case MediaOut():
            file = (content.path, content.kind, content.mime)
        case TemplateOut() | ButtonsOut():
            file = (content.image, "image", content.image_mime)
        case _:
            return "", None
    return content.uploaded, file if file[0] and not content.uploaded else None


def _accepted(answer: Node, uploaded: str) -> Sent:
    messages, contacts = records(answer, "messages"), records(answer, "contacts")
    external_id = ident(messages[0], "id") if messages else ""
    if not external_id:
        raise Unknown("the answer carries no message id")
    reached = named(contacts[0], "wa_id", "user_id", "parent_user_id") if contacts else NOBODY
    return Sent(external_id, reached, uploaded)
