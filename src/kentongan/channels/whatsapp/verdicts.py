"""What each of the platform's error codes means for us: wait, use another way, or call somebody.

Source: Meta's page of error codes, and what senders report about the codes it does not explain.
The same table judges the answer to a request and the trouble inside a failed receipt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias
from zlib import crc32

from kentongan.channels.wire import Later, Scope, Undeliverable

DAY = 86_400.0
NO_ANSWER = -1
"""Our own code: the platform was not reached at all."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Try again after `first` seconds, `growth` times longer each time, never longer than `most`.

    After `tries` attempts in vain it is not waited any more: `then` is the remedy.
    """

    first: float
    growth: float = 2.0
    most: float = 3_600.0
    scope: Scope = "message"
    tries: int = 10_000
    then: str = "stop"


@dataclass(frozen=True, slots=True)
class Stop:
    remedy: str


Rule: TypeAlias = Wait | Stop

TEMPLATE, GIVE_UP, OPT_OUT = Stop("template"), Stop("stop"), Stop("opt_out")
BUG, PAUSE = Stop("bug"), Stop("pause_line")

RULES: Mapping[int, Rule] = {
    NO_ANSWER: Wait(5, scope="line", most=900),
    1: Wait(2),
    2: Wait(2),
    4: Wait(30, scope="app"),
    80007: Wait(30, scope="line"),
    130429: Wait(2, scope="line", most=60),
    131056: Wait(1, growth=4, scope="contact", most=4_096),
    131000: Wait(4, growth=4, tries=4, then="bug"),
    131016: Wait(5, scope="line", most=900),
    131057: Wait(300, scope="line"),
    131053: Wait(10, tries=3, then="bug"),
    131052: Wait(60),
    131049: Wait(DAY, scope="contact", most=DAY, tries=1),
    131047: TEMPLATE,
    131026: GIVE_UP,
    130472: GIVE_UP,
    131050: OPT_OUT,
    0: PAUSE,
    3: PAUSE,
    10: PAUSE,
    190: PAUSE,
    368: PAUSE,
    130497: PAUSE,
    131005: PAUSE,
    131031: PAUSE,
    131037: PAUSE,
    131042: PAUSE,
    131044: PAUSE,
    131045: PAUSE,
    131048: PAUSE,
    133016: PAUSE,
    100: BUG,
    131008: BUG,
    131009: BUG,
    131021: BUG,
    131030: BUG,
    131051: BUG,
    131062: BUG,
    131063: BUG,
    131064: BUG,
    137000: BUG,
    132000: BUG,
    132001: BUG,
    132005: BUG,
    132007: BUG,
    132008: BUG,
    132012: BUG,
    132015: BUG,
    132016: BUG,
    132068: BUG,
    132069: BUG,
}
RANGES: tuple[tuple[range, Rule], ...] = (
    (range(200, 300), PAUSE),
    (range(131_200, 131_300), BUG),
    (range(138_000, 139_200), BUG),
    (range(147_000, 147_100), BUG),
    (range(2_388_000, 2_389_000), BUG),
)
"""Permissions; then groups, calls, forms and blocking, usernames, templates: features of which
an error can only mean that we asked for something wrong."""


def rule(code: int) -> Rule | None:
    """The rule of a code, or None for one that nobody has told us about."""
    ranged = (verdict for codes, verdict in RANGES if code in codes)
    return RULES.get(code) or next(ranged, None)


def verdict(
    code: int, reason: str, tries: int = 0, *, seed: str = "", unknown: Rule = BUG
) -> Later | Undeliverable:
    """The exception that says what to do about `code`, to be raised by the caller.

    `tries` counts the attempts made before this one. `seed` (the message's ref) spreads the waits
    of many messages by up to a quarter, the same way every time. `unknown` is the rule for a
    code outside the table.
    """
    found = rule(code) or unknown
    if isinstance(found, Stop):
        return Undeliverable(code, reason, found.remedy)
    if tries >= found.tries:
        return Undeliverable(code, reason, found.then)
    seconds = min(found.first * found.growth ** min(tries, 32), found.most)
    spread = 1 + crc32(seed.encode()) / 2**32 / 4 if seed else 1.0
    return Later(code, reason, timedelta(seconds=seconds * spread), found.scope)
