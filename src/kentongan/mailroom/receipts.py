"""Receipts: what the platform tells about our words. Each is kept once; states go forward only."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from kentongan.cases.models import Matter
from kentongan.channels import wire
from kentongan.cities.locks import current_id, inside
from kentongan.cities.models import City
from kentongan.mailroom.insert import insert_new
from kentongan.mailroom.models import Receipt, Word

COLUMNS = {
    "line_id": "bigint", "external_id": "text", "status": "text", "at": "timestamptz",
    "arrived_at": "timestamptz", "ref": "text", "trouble_code": "int", "trouble": "text",
    "billable": "bool", "price_category": "text", "set_aside": "bool",
}  # fmt: skip
STATES = {
    "sent": Word.State.SENT,
    "failed": Word.State.UNDELIVERABLE,
    "delivered": Word.State.DELIVERED,
    "read": Word.State.READ,
    "played": Word.State.READ,
}
# Whoever has read it has it, whatever was reported as failed before or after.
RANK = {
    Word.State.SENT: 1,
    Word.State.UNDELIVERABLE: 2,
    Word.State.DELIVERED: 3,
    Word.State.READ: 4,
}
CHANGED = [
    "state", "external_id", "sent_at", "delivered_at", "read_at", "ended_at", "trouble_code",
    "trouble", "billable", "price_category",
]  # fmt: skip
# The window had closed when the platform tried (channels.md, C4): the template form goes out.
WINDOW_CLOSED = 131047
# A line's last receipt is only asked for in minutes; its row is much in demand.
LINE_EVERY = timedelta(seconds=10)
STRANGE_AFTER = timedelta(hours=24)
_LARGEST_CODE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Status:
    """A status on its way into the table: `name` is the platform's id, fit for a column."""

    line: int
    name: str
    event: wire.Receipt
    at: datetime
    arrived_at: datetime


def record(statuses: Sequence[Status], now: datetime) -> None:
    """Keep what is new and apply it to the words; what has no word yet waits for it."""
    if not statuses:
        return
    new = insert_new("mailroom_receipt", COLUMNS, [_row(s) for s in statuses], ("id",))
    if new:
        _apply(list(Receipt.objects.filter(pk__in=[pk for (pk,) in new])), now)
    _lines(statuses)


def join_waiting(words: Sequence[int], now: datetime) -> int:
    """Receipts that came before the platform's id of their word was known. Call it in the
    transaction that writes down the id."""
    if not words:
        return 0
    named = Word.objects.filter(pk__in=words).exclude(external_id="")
    keys = list(named.values_list("line_id", "external_id"))
    waiting = Receipt.objects.filter(word=None, set_aside=False)
    receipts = list(
        waiting.filter(line__in={k[0] for k in keys}, external_id__in={k[1] for k in keys})
    )
    return _apply(receipts, now) if receipts else 0


def batch(city: City, now: datetime, *, most: int = 500) -> int:
    """Join what two transactions missed because neither saw the other; and after a day stop
    waiting for words that another program sent on our number."""
    with inside(city):
        Receipt.objects.filter(
            word=None, set_aside=False, arrived_at__lt=now - STRANGE_AFTER
        ).update(set_aside=True)
        known = Word.objects.filter(
            line=OuterRef("line"), external_id=OuterRef("external_id")
        ).exclude(external_id="")
        receipts = Receipt.objects.filter(Exists(known), word=None, set_aside=False)
        found = list(receipts.order_by("pk")[:most])
        return _apply(found, now) if found else 0


def _row(s: Status) -> tuple[object, ...]:
    trouble = s.event.trouble
    code = trouble.code if trouble and abs(trouble.code) <= _LARGEST_CODE else None
    said = ": ".join(filter(None, (trouble.title, trouble.details))) if trouble else ""
    return (
        *(s.line, s.name, s.event.status, s.at, s.arrived_at, s.event.ref[:64]),
        *(code, said[:300], s.event.billable, s.event.price_category[:40], False),
    )


def _apply(receipts: Sequence[Receipt], now: datetime) -> int:
    """Words are locked in one order. Returns how many receipts found theirs."""
    words = _words(receipts)
    by_name = {(w.line_id, w.external_id): w for w in words if w.external_id}
    by_ref = {str(w.ref): w for w in words}
    found: list[Receipt] = []
    for receipt in sorted(receipts, key=lambda r: (r.at, RANK.get(_state(r), 0))):
        word = by_ref.get(receipt.ref) or by_name.get((receipt.line_id, receipt.external_id))
        if word is None or word.line_id != receipt.line_id:
            continue
        receipt.word = word
        found.append(receipt)
        by_name.setdefault((word.line_id, receipt.external_id), word)
        _advance(word, receipt)
    if found:
        touched = {receipt.word_id: receipt.word for receipt in found if receipt.word}
        again = [word for word in touched.values() if _may_try_the_template(word)]
        for word in again:
            word.state, word.external_id = Word.State.QUEUED, ""
            word.sent_at = word.ended_at = None
        Word.objects.bulk_update(touched.values(), CHANGED)
        Receipt.objects.bulk_update(found, ["word"])
        _back_on_their_lanes(again, now)
        _show(touched.values(), now)
    return len(found)


def _words(receipts: Iterable[Receipt]) -> list[Word]:
    names = {r.external_id for r in receipts}
    refs = {ref for r in receipts if (ref := _uuid(r.ref))}
    known = Q(external_id__in=names, line__in={r.line_id for r in receipts}) & ~Q(external_id="")
    return list(Word.objects.select_for_update().filter(known | Q(ref__in=refs)).order_by("pk"))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _state(receipt: Receipt) -> Word.State:
    return STATES.get(receipt.status, Word.State.QUEUED)


def _advance(word: Word, receipt: Receipt) -> None:
    """Forward only; each state keeps the first time it was reached. A lease is left alone: who
    holds it still has to give the lane back."""
    reached = _state(receipt)
    if receipt.status in STATES and not word.external_id:
        word.external_id = receipt.external_id
    if receipt.billable is not None:
        word.billable, word.price_category = receipt.billable, receipt.price_category
    _stamp(word, reached, receipt.at)
    if RANK.get(reached, 0) <= RANK.get(Word.State(word.state), 0):
        return
    word.state = reached
    failed = reached == Word.State.UNDELIVERABLE
    word.ended_at = receipt.at if failed else None
    if failed:
        word.trouble_code, word.trouble = receipt.trouble_code, receipt.trouble


def _stamp(word: Word, reached: Word.State, at: datetime) -> None:
    if reached == Word.State.SENT:
        word.sent_at = word.sent_at or at
    elif reached == Word.State.DELIVERED:
        word.delivered_at = word.delivered_at or at
    elif reached == Word.State.READ:
        word.read_at = word.read_at or at


def _may_try_the_template(word: Word) -> bool:
    return (
        word.state == Word.State.UNDELIVERABLE
        and word.trouble_code == WINDOW_CLOSED
        and bool(word.template)
        and not word.used_template
    )


def _back_on_their_lanes(words: Sequence[Word], now: datetime) -> None:
    """The window had closed under way: the other form of these words is owed now."""
    counts = Counter((word.contact_id, word.line_id) for word in words)
    if not counts:
        return
    lanes = sorted(counts)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE mailroom_lane lane SET pending = lane.pending + owed.n,
                ready_at = CASE WHEN lane.pending = 0 THEN %s ELSE lane.ready_at END
            FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS owed (contact_id, line_id, n)
            WHERE lane.city_id = %s AND lane.way = 'out'
              AND lane.contact_id = owed.contact_id AND lane.line_id = owed.line_id
            """,
            [
                *(now, [lane[0] for lane in lanes], [lane[1] for lane in lanes]),
                *([counts[lane] for lane in lanes], current_id()),
            ],
        )


def _show(words: Iterable[Word], now: datetime) -> None:
    """Whoever looks at the page of a matter sees the ticks turn."""
    matters = {word.matter_id for word in words if word.matter_id}
    if matters:
        Matter.objects.filter(pk__in=matters).update(touched_at=now)


def _lines(statuses: Sequence[Status]) -> None:
    latest: dict[int, datetime] = {}
    for s in statuses:
        latest[s.line] = max(latest.get(s.line, s.arrived_at), s.arrived_at)
    lines = sorted(latest)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE mailroom_line line SET last_receipt_at = heard.at
            FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[])
                 AS heard (id, at, before)
            WHERE line.city_id = %s AND line.id = heard.id
              AND coalesce(line.last_receipt_at < heard.before, true)
            """,
            [
                *(lines, [latest[line] for line in lines]),
                *([latest[line] - LINE_EVERY for line in lines], current_id()),
            ],
        )
