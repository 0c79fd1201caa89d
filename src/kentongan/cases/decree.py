"""A holiday decreed, or a day worked after all: running clocks are counted anew, in the open."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kentongan.cases import clocks, journal
from kentongan.cases.actor import Actor
from kentongan.cases.clocks import Calendar
from kentongan.cases.models import Deadline, Holiday, Matter
from kentongan.pure.errors import Refusal

BATCH = 1000


@transaction.atomic
def decree(day: date, *, works: bool, name: str, by: Actor, now: datetime) -> int:
    """Say for this city that `day` is worked, or is not, and why. Every clock that runs past it
    keeps the working days it has left; each such matter gets a line in its journal. Gives how
    many clocks moved. Raises `Refusal` for a day that is over or a reason that is missing."""
    if not name.strip():
        raise Refusal("Tulis alasannya, misalnya nomor surat keputusan.")
    before = clocks.calendar()
    if day < before.day(now):
        raise Refusal("Hari itu sudah lewat; tenggat yang sudah dihitung tidak diubah lagi.")
    Holiday.objects.update_or_create(day=day, defaults={"works": works, "name": name.strip()})
    return _recount(before, clocks.anew(), day, by, now)


def _recount(before: Calendar, after: Calendar, day: date, by: Actor, now: datetime) -> int:
    running = Deadline.objects.filter(ended_at=None, paused_at=None, due_at__gte=now)
    ids = list(running.order_by("matter").values_list("matter_id", flat=True).distinct())
    moved = 0
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        locked = Matter.objects.select_for_update().filter(pk__in=some).order_by("pk")
        matters = {m.pk: m for m in locked}
        changed = []
        entries = []
        for deadline in running.filter(matter__in=matters):
            if before.day(deadline.due_at) < day or _by_the_hour(deadline, before):
                continue
            was = deadline.due_at
            deadline.due_at = after.after(now, before.left(was, now))
            if deadline.due_at == was:
                continue
            after.aim(deadline, now)
            changed.append(deadline)
            matter = matters[deadline.matter_id]
            details = {"clock": deadline.clock, "from": was.isoformat(),
                       "to": deadline.due_at.isoformat(), "day": day.isoformat()}  # fmt: skip
            entries.append(
                journal.Entry(matter, "retime", matter.state, matter.state, details={**details})
            )
        Deadline.objects.bulk_update(changed, ["due_at", "rungs", "next_at"])
        journal.write(entries, by=by, now=now)
        moved += len(changed)
    return moved


def _by_the_hour(deadline: Deadline, days: Calendar) -> bool:
    limit = days.limits.get(deadline.code)
    return limit is not None and limit.hours is not None
