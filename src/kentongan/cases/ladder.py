"""The ladder: whoever is late is reminded, then somebody above them hears of it. Never silently:
each rung is a line in the journal and a notice on somebody's screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kentongan.cases import clocks, journal
from kentongan.cases.actor import SYSTEM
from kentongan.cases.clocks import Calendar
from kentongan.cases.models import Deadline, Matter, Notice, Rung
from kentongan.people.posts import directory

Level = Rung.Level


@dataclass(frozen=True, slots=True)
class Gone:
    """A clock whose next rung is reached; its matter is locked. `rung` is the last one again
    where all were climbed."""

    deadline: Deadline
    matter: Matter
    rung: Rung


def gone_by(now: datetime, *, kind: str, most: int = 100) -> list[Gone]:
    """Clocks of open matters of this kind whose next rung is reached, longest ago first. Their
    matters are locked; those that somebody else holds are left for the next time."""
    waiting = Deadline.objects.filter(
        ended_at=None, paused_at=None, next_at__lte=now, matter__kind=kind
    )
    ids = sorted(set(waiting.order_by("next_at").values_list("matter_id", flat=True)[:most]))
    if not ids:
        return []
    locked = Matter.objects.select_for_update(skip_locked=True).filter(pk__in=ids).order_by("pk")
    matters = {m.pk: m for m in locked}
    calendar = clocks.calendar()
    due = waiting.filter(matter__in=matters).order_by("matter", "-clock")
    return [Gone(d, matters[d.matter_id], _rung(d, calendar)) for d in due]


def _rung(deadline: Deadline, calendar: Calendar) -> Rung:
    ladder = calendar.ladder(deadline)
    return ladder[min(deadline.rungs, len(ladder) - 1)]


def climb(gone: Sequence[Gone], *, urgent: frozenset[int], now: datetime) -> None:
    """One rung up for each: journal, notice, and the date of the next. Matters in `urgent` are
    told at once, by night as well. Seven statements, however many."""
    if not gone:
        return
    calendar = clocks.calendar()
    posts = directory(calendar.day(now))
    heard = [(one, posts.at(one.rung.level, one.matter.owner_id)) for one in gone]
    journal.write(
        [
            journal.Entry(
                one.matter, _verb(one), one.matter.state, one.matter.state,
                details={
                    "clock": one.deadline.clock, "limit": one.deadline.code,
                    "level": one.rung.level, "rung": one.deadline.rungs + 1,
                    "posts": ",".join(str(pk) for pk in ids),
                },
            )
            for one, ids in heard
        ],
        by=SYSTEM,
        now=now,
    )  # fmt: skip
    Notice.objects.bulk_create(
        [_notice(one, post, one.matter.pk in urgent, now) for one, ids in heard for post in ids],
        ignore_conflicts=True,
    )
    step_on([one.deadline for one in gone], calendar, now)


def _verb(one: Gone) -> str:
    return "remind" if one.rung.level == Level.OWNER else "escalate"


def _notice(one: Gone, post: int, urgent: bool, now: datetime) -> Notice:
    reminder = one.rung.level == Level.OWNER
    return Notice(
        matter=one.matter,
        post_id=post,
        kind=Notice.Kind.REMINDER if reminder else Notice.Kind.ESCALATION,
        level=one.rung.level,
        clock=one.deadline.clock,
        at=now,
        urgent=urgent,
    )


def step_on(deadlines: Sequence[Deadline], calendar: Calendar, now: datetime) -> None:
    """This rung is climbed; aim at the next one."""
    for deadline in deadlines:
        deadline.rungs += 1
        calendar.aim(deadline, now)
    Deadline.objects.bulk_update(deadlines, ["rungs", "next_at"])


def tell(
    matter: Matter, kind: Notice.Kind, level: str, *, urgent: bool = False, now: datetime
) -> list[int]:
    """Put a matter before the posts of a level, beside any rung. Gives their ids; the caller
    writes the journal line."""
    posts = directory(clocks.calendar().day(now)).at(level, matter.owner_id)
    Notice.objects.bulk_create(
        [
            Notice(matter=matter, post_id=post, kind=kind, level=level, clock="matter", at=now,
                   urgent=urgent)
            for post in posts
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return posts
