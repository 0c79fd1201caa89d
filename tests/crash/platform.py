"""The platform's side, in a process that never dies: it remembers what it took and what was taken.

It accepts sends as documented, sometimes late, sometimes without ever answering, sometimes not at
all; it reports sent, delivered and read in sealed letters, and repeats each until it hears 200.
Residents write through it, each a burst: words, a place, now and then a photo.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import io
import itertools
import json
import random
import time
from collections.abc import Coroutine
from dataclasses import asdict, dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from PIL import Image
from tests.crash.ground import ACCOUNTS, LINES, SECRET, TOKEN, Ports

CITY_OF = {number: slug for slug, number in LINES.items()}
NEVER = 60.0  # seconds an answer is kept from a client that has long gone
Item = dict[str, Any]


@dataclass
class Ledger:
    """What the platform can swear to."""

    said: dict[str, str] = field(default_factory=dict)  # message id → resident, once acknowledged
    taken: list[tuple[str, str, float]] = field(default_factory=list)  # ref, wamid, when
    told: dict[str, dict[str, float]] = field(default_factory=dict)  # wamid → status → when
    letters: int = 0  # acknowledged with 200
    photos: int = 0
    digests: dict[str, int] = field(default_factory=dict)  # sha256 of acknowledged bodies


class Platform:
    def __init__(self, ports: Ports, seed: int, pace: float) -> None:
        self.ports, self.pace = ports, pace
        self.dice = random.Random(seed)
        self.ledger = Ledger()
        self.numbers = itertools.count(1)
        self.under_way: set[asyncio.Task[None]] = set()
        self.last: dict[str, Item] = {}
        self.writing = True
        self.photo = _photo()

    # -- the life of it

    async def run(self) -> None:
        app = web.Application()
        app.router.add_get("/town/state", self._state)
        app.router.add_post("/town/silence", self._silence)
        app.router.add_get("/photo", self._download)
        app.router.add_post("/{version}/{line}/messages", self._messages)
        app.router.add_get("/{version}/{medium}", self._medium)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.SockSite(runner, self.ports.platform).start()
        timeout = aiohttp.ClientTimeout(total=3)
        async with aiohttp.ClientSession(timeout=timeout) as self.wire:
            await asyncio.gather(self._people_come(), self._remind())

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def _state(self, _: web.Request) -> web.Response:
        return web.json_response({"under_way": len(self.under_way), **asdict(self.ledger)})

    async def _silence(self, _: web.Request) -> web.Response:
        self.writing = False
        return web.json_response({})

    # -- residents

    async def _people_come(self) -> None:
        for number in itertools.count(1):
            if not self.writing:
                return
            self._go(self._burst(f"62812{number:08d}", number))
            await asyncio.sleep(self.dice.expovariate(self.pace))

    async def _burst(self, who: str, number: int) -> None:
        """The next part follows when the one before has arrived, as it does on a phone."""
        line = list(LINES.values())[number % 2]
        words = f"Lampu jalan di Jalan Merdeka gang {number} mati sejak kemarin"
        parts: list[Item] = [{"type": "text", "text": {"body": words}}]
        if number % 3:
            place = {"latitude": -0.03 - number % 90 / 9000, "longitude": 109.34}
            parts.append({"type": "location", "location": place})
        if number % 5 == 0:
            medium = {"id": f"7{number:015d}", "mime_type": "image/jpeg", "sha256": self._seal()}
            parts.append({"type": "image", "image": medium})
            self.ledger.photos += 1
        for part in parts:
            wamid = f"wamid.IN{next(self.numbers):012d}"
            item = {"from": who, "id": wamid, "timestamp": _seconds(), **part}
            contact = {"profile": {"name": f"Warga {number}"}, "wa_id": who}
            await self._deliver(line, messages=[item], contacts=[contact])
            self.ledger.said[wamid] = who
            if self.dice.random() < 0.1:
                self._go(self._deliver(line, messages=[item], contacts=[contact]))
            await asyncio.sleep(self.dice.uniform(0.02, 0.2))

    # -- what the city sends

    async def _messages(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        line, body = request.match_info["line"], await request.json()
        if body.get("status") == "read":
            return web.json_response({"success": True})
        chance = self.dice.random()
        if chance < 0.02:
            error = {"code": 131056, "message": "(#131056) pair rate"}
            return web.json_response({"error": error}, status=400)
        if chance < 0.04:
            return web.Response(status=502)
        wamid, ref, to = f"wamid.OUT{next(self.numbers):012d}", *_ref_and_to(body)
        self.ledger.taken.append((ref, wamid, time.time()))
        self._go(self._report(line, wamid, ref, to))
        if chance < 0.10:
            await asyncio.sleep(self.dice.uniform(0.1, 0.8))
        elif chance < 0.12:
            await asyncio.sleep(NEVER)
        contact = {"input": to, "wa_id": to}
        answer = {"messaging_product": "whatsapp", "contacts": [contact]}
        return web.json_response({**answer, "messages": [{"id": wamid}]})

    async def _report(self, line: str, wamid: str, ref: str, to: str) -> None:
        """Three statuses on three ways, so that they arrive in any order."""
        steps = zip(("sent", "delivered", "read"), (0.0, 0.1, 0.2), strict=True)
        reports = [self._status(line, wamid, name, (ref, to, wait)) for name, wait in steps]
        await asyncio.gather(*reports)

    async def _status(self, line: str, wamid: str, name: str, of: tuple[str, str, float]) -> None:
        ref, to, wait = of
        await asyncio.sleep(wait + self.dice.uniform(0.0, 0.3))
        item = {
            "id": wamid, "status": name, "timestamp": _seconds(), "recipient_id": to,
            "biz_opaque_callback_data": ref,
        }  # fmt: skip
        await self._deliver(line, statuses=[item])
        self.ledger.told.setdefault(wamid, {})[name] = time.time()
        self.last[line] = item
        if self.dice.random() < 0.1:
            await self._deliver(line, statuses=[item])

    async def _remind(self) -> None:
        """A line in use is never quite silent: old receipts come again. Doubt needs that."""
        while True:
            await asyncio.sleep(0.5)
            for line, item in list(self.last.items()):
                self._go(self._deliver(line, statuses=[item]))

    # -- letters

    async def _deliver(self, line: str, **value: Any) -> None:
        """Until it is acknowledged, as the platform does; only faster."""
        metadata = {"display_phone_number": line, "phone_number_id": line}
        whole = {"messaging_product": "whatsapp", "metadata": metadata, **value}
        entry = {"id": ACCOUNTS[CITY_OF[line]], "changes": [{"field": "messages", "value": whole}]}
        raw = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
        seal = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={seal}", "Content-Type": "application/json"}
        while not await self._post(raw, headers):
            await asyncio.sleep(0.05)
        self.ledger.letters += 1
        digest = hashlib.sha256(raw).hexdigest()
        self.ledger.digests[digest] = self.ledger.digests.get(digest, 0) + 1

    async def _post(self, raw: bytes, headers: dict[str, str]) -> bool:
        try:
            async with self.wire.post(self.ports.door_url, data=raw, headers=headers) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    # -- photos

    def _seal(self) -> str:
        return base64.b64encode(hashlib.sha256(self.photo).digest()).decode()

    async def _medium(self, request: web.Request) -> web.Response:
        medium = request.match_info["medium"]
        return web.json_response(
            {
                "id": medium, "url": f"{self.ports.platform_url}/photo", "sha256": self._seal(),
                "mime_type": "image/jpeg", "file_size": len(self.photo),
            }
        )  # fmt: skip

    async def _download(self, _: web.Request) -> web.Response:
        return web.Response(body=self.photo, content_type="image/jpeg")


def _ref_and_to(body: Item) -> tuple[str, str]:
    return body["biz_opaque_callback_data"], body.get("to") or body["recipient"]


def _seconds() -> str:
    return str(int(time.time()))


def _photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (48, 32), (90, 110, 60)).save(out, "JPEG")
    return out.getvalue()


def platform(ports: Ports, seed: int, pace: float) -> None:
    asyncio.run(Platform(ports, seed, pace).run())
