"""Server-sent events for the page: what changed, gathered for a moment, then told at once."""

from __future__ import annotations

import asyncio

import orjson

from .inbox import chat_shown, shown
from .settings import Json
from .wire import Request
from .world import Key, Message, World

GATHER = 0.06  # seconds of changes that travel together
ALIVE = 15.0  # seconds after which a comment keeps the connection open
MOST = 250  # more changed messages than this: the page loads the chat anew


class Watcher:
    """What one open page has not been told yet."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.messages: dict[str, Message] = {}
        self.chats: set[Key] = set()
        self.wake = asyncio.Event()

    def note(self, message: Message | None, key: Key) -> None:
        if self.line and key[0] != self.line:
            return
        self.chats.add(key)
        if message is not None and len(self.messages) <= MOST:
            self.messages[message.id] = message
        self.wake.set()

    def take(self, world: World) -> Json:
        messages, chats = list(self.messages.values()), list(self.chats)
        self.messages.clear()
        self.chats.clear()
        self.wake.clear()
        if len(messages) > MOST:
            return {"reload": True}
        return {
            "weather": any(not key[1] for key in chats),
            "messages": [shown(m, world) for m in messages],
            "chats": [chat_shown(world.chats[k], world) for k in chats if k in world.chats],
        }


async def stream(request: Request, world: World, closing: asyncio.Event) -> None:
    """Write events until the page goes away or the program stops."""
    watcher = Watcher(request.query.get("line", ""))
    world.watchers.append(watcher.note)
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
    await request.send({"type": "http.response.start", "status": 200, "headers": headers})
    gone = asyncio.create_task(_until_gone(request))
    over = asyncio.create_task(closing.wait())
    try:
        await _tell(request, b"retry: 1000\n: hello\n\n")
        while not gone.done() and not over.done():
            await _changes(request, watcher, world, (gone, over))
    finally:
        world.watchers.remove(watcher.note)
        gone.cancel()
        over.cancel()
    await request.send({"type": "http.response.body", "body": b""})


async def _changes(
    request: Request, watcher: Watcher, world: World, ends: tuple[asyncio.Task[object], ...]
) -> None:
    news = asyncio.create_task(watcher.wake.wait())
    await asyncio.wait({news, *ends}, timeout=ALIVE, return_when=asyncio.FIRST_COMPLETED)
    if not news.done():
        news.cancel()
        await _tell(request, b": still here\n\n")
        return
    await asyncio.sleep(GATHER)
    await _tell(request, b"data: " + orjson.dumps(watcher.take(world)) + b"\n\n")


async def _tell(request: Request, raw: bytes) -> None:
    await request.send({"type": "http.response.body", "body": raw, "more_body": True})


async def _until_gone(request: Request) -> object:
    while True:
        event = await request.receive()
        if event["type"] == "http.disconnect":
            return event
