"""The post office: packs letters, has them delivered, and tries again for seven days."""

from __future__ import annotations

import asyncio
import heapq
import random
import time
from collections import deque
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field

from .courier import Courier, Handshake
from .letters import Item, body_of
from .settings import App, Json
from .world import World

WORKERS = 24  # letters under way at once per app
FIRST_GAP, LAST_GAP = 1.0, 600.0  # seconds between tries: doubles from the first to the last
GIVE_UP = 7 * 86_400  # seconds after which a letter is thrown away, as on the platform
BUSY, BUSY_BATCH = 200, 50  # with more than so many items waiting, letters carry several
SHUFFLE_FOR = 0.5  # seconds of letters that are mixed when order is switched off


@dataclass(slots=True)
class Letter:
    """`due` and `born` are seconds of the line's own clock; `raw` is exactly what is sealed."""

    id: str
    app: str
    line: str
    raw: bytes
    born: float
    refs: list[tuple[str, str]]
    due: float = 0.0
    tries: int = 0

    def record(self) -> Json:
        return {
            "id": self.id,
            "app": self.app,
            "line": self.line,
            "raw": self.raw.decode(),
            "born": self.born,
            "refs": self.refs,
            "due": self.due,
            "tries": self.tries,
        }


@dataclass(slots=True)
class Box:
    """What waits on one line."""

    items: deque[Item] = field(default_factory=deque)
    held: list[Item] = field(default_factory=list)
    late: list[tuple[float, int, Letter]] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)


class Post:
    def __init__(self, world: World) -> None:
        self.world = world
        self.boxes = {key: Box() for key in world.settings.lines}
        self.ready: dict[str, asyncio.Queue[Letter]] = {}
        self.handshakes = {slug: Handshake() for slug in world.settings.apps}
        self.under_way: dict[str, Letter] = {}
        self.tasks: list[asyncio.Task[None]] = []
        self.courier = Courier()
        self._n = 0

    # -- life -----------------------------------------------------------------

    async def start(self) -> None:
        self.courier.open()
        for slug, app in self.world.settings.apps.items():
            self.ready[slug] = asyncio.Queue()
            self._run(self.courier.shake(app, self.handshakes[slug]))
            for _ in range(WORKERS):
                self._run(self._work(app))
        for key, box in self.boxes.items():
            self._run(self._pump(key, box))
        self._run(self._tick())

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self._pack_the_rest()
        await self.courier.close()

    def restore(self, records: Iterable[Json]) -> None:
        """Letters of the last run that were never answered come back as due now."""
        for record in records:
            letter = Letter(**{**record, "raw": record["raw"].encode()})
            letter.refs = [(ref[0], ref[1]) for ref in letter.refs]
            if letter.line in self.boxes:
                letter.due = 0.0
                self._put_late(letter)

    # -- in ---------------------------------------------------------------------

    def put(self, item: Item) -> None:
        """Take one thing to report. Never waits; dropped when the app is not subscribed."""
        line = self.world.settings.lines[item.line]
        if line.waba_id in self.world.unsubscribed:
            return
        box = self.boxes[item.line]
        if item.part == "statuses" and self.world.faults[item.line].hold_receipts:
            box.held.append(item)
            return
        box.items.append(item)
        box.wake.set()

    def release(self, line: str) -> None:
        """Let held receipts go, in the order in which they came."""
        box = self.boxes[line]
        box.items.extend(box.held)
        box.held.clear()
        box.wake.set()

    def hurry(self) -> int:
        """Make every waiting letter due now; how many there were."""
        waiting = 0
        for box in self.boxes.values():
            letters = [letter for _, _, letter in box.late]
            waiting += len(letters)
            box.late.clear()
            for letter in letters:
                letter.due = 0.0
                self._put_late(letter)
        return waiting

    def waiting(self) -> Json:
        """Counts of what has not been answered with 200 yet, per line."""
        return {
            key: {
                "items": len(box.items),
                "held": len(box.held),
                "retrying": len(box.late),
                "under_way": sum(1 for x in self.under_way.values() if x.line == key),
            }
            for key, box in self.boxes.items()
        }

    # -- packing ------------------------------------------------------------------

    async def _pump(self, key: str, box: Box) -> None:
        while True:
            await box.wake.wait()
            faults = self.world.faults[key]
            if faults.batch > 1:
                await self._until_full(key, box)
            elif faults.shuffle:
                await asyncio.sleep(SHUFFLE_FOR)
            box.wake.clear()
            self._pack(key, box)

    async def _until_full(self, key: str, box: Box) -> None:
        faults = self.world.faults[key]
        end = time.monotonic() + faults.batch_wait_ms / 1000
        while len(box.items) < faults.batch and time.monotonic() < end:
            await asyncio.sleep(0.02)

    def _pack(self, key: str, box: Box) -> None:
        faults = self.world.faults[key]
        size = faults.batch or (BUSY_BATCH if len(box.items) > BUSY else 1)
        letters = []
        while box.items:
            count = min(max(size, 1), len(box.items))
            letters.append(self._letter(key, [box.items.popleft() for _ in range(count)]))
        if faults.shuffle:
            random.shuffle(letters)
        for letter in letters:
            self._launch(letter, faults.delay_ms / 1000)
            if faults.duplicates:
                copy = self._again(letter)
                self._launch(copy, faults.delay_ms / 1000 + random.uniform(0.02, 0.3))

    def _letter(self, key: str, items: list[Item]) -> Letter:
        settings = self.world.settings
        self._n += 1
        letter = Letter(
            id=f"{time.time_ns():x}-{self._n:x}",
            app=settings.lines[key].app,
            line=key,
            raw=body_of(items, settings.lines, int(time.time())),
            born=self.world.clock(key),
            refs=[item.ref for item in items if item.ref is not None],
        )
        self.world.count("letters")
        self.world.count("items", len(items))
        self.under_way[letter.id] = letter
        self.world.touch("letter", letter.id, letter)
        return letter

    def _again(self, letter: Letter) -> Letter:
        copy = Letter(letter.id + "-2", letter.app, letter.line, letter.raw, letter.born, [])
        self.under_way[copy.id] = copy
        self.world.touch("letter", copy.id, copy)
        return copy

    def _launch(self, letter: Letter, delay: float) -> None:
        queue = self.ready[letter.app]
        if delay <= 0:
            queue.put_nowait(letter)
        else:
            asyncio.get_running_loop().call_later(delay, queue.put_nowait, letter)

    def _pack_the_rest(self) -> None:
        """At the end of a run: what was not even packed becomes letters for the next one."""
        for key, box in self.boxes.items():
            rest = [*box.items, *box.held]
            box.items.clear()
            box.held.clear()
            for start in range(0, len(rest), BUSY_BATCH):
                self._letter(key, rest[start : start + BUSY_BATCH])

    # -- delivery -------------------------------------------------------------------

    async def _work(self, app: App) -> None:
        queue = self.ready[app.slug]
        while True:
            letter = await queue.get()
            self.world.count("posts")
            if await self.courier.deliver(app, letter.raw):
                self._answered(letter)
            else:
                self._failed(letter)

    def _answered(self, letter: Letter) -> None:
        self.under_way.pop(letter.id, None)
        self.world.touch("letter", letter.id, None)
        self.world.count("answered")
        for wamid, what in letter.refs:
            message = self.world.messages.get(wamid)
            if message is None:
                continue
            message.acked.append(what)
            if not message.outbound and message.status == "sent":
                message.status = "delivered"
                self.world.changed(message)

    def _failed(self, letter: Letter) -> None:
        now = self.world.clock(letter.line)
        self.world.count("unanswered")
        if now - letter.born > GIVE_UP:
            self.under_way.pop(letter.id, None)
            self.world.touch("letter", letter.id, None)
            self.world.count("given_up")
            return
        gap = min(LAST_GAP, FIRST_GAP * 2**letter.tries)
        letter.tries += 1
        letter.due = now + gap * random.uniform(0.9, 1.1)
        self._put_late(letter)

    def _put_late(self, letter: Letter) -> None:
        self._n += 1
        self.under_way.pop(letter.id, None)
        heapq.heappush(self.boxes[letter.line].late, (letter.due, self._n, letter))
        self.world.touch("letter", letter.id, letter)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(0.1)
            for key, box in self.boxes.items():
                now = self.world.clock(key)
                while box.late and box.late[0][0] <= now:
                    letter = heapq.heappop(box.late)[2]
                    self.under_way[letter.id] = letter
                    self.ready[letter.app].put_nowait(letter)

    def _run(self, work: Coroutine[None, None, None]) -> None:
        self.tasks.append(asyncio.create_task(work))
