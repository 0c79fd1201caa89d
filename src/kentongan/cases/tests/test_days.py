"""The city's calendar: who may say that a day is free, and what they see before they say it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from kentongan.cases.actor import acting
from kentongan.cases.decree import decree
from kentongan.cases.foreseeing import foresee
from kentongan.cases.models import Deadline, Holiday, JournalLine
from kentongan.cities.locks import inside
from kentongan.pure.errors import Refusal
from kentongan.reports.tests.builders import Town, town

# A Tuesday, 10.00 in Pontianak.
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 27)


@pytest.fixture
def kota(db: None) -> Iterator[Town]:
    with time_machine.travel(NOW, tick=False):
        yield town()


def url(place: Town, *more: str) -> str:
    return place.url(None, "kalender", *more)


def said(day: date = FRIDAY, kind: str = "libur", why: str = "SK 12/2026") -> dict[str, str]:
    return {"hari": day.isoformat(), "jenis": kind, "alasan": why}


def test_the_year_shows_its_holidays_by_name(kota: Town) -> None:
    shown = kota.client(kota.officer).get(url(kota) + "?tahun=2026").content.decode()
    assert "Kalender 2026" in shown and "Kemerdekaan" in shown and "Senin 17" in shown
    assert shown.count('class="month"') == 12


def test_looking_moves_nothing_and_counts_what_would_move(kota: Town) -> None:
    for _ in range(3):
        kota.report(state="assigned", at=NOW)
    answer = kota.client(kota.officer).get(url(kota), said())
    shown = answer.content.decode()
    assert "Jumat, 27 November 2026 libur." in shown and "pada 3 laporan akan mundur" in shown
    with inside(kota.city):
        assert not Holiday.objects.filter(day=FRIDAY).exists()


def test_confirming_moves_the_clocks_and_says_how_many(kota: Town) -> None:
    report = kota.report(state="assigned", at=NOW)
    with inside(kota.city):
        before = Deadline.objects.get(matter=report.pk, clock="matter").due_at
    answer = kota.client(kota.officer).post(url(kota, "decree"), said(), follow=True)
    assert "2 tenggat bergeser" in answer.content.decode()
    with inside(kota.city):
        assert Holiday.objects.get(day=FRIDAY).name == "SK 12/2026"
        assert Deadline.objects.get(matter=report.pk, clock="matter").due_at > before
        line = JournalLine.objects.filter(matter=report.pk, verb="retime").first()
        assert line is not None and line.staff_id == kota.officer.pk


def test_a_saturday_that_is_worked_brings_dates_nearer(kota: Town) -> None:
    kota.report(state="assigned", at=NOW)
    saturday = FRIDAY + timedelta(days=1)
    shown = kota.client(kota.head).get(url(kota), said(saturday, "masuk")).content.decode()
    assert "tetap masuk." in shown and "akan maju" in shown


def test_a_day_that_is_over_is_left_alone(kota: Town) -> None:
    yesterday = NOW.date() - timedelta(days=1)
    shown = kota.client(kota.officer).get(url(kota), said(yesterday)).content.decode()
    assert "sudah lewat" in shown and "Tetapkan" not in shown
    answer = kota.client(kota.officer).post(url(kota, "decree"), said(yesterday))
    assert answer.status_code == 422


def test_without_a_reason_nothing_is_decreed(kota: Town) -> None:
    answer = kota.client(kota.officer).post(url(kota, "decree"), said(why=" "))
    assert answer.status_code == 422
    with inside(kota.city), pytest.raises(Refusal):
        decree(FRIDAY, works=False, name=" ", by=acting(kota.officer), now=NOW)


@pytest.mark.parametrize("year", ["abcd", "99999", "1", "٢٠٢٦", ""])
def test_a_year_that_makes_no_sense_is_this_one(kota: Town, year: str) -> None:
    answer = kota.client(kota.officer).get(url(kota), {"tahun": year})
    assert "Kalender 2026" in answer.content.decode()


def test_an_agency_does_not_decide_about_days(kota: Town) -> None:
    assert kota.client(kota.dishub).get(url(kota)).status_code == 404
    assert kota.client(kota.dishub).post(url(kota, "decree"), said()).status_code == 404


def test_a_day_of_one_city_is_no_day_of_the_other(kota: Town) -> None:
    lampung = town("bandarlampung")
    report = lampung.report(state="received", at=NOW)
    with inside(lampung.city):
        before = Deadline.objects.get(matter=report.pk, clock="matter").due_at
    kota.client(kota.officer).post(url(kota, "decree"), said())
    with inside(lampung.city):
        assert Deadline.objects.get(matter=report.pk, clock="matter").due_at == before
        assert not Holiday.objects.filter(day=FRIDAY).exists()
    assert kota.client(kota.officer).get(url(lampung)).status_code == 404


@pytest.mark.parametrize("seed", range(4))
def test_what_is_foreseen_is_what_comes(kota: Town, seed: int) -> None:
    """Reports of any age, any day, free or worked: the preview tells the truth."""
    draw = random.Random(seed)
    for _ in range(6):
        at = NOW - timedelta(days=draw.randrange(20), hours=draw.randrange(24))
        kota.report(state=draw.choice(("received", "verified", "assigned", "replied")), at=at)
    for _ in range(5):
        day = NOW.date() + timedelta(days=draw.randrange(25))
        works = draw.random() < 0.4
        with inside(kota.city):
            seen = foresee(day, works=works, now=NOW)
            done = decree(day, works=works, name="Uji", by=acting(kota.head), now=NOW)
        assert seen.clocks == done, (day, works)
