"""What is being done and for how long: a moving line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType

EVERY = 10.0  # seconds between two lines where nothing can be overwritten


class Progress:
    """`with Progress("Starting the database") as step: … step.tick()`"""

    def __init__(self, what: str) -> None:
        self.what = what
        self.detail = ""
        self.outcome = "done"
        self.terminal = sys.stdout.isatty()
        self.began = self.shown = time.monotonic()

    def __enter__(self) -> Progress:
        if self.terminal:
            self._draw("…")
        else:
            print(f"  {self.what} …", flush=True)
        return self

    def tick(self, detail: str = "") -> None:
        """Call it as often as you like; it draws when that tells something new."""
        self.detail = detail or self.detail
        now = time.monotonic()
        if now - self.shown < (0.2 if self.terminal else EVERY):
            return
        self.shown = now
        if self.terminal:
            self._draw("…")
        else:
            print(f"    {self.seconds} {self.detail}".rstrip(), flush=True)

    @property
    def seconds(self) -> str:
        return f"{time.monotonic() - self.began:.1f} s"

    def _draw(self, sign: str) -> None:
        line = f"  {sign} {self.what}  {self.seconds}  {self.detail[:40]}"
        print(f"\r\033[K{line}", end="", flush=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.detail = "" if self.outcome == "done" else self.outcome
        if self.terminal:
            self._draw("✓" if kind is None else "·")
            print(flush=True)
        elif kind is None:
            print(f"    {self.outcome} in {self.seconds}", flush=True)
