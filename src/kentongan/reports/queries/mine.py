"""What lies with one person: what rose to their post, what is due, what waits for them.

A constant number of statements. They start from what is open or running, which partial indexes
hold (`notices_open`, `open_matters`, `deadlines_of_matter`), so that a million reports that are
done cost nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Case, Count, Max, Min, Q, QuerySet, When

from kentongan.cases.models import Deadline, Notice
from kentongan.cases.waiting import WAITING
from kentongan.people.models import Post, Staff
from kentongan.people.posts import directory
from kentongan.pure.flow import Role
from kentongan.reports.models import Report
from kentongan.reports.queries import queue
from kentongan.reports.queries.turns import AGENCY_TURN, OFFICE_TURN

MOST_RAISED, MOST_DUE = 40, 30


@dataclass(frozen=True, slots=True)
class Raised:
    """A matter with open notices for this person's posts. `new`: not opened since."""

    matter: int
    kinds: Collection[str]
    at: datetime
    new: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """Ids in the order in which they are shown; `reports` holds those this person may see. The
    numbers count all, the lists their first."""

    raised: list[Raised]
    raised_all: int
    raised_new: int
    due: list[int]
    due_all: int
    waiting: list[int]
    waiting_all: int
    reports: dict[int, Report]


def posts_of(staff: Staff, today: date) -> list[int]:
    """The post they hold, and those they hear for because nobody holds them. Two statements."""
    known = directory(today)
    return [pk for pk in known.posts if pk == staff.seat_id or known.hears(pk) == staff.seat_id]


def mine(staff: Staff, now: datetime, zone: ZoneInfo) -> Mine:
    """Six statements at most."""
    posts = posts_of(staff, now.astimezone(zone).date())
    raised, raised_all, raised_new = _raised(posts)
    tonight = datetime.combine(now.astimezone(zone).date(), time.max, zone)
    due, due_all, waiting, waiting_all = _turns(staff, tonight)
    shown = {*(one.matter for one in raised), *due, *waiting}
    found = queue.in_full(staff, [*shown])
    return Mine(
        raised, raised_all, raised_new, due, due_all, waiting, waiting_all,
        {report.pk: report for report in found},
    )  # fmt: skip


def _raised(posts: Collection[int]) -> tuple[list[Raised], int, int]:
    """Not opened first, then the longest late."""
    open_ones = Notice.objects.filter(post__in=posts, done_at=None)
    running = Q(matter__deadlines__ended_at=None, matter__deadlines__paused_at=None)
    rows = (
        open_ones.values("matter")
        .annotate(
            kinds=ArrayAgg("kind", distinct=True),
            last=Max("at"),
            unseen=Count("pk", filter=Q(seen_at=None)),
            due=Min("matter__deadlines__due_at", filter=running),
        )
        .annotate(new=Case(When(unseen__gt=0, then=True), default=False))
        .order_by("-new", "due", "matter")[:MOST_RAISED]
    )
    found = [Raised(r["matter"], r["kinds"], r["last"], r["new"]) for r in rows]
    every, fresh = (
        Count("matter", distinct=True),
        Count("matter", distinct=True, filter=Q(seen_at=None)),
    )
    counted = open_ones.aggregate(every=every, fresh=fresh)
    return found, counted["every"], counted["fresh"]


_TURNS = """
SELECT matter, soon, every FROM (
    SELECT matter, due, soon, count(*) OVER (PARTITION BY soon) AS every,
        row_number() OVER (PARTITION BY soon ORDER BY due, matter) AS place
    FROM (SELECT matter, due, due <= %s AS soon FROM ({turn}) turn (matter, due)) timed
) placed WHERE place <= %s ORDER BY soon DESC, place
"""


def _turns(staff: Staff, tonight: datetime) -> tuple[list[int], int, list[int], int]:
    """What it is their turn with: due by tonight, and what comes after, the nearest first, and how
    many there are of each. One statement."""
    turn = _turn(staff)
    if turn is None:
        return [], 0, [], 0
    by_matter = turn.order_by().values("matter").annotate(due=Min("due_at"))
    sql, args = by_matter.values("matter", "due").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_TURNS.format(turn=sql), [tonight, *args, MOST_DUE])
        rows = cursor.fetchall()
    soon = [row for row in rows if row[1]]
    later = [row for row in rows if not row[1]]
    return *_first_of(soon), *_first_of(later)


def _first_of(rows: Sequence[tuple[int, bool, int]]) -> tuple[list[int], int]:
    return [matter for matter, _, _ in rows], rows[0][2] if rows else 0


def _turn(staff: Staff) -> QuerySet[Deadline] | None:
    """Running clocks of what waits for them; None for who leads the whole city."""
    running = Deadline.objects.filter(
        ended_at=None, paused_at=None, matter__ended_at=None, matter__kind="report"
    ).exclude(code=WAITING)
    if staff.role == Role.AGENCY:
        return running.filter(matter__owner=staff.agency_id, matter__state__in=AGENCY_TURN)
    if staff.seat.level in (Post.Level.SECRETARY, Post.Level.MAYOR):
        return None
    return running.filter(matter__state__in=OFFICE_TURN)


def opened(staff: Staff, report: Report, now: datetime) -> int:
    """They have opened it: what their own post was told of it is seen. One statement."""
    own = Notice.objects.filter(matter=report.pk, post=staff.seat_id, seen_at=None)
    return own.update(seen_at=now)
