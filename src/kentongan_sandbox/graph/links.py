"""Media that the city sends by link: the platform fetches them before it delivers."""

from __future__ import annotations

import asyncio

from ..courier import Courier
from ..receipts import Receipts
from ..settings import Json
from ..world import Message, World
from .errors import GraphError
from .media import KINDS, LIMITS, Media


class Links:
    def __init__(self, world: World, courier: Courier, media: Media, receipts: Receipts) -> None:
        self.world, self.courier, self.media, self.receipts = world, courier, media, receipts
        self.under_way: set[asyncio.Task[None]] = set()

    def follow(self, message: Message, content: Json, kind: str) -> None:
        """Fetch, keep for the page, then let the message go its way, or fail with 131053."""
        task = asyncio.create_task(self._fetch(message, content, kind))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def _fetch(self, message: Message, content: Json, kind: str) -> None:
        found = await self.courier.fetch(str(content["link"]), LIMITS[kind])
        if found is None or KINDS.get(found[1]) != kind:
            refusal = GraphError(131053, "The link gave no file of this kind and size.")
            message.errors = [refusal.as_status()]
        else:
            record = await self.media.keep(message.line, found[0], found[1], uploaded=True)
            content["fetched"] = record["id"]
            self.world.changed(message)
        self.receipts.follow(message)
