"""The smallest HTTP layer that is enough: a request, an answer, a form with files."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Json = dict[str, Any]

RANGE = re.compile(r"bytes=(\d*)-(\d*)")
JSON_TYPE = b"application/json; charset=UTF-8"


class TooBig(Exception):
    """The body passes the limit in bytes that the endpoint allows."""


class BadBody(Exception):
    """The body is not what its content type says."""


class Answer(NamedTuple):
    status: int
    body: bytes
    kind: bytes = JSON_TYPE
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Part(NamedTuple):
    """One field of a multipart form; `filename` is None for a plain value."""

    name: str
    filename: str | None
    kind: str
    data: bytes


class Request:
    __slots__ = ("_body", "_headers", "method", "path", "query", "receive", "scope", "send")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        raw = scope["query_string"]
        self.query: dict[str, str] = (
            dict(parse_qsl(raw.decode("latin-1"), keep_blank_values=True)) if raw else {}
        )
        self._headers: dict[bytes, bytes] | None = None
        self._body: bytes | None = None

    def header(self, name: bytes) -> str:
        if self._headers is None:
            self._headers = dict(self.scope["headers"])
        return self._headers.get(name, b"").decode("latin-1")

    async def body(self, limit: int = 4_000_000) -> bytes:
        """The whole body; raises TooBig as soon as `limit` bytes are passed."""
        if self._body is not None:
            return self._body
        pieces: list[bytes] = []
        size = 0
        while True:
            event = await self.receive()
            if event["type"] == "http.disconnect":
                raise BadBody("the client went away")
            piece = event.get("body", b"")
            size += len(piece)
            if size > limit:
                raise TooBig
            pieces.append(piece)
            if not event.get("more_body"):
                break
        self._body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        return self._body

    async def json(self, limit: int = 4_000_000) -> Json:
        """A JSON object from a JSON body or from a form, as the platform takes both."""
        raw = await self.body(limit)
        kind = self.header(b"content-type")
        if kind.startswith("multipart/form-data"):
            return _from_parts(parts(raw, kind))
        if kind.startswith("application/x-www-form-urlencoded") and raw[:1] != b"{":
            return {k: _loose(v) for k, v in parse_qsl(raw.decode("utf-8", "replace"))}
        if not raw:
            return {}
        try:
            found = orjson.loads(raw)
        except orjson.JSONDecodeError as broken:
            raise BadBody(str(broken)) from broken
        if not isinstance(found, dict):
            raise BadBody("the body must be a JSON object")
        return found


def parts(raw: bytes, kind: str) -> list[Part]:
    """Fields of a multipart/form-data body. Raises BadBody when no boundary is given."""
    boundary = _parameter(kind, "boundary")
    if not boundary:
        raise BadBody("multipart without boundary")
    found: list[Part] = []
    for chunk in raw.split(b"--" + boundary.encode("latin-1")):
        head, gap, data = chunk.partition(b"\r\n\r\n")
        if not gap:
            continue
        headers = _part_headers(head)
        disposition = headers.get("content-disposition", "")
        found.append(
            Part(
                name=_parameter(disposition, "name"),
                filename=_parameter(disposition, "filename") or None,
                kind=headers.get("content-type", ""),
                data=data.removesuffix(b"\r\n"),
            )
        )
    return found


def answer(body: Any, status: int = 200) -> Answer:
    return Answer(status, orjson.dumps(body))


def part_of(whole: Answer, wanted: str) -> Answer:
    """One byte range of a file, which players need to know how long it lasts."""
    found = RANGE.fullmatch(wanted)
    ranges = (b"accept-ranges", b"bytes")
    if found is None or not whole.body:
        return whole._replace(headers=(*whole.headers, ranges))
    size = len(whole.body)
    first, last = found.groups()
    start = int(first) if first else max(0, size - int(last or 0))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        return whole._replace(status=416, body=b"")
    told = (b"content-range", f"bytes {start}-{end}/{size}".encode())
    return whole._replace(
        status=206, body=whole.body[start : end + 1], headers=(*whole.headers, ranges, told)
    )


async def reply(send: Send, given: Answer) -> None:
    headers = [
        (b"content-type", given.kind),
        (b"content-length", str(len(given.body)).encode()),
        *given.headers,
    ]
    await send({"type": "http.response.start", "status": given.status, "headers": headers})
    await send({"type": "http.response.body", "body": given.body})


def _part_headers(head: bytes) -> dict[str, str]:
    found = {}
    for row in head.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = row.partition(":")
        if colon:
            found[name.strip().lower()] = value.strip()
    return found


def _parameter(header: str, name: str) -> str:
    for piece in header.split(";")[1:]:
        key, _, value = piece.strip().partition("=")
        if key.lower() == name:
            return value.strip('"')
    return ""


def _loose(text: str) -> Any:
    """A form value that looks like JSON is JSON; anything else is a string."""
    if text[:1] in "{[":
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            return text
    return text


def _from_parts(found: list[Part]) -> Json:
    return {
        p.name: p if p.filename is not None else _loose(p.data.decode("utf-8", "replace"))
        for p in found
    }
