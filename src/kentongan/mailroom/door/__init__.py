"""Tray 1: the door for the platforms. Bare ASGI, a process of its own, never enters Django.

`POST /hooks/<channel>/<app>`: read, verify the app's seal, make the letter durable, answer 200.
Neither start nor seal needs the database; a letter that cannot reach it waits in the spool.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Protocol, TypeAlias, runtime_checkable
from urllib.parse import parse_qsl

from kentongan.channels.wire import Raw
from kentongan.mailroom.door import rows
from kentongan.mailroom.door.counts import Counts
from kentongan.mailroom.door.flusher import Flusher
from kentongan.mailroom.door.routes import Route, Routes
from kentongan.pure.errors import NotAllowed

log = logging.getLogger(__name__)

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

LARGEST = 3 * 1024 * 1024
HEALTH = "/hooks/health"
COUNT_EVERY, SIGN_OF_LIFE = 1.0, 10.0  # seconds


class TooBig(Exception):
    """More than `LARGEST` bytes."""


class Gone(Exception):
    """The caller left before the letter was whole."""


@runtime_checkable
class Greeter(Protocol):
    """A channel whose platform asks for a handshake before it sends anything."""

    def handshake(self, query: Mapping[str, str], verify_token: str) -> str | None:
        """What to answer, or None to a stranger."""


class Door:
    """An ASGI application for everything below `/hooks/`."""

    def __init__(self, data: Path, url: str) -> None:
        self._data, self._url = data, url
        self.counts = Counts()
        self.routes = Routes(data / "routing.json")
        self._flusher: Flusher | None = None
        self._clerk: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._flusher = Flusher(self._url, self._data / "spool", self.counts)
        await self._flusher.start()
        self._clerk = asyncio.create_task(self._count())

    async def stop(self) -> None:
        if self._flusher:
            await self._flusher.stop()
        if self._clerk:
            self._clerk.cancel()
        self.counts.write(self._data / "door.json")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        route = self.routes.find(path)
        if route is not None and method == "POST":
            await self._letter(route, scope["headers"], receive, send)
        elif path == HEALTH:
            facts = json.dumps({**self.counts.facts(), "apps": len(self.routes)})
            await answer(send, 200, facts.encode(), b"application/json")
        elif route is not None and method == "GET":
            await _greet(route, scope["query_string"], send)
        elif route is not None:
            await answer(send, 405, b"POST or GET", extra=((b"allow", b"GET, POST"),))
        else:
            self.counts.unknown_apps += 1
            await answer(send, 404, b"unknown app")

    async def _letter(
        self, route: Route, headers: Iterable[tuple[bytes, bytes]], receive: Receive, send: Send
    ) -> None:
        try:
            body = await _body(headers, receive)
            plain = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
            route.channel.verify(Raw(plain, body), route.secrets)
        except TooBig:
            self.counts.too_big += 1
            await answer(send, 413, b"larger than 3 MB", extra=((b"connection", b"close"),))
        except NotAllowed:
            self.counts.refused_seals += 1
            await answer(send, 401, b"the seal does not fit")
        except Gone:
            return
        else:
            row = rows.row(route.beginning, headers, body, rows.now_micros())
            await self._keep(row, send)

    async def _keep(self, row: bytes, send: Send) -> None:
        if self._flusher and await self._flusher.keep(row):
            await send(_OK)
            await send(_OK_BODY)
            return
        self.counts.turned_away += 1
        await answer(send, 503, b"no room", extra=((b"retry-after", b"5"),))

    async def _count(self) -> None:
        """Write the figures when they changed, and now and then as a sign of life."""
        before: dict[str, object] = {}
        age = 0.0
        while True:
            facts = {**self.counts.facts(), "at": ""}
            if facts != before or age >= SIGN_OF_LIFE:
                before, age = facts, 0.0
                await asyncio.to_thread(self.counts.write, self._data / "door.json")
            await asyncio.sleep(COUNT_EVERY)
            age += COUNT_EVERY


async def _body(headers: Iterable[tuple[bytes, bytes]], receive: Receive) -> bytes:
    """The whole body. Raises `TooBig` as early as it can be known, or `Gone`."""
    for name, value in headers:
        if name == b"content-length" and value.isdigit() and int(value) > LARGEST:
            raise TooBig
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        only: bytes = message.get("body", b"")
        if len(only) > LARGEST:
            raise TooBig
        return only
    body = bytearray()
    while message["type"] == "http.request":
        body += message.get("body", b"")
        if len(body) > LARGEST:
            raise TooBig
        if not message.get("more_body"):
            return bytes(body)
        message = await receive()
    raise Gone


async def _greet(route: Route, query: bytes, send: Send) -> None:
    asked = dict(parse_qsl(query.decode("latin-1")))
    channel: object = route.channel
    said = channel.handshake(asked, route.verify_token) if isinstance(channel, Greeter) else None
    if said is None:
        await answer(send, 403, b"a stranger")
    else:
        await answer(send, 200, said.encode())


_OK: Message = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-length", b"2"), (b"content-type", b"text/plain")],
}
_OK_BODY: Message = {"type": "http.response.body", "body": b"OK"}


async def answer(
    send: Send,
    status: int,
    body: bytes,
    kind: bytes = b"text/plain; charset=utf-8",
    *,
    extra: Iterable[tuple[bytes, bytes]] = (),
) -> None:
    """A whole small answer."""
    headers = [
        (b"content-length", str(len(body)).encode()),
        (b"content-type", kind),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *extra,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
