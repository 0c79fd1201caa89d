"""A promise in working days ends on the day that an officer would point at in the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.pure.workdays import Hours, add, between, due_at, is_open, is_workday, next_opening

WIB = ZoneInfo("Asia/Pontianak")
WIT = ZoneInfo("Asia/Jayapura")
FRIDAY = date(2026, 11, 20)
NEW_YEAR = {date(2027, 1, 1)}
DESK = Hours.parse("Sen-Jum 07.15-21.00")

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
SETS = st.sets(DAYS, max_size=60)
COUNTS = st.integers(0, 60)
MOMENTS = st.integers(0, 3 * 365 * 86400).map(
    lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def test_a_report_of_friday_with_one_working_day_is_due_on_monday():
    assert add(FRIDAY, 1, ()) == date(2026, 11, 23)
    assert add(FRIDAY + timedelta(days=1), 1, ()) == date(2026, 11, 23)


def test_a_holiday_is_skipped_and_a_worked_one_is_not():
    eve = date(2026, 12, 31)
    assert add(eve, 1, NEW_YEAR) == date(2027, 1, 4)
    assert add(eve, 1, NEW_YEAR, NEW_YEAR) == date(2027, 1, 1)


def test_a_saturday_counts_when_the_city_works():
    saturday = date(2026, 11, 21)
    assert not is_workday(saturday, ())
    assert is_workday(saturday, (), {saturday})
    assert add(FRIDAY, 1, (), {saturday}) == saturday


def test_nobody_counts_working_days_backwards():
    with pytest.raises(ValueError, match="forward"):
        add(FRIDAY, -1, ())


@given(DAYS, COUNTS, SETS, SETS)
def test_counting_back_gives_what_was_added(day, n, holidays, worked):
    assert between(day, add(day, n, holidays, worked), holidays, worked) == n


@given(DAYS, COUNTS, SETS, SETS)
def test_a_promise_never_ends_on_a_day_off(day, n, holidays, worked):
    due = add(day, n, holidays, worked)
    assert due == day if n == 0 else is_workday(due, holidays, worked)
    assert due - day >= timedelta(days=n)


@given(DAYS, COUNTS, SETS, SETS)
def test_a_day_more_ends_later_and_a_later_receipt_never_ends_earlier(day, n, holidays, worked):
    assert add(day, n, holidays, worked) < add(day, n + 1, holidays, worked)
    later = day + timedelta(days=1)
    assert add(day, n, holidays, worked) <= add(later, n, holidays, worked)


@given(DAYS, COUNTS, COUNTS, SETS, SETS)
def test_two_waits_in_a_row_are_one_long_wait(day, n, m, holidays, worked):
    halfway = add(day, n, holidays, worked)
    assert add(halfway, m, holidays, worked) == add(day, n + m, holidays, worked)


@given(DAYS, COUNTS, SETS, DAYS)
def test_a_holiday_decreed_later_never_makes_a_promise_earlier(day, n, holidays, decreed):
    assert add(day, n, holidays) <= add(day, n, holidays | {decreed})


@given(DAYS, DAYS, DAYS, SETS, SETS)
def test_stretches_of_days_add_up(a, b, c, holidays, worked):
    assert between(a, a, holidays, worked) == 0
    assert between(a, b, holidays, worked) == -between(b, a, holidays, worked)
    a, b, c = sorted((a, b, c))
    first, second = between(a, b, holidays, worked), between(b, c, holidays, worked)
    assert first + second == between(a, c, holidays, worked)


def test_a_message_late_at_night_belongs_to_the_day_of_the_city():
    night = datetime(2026, 11, 19, 17, 30, tzinfo=UTC)  # Friday 00.30 in Pontianak
    assert due_at(night, 1, WIB, ()) == datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC)
    before = night - timedelta(hours=1)
    assert due_at(before, 1, WIB, ()) == datetime(2026, 11, 20, 16, 59, 59, tzinfo=UTC)


def test_the_same_promise_ends_two_hours_earlier_in_papua():
    noon = datetime(2026, 11, 20, 3, tzinfo=UTC)
    assert due_at(noon, 3, WIB, ()) - due_at(noon, 3, WIT, ()) == timedelta(hours=2)


@given(MOMENTS, COUNTS)
def test_a_promise_ends_with_its_local_day_and_not_before_it_was_made(received, n):
    due = due_at(received, n, WIB, NEW_YEAR)
    assert due.tzinfo is UTC
    assert due.astimezone(WIB).time() == time(23, 59, 59)
    assert due + timedelta(seconds=1) > received


@pytest.mark.parametrize("call", [lambda t: due_at(t, 1, WIB, ()), lambda t: is_open(t, WIB, DESK)])
def test_a_time_without_zone_is_not_guessed(call):
    with pytest.raises(ValueError, match="zone"):
        call(datetime(2026, 11, 20, 9))  # noqa: DTZ001


def test_desk_hours_are_read_as_a_city_writes_them():
    text = "Senin–Kamis 07.15-15.30; Jum: 07:15-11:30, 13.00 - 15.00\nSab,Minggu 08.00-24.00"
    hours = Hours.parse(text)
    assert hours.spans[0] == hours.spans[3] == ((time(7, 15), time(15, 30)),)
    friday = ((time(7, 15), time(11, 30)), (time(13), time(15)))
    assert hours.on(FRIDAY) == friday
    assert hours.spans[5] == hours.spans[6] == ((time(8), time.max),)
    assert Hours.parse("").spans == {}
    assert sorted(Hours.parse("Sab-Sen 8.00-9.00").spans) == [0, 5, 6]


@pytest.mark.parametrize(
    "text",
    ["Sen", "07.15-21.00", "Sen-Jum 07.15", "Sen 21.00-07.15", "Sen 07.15-25.00", "Foo 07.15-08.00",
     "Sen 07.15-08.00-09.00", "Sen 08.00-10.00, 09.00-11.00", "Sen-Rab-Jum 08.00-10.00",
     "Sen 23.00-24.30", "Sen 8-9"],
)  # fmt: skip
def test_unclear_desk_hours_are_reported(text):
    with pytest.raises(ValueError, match=r"unclear|span|24\.00"):
        Hours.parse(text)


def test_no_weekday_is_called_eight():
    with pytest.raises(ValueError, match="weekday"):
        Hours({8: ((time(8), time(9)),)})


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WIB)


def test_the_desk_opens_and_closes_on_the_minute():
    assert not is_open(local(20, 7, 14), WIB, DESK)
    assert is_open(local(20, 7, 15), WIB, DESK)
    assert is_open(local(20, 20, 59), WIB, DESK)
    assert not is_open(local(20, 21), WIB, DESK)
    assert not is_open(local(21, 9), WIB, DESK)
    assert not is_open(local(20, 9), WIB, DESK, {FRIDAY})
    assert is_open(local(20, 9), WIB, DESK, {FRIDAY}, {FRIDAY})


def test_a_desk_that_is_attended_until_midnight_has_no_gap():
    always = Hours.parse("Sen-Min 00.00-24.00")
    assert is_open(datetime(2026, 11, 20, 23, 59, 59, tzinfo=WIB), WIB, always)
    assert is_open(local(21, 0), WIB, always)


@pytest.mark.parametrize(
    ("now", "holidays", "opening"),
    [
        (local(20, 6), (), local(20, 7, 15)),
        (local(20, 9), (), local(20, 9)),
        (local(20, 21), (), local(23, 7, 15)),
        (local(20, 21), {date(2026, 11, 23)}, local(24, 7, 15)),
        (local(22, 12), (), local(23, 7, 15)),
    ],
)
def test_a_resident_who_writes_after_hours_hears_when_people_are_back(now, holidays, opening):
    assert next_opening(now, WIB, DESK, holidays) == opening


def test_a_resident_who_writes_in_the_lunch_break_hears_of_the_afternoon():
    hours = Hours.parse("Jum 07.15-11.30, 13.00-15.00")
    assert next_opening(local(20, 12), WIB, hours) == local(20, 13)


def test_a_desk_that_never_opens_promises_nothing():
    assert next_opening(local(20, 9), WIB, Hours({})) is None


@given(MOMENTS, SETS, SETS)
def test_at_the_next_opening_the_desk_is_open_and_in_between_it_is_not(now, holidays, worked):
    opening = next_opening(now, WIB, DESK, holidays, worked)
    assert opening is not None
    assert opening >= now
    assert is_open(opening, WIB, DESK, holidays, worked)
    if opening > now:
        assert not is_open(opening - timedelta(seconds=1), WIB, DESK, holidays, worked)
        middle = now + (opening - now) / 2
        assert not is_open(middle, WIB, DESK, holidays, worked)
