"""Waiting for the asker: the law's clock pauses, visibly, with a limit of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kentongan.cases import clocks, journal
from kentongan.cases.actions import Details
from kentongan.cases.actor import Actor
from kentongan.cases.models import Deadline, Matter, Notice
from kentongan.cases.turning import state_of
from kentongan.pure.errors import Refusal
from kentongan.pure.flow import Flow, S

WAITING = "step.waiting"


def waits(matter: Matter) -> bool:
    """Whether we wait for the asker, beside its state."""
    running = Deadline.objects.filter(matter=matter, ended_at=None, clock="step", code=WAITING)
    return running.exists()


@transaction.atomic
def pause(
    matter: Matter, *, by: Actor, now: datetime, note: str = "", details: Details | None = None
) -> None:
    """It is the asker's turn: the law's clock stands still, and `step.waiting` runs instead of
    the state's own. Raises `Refusal` for a matter whose law's clock does not run."""
    [matter] = Matter.objects.select_for_update().filter(pk=matter.pk)
    law = Deadline.objects.filter(matter=matter, clock="matter", ended_at=None, paused_at=None)
    if not law.exists():
        raise Refusal("Jamnya sedang tidak berjalan, jadi tidak ada yang perlu dijeda.")
    calendar = clocks.calendar()
    entry = journal.Entry(matter, "pause", matter.state, matter.state, note, details or {})
    journal.write([entry], by=by, now=now)
    clocks.stop([matter], now, clock="step")
    clocks.pause([matter], now, calendar)
    calendar.promise(matter.pk, "step", WAITING, now).save()
    Notice.objects.filter(matter=matter, done_at=None).update(done_at=now)
    Matter.objects.filter(pk=matter.pk).update(touched_at=now)


@transaction.atomic
def resume_many(
    ids: Sequence[int], *, flow: Flow[S], by: Actor, now: datetime, why: str
) -> list[int]:
    """They have answered, or their time is up: the clocks of those that wait run on.

    `why` is a code for the journal: `answered`, `lapsed` or `officer`. Gives the ids that waited;
    the others are left alone. One statement where nobody waits.
    """
    waiting = Deadline.objects.filter(matter__in=ids, ended_at=None, clock="step", code=WAITING)
    found = sorted(waiting.values_list("matter_id", flat=True))
    if not found:
        return []
    matters = list(Matter.objects.select_for_update().filter(pk__in=found).order_by("pk"))
    calendar = clocks.calendar()
    entries = [journal.Entry(m, "resume", m.state, m.state, details={"why": why}) for m in matters]
    journal.write(entries, by=by, now=now)
    clocks.stop(matters, now, clock="step")
    clocks.resume(matters, now, calendar)
    Deadline.objects.bulk_create(
        calendar.promise(m.pk, "step", code, now)
        for m in matters
        if (code := flow.clock(state_of(flow, m)))
    )
    Matter.objects.filter(pk__in=found).update(touched_at=now)
    return found
