"""What happens to the city's words after they were accepted: sent, delivered, read, failed."""

from __future__ import annotations

import asyncio
import time

from . import letters
from .post import Post
from .settings import Json
from .world import Message, Resident, World

SENT_AFTER, DELIVERED_AFTER = 0.05, 0.25  # seconds after the platform took the message
FREE_SERVICE = 1000  # service messages per number and month that cost nothing
RANK = {"accepted": 0, "sent": 1, "delivered": 2, "read": 3, "failed": 4}


class Receipts:
    def __init__(self, world: World, post: Post) -> None:
        self.world, self.post = world, post

    def follow(self, message: Message) -> None:
        """Let time pass for a message that was just accepted, or was under way at the stop."""
        loop = asyncio.get_running_loop()
        if message.errors:
            loop.call_later(SENT_AFTER, self.step, message, "failed")
            return
        if message.status == "accepted":
            loop.call_later(SENT_AFTER, self.step, message, "sent")
        if not self._silent(message):
            loop.call_later(DELIVERED_AFTER, self.step, message, "delivered")

    def resume(self) -> None:
        """After a restart: go on with what was not delivered when the program stopped."""
        for message in self.world.messages.values():
            if message.outbound and message.status in ("accepted", "sent") and not message.echo:
                self.follow(message)

    def step(self, message: Message, status: str) -> None:
        """Move forward only, tell the city, note the time."""
        if RANK[status] <= RANK[message.status]:
            return
        resident = self.world.residents.get(message.resident)
        if resident is None:
            return
        message.status = status
        at = int(time.time())
        message.times[status] = at
        self.world.count(status)
        item = letters.status(message, resident, status, at, self._pricing(message))
        self.post.put(item)
        self.world.changed(message)

    def read(self, line: str, resident: str, up_to: str | None = None) -> int:
        """The resident has looked at the chat; returns how many messages turned read."""
        turned = 0
        quiet = self.world.faults[line].no_read
        for message in list(self.world.thread(line, resident)):
            if message.outbound and not message.echo and message.status == "delivered":
                turned += 1
                if not quiet:
                    self.step(message, "read")
            if message.id == up_to:
                break
        chat = self.world.chat(line, resident)
        if chat.unread:
            chat.unread = 0
            self.world.touch("chat", f"{line}/{resident}", chat)
            self.world.stirred(line, resident)
        return turned

    def _silent(self, message: Message) -> bool:
        """A blocked number stays at one tick, without a word to the city."""
        resident: Resident | None = self.world.residents.get(message.resident)
        return resident is None or resident.blocked

    def _pricing(self, message: Message) -> Json:
        free = message.category == "service" and (message.view or {}).get("free", False)
        return {
            "billable": not free,
            "pricing_model": "PMP",
            "category": message.category,
            "type": "free_customer_service" if free else "regular",
        }

    def is_free(self, line: str) -> bool:
        """Count one service message; the first thousand of a month cost nothing."""
        key = f"{line}/{time.strftime('%Y-%m', time.gmtime())}"
        used = self.world.free_service.get(key, 0) + 1
        self.world.free_service[key] = used
        return used <= FREE_SERVICE
