"""Write down what became of the words, by the lease they went out under, and free the lanes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from kentongan.channels.wire import TypingOut
from kentongan.cities.locks import current_id, inside
from kentongan.cities.models import City
from kentongan.mailroom.models import Lane, Line, Word
from kentongan.mailroom.outbox.claim import WINDOW_CLOSED, free_lanes
from kentongan.mailroom.outbox.transmit import Result
from kentongan.mailroom.receipts import join_waiting
from kentongan.people.models import Contact

# One message per 6 s to one person, with 45 borrowed from the future (channels.md, C3).
PAIR = timedelta(seconds=6)
PAIR_BURST = 45
# When a platform says "later" without saying when.
A_WHILE = timedelta(seconds=30)
# How long we try before a word counts as undeliverable; after that its window is closed anyway.
PATIENCE = timedelta(hours=24)

_SETTLE = """
UPDATE mailroom_word w SET
    state = CASE WHEN w.state = 'sending' THEN r.state ELSE w.state END,
    external_id = CASE WHEN r.external_id <> '' THEN r.external_id ELSE w.external_id END,
    sent_at = CASE WHEN r.state = 'sent' THEN coalesce(w.sent_at, %(now)s) ELSE w.sent_at END,
    ended_at = CASE WHEN r.state = 'undeliverable' THEN %(now)s ELSE w.ended_at END,
    not_before = coalesce(r.not_before, w.not_before),
    trouble_code = r.code, trouble = r.trouble, lease = NULL
FROM unnest(%(ids)s::bigint[], %(leases)s::uuid[], %(states)s::text[], %(externals)s::text[],
            %(befores)s::timestamptz[], %(codes)s::int[], %(troubles)s::text[])
     AS r (id, lease, state, external_id, not_before, code, trouble)
WHERE w.city_id = %(city)s AND w.id = r.id AND w.lease = r.lease
"""


def settle(city: City, results: Sequence[Result], now: datetime) -> None:
    """All results of one city in a constant number of statements. A result whose lease is gone
    (we were too slow) changes nothing: the word is `unknown` already, and stays in sight."""
    with inside(city):
        _write(results, now)
        _lanes(results, now)
        _lines(results, now)
        leaving = [r.job.word for r in results if r.refused and r.refused.remedy == "opt_out"]
        if leaving:
            words = Word.objects.filter(pk__in=leaving)
            Contact.objects.filter(pk__in=words.values("contact")).update(wants_broadcasts=False)
        join_waiting([r.job.word for r in results if r.sent], now)


def _write(results: Sequence[Result], now: datetime) -> None:
    rows = [_row(result, now) for result in results]
    args: dict[str, Any] = {
        "now": now,
        "city": current_id(),
        "ids": [r.job.word for r in results],
        "leases": [r.job.lease for r in results],
        "states": [row[0] for row in rows],
        "externals": [r.sent.external_id if r.sent else "" for r in results],
        "befores": [row[1] for row in rows],
        "codes": [row[2] for row in rows],
        "troubles": [row[3][:300] for row in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, args)


def _row(r: Result, now: datetime) -> tuple[str, datetime | None, int | None, str]:
    """(state, not before, code, trouble) of a result."""
    typing = isinstance(r.job.outgoing.content, TypingOut)
    if r.sent:
        return ("cancelled" if typing else "sent"), None, None, ""
    if typing:
        return "cancelled", None, None, "tanda mengetik"
    if r.later:
        wait = r.later.wait or A_WHILE
        if wait > PATIENCE or r.job.outgoing.tries > 12:
            return "undeliverable", None, r.later.code, r.later.reason
        return "queued", now + wait, r.later.code, r.later.reason
    if r.refused:
        return _refused(r), None, r.refused.code, r.refused.reason
    return "unknown", None, None, r.unknown


def _refused(r: Result) -> str:
    """Closed window: queued again, and the next claim takes the template (if there is one).
    A line that may not send keeps its words."""
    if r.refused and r.refused.remedy == "template" and not r.job.template:
        return "queued"
    if r.refused and r.refused.remedy == "pause_line":
        return "queued"
    return "undeliverable"


def _lanes(results: Sequence[Result], now: datetime) -> None:
    """The pair's own rate: a lane is ready again when the next message to this person may go."""
    # One order for all who lock lanes, so that nobody waits in a circle.
    lanes = Lane.objects.select_for_update().filter(pk__in=[r.job.lane for r in results])
    held = {lane.pk: lane for lane in lanes.order_by("contact_id", "line_id")}
    given: list[tuple[int, int, datetime]] = []
    paced: list[Lane] = []
    for r in results:
        lane = held.get(r.job.lane)
        if lane is None or lane.lease != r.job.lease:
            continue
        state, before, _, _ = _row(r, now)
        ready = before or now
        if not isinstance(r.job.outgoing.content, TypingOut) and (r.sent or r.unknown):
            lane.next_send_at = max(lane.next_send_at or now, now) + PAIR
            ready = max(now, lane.next_send_at - PAIR * PAIR_BURST)
            paced.append(lane)
        given.append((lane.pk, 0 if state == "queued" else 1, ready))
    if paced:
        Lane.objects.bulk_update(paced, ["next_send_at"])
    if given:
        free_lanes(given)


def _lines(results: Sequence[Result], now: datetime) -> None:
    """What concerns the whole line: wait, slow down, or stop and call for a human."""
    for r in results:
        line = Line.objects.filter(pk=r.job.line)
        if r.later and r.later.scope in ("line", "app"):
            line.update(
                paused_until=now + (r.later.wait or A_WHILE),
                paused_reason=f"{r.later.code}: {r.later.reason}"[:500],
            )
        if r.refused and r.refused.remedy == "pause_line":
            line.update(
                paused_until=now + timedelta(days=3650),
                paused_reason=f"{r.refused.code}: {r.refused.reason}"[:500],
            )


__all__ = ["WINDOW_CLOSED", "settle"]
