"""Tray 1 to tray 2: letters become messages on lanes, receipts, words, news; or quarantine.

A batch is one transaction: what it leaves behind, and that its letters are unpacked. If it fails
it is halved until the poisoned letter stands alone, and that letter until the poisoned item does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from kentongan.cases.halving import halved
from kentongan.channels import by_name
from kentongan.channels.wire import Raw
from kentongan.mailroom.models import Letter, LineKey, Quarantine
from kentongan.mailroom.unpack import quarantine
from kentongan.mailroom.unpack.delivery import deliver
from kentongan.mailroom.unpack.item import Item

MOST_BYTES = 4 * 1024 * 1024
"""Of bodies in one batch; a letter that is larger comes alone."""


def batch(now: datetime, *, most: int = 100) -> int:
    """Unpack the oldest letters that nobody else holds. Returns how many."""
    with transaction.atomic():
        letters = _claim(most)
        if letters:
            halved(letters, partial(_unpack, now=now), partial(_one_by_one, now=now))
            Letter.objects.filter(pk__in=[x.pk for x in letters]).update(unpacked_at=now)
    return len(letters)


def replay_quarantine(channel: str, external_id: str, *, now: datetime | None = None) -> int:
    """Deliver what came for a line before it was ours. Returns how many items."""
    now, done, last = now or timezone.now(), 0, 0
    if not LineKey.objects.filter(channel=channel, external_id=external_id).exists():
        return 0
    newest = Quarantine.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    while True:
        with transaction.atomic():
            waiting = quarantine.waiting_for(
                channel, external_id, after=last, until=newest, most=500
            )
            if not waiting:
                return done
            halved([i for _, i in waiting], partial(deliver, now=now), partial(_park, now=now))
            quarantine.resolve([pk for pk, _ in waiting], now)
        done, last = done + len(waiting), waiting[-1][0]


def _claim(most: int) -> list[Letter]:
    """Sizes first: a hundred letters may be 300 MB. E-mail has a tray of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, octet_length(body) FROM mailroom_letter
            WHERE unpacked_at IS NULL AND channel <> 'mail'
            ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
            """,
            [most],
        )
        sizes = cursor.fetchall()
    chosen: list[int] = []
    room = MOST_BYTES
    for pk, size in sizes:
        room -= size
        if chosen and room < 0:
            break
        chosen.append(pk)
    return list(Letter.objects.filter(pk__in=chosen).order_by("pk")) if chosen else []


def _items(letter: Letter) -> Iterator[Item]:
    headers = dict(line.split(": ", 1) for line in letter.headers.splitlines() if ": " in line)
    raw = Raw(headers, bytes(letter.body))
    for event in by_name(letter.channel).parse(raw):
        yield Item(event, letter.channel, letter.app, letter.received_at, letter.pk)


def _unpack(letters: Sequence[Letter], *, now: datetime) -> None:
    deliver([item for letter in letters for item in _items(letter)], now)


def _one_by_one(letter: Letter, _: Exception, *, now: datetime) -> None:
    """Something in this letter is poisoned: the rest of it passes. If its channel cannot even
    open it, the letter is parked whole."""
    items: list[Item] = []

    def opened(letters: Sequence[Letter]) -> None:
        items[:] = _items(letters[0])

    def unopened(letter: Letter, error: Exception) -> None:
        quarantine.park_letter(letter, repr(error)[:2000], now)

    halved([letter], opened, unopened)
    if items:
        halved(items, partial(deliver, now=now), partial(_park, now=now))


def _park(item: Item, error: Exception, *, now: datetime) -> None:
    quarantine.park([(item, repr(error)[:2000])], now)
