"""How quickly one person may be written to on one line, whoever queues, claims or settles."""

from __future__ import annotations

from datetime import timedelta

# One message per 6 s to one person, with 45 borrowed from the future (channels.md, C3).
PAIR = timedelta(seconds=6)
PAIR_BURST = 45
BORROWED = PAIR * PAIR_BURST
"""How far a lane's `next_send_at` may lie ahead of the clock while the lane may still send."""
