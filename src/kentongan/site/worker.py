"""The worker: threads that empty trays, woken by a notice or once a second. Nothing else runs.

A tray is a function that empties a batch and says how many it handled; `site/trays.py` is the
whole answer to "what happens next?".

The busy trays have threads of their own, so that none waits for another. The others share one
thread, the watch, and one connection to the database. In quiet times the watch looks into every
tray: the threads sleep without a connection until there is work, which keeps an idle house small.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import django
import psycopg

log = logging.getLogger("kentongan.worker")
PAUSE = 1.0
REST = 10.0  # seconds without work after which a thread gives its connection back
GRACE = 5.0  # seconds for all trays together to finish what they hold; then they are cut


@dataclass
class Tray:
    """`run` handles one batch for everybody and says how many; 0 lets the thread sleep.

    `own` gives it a thread, for what is often busy, slow, or must not wait for the others.
    `every` is in seconds.
    """

    name: str
    run: Callable[[], int]
    close: Callable[[], None] | None = None
    every: float = PAUSE
    own: bool = False
    bell: threading.Event = field(default_factory=threading.Event)
    hand: threading.Lock = field(default_factory=threading.Lock)  # one thread at a time
    wait: float = field(init=False)  # until the next look: `every`, longer while there is trouble
    due: float = 0.0  # when the watch looks next

    def __post_init__(self) -> None:
        self.wait = self.every


class Worker:
    """Threads over trays until told to stop."""

    def __init__(self, trays: tuple[Tray, ...]) -> None:
        self.trays = trays
        self.stopping = threading.Event()
        self.troubles: dict[str, str] = {}

    def run(self) -> None:
        threads = [self._thread(t.name, self._empty, t) for t in self.trays if t.own]
        threads.append(self._thread("watch", self._watch))
        threads.append(self._thread("listen", self._listen))
        for thread in threads:
            thread.start()
        self.stopping.wait()
        self.ring()
        end = time.monotonic() + GRACE
        for thread in threads:
            thread.join(timeout=max(0.0, end - time.monotonic()))

    @staticmethod
    def _thread(name: str, target: Callable[..., None], *args: Tray) -> threading.Thread:
        return threading.Thread(target=target, args=args, name=name, daemon=True)

    def stop(self) -> None:
        self.stopping.set()
        self.ring()

    def ring(self) -> None:
        for tray in self.trays:
            tray.bell.set()

    def _empty(self, tray: Tray) -> None:
        """A tray's own thread: awake while there is work and `REST` seconds longer."""
        from django.db import connection

        while not self.stopping.is_set():
            tray.bell.wait()
            with tray.hand:
                self._while_busy(tray)
            connection.close()
        self._close(tray)

    def _while_busy(self, tray: Tray) -> None:
        worked = time.monotonic()
        while not self.stopping.is_set() and time.monotonic() - worked < REST:
            if self._turn(tray):
                worked = time.monotonic()
            else:
                tray.bell.wait(tray.wait)

    def _watch(self) -> None:
        """The trays without a thread, and those whose thread is asleep, each in its time."""
        while not self.stopping.is_set():
            for tray in self.trays:
                if tray.due <= time.monotonic() and not self.stopping.is_set():
                    handled = self._look(tray)
                    tray.due = time.monotonic() + (0 if handled else tray.wait)
            first = min(tray.due for tray in self.trays)
            self.stopping.wait(max(0.0, first - time.monotonic()))
        for tray in self.trays:
            if not tray.own:
                self._close(tray)

    def _look(self, tray: Tray) -> int:
        """What is found in another's tray is left to its own thread, which `_turn` has rung."""
        if not tray.hand.acquire(blocking=False):
            return 0
        try:
            handled = self._turn(tray)
        finally:
            tray.hand.release()
        return 0 if tray.own else handled

    def _turn(self, tray: Tray) -> int:
        """One batch. Trouble leaves the tray as it was, and doubles the wait up to 30 s."""
        from django.db import close_old_connections

        tray.bell.clear()
        try:
            handled = tray.run()
            tray.wait = tray.every
            self.troubles.pop(tray.name, None)
        except Exception as error:
            log.warning("%s: %s", tray.name, error, exc_info=not _is_outage(error))
            self.troubles[tray.name] = f"{type(error).__name__}: {error}"[:300]
            handled, tray.wait = 0, min(tray.wait * 2, 30)
            close_old_connections()
        if handled:
            self.ring()
        return handled

    def _close(self, tray: Tray) -> None:
        from django.db import connection

        if tray.close:
            tray.close()
        connection.close()

    def _listen(self) -> None:
        """Hear what the door and the pages left; a lost connection only means a second's delay."""
        while not self.stopping.is_set():
            try:
                url = os.environ["KENTONGAN_DATABASE_URL"]
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute("LISTEN kentongan")
                    while not self.stopping.is_set():
                        if list(connection.notifies(timeout=1, stop_after=1)):
                            self.ring()
            except psycopg.Error as error:
                log.warning("listen: %s", error)
                self.stopping.wait(2)


def _is_outage(error: Exception) -> bool:
    from django.db import OperationalError

    from kentongan.pure.errors import Outage

    return isinstance(error, (OperationalError, Outage))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.site.settings")
    django.setup()
    from django.db import connection

    from kentongan.pure.errors import Refusal
    from kentongan.site.guard import refuse_unsafe_role
    from kentongan.site.trays import trays

    try:
        refuse_unsafe_role()
    except Refusal as sentence:
        sys.exit(str(sentence))
    connection.close()  # this thread only waits from here on
    worker = Worker(trays())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    log.info("working: %s", ", ".join(t.name for t in worker.trays))
    started = time.monotonic()
    worker.run()
    log.info("stopped after %.0f s", time.monotonic() - started)


if __name__ == "__main__":
    main()
