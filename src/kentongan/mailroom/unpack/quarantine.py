"""What could not be unpacked, kept alone, with the reason; and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from kentongan.mailroom.models import Letter, Quarantine
from kentongan.mailroom.unpack.frozen import freeze, thaw
from kentongan.mailroom.unpack.item import Item

UNKNOWN_LINE = "unknown line"
UNKNOWN_ACCOUNT = "unknown account"


def park(items: Iterable[tuple[Item, str]], now: datetime) -> None:
    """One statement for all of them."""
    Quarantine.objects.bulk_create(
        Quarantine(
            letter=item.letter,
            channel=item.channel,
            app=item.app,
            line=item.line[:64],
            reason=reason,
            item=freeze(item.event),
            at=now,
        )
        for item, reason in items
    )


def park_letter(letter: Letter, reason: str, now: datetime) -> None:
    """A letter that its channel could not even open."""
    Quarantine.objects.create(
        letter=letter.pk,
        channel=letter.channel,
        app=letter.app,
        reason=reason,
        item=letter.body,
        at=now,
    )


def waiting_for(
    channel: str, line: str, *, after: int, until: int, most: int
) -> list[tuple[int, Item]]:
    """Items of a line nobody knew, oldest first. They are locked until the caller commits."""
    rows = Quarantine.objects.select_for_update(skip_locked=True).filter(
        channel=channel, line=line, reason=UNKNOWN_LINE, resolved_at=None, pk__gt=after,
        pk__lte=until,
    )  # fmt: skip
    return [
        (row.pk, Item(thaw(bytes(row.item)), row.channel, row.app, row.at, row.letter))
        for row in rows.order_by("pk")[:most]
    ]


def resolve(rows: Sequence[int], now: datetime) -> None:
    Quarantine.objects.filter(pk__in=rows).update(resolved_at=now)
