"""What a move does to the two clocks, and to those who were told that one was late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from kentongan.cases import clocks
from kentongan.cases.models import Deadline, Matter, Notice
from kentongan.pure.flow import Flow, S, Step


def state_of(flow: Flow[S], matter: Matter) -> S:
    return type(flow.start)(matter.state)


def turn(
    pairs: Sequence[tuple[Matter, Step[S]]], flow: Flow[S], now: datetime, due: datetime | None
) -> None:
    """Turn the clocks of matters that are about to take a step, seen as they still are.

    The step's clock restarts with the state, due on `due` where a date was promised. The law's is
    paused where it is the asker's turn, ends where nothing or only a debt is left, and runs on
    anywhere else; a matter that comes back after it ended gets the same limit again.
    """
    calendar = clocks.calendar()
    moved = [(m, step.to) for m, step in pairs if step.to]
    waiting = [m for m, to in moved if to in flow.waits]
    over = [m for m, to in moved if to in flow.debts or to in flow.ends]
    running = [m for m, to in moved if to not in flow.waits | flow.debts | flow.ends]
    clocks.stop([m for m, _ in moved], now, clock=Deadline.Clock.STEP)
    if over:
        clocks.stop(over, now)
    if waiting:
        clocks.pause(waiting, now, calendar)
    if running:
        clocks.resume(running, now, calendar)
    promises = [
        calendar.promise(m.pk, "step", code, now, due)
        for m, to in moved
        if (code := flow.clock(to))
    ]
    codes = _limits_again([m for m in running if m.ended_at or state_of(flow, m) in flow.debts])
    promises += [calendar.promise(pk, "matter", code, now) for pk, code in codes.items()]
    Deadline.objects.bulk_create(promises)
    _unnotice([m for m, _ in moved], [*over, *waiting], now)


def _limits_again(back: Sequence[Matter]) -> dict[int, str]:
    if not back:
        return {}
    last = Deadline.objects.filter(matter__in=[m.pk for m in back], clock="matter")
    return dict(last.order_by("starts_at").values_list("matter_id", "code"))


def _unnotice(moved: Sequence[Matter], quiet: Sequence[Matter], now: datetime) -> None:
    """Who was told of a step's clock need not look any more once the step is taken. What the
    law's clock raised stays before their eyes until that clock stands still."""
    step = Q(matter__in=[m.pk for m in moved], clock="step")
    both = Q(matter__in=[m.pk for m in quiet])
    Notice.objects.filter(step | both, done_at=None).update(done_at=now)
