"""What people said: messages, the lanes they wait on, and files still with the platform."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from kentongan.cases.wake import wake
from kentongan.channels.wire import Renamed, Said, Sender, Wish
from kentongan.cities.locks import current_id
from kentongan.mailroom.insert import insert_new
from kentongan.mailroom.models import File, Message
from kentongan.mailroom.unpack.item import Item, fitting
from kentongan.people.models import Contact

COLUMNS = {
    "line_id": "bigint", "contact_id": "bigint", "external_id": "text", "at": "timestamptz",
    "arrived_at": "timestamptz", "kind": "text", "text": "text", "choice": "text",
    "latitude": "float8", "longitude": "float8", "reply_to": "text", "refers_to": "text",
    "forwarded": "bool", "history": "bool", "body": "jsonb", "outcome": "text",
    "outcome_note": "text", "taken_at": "timestamptz",
}  # fmt: skip
LONGEST_TEXT = 65_536
LONGEST_CHOICE = 256
STOP, RESUME = "stop", "resume"


@dataclass(frozen=True, slots=True)
class Told:
    """Something a known person said on a known line."""

    item: Item
    line: int
    contact: Contact

    @property
    def key(self) -> tuple[int, str]:
        return self.line, self.item.name


def speaker(event: Said | Renamed | Wish) -> Sender:
    return event.new if isinstance(event, Renamed) else event.sender


def record(told: Sequence[Told], now: datetime) -> None:
    """Store what is new, put it on its lanes, and wake whoever takes it."""
    by_key = {t.key: t for t in reversed(told)}
    rows = [_row(t, now) for t in told]
    new = insert_new("mailroom_message", COLUMNS, rows, ("id", "line_id", "external_id"))
    stored = [(pk, by_key[(line, name)]) for pk, line, name in new]
    _files(stored, now)
    _wishes([t for _, t in stored if isinstance(t.item.event, Wish)])
    waiting = [t for _, t in stored if _note(t.item.event) == ""]
    if waiting:
        _lanes(waiting, now)
        wake()


def _note(event: object) -> str:
    """Why nobody has to take it; empty when somebody has."""
    if isinstance(event, Renamed):
        return "ganti nomor"
    if isinstance(event, Wish):
        return "keinginan soal siaran"
    if isinstance(event, Said) and event.history:
        return "riwayat"
    return "pesan grup" if isinstance(event, Said) and event.group else ""


def _row(t: Told, now: datetime) -> tuple[Any, ...]:
    event, note = t.item.event, _note(t.item.event)
    said = event if isinstance(event, Said) else None
    place = said.place if said else None
    return (
        *(t.line, t.contact.pk, t.item.name, t.item.at, t.item.arrived_at),
        *_words(event),
        *((place.latitude, place.longitude) if place else (None, None)),
        *((fitting(said.reply_to), fitting(said.refers_to)) if said else ("", "")),
        *((said.forwarded, said.history) if said else (False, False)),
        json.dumps(getattr(event, "body", {}), ensure_ascii=False),
        *(("set_aside", note, now) if note else ("", "", None)),
    )


def _words(event: object) -> tuple[str, str, str]:
    """(kind, text, choice)"""
    if isinstance(event, Renamed):
        return "renamed", "Berganti nomor.", ""
    if isinstance(event, Wish):
        if event.stop:
            return "wish", "Tidak ingin menerima siaran lagi.", STOP
        return "wish", "Ingin menerima siaran lagi.", RESUME
    assert isinstance(event, Said)
    text = event.text
    if not text and event.place:
        text = "\n".join(filter(None, (event.place.name, event.place.address)))
    choice = event.choice.id if event.choice else ""
    return event.kind, text[:LONGEST_TEXT], choice[:LONGEST_CHOICE]


def _files(stored: Sequence[tuple[int, Told]], now: datetime) -> None:
    File.objects.bulk_create(
        File(
            key=uuid.uuid4().hex,
            message_id=pk,
            media=asdict(t.item.event.media),
            name=t.item.event.media.filename[:200],
            mime=t.item.event.media.mime[:100],
            since=now,
            ready_at=now,
        )
        for pk, t in stored
        if isinstance(t.item.event, Said) and t.item.event.media
    )


def _wishes(told: Sequence[Told]) -> None:
    """The latest wish by the platform's clock holds, in whatever order they arrive."""
    if not told:
        return
    latest = dict(
        Message.objects.filter(kind="wish", contact__in={t.contact.pk for t in told})
        .order_by("at", "pk")
        .values_list("contact_id", "choice")
    )
    for choice in (STOP, RESUME):
        contacts = [pk for pk, wish in latest.items() if wish == choice]
        if contacts:
            Contact.objects.filter(pk__in=contacts).update(wants_broadcasts=choice == RESUME)


def _lanes(told: Sequence[Told], now: datetime) -> None:
    """Lanes are locked in one order, so that nobody waits in a circle."""
    counts: dict[tuple[int, int], int] = {}
    spoke: dict[tuple[int, int], datetime] = {}
    for t in told:
        lane = (t.contact.pk, t.line)
        counts[lane] = counts.get(lane, 0) + 1
        spoke[lane] = max(spoke.get(lane, t.item.at), t.item.at)
    lanes = sorted(counts)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO mailroom_lane AS lane
                (city_id, contact_id, line_id, way, pending, ready_at, spoke_at, bulk)
            SELECT %s, contact_id, line_id, 'in', pending, %s, spoke_at, false
            FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::timestamptz[])
                 AS new (contact_id, line_id, pending, spoke_at)
            ON CONFLICT (city_id, contact_id, line_id, way) DO UPDATE SET
                pending = lane.pending + excluded.pending,
                ready_at = CASE WHEN lane.pending = 0 THEN excluded.ready_at
                                ELSE lane.ready_at END,
                spoke_at = greatest(lane.spoke_at, excluded.spoke_at)
            """,
            [
                *(current_id(), now, [lane[0] for lane in lanes], [lane[1] for lane in lanes]),
                *([counts[lane] for lane in lanes], [spoke[lane] for lane in lanes]),
            ],
        )
