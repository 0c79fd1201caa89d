"""The tray of words: claim, carry many at once, settle what has come back. A loop of its own."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import FIRST_COMPLETED, Future, wait

import aiohttp
from django.utils import timezone

from kentongan.cities.models import City
from kentongan.mailroom.outbox.claim import Job, claim
from kentongan.mailroom.outbox.doubt import lapse, resend
from kentongan.mailroom.outbox.settle import settle
from kentongan.mailroom.outbox.transmit import Result, transmit

log = logging.getLogger(__name__)
IN_FLIGHT = 64
A_MOMENT = 0.25  # seconds to wait for an answer before looking for new words


class Sending:
    """`turn` runs in the tray's thread and alone touches the database; an event loop in a thread
    beside it carries the words, so that one slow answer holds up no other."""

    def __init__(self) -> None:
        self._out: dict[Future[Result], Job] = {}
        self._loop = asyncio.new_event_loop()
        self._wire: aiohttp.ClientSession | None = None
        threading.Thread(target=self._loop.run_forever, daemon=True, name="wire").start()

    def turn(self) -> int:
        """Settle what is back, then claim as much as is free. Says how many words moved."""
        cities = list(City.objects.all())
        moved = 0
        try:
            moved += self._settle(cities)
        finally:  # an answer that cannot be written down keeps no other word from going out
            moved += self._claim(cities)
        if not moved and self._out:
            wait(self._out, timeout=A_MOMENT, return_when=FIRST_COMPLETED)
            return 1
        return moved

    def _claim(self, cities: list[City]) -> int:
        claimed = 0
        for city in cities:
            now = timezone.now()
            lapse(city, now)
            resend(city, now)
            room = IN_FLIGHT - len(self._out)
            for job in claim(city, now, most=room) if room > 0 else ():
                self._out[asyncio.run_coroutine_threadsafe(self._carry(job), self._loop)] = job
                claimed += 1
        return claimed

    def _settle(self, cities: list[City]) -> int:
        """What is written down leaves the list; if the database is away, it stays."""
        done = {future: _result(future, job) for future, job in self._out.items() if future.done()}
        for city in cities:
            own = {f: r for f, r in done.items() if r.job.city.pk == city.pk}
            if own:
                settle(city, list(own.values()), timezone.now())
                for future in own:
                    del self._out[future]
        return len(done)

    def close(self) -> None:
        """Wait a moment for what is under way and write it down; what takes longer is in doubt
        when its lease ends."""
        wait(self._out, timeout=3)
        self._settle(list(City.objects.all()))
        if self._wire is not None:
            asyncio.run_coroutine_threadsafe(self._wire.close(), self._loop).result(timeout=2)

    async def _carry(self, job: Job) -> Result:
        """Each channel bounds its own calls: 10 s, 30 more for a file; half a lease at most."""
        if self._wire is None:
            # Short: a request on a connection that went stale ends in honest doubt.
            connector = aiohttp.TCPConnector(limit=IN_FLIGHT, keepalive_timeout=5)
            self._wire = aiohttp.ClientSession(connector=connector)
        return await transmit(job, self._wire)


def _result(future: Future[Result], job: Job) -> Result:
    """A mistake of ours leaves the word in doubt, and in sight."""
    error = future.exception()
    if error is None:
        return future.result()
    log.error("carrying word %s", job.word, exc_info=error)
    return Result(job, unknown=f"{type(error).__name__}: {error}")
