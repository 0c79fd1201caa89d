"""Opening and moving matters. `move_many` is the heart: every change of state passes here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from kentongan.cases import clocks, journal, turning
from kentongan.cases.actor import Actor
from kentongan.cases.models import Deadline, Matter
from kentongan.cases.turning import state_of
from kentongan.cities.locks import current_id
from kentongan.pure import tickets
from kentongan.pure.flow import Flow, S

Details = dict[str, int | str | bool | None]


@dataclass(frozen=True, slots=True)
class NewMatter:
    """A folder to open. `limit` is the code of the law's clock."""

    kind: str
    contact_id: int | None
    owner_id: int
    received_at: datetime
    limit: str
    details: Details = field(default_factory=dict)


@transaction.atomic(savepoint=False)
def open_many(
    news: Sequence[NewMatter], *, flow: Flow[S], by: Actor, now: datetime
) -> list[Matter]:
    """Open folders: number, journal and both clocks. Seven statements, whatever the batch."""
    if not news:
        return []
    calendar = clocks.calendar()
    start = flow.start
    matters = Matter.objects.bulk_create(
        Matter(
            kind=new.kind,
            number=number,
            token=f"{current_id()}-{tickets.token()}",
            state=start,
            state_since=now,
            received_at=new.received_at,
            created_at=now,
            touched_at=now,
            owner_id=new.owner_id,
            contact_id=new.contact_id,
        )
        for new, number in zip(news, _numbers(len(news)), strict=True)
    )
    journal.write(
        [
            journal.Entry(m, "receive", "", start, details=new.details)
            for m, new in zip(matters, news, strict=True)
        ],
        by=by,
        now=now,
    )
    step = flow.clock(start)
    promises = []
    for matter, new in zip(matters, news, strict=True):
        promises.append(calendar.promise(matter.pk, "matter", new.limit, new.received_at))
        if step:
            promises.append(calendar.promise(matter.pk, "step", step, new.received_at))
    Deadline.objects.bulk_create(promises)
    return matters


def _numbers(count: int) -> list[str]:
    """Fresh ticket numbers; a taken one (rare: 29^7 there are) is drawn again."""
    numbers: set[str] = set()
    while len(numbers) < count:
        drawn = {tickets.new() for _ in range(count - len(numbers))}
        taken = Matter.objects.filter(number__in=drawn).values_list("number", flat=True)
        numbers |= drawn - set(taken)
    return sorted(numbers, key=hash)


def move(
    matter: Matter, verb: str, *, flow: Flow[S], by: Actor, now: datetime, note: str = "",
    owner_id: int | None = None, details: Details | None = None, due: datetime | None = None,
) -> Matter:  # fmt: skip
    """Move one matter. Raises `Refusal` (not now) or `NotAllowed` (not you)."""
    [moved] = move_many(
        [matter.pk], verb, flow=flow, by=by, now=now, note=note, owner_id=owner_id,
        details=details, due=due,
    )  # fmt: skip
    return moved


@transaction.atomic
def move_many(
    ids: Sequence[int], verb: str, *, flow: Flow[S], by: Actor, now: datetime, note: str = "",
    owner_id: int | None = None, details: Details | None = None, due: datetime | None = None,
) -> list[Matter]:  # fmt: skip
    """Lock, ask the table, change the state, write the journal, change the clock.

    All or nothing: one matter that may not move refuses the batch. `due` is the step's date where
    it was promised, in place of the limit's.
    """
    matters = list(Matter.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    steps = [flow.step(verb, state_of(flow, m), by.role) for m in matters]
    entries = [
        journal.Entry(m, verb, m.state, step.lands(state_of(flow, m)), note, details or {})
        for m, step in zip(matters, steps, strict=True)
    ]
    journal.write(entries, by=by, now=now)
    turning.turn(list(zip(matters, steps, strict=True)), flow, now, due)
    for matter, step in zip(matters, steps, strict=True):
        if step.to and step.to != matter.state:
            matter.state, matter.state_since = step.to, now
        matter.ended_at = now if flow.is_end(state_of(flow, matter)) else None
        matter.owner_id = owner_id or matter.owner_id
        matter.touched_at = now
    Matter.objects.bulk_update(matters, ["state", "state_since", "ended_at", "owner", "touched_at"])
    return matters


@transaction.atomic
def note(
    matter: Matter, verb: str, *, by: Actor, now: datetime, text: str = "",
    details: Details | None = None,
) -> None:  # fmt: skip
    """Write a journal line beside any state: a note, a changed topic, a merged place."""
    journal.write(
        [journal.Entry(matter, verb, matter.state, matter.state, text, details or {})],
        by=by,
        now=now,
    )
    Matter.objects.filter(pk=matter.pk).update(touched_at=now)
