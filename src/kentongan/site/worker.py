"""The worker: one thread per tray, woken by a notice or once a second. Nothing else is running.

A tray is a function that empties a batch and says how many it handled. The list below is the
whole answer to "what happens next?".
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
GRACE = 5.0  # seconds for all trays together to finish what they hold; then they are cut


@dataclass
class Tray:
    """`run` handles one batch for everybody and says how many; 0 lets the thread sleep."""

    name: str
    run: Callable[[], int]
    close: Callable[[], None] | None = None
    every: float = PAUSE
    bell: threading.Event = field(default_factory=threading.Event)


class Worker:
    """Threads over trays until told to stop."""

    def __init__(self, trays: tuple[Tray, ...]) -> None:
        self.trays = trays
        self.stopping = threading.Event()
        self.troubles: dict[str, str] = {}

    def run(self) -> None:
        threads = [self._thread(t.name, self._empty, t) for t in self.trays]
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
        from django.db import close_old_connections, connection

        wait = tray.every
        while not self.stopping.is_set():
            tray.bell.clear()
            try:
                handled = tray.run()
                wait = tray.every
                self.troubles.pop(tray.name, None)
            except Exception as error:  # the tray stays as it was; try again
                log.warning("%s: %s", tray.name, error, exc_info=not _is_outage(error))
                self.troubles[tray.name] = f"{type(error).__name__}: {error}"[:300]
                handled, wait = 0, min(wait * 2, 30)
                close_old_connections()
            if handled:
                self.ring()
            else:
                tray.bell.wait(wait)
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
    from kentongan.pure.errors import Refusal
    from kentongan.site.guard import refuse_unsafe_role
    from kentongan.site.trays import trays

    try:
        refuse_unsafe_role()
    except Refusal as sentence:
        sys.exit(str(sentence))
    worker = Worker(trays())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    log.info("working: %s", ", ".join(t.name for t in worker.trays))
    started = time.monotonic()
    worker.run()
    log.info("stopped after %.0f s", time.monotonic() - started)


if __name__ == "__main__":
    main()
