"""Service window, pair rate and throughput: what the platform counts before it accepts."""

from __future__ import annotations

from ..settings import Line
from ..world import Chat, World
from .errors import GraphError

WINDOW = 24 * 3600.0  # seconds of free-form words after the resident's last message
PAIR_GAP = 6.0  # seconds that one message to one person costs ...
PAIR_BURST = 45  # ... of which so many may be borrowed from the future
COEXISTENCE_RATE = 20  # messages per second when the number also lives in the phone app


class Limits:
    def __init__(self, world: World) -> None:
        self.world = world
        self.tokens: dict[str, float] = {}
        self.seen: dict[str, float] = {}

    def rate(self, line: Line) -> int:
        faults = self.world.faults[line.key]
        if faults.throughput:
            return faults.throughput
        return COEXISTENCE_RATE if faults.coexistence else line.throughput

    def spend(self, line: Line) -> bool:
        """Take one message from this second's allowance; False when it is used up."""
        rate = float(self.rate(line))
        now = self.world.clock(line.key)
        passed = now - self.seen.get(line.key, 0.0)
        if passed < 0:  # the clock was set back
            passed = 1.0
        left = min(rate, self.tokens.get(line.key, rate) + passed * rate)
        self.seen[line.key] = now
        self.tokens[line.key] = left - 1 if left >= 1 else left
        return left >= 1

    def check_throughput(self, line: Line) -> None:
        if not self.spend(line):
            raise GraphError(
                130429, f"More than {self.rate(line)} messages per second, in and out together."
            )

    def check_pair(self, line: Line, chat: Chat) -> None:
        """Raises 131056 when too much was said to one person in a short time."""
        now = self.world.clock(line.key)
        longest = PAIR_GAP * PAIR_BURST
        until = chat.pair_until if now < chat.pair_until <= now + longest else now
        if until + PAIR_GAP > now + longest:
            raise GraphError(131056, "Too many messages to this person in a short time.")
        chat.pair_until = until + PAIR_GAP

    def check_window(self, line: Line, chat: Chat) -> None:
        if not self.is_open(line, chat):
            raise GraphError(
                131047,
                "More than 24 hours have passed since this person last wrote to this number. "
                "Use a message template.",
            )

    def is_open(self, line: Line, chat: Chat) -> bool:
        return self.world.clock(line.key) - chat.last_inbound < WINDOW
