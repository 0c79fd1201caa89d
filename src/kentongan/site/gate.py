"""The gate: the one public port. `/hooks/*` goes to the door, everything else to the pages.

    uvicorn kentongan.site.gate:app --no-proxy-headers

The pages are Django under WSGI in a process of their own (`KENTONGAN_UPSTREAM`), so that a loaded
page never keeps a letter waiting. Bodies stream both ways.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from kentongan.mailroom.door import Door, Message, Receive, Scope, Send, answer

Headers = Iterable[tuple[bytes, bytes]]

# RFC 9110, 7.6.1, and `expect`, which our own server has answered already.
HOP_BY_HOP = frozenset(
    (
        *(b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"te"),
        *(b"trailer", b"transfer-encoding", b"upgrade", b"proxy-connection", b"expect"),
    )
)
OURS = frozenset((b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"))
SERVERS_OWN = frozenset((b"date", b"server"))
CONNECT_PATIENCE, READ_PATIENCE = 5.0, 120.0
PIECE = 64 * 1024

SORRY = b"""<!doctype html>
<html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sebentar lagi</title>
<style>body{font:1.125rem/1.6 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;
color:#1d2b2a;background:#fbfaf7}@media(prefers-color-scheme:dark){body{color:#e8ecea;
background:#141a19}}</style>
<h1>Sebentar, ya.</h1>
<p>Halaman ini sedang disiapkan kembali. Silakan muat ulang dalam beberapa detik; \
laporan dan pesan yang sudah terkirim tetap tersimpan.</p>
</html>
"""


class Gate:
    """An ASGI application. Its lifespan is the door's, and the connections to the pages."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        data = Path(environment.get("KENTONGAN_DATA", "data")).absolute()
        self._door = Door(data, environment.get("KENTONGAN_DOOR_URL", ""))
        self._upstream = environment.get("KENTONGAN_UPSTREAM", "http://127.0.0.1:8002")
        self._behind_proxy = environment.get("KENTONGAN_TRUSTED_PROXY") == "1"
        self._wire: aiohttp.ClientSession | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        if kind == "http":
            if scope["path"].startswith("/hooks/"):
                await self._door(scope, receive, send)
            else:
                await self._relay(scope, receive, send)
        elif kind == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._wire = _session(self._upstream)
                await self._door.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._door.stop()
                if self._wire:
                    await self._wire.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    # -- the way to the pages

    async def _relay(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Once the answer has begun, trouble cuts the connection: the reader sees it is half."""
        assert self._wire is not None
        try:
            reply = await self._wire.request(
                scope["method"],
                self._url(scope),
                headers=self._onward(scope),
                data=_stream(receive) if _has_body(scope["headers"]) else None,
                allow_redirects=False,
            )
        except (aiohttp.ClientError, TimeoutError, OSError):
            kind, wait = b"text/html; charset=utf-8", ((b"retry-after", b"3"),)
            await answer(send, 503, SORRY, kind, extra=wait)
            return
        async with reply:
            await _back(reply, scope, receive, send)

    def _url(self, scope: Scope) -> URL:
        raw = scope.get("raw_path") or scope["path"].encode()
        query = scope["query_string"]
        target = raw.decode("latin-1") + ("?" + query.decode("latin-1") if query else "")
        base = "http://web" if self._upstream.startswith("unix:") else self._upstream.rstrip("/")
        return URL(base + target, encoded=True)

    def _onward(self, scope: Scope) -> CIMultiDict[str]:
        """The visitor's headers without those that only we may say. A name with an underscore
        would reach WSGI under the same key as its twin with a dash, so none passes."""
        named = _hops(scope["headers"])
        headers: CIMultiDict[str] = CIMultiDict()
        told: dict[bytes, str] = {}
        for name, value in scope["headers"]:
            if name in OURS:
                told[name] = value.decode("latin-1")
            elif name not in named and b"_" not in name:
                headers.add(name.decode("latin-1"), value.decode("latin-1"))
        if not self._behind_proxy:
            told = {}
        visitor = scope["client"][0] if scope.get("client") else ""
        # Our own proxy has written the visitor last; without one, the visitor talks to us.
        headers["X-Forwarded-For"] = told.get(b"x-forwarded-for") or visitor
        headers["X-Forwarded-Proto"] = told.get(b"x-forwarded-proto") or str(scope["scheme"])
        headers["X-Forwarded-Host"] = told.get(b"x-forwarded-host") or headers.get("Host") or ""
        return headers


def _session(upstream: str) -> aiohttp.ClientSession:
    """Keeps connections open; changes nothing that passes."""
    connector: aiohttp.BaseConnector
    if upstream.startswith("unix:"):
        connector = aiohttp.UnixConnector(path=upstream.removeprefix("unix:"), limit=256)
    else:
        connector = aiohttp.TCPConnector(limit=256, ttl_dns_cache=300)
    return aiohttp.ClientSession(
        connector=connector,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(sock_connect=CONNECT_PATIENCE, sock_read=READ_PATIENCE),
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
    )


def _hops(headers: Headers) -> frozenset[bytes]:
    """What concerns this hop alone: the known ones, and those that `Connection` names."""
    extra = b",".join(value for name, value in headers if name == b"connection")
    if not extra:
        return HOP_BY_HOP
    return HOP_BY_HOP | {token.strip().lower() for token in extra.split(b",")}


def _has_body(headers: Headers) -> bool:
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in headers
    )


async def _stream(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise aiohttp.ClientPayloadError("the visitor left")
        if message.get("body"):
            yield message["body"]
        if not message.get("more_body"):
            return


async def _back(reply: aiohttp.ClientResponse, scope: Scope, receive: Receive, send: Send) -> None:
    raw = [(name.lower(), value) for name, value in reply.raw_headers]
    own = _hops(raw) | SERVERS_OWN
    headers = [pair for pair in raw if pair[0] not in own]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    left: asyncio.Task[Message] | None = None
    try:
        async for piece in reply.content.iter_chunked(PIECE):
            left = left or asyncio.create_task(_departure(receive))
            if left.done():
                return
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        if left:
            left.cancel()


async def _departure(receive: Receive) -> Message:
    """Returns when the visitor has gone; what is left of a request's body is passed over."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return message


app = Gate(os.environ)
