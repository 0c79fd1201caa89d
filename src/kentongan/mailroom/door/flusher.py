"""Group commit: whatever arrived while the last commit ran is written by the next one.

No timer and no queue between systems. A letter's future is done when the letter is durable: in
the database, or in the spool on local disk while the database is away.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path

from kentongan.mailroom import spool
from kentongan.mailroom.door import rows
from kentongan.mailroom.door.counts import Counts
from kentongan.mailroom.door.link import Away, Link

log = logging.getLogger(__name__)
PAUSE = 0.5  # seconds between two attempts to reach a database that is away
MOST_ROWS = 2_000
MOST_IN_HAND = 64 * 1024 * 1024
CLOSING = 10.0  # seconds to bring the last letters home when we are told to stop


class Flusher:
    """`keep` a row and await what it returns: True when durable, False when nowhere was room."""

    def __init__(self, url: str, folder: Path, counts: Counts) -> None:
        self._url, self._folder, self._counts = url, folder, counts
        self._rows: list[bytes] = []
        self._waiting: list[asyncio.Future[bool]] = []
        self._in_hand = 0
        self._bell = asyncio.Event()
        self._ending = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._link = Link(url)
        self._replaying = asyncio.Event()

    async def start(self) -> None:
        """Returns at once when the database is there, and soon when it is not."""
        await self._connect(self._link)
        self._replaying.set()
        self._begin(self._work)
        self._begin(self._replay)

    def _begin(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Run until we are told to stop; what breaks by a mistake of ours begins anew."""

        def ended(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if not task.cancelled() and (mistake := task.exception()):
                log.critical("the door's %s broke", work.__name__, exc_info=mistake)
                if not self._ending:
                    self._begin(work)

        task = asyncio.create_task(work())
        self._tasks.add(task)
        task.add_done_callback(ended)

    async def stop(self) -> None:
        """What was accepted becomes durable first."""
        self._ending = True
        self._bell.set()
        self._replaying.set()
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=CLOSING)
            for task in late:
                task.cancel()

    def keep(self, row: bytes) -> asyncio.Future[bool]:
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        if self._in_hand > MOST_IN_HAND or self._ending:
            future.set_result(False)
            return future
        self._rows.append(row)
        self._waiting.append(future)
        self._in_hand += len(row)
        self._bell.set()
        return future

    # -- writing

    async def _work(self) -> None:
        comeback: asyncio.Task[None] | None = None
        while True:
            await self._bell.wait()
            if not self._rows:
                if self._ending:
                    break
                self._bell.clear()
                continue
            await self._flush()
            if not self._link.up and (comeback is None or comeback.done()):
                comeback = asyncio.create_task(self._come_back())
        if comeback:
            comeback.cancel()
        self._link.close()

    async def _flush(self) -> None:
        stored, waiting = self._rows[:MOST_ROWS], self._waiting[:MOST_ROWS]
        del self._rows[:MOST_ROWS], self._waiting[:MOST_ROWS]
        kept = False
        try:
            kept = await self._store(stored)
        finally:
            self._in_hand -= sum(map(len, stored))
            for future in waiting:
                if not future.done():
                    future.set_result(kept)

    async def _store(self, stored: Sequence[bytes]) -> bool:
        if self._link.up:
            try:
                await self._link.copy(stored)
            except Away as away:
                self._lost(away)
            else:
                self._counts.stored += len(stored)
                self._counts.database = True
                return True
        return await self._spool(stored)

    async def _spool(self, stored: Sequence[bytes]) -> bool:
        self._counts.database = False
        micros = rows.now_micros()
        try:
            await asyncio.to_thread(spool.write, self._folder, stored, micros=micros)
        except OSError as error:
            log.error("%d letters turned away, the spool takes nothing: %s", len(stored), error)
            self._counts.trouble = f"spool: {error}"
            return False
        self._counts.spooled += len(stored)
        self._counts.spool_files += 1
        self._replaying.set()
        return True

    # -- the way back

    async def _connect(self, link: Link) -> None:
        try:
            await link.connect()
        except Away as away:
            self._lost(away)
        else:
            self._counts.database = True
            self._counts.trouble = ""

    def _lost(self, away: Away) -> None:
        if self._counts.database or not self._counts.trouble:
            log.warning("the database is away, letters go to the spool: %s", away)
        self._counts.database = False
        self._counts.trouble = f"database: {away}"

    async def _come_back(self) -> None:
        while not self._ending:
            await self._connect(self._link)
            if self._link.up:
                return
            await asyncio.sleep(PAUSE)

    async def _replay(self) -> None:
        """Bring spooled letters home, also those of a process that is gone."""
        link = Link(self._url)
        while not self._ending:
            await self._replaying.wait()
            self._replaying.clear()
            while not self._ending and await self._files():
                await self._home(link)
                if await self._files():
                    await asyncio.sleep(PAUSE)
            link.close()

    async def _files(self) -> list[Path]:
        files = await asyncio.to_thread(spool.waiting, self._folder)
        self._counts.spool_files = len(files)
        self._counts.torn_files = await asyncio.to_thread(spool.torn, self._folder)
        return files

    async def _home(self, link: Link) -> None:
        """What is not home stays, and the next file has its turn."""
        for path in await self._files():
            if self._ending:
                return
            try:
                if not link.up:
                    await link.connect()
                await self._bring(link, path)
            except (Away, OSError) as error:
                self._counts.trouble = f"replay: {error}"
                if not link.up:
                    await asyncio.sleep(PAUSE)

    async def _bring(self, link: Link, path: Path) -> None:
        """One file, one transaction. Raises `Away` or `OSError`. A crash between commit and
        removal doubles its letters; no harm: duplicates fall when letters are unpacked."""
        with spool.taken(path) as content:
            if content is None:
                return
            stored, rest = spool.read(content)
            if rest:
                log.error("%s is damaged: %d bytes are kept aside", path.name, len(rest))
                spool.set_aside(path, rest)
            if stored:
                await link.copy(stored)
            path.unlink()
        self._counts.replayed += len(stored)
