"""The whole sandbox as one ASGI program."""

from __future__ import annotations

import asyncio
import ipaddress
import mimetypes
from pathlib import Path

from . import personas
from .control import Control
from .graph.door import DOWNLOAD, Graph
from .memory import Memory
from .post import Post
from .receipts import Receipts
from .settings import Settings
from .stream import stream
from .wire import Answer, Receive, Request, Scope, Send, answer, reply
from .world import World

STATIC = Path(__file__).parent / "static"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
PAGE_HEADERS = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-cache"),
    (b"permissions-policy", b"microphone=(self), camera=(self), geolocation=()"),
)


class Sandbox:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.world = World(settings)
        self.post = Post(self.world)
        self.receipts = Receipts(self.world, self.post)
        self.graph = Graph(self.world, self.post, self.receipts)
        self.control = Control(self.world, self.post, self.receipts, self.graph)
        self.memory = Memory(settings.data)
        self.closing = self.graph.sending.closing
        self.writer: asyncio.Task[None] | None = None
        self.files = {f"/{p.relative_to(STATIC)}": p for p in STATIC.rglob("*") if p.is_file()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            request = Request(scope, receive, send)
            found = await self._answer(request)
            if found is not None:
                await reply(send, found)

    # -- life ---------------------------------------------------------------------------

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                await self.start()
                await send({"type": "lifespan.startup.complete"})
            elif event["type"] == "lifespan.shutdown":
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def start(self) -> None:
        personas.move_in(self.world)
        self.memory.load(self.world, self.post)
        self.graph.templates.seed()
        self.graph.media.sweep()
        await self.post.start()
        self.receipts.resume()
        self.graph.templates.resume()
        self.writer = asyncio.create_task(self.memory.keep_writing(self.world))

    async def stop(self) -> None:
        self.closing.set()
        if self.writer is not None:
            self.writer.cancel()
        await self.post.stop()
        await self.memory.write(self.world)
        self.memory.close()

    # -- requests -----------------------------------------------------------------------

    async def _answer(self, request: Request) -> Answer | None:
        path = request.path
        if path == "/healthz":
            return answer({"ok": True})
        if path == DOWNLOAD or path[1:2].isdigit() or path.startswith(("/v", "/upload:")):
            return await self.graph(request)
        if not self._from_here(request):
            return answer({"error": "This address is not served here."}, 403)
        if path == "/sandbox/stream":
            await stream(request, self.world, self.closing)
            return None
        if path.startswith("/sandbox/"):
            return await self.control(request)
        return self._file(path)

    def _from_here(self, request: Request) -> bool:
        """No other web page may drive the phone: the host must be ours, the origin too.

        A name that is not an address or localhost could be pointed at this machine by
        somebody else's page, so it must be the one of the public URL.
        """
        host = request.header(b"host")
        origin = request.header(b"origin")
        if origin and origin.partition("://")[2] != host:
            return False
        name = host.rsplit(":", 1)[0].strip("[]")
        ours = self.settings.public_url.partition("://")[2].rsplit(":", 1)[0].strip("[]")
        return name in ("localhost", ours) or _is_address(name)

    def _file(self, path: str) -> Answer:
        found = self.files.get("/index.html" if path == "/" else path.removeprefix("/static"))
        if found is None:
            return answer({"error": "There is no such page."}, 404)
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        if kind.startswith("text/") or kind.endswith("javascript"):
            kind += "; charset=utf-8"
        return Answer(200, found.read_bytes(), kind.encode(), PAGE_HEADERS)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
