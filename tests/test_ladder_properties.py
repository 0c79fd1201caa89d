"""Whatever the holidays, the limit and the hour: the ladder is climbed upward and never ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kentongan.cases.clocks import Calendar
from kentongan.cases.models import Deadline, Rung, TimeLimit
from kentongan.cities.locks import inside
from kentongan.cities.models import City

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Pontianak")
FIRST = date(2026, 1, 1)
STEPS = ((-3, "owner"), (0, "chief"), (3, "secretary"), (5, "mayor"))
days_off = st.frozensets(st.integers(0, 300).map(lambda n: FIRST + timedelta(days=n)), max_size=60)
hours_on = st.integers(0, 180 * 24)
ANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def here(db: None) -> Iterator[City]:
    city = City.objects.create(slug="contoh", name="Kota Contoh", latitude=0.0, longitude=109.3)
    with inside(city):
        yield city


def calendar(limit: int, off: frozenset[date]) -> Calendar:
    ladder = tuple(Rung(code=level, clock="matter", days=n, level=level) for n, level in STEPS)
    return Calendar(
        zone=ZONE, off=off, on=frozenset(),
        limits={"matter.x": TimeLimit(code="matter.x", working_days=limit, law="")},
        ladders={"matter": ladder},
    )  # fmt: skip


@ANY
@given(begun=hours_on, limit=st.integers(1, 60), off=days_off)
def test_each_rung_comes_after_the_one_before_and_there_is_always_a_next(
    here: City, begun: int, limit: int, off: frozenset[date]
) -> None:
    start, days = EPOCH + timedelta(hours=begun), calendar(limit, off)
    deadline: Deadline = days.promise(1, "matter", "matter.x", start)
    now, seen = start, []
    for _ in range(8):
        assert deadline.next_at is not None and deadline.next_at > now
        now = deadline.next_at
        seen.append(min(deadline.rungs, len(STEPS) - 1))
        deadline.rungs += 1
        days.aim(deadline, now)
    assert seen == sorted(seen) and seen[-1] == len(STEPS) - 1
    assert {1, 2, 3} <= set(seen)  # only a reminder before the date may be left out


@ANY
@given(begun=hours_on, limit=st.integers(1, 60), off=days_off, hours=st.integers(0, 2000))
def test_reminders_are_of_before_the_date_and_all_else_of_after_it(
    here: City, begun: int, limit: int, off: frozenset[date], hours: int
) -> None:
    start, days = EPOCH + timedelta(hours=begun), calendar(limit, off)
    deadline = days.promise(1, "matter", "matter.x", start)
    now = start + timedelta(hours=hours)
    days.aim(deadline, now)
    assert deadline.next_at is not None
    reminder = deadline.rungs < len(STEPS) and STEPS[deadline.rungs][0] < 0
    assert reminder == (deadline.next_at < deadline.due_at)
    if reminder:
        assert deadline.next_at > now
        assert days.day(deadline.next_at) not in off
