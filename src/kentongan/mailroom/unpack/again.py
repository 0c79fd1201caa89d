"""Once more: what nobody could read, after the reason was put right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from kentongan.cases.halving import halved
from kentongan.cases.wake import wake
from kentongan.mailroom.models import Letter, Quarantine
from kentongan.mailroom.unpack import quarantine
from kentongan.mailroom.unpack.delivery import deliver
from kentongan.mailroom.unpack.frozen import thaw
from kentongan.mailroom.unpack.item import Item

MOST = 500  # in one transaction


def replay(rows: QuerySet[Quarantine], now: datetime) -> int:
    """Deliver again what is open among `rows`; says how many were tried.

    An item that was understood goes straight to its city. For one that was not, its whole letter
    is opened again: what of it had arrived falls as a duplicate. What fails again is parked
    again, as a new row. A row whose letter is forgotten stays as it is.
    """
    done, last = 0, 0
    newest = Quarantine.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    while True:
        with transaction.atomic():
            waiting = rows.filter(resolved_at=None, pk__gt=last, pk__lte=newest).order_by("pk")
            held = list(waiting.select_for_update(skip_locked=True)[:MOST])
            if not held:
                return done
            done += _replay(held, now)
        last = held[-1].pk


def _replay(rows: Sequence[Quarantine], now: datetime) -> int:
    thawed = {row.pk: item for row in rows if (item := _item(row))}
    letters = {row.letter for row in rows if row.pk not in thawed and row.letter}
    found = set(Letter.objects.filter(pk__in=letters).values_list("pk", flat=True))
    Letter.objects.filter(pk__in=found).update(unpacked_at=None)
    if thawed:
        halved(list(thawed.values()), partial(deliver, now=now), partial(_park, now=now))
    tried = [row.pk for row in rows if row.pk in thawed or row.letter in found]
    quarantine.resolve(tried, now)
    wake()
    return len(tried)


def _item(row: Quarantine) -> Item | None:
    try:
        event = thaw(bytes(row.item))
    except (ValueError, LookupError, TypeError, AttributeError):
        return None  # not an event of ours, but bytes as they came
    return Item(event, row.channel, row.app, row.at, row.letter)


def _park(item: Item, error: Exception, *, now: datetime) -> None:
    quarantine.park([(item, repr(error)[:2000])], now)
