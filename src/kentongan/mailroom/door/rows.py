"""A letter as one row of binary COPY, packed when it arrives and never touched again."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterable

# A statement that is one transaction: the workers hear of the rows when they can see them.
STATEMENT = (
    b"NOTIFY kentongan; "
    b"COPY mailroom_letter (channel, app, headers, body, received_at) FROM STDIN (FORMAT binary)"
)
OPENING = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
CLOSING = struct.pack("!h", -1)

MOST_HEADERS = 8_192
PRIVATE = frozenset({b"authorization", b"cookie", b"proxy-authorization"})
_EPOCH = 946_684_800_000_000  # PostgreSQL counts microseconds from 2000-01-01
_length = struct.Struct("!i").pack
_moment = struct.Struct("!iq").pack

Headers = Iterable[tuple[bytes, bytes]]


def now_micros() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1_000


def start(channel: str, app: str) -> bytes:
    """What all rows of one app begin with: the number of fields, and the first two."""
    fields = (channel.encode(), app.encode())
    return struct.pack("!h", 5) + b"".join(_length(len(f)) + f for f in fields)


def row(beginning: bytes, headers: Headers, body: bytes, micros: int) -> bytes:
    """`headers` are kept as lines, without those that could open another door."""
    kept = b"\n".join([b"%b: %b" % pair for pair in headers if pair[0] not in PRIVATE])
    if not kept.isascii() or b"\0" in kept:
        kept = kept.replace(b"\0", b"").decode("latin-1").encode()
    if len(kept) > MOST_HEADERS:
        kept = kept[:MOST_HEADERS].rpartition(b"\n")[0]
    parts = (
        *(beginning, _length(len(kept)), kept, _length(len(body)), body),
        _moment(8, micros - _EPOCH),
    )
    return b"".join(parts)
