"""Times and numbers sound as a neighbour would say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.pure.sayings import day, exact, greeting, left, number, shorten, size, when

WIB = ZoneInfo("Asia/Pontianak")
NOW = datetime(2026, 11, 25, 20, 0, tzinfo=WIB)  # a Wednesday evening
HOLIDAY = {date(2026, 11, 26)}


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WIB).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(25, 9, 12), "tadi pagi 09.12"),
        (at(25, 2, 5), "dini hari tadi 02.05"),
        (at(25, 11), "tadi siang 11.00"),
        (at(25, 17, 59), "tadi sore 17.59"),
        (at(25, 19, 30), "malam ini 19.30"),
        (NOW - timedelta(seconds=59), "baru saja"),
        (at(24, 14, 3), "kemarin 14.03"),
        (at(24, 0, 1), "kemarin 00.01"),
        (at(23, 9, 12), "Senin 09.12"),
        (at(19, 9, 12), "Kamis 09.12"),
        (at(18, 9, 12), "18 November 2026"),
        (at(3), "3 November 2026"),
        (at(25, 22), "nanti malam 22.00"),
        (at(26, 8), "besok 08.00"),
        (at(27, 8), "27 November 2026"),
    ],
)
def test_a_moment_is_said_as_of_tonight(moment, said):
    assert when(moment, NOW, WIB) == said


def test_yesterday_begins_at_the_midnight_of_the_city():
    moment = datetime(2026, 11, 24, 16, 59, tzinfo=UTC)  # 23.59 in Pontianak, 01.59 in Jayapura
    assert when(moment, NOW, WIB) == "kemarin 23.59"
    night = NOW - timedelta(hours=3)
    assert when(moment, night, ZoneInfo("Asia/Jayapura")) == "dini hari tadi 01.59"


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Jakarta", "22 November 2026 09.12 WIB"),
        ("Asia/Pontianak", "22 November 2026 09.12 WIB"),
        ("Asia/Makassar", "22 November 2026 10.12 WITA"),
        ("Asia/Jayapura", "22 November 2026 11.12 WIT"),
        ("Asia/Tokyo", "22 November 2026 11.12 UTC+0900"),
    ],
)
def test_an_exact_time_names_its_zone(zone, said):
    assert exact(datetime(2026, 11, 22, 2, 12, tzinfo=UTC), ZoneInfo(zone)) == said


def test_a_day_is_said_with_its_weekday():
    assert day(date(2026, 11, 22)) == "Minggu, 22 November 2026"
    assert day(date(2027, 1, 1)) == "Jumat, 1 Januari 2027"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (at(25, 23, 59), "hari ini"),
        (at(25, 19), "lewat hari ini"),
        (at(27, 23), "1 hari kerja lagi"),
        (at(30, 23), "2 hari kerja lagi"),
        (at(26, 23), "1 hari lagi"),
        (at(23, 23), "lewat 2 hari kerja"),
        (at(20, 23), "lewat 3 hari kerja"),
    ],
)
def test_an_officer_sees_what_is_left_of_a_time_limit(due, said):
    assert left(due, NOW, WIB, HOLIDAY) == said


def test_on_saturday_a_promise_of_friday_is_late_by_a_day():
    assert left(at(20, 23), at(21), WIB, ()) == "lewat 1 hari"


@pytest.mark.parametrize(
    ("hour", "said"),
    [(0, "malam"), (3, "malam"), (4, "pagi"), (10, "pagi"), (11, "siang"), (14, "siang"),
     (15, "sore"), (17, "sore"), (18, "malam"), (23, "malam")],
)  # fmt: skip
def test_a_resident_is_greeted_by_the_clock_of_the_city(hour, said):
    assert greeting(at(25, hour, 59), WIB) == f"Selamat {said}"


def test_a_time_without_zone_is_not_guessed():
    with pytest.raises(ValueError, match="zone"):
        greeting(datetime(2026, 11, 25, 8), WIB)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "said"),
    [(1234.5, "1.234,5"), (0, "0"), (1000000, "1.000.000"), (-1234.25, "-1.234,25"), (0.1, "0,1"),
     (Decimal("12.50"), "12,5"), (2.0, "2"), (1e21, "1.000.000.000.000.000.000.000"), (-0.0, "0"),
     (Decimal("1E+3"), "1.000")],
)  # fmt: skip
def test_numbers_are_written_with_dot_and_comma(value, said):
    assert number(value) == said


def test_numbers_are_rounded_where_asked():
    assert number(1234.567, 1) == "1.234,6"
    assert number(3, 2) == "3,00"
    assert number(-0.001, 1) == "0,0"
    with pytest.raises(ValueError, match="finite"):
        number(float("nan"))


@given(st.integers(-(10**15), 10**15))
def test_a_written_number_can_be_read_back(value):
    assert int(number(value).replace(".", "")) == value


@pytest.mark.parametrize(
    ("bytes_", "said"),
    [(0, "0 byte"), (850, "850 byte"), (999, "999 byte"), (1000, "1 KB"), (1234567, "1,2 MB"),
     (9_949_999, "9,9 MB"), (9_999_999, "10 MB"), (64_000_000, "64 MB"), (999_999, "1 MB"),
     (5 * 10**15, "5.000 TB")],
)  # fmt: skip
def test_the_size_of_a_file_is_said_in_few_digits(bytes_, said):
    assert size(bytes_) == said


@pytest.mark.parametrize(
    ("text", "n", "said"),
    [
        ("lampu jalan mati", 16, "lampu jalan mati"),
        ("lampu  jalan\nmati", 16, "lampu jalan mati"),
        ("lampu jalan mati", 12, "lampu jalan…"),
        ("lampu jalan, mati", 15, "lampu jalan…"),
        ("lampu jalan mati", 10, "lampu…"),
        ("pneumonoultramikroskopik", 10, "pneumonou…"),
        ("lampu", 1, "…"),
        ("lampu", 0, ""),
    ],
)
def test_a_long_text_is_shortened_after_a_word(text, n, said):
    assert shorten(text, n) == said


@given(st.text(max_size=60), st.integers(0, 70))
def test_a_shortened_text_keeps_to_its_length(text, n):
    short = shorten(text, n)
    assert len(short) <= n
    assert "\n" not in short
