"""Turns what a script or the page asks a resident to say into the body of a message."""

from __future__ import annotations

import binascii
import time
from base64 import b64decode
from collections.abc import Callable
from typing import Any

from . import samples
from .graph.media import Media
from .settings import Json, Line
from .voice import as_voice
from .wire import Part

Made = tuple[str, Json]
CAP = 100_000_000  # bytes of one file


class BadAct(ValueError):
    """The resident cannot do that; the message says why."""


SAMPLES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "image": (lambda: samples.photo(int(time.time() * 10) % 9973), "image/jpeg", "foto.jpg"),
    "sticker": (samples.sticker, "image/webp", "stiker.webp"),
    "audio": (samples.knock, "audio/ogg; codecs=opus", "suara.ogg"),
    "video": (samples.clip, "video/mp4", "video.mp4"),
    "document": (samples.document, "application/pdf", "surat.pdf"),
}


class Content:
    def __init__(self, media: Media) -> None:
        self.media = media

    async def of(self, line: Line, spec: Json) -> Made:
        """(type on the wire, body). Types nobody knows pass as they are."""
        kind = str(spec.get("type") or "text")
        if kind in ("image", "video", "document", "sticker", "audio", "voice"):
            return await self._file(line, kind, spec)
        maker = MAKERS.get(kind)
        if maker is None:
            found = spec.get("body", spec.get(kind))
            return kind, found if isinstance(found, dict) else {}
        return kind, maker(spec)

    async def _file(self, line: Line, kind: str, spec: Json) -> Made:
        voice = kind == "voice" or bool(spec.get("voice"))
        wire = "audio" if kind == "voice" else kind
        raw, mime_type, filename = self._bytes(wire, spec)
        if len(raw) > CAP:
            raise BadAct("The file passes 100 MB.")
        if wire == "audio":
            raw, mime_type = as_voice(raw, mime_type)
        record = await self.media.keep(
            line.key,
            raw,
            mime_type,
            uploaded=False,
            filename=filename if wire == "document" else "",
        )
        body: Json = {"id": record["id"], "mime_type": mime_type, "sha256": record["sha256"]}
        if wire == "audio":
            body["voice"] = voice
        if wire == "sticker":
            body["animated"] = False
        if wire == "document":
            body["filename"] = filename
        caption = spec.get("caption") or spec.get("text")
        if caption and wire not in ("audio", "sticker"):
            body["caption"] = str(caption)
        return wire, body

    def _bytes(self, kind: str, spec: Json) -> tuple[bytes, str, str]:
        """A file from a form, from base64, or a made one."""
        given = spec.get("file") or spec.get("media")
        maker, sample_type, sample_name = SAMPLES[kind]
        if given is None or given == "sample":
            return maker(), sample_type, str(spec.get("filename") or sample_name)
        name = str(spec.get("filename") or "")
        if isinstance(given, Part):
            raw, found = given.data, given.kind
            name = name or given.filename or sample_name
        else:
            raw, found = _from_base64(given)
        mime_type = str(spec.get("mime_type") or found or sample_type)
        return raw, mime_type, name or sample_name


def _from_base64(given: Any) -> tuple[bytes, str]:
    """Plain base64, a data: URL, or {"base64": …, "mime_type": …}."""
    found = ""
    if isinstance(given, dict):
        found, given = str(given.get("mime_type") or ""), given.get("base64", "")
    text = str(given)
    if text.startswith("data:"):
        head, _, text = text.partition(",")
        found = found or head[5:].removesuffix(";base64")
    try:
        return b64decode(text, validate=True), found
    except (binascii.Error, ValueError):
        raise BadAct("media must be base64.") from None


def _text(spec: Json) -> Json:
    """Words as they are, or as the platform writes them: `{"body": …}`."""
    words = spec.get("text")
    if isinstance(words, dict):
        words = words.get("body")
    if not isinstance(words, str) or not words:
        raise BadAct("Say something: text is a string.")
    return {"body": words}


def _location(spec: Json) -> Json:
    inside = spec.get("location")
    given: Json = inside if isinstance(inside, dict) else spec
    try:
        body: Json = {
            "latitude": float(given["latitude"]),
            "longitude": float(given["longitude"]),
        }
    except (KeyError, TypeError, ValueError):
        raise BadAct("A location needs latitude and longitude.") from None
    return body | {k: str(given[k]) for k in ("name", "address", "url") if given.get(k)}


def _contacts(spec: Json) -> Json:
    given = spec.get("contacts")
    if isinstance(given, list) and given:
        return {"contacts": given}
    name = str(spec.get("contact_name") or "Pak RT")
    phone = str(spec.get("contact_phone") or "+6281100090009")
    digits = "".join(c for c in phone if c.isdigit())
    person = {
        "name": {"formatted_name": name, "first_name": name},
        "phones": [{"phone": phone, "wa_id": digits, "type": "CELL"}],
    }
    return {"contacts": [person]}


def _unsupported(spec: Json) -> Json:
    return {
        "errors": [
            {
                "code": 131051,
                "title": "Message type unknown",
                "message": "Message type unknown",
                "error_data": {"details": "Message type is currently not supported."},
            }
        ],
        "unsupported": {"type": str(spec.get("kind") or "poll_creation")},
    }


MAKERS: dict[str, Callable[[Json], Json]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "unsupported": _unsupported,
}
