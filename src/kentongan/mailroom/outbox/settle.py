"""Write down what became of the words, by the lease they went out under, and free the lanes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Q

from kentongan.cases.halving import halved
from kentongan.channels.wire import Later, TypingOut
from kentongan.cities.locks import current_id, inside
from kentongan.cities.models import City
from kentongan.mailroom.models import Lane, Line, Word
from kentongan.mailroom.outbox.claim import free_lanes
from kentongan.mailroom.outbox.pace import BORROWED, PAIR
from kentongan.mailroom.outbox.transmit import Result
from kentongan.mailroom.receipts import join_waiting
from kentongan.mailroom.unpack.item import fitting
from kentongan.people.models import Contact

# When a platform says "later" without saying when.
A_WHILE = timedelta(seconds=30)
# How long we try before a word counts as undeliverable; after that its window is closed anyway.
PATIENCE = timedelta(hours=24)
# A word that is old because its line stood still gets some tries all the same.
SOME_TRIES = 4
UNTIL_SOMEBODY_LOOKS = timedelta(days=3650)
_LARGEST_CODE = 2**31 - 1

# What a receipt has told meanwhile is not taken back: only a word that is still under way is
# written. A wait is the lane's, so that words keep their order; only a broadcast keeps its own.
_SETTLE = """
UPDATE mailroom_word w SET
    external_id = CASE WHEN r.external_id = '' OR w.state = 'queued' THEN w.external_id
        WHEN w.state = 'sending' OR w.external_id = '' THEN r.external_id
        ELSE w.external_id END,
    state = CASE WHEN w.state = 'sending' THEN r.state ELSE w.state END,
    sent_at = CASE WHEN w.state = 'sending' AND r.state = 'sent' THEN coalesce(w.sent_at, %(now)s)
        ELSE w.sent_at END,
    ended_at = CASE WHEN w.state = 'sending' AND r.state = 'undeliverable' THEN %(now)s
        ELSE w.ended_at END,
    not_before = CASE WHEN w.state = 'sending' AND w.bulk THEN coalesce(r.ready, w.not_before)
        ELSE w.not_before END,
    trouble_code = CASE WHEN w.state = 'sending' THEN r.code ELSE w.trouble_code END,
    trouble = CASE WHEN w.state = 'sending' THEN r.trouble ELSE w.trouble END,
    lease = NULL
FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(externals)s::text[],
            %(readies)s::timestamptz[], %(codes)s::int[], %(troubles)s::text[])
     AS r (id, state, external_id, ready, code, trouble)
WHERE w.city_id = %(city)s AND w.id = r.id
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a result means for its word. `under_way`: no receipt was quicker than we."""

    result: Result
    state: str
    code: int | None = None
    trouble: str = ""
    ready: datetime | None = None
    under_way: bool = True

    @property
    def stays(self) -> bool:
        """It goes back to its place in the lane."""
        return self.under_way and self.state == "queued"


def settle(city: City, results: Sequence[Result], now: datetime) -> None:
    """All results of one city in a constant number of statements. A result whose lease is gone
    (we were too slow) changes nothing: the word is `unknown` already, and stays in sight. One
    that we cannot write down leaves its word in doubt, and its neighbours unharmed."""
    with inside(city):
        halved(results, partial(_settle, now=now), partial(_park, now=now))


def _park(result: Result, error: Exception, *, now: datetime) -> None:
    _settle(
        [Result(result.job, unknown=f"jawaban platform aneh ({type(error).__name__})")], now=now
    )


def _settle(results: Sequence[Result], *, now: datetime) -> None:
    outcomes = _outcomes(results, now)
    _write(outcomes, now)
    _lanes(results, {o.result.job.word: o for o in outcomes}, now)
    _lines(results, now)
    leaving = [r.job.word for r in results if r.refused and r.refused.remedy == "opt_out"]
    if leaving:
        words = Word.objects.filter(pk__in=leaving)
        Contact.objects.filter(pk__in=words.values("contact")).update(wants_broadcasts=False)
    join_waiting([r.job.word for r in results if r.sent], now)


def _outcomes(results: Sequence[Result], now: datetime) -> list[Outcome]:
    """Of those results whose lease still holds. Their words are locked, in one order."""
    words = Word.objects.select_for_update().filter(pk__in=[r.job.word for r in results])
    fields = ("pk", "lease", "state", "queued_at", "not_before", "bulk")
    held = {word.pk: word for word in words.order_by("pk").only(*fields)}
    return [
        replace(_outcome(r, word, now), under_way=word.state == Word.State.SENDING)
        for r in results
        if (word := held.get(r.job.word)) and word.lease == r.job.lease
    ]


def _write(outcomes: Sequence[Outcome], now: datetime) -> None:
    args: dict[str, Any] = {
        "now": now,
        "city": current_id(),
        "ids": [o.result.job.word for o in outcomes],
        "states": [o.state for o in outcomes],
        "externals": [
            fitting(o.result.sent.external_id if o.result.sent else "") for o in outcomes
        ],
        "readies": [o.ready for o in outcomes],
        "codes": [o.code if abs(o.code or 0) <= _LARGEST_CODE else None for o in outcomes],
        "troubles": [o.trouble[:300] for o in outcomes],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, args)


def _outcome(r: Result, word: Word, now: datetime) -> Outcome:
    typing = isinstance(r.job.outgoing.content, TypingOut)
    if r.sent:
        return Outcome(r, "cancelled" if typing else "sent")
    if typing:
        return Outcome(r, "cancelled", trouble="tanda mengetik")
    if r.later:
        given_up = _given_up(r, word, now)
        state, ready = ("undeliverable", None) if given_up else ("queued", _again(r.later, now))
        return Outcome(r, state, r.later.code, r.later.reason, ready)
    if r.refused:
        return Outcome(r, _refused(r), r.refused.code, r.refused.reason)
    return Outcome(r, "unknown", trouble=r.unknown)


def _given_up(r: Result, word: Word, now: datetime) -> bool:
    """By age, not by tries: a platform may be away for hours."""
    since = word.queued_at if word.bulk else max(word.queued_at, word.not_before or word.queued_at)
    return now - since > PATIENCE and r.job.outgoing.tries >= SOME_TRIES


def _again(later: Later, now: datetime) -> datetime:
    return now + (later.wait or A_WHILE)


def _refused(r: Result) -> str:
    """Closed window: queued again, and the next claim takes the template (if there is one).
    A line that may not send keeps its words."""
    if r.refused and r.refused.remedy == "template" and not r.job.template:
        return "queued"
    if r.refused and r.refused.remedy == "pause_line":
        return "queued"
    return "undeliverable"


def _lanes(results: Sequence[Result], outcomes: Mapping[int, Outcome], now: datetime) -> None:
    """A lane is ready again when its first word may be tried again, or when the pair's own rate
    lets the next one go."""
    # One order for all who lock lanes, so that nobody waits in a circle.
    lanes = Lane.objects.select_for_update().filter(pk__in=[r.job.lane for r in results])
    held = {lane.pk: lane for lane in lanes.order_by("contact_id", "line_id")}
    given: list[tuple[int, int, datetime]] = []
    paced: list[Lane] = []
    for r in results:
        lane, outcome = held.get(r.job.lane), outcomes.get(r.job.word)
        if lane is None or lane.lease != r.job.lease:
            continue
        stays = outcome is not None and outcome.stays
        ready = (outcome.ready if outcome and stays else None) or now
        if not isinstance(r.job.outgoing.content, TypingOut) and (r.sent or r.unknown):
            lane.next_send_at = max(lane.next_send_at or now, now) + PAIR
            ready = max(now, lane.next_send_at - BORROWED)
            paced.append(lane)
        given.append((lane.pk, 0 if stays else 1, ready))
    if paced:
        Lane.objects.bulk_update(paced, ["next_send_at"])
    if given:
        free_lanes(given)


def _lines(results: Sequence[Result], now: datetime) -> None:
    """What concerns the whole line: wait, slow down, or stop and call for a human. A pause is
    only ever made longer: "busy, try again" does not wake a line whose token was revoked."""
    pauses: dict[int, tuple[datetime, str]] = {}
    for r in results:
        pause = _pause(r, now)
        if pause:
            pauses[r.job.line] = max(pauses.get(r.job.line, pause), pause)
    for line, (until, reason) in sorted(pauses.items()):
        shorter = Q(paused_until=None) | Q(paused_until__lt=until)
        Line.objects.filter(shorter, pk=line).update(paused_until=until, paused_reason=reason)


def _pause(r: Result, now: datetime) -> tuple[datetime, str] | None:
    if r.later and r.later.scope in ("line", "app"):
        return _again(r.later, now), f"{r.later.code}: {r.later.reason}"[:500]
    if r.refused and r.refused.remedy == "pause_line":
        return now + UNTIL_SOMEBODY_LOOKS, f"{r.refused.code}: {r.refused.reason}"[:500]
    return None
