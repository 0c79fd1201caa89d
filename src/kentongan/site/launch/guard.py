"""The guard: ends what a killed supervisor could not end itself.

It reads `+ PID SIGNAL` and `- PID` on its standard input. The end of that input means that the
supervisor is gone; then every process group still on the list gets its signal, and three seconds
later what still lives is killed. The kernel's own tie (see `ties`) misses grandchildren; this
does not. Run as a plain file with `-I -S`, to stay small.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable

GRACE = 3.0


def send(group: int, number: int) -> bool:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def watch(lines: Iterable[str]) -> dict[int, int]:
    """Groups left when the input ends, each with the signal it wants."""
    groups: dict[int, int] = {}
    for line in lines:
        sign, _, rest = line.strip().partition(" ")
        if sign == "+":
            pid, number = rest.split()
            groups[int(pid)] = int(number)
        elif sign == "-":
            groups.pop(int(rest), None)
    return groups


def end(groups: dict[int, int]) -> None:
    left = {group for group, number in groups.items() if send(group, number)}
    until = time.monotonic() + GRACE
    while left and time.monotonic() < until:
        left = {group for group in left if send(group, 0)}
        time.sleep(0.05)
    for group in left:
        send(group, signal.SIGKILL)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    end(watch(sys.stdin))
