"""The ladder of one report: who was told, who will be, and when the clock stood still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from kentongan.cases import ladder as climbing
from kentongan.cases import waiting
from kentongan.cases.actor import acting
from kentongan.cases.models import Deadline
from kentongan.cities.locks import inside
from kentongan.reports.flow import FLOW
from kentongan.reports.models import Report
from kentongan.reports.page.dues import calendar
from kentongan.reports.page.ladder import Ladder, ladder
from kentongan.reports.queries import folder as folders
from kentongan.reports.tests.builders import Town, town

# A Tuesday, 10.00 in Pontianak.
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def kota(db: None) -> Town:
    return town()


def read(place: Town, report: Report, *, notes: bool = True, now: datetime = NOW) -> Ladder:
    with inside(place.city):
        report = place.fresh(report)
        deadlines = folders.folder(report, place.officer).deadlines
        lines = folders.talk(report, place.officer).lines
        return ladder(report, deadlines, lines, calendar(now), notes=notes)


def climb(place: Town, until: datetime, since: datetime) -> None:
    """Time goes by, an hour at a time."""
    now = since
    while now <= until:
        with inside(place.city):
            gone = climbing.gone_by(now, kind="report")
            climbing.climb(gone, urgent=frozenset(), now=now)
        now += timedelta(hours=1)


def test_a_fresh_report_names_the_next_rung_of_each_clock(kota: Town) -> None:
    shown = read(kota, kota.report(state="assigned", at=NOW))
    assert shown.climbed == [] and shown.pauses == []
    assert {rung.clock for rung in shown.ahead} == {"Batas menurut aturan", "Batas langkah"}
    assert all("Dishub diingatkan" in rung.words for rung in shown.ahead)


def test_rungs_that_were_climbed_say_who_heard_of_it(kota: Town) -> None:
    report = kota.report(state="assigned", at=NOW)
    climb(kota, NOW + timedelta(days=12), NOW)
    shown = read(kota, report, now=NOW + timedelta(days=12))
    words = [rung.words for rung in shown.climbed]
    assert any("Pejabat penghubung Dishub diingatkan: batas langkah" in said for said in words)
    assert any("diberi tahu: batas langkah terlewati" in said for said in words)
    assert [rung.at for rung in shown.climbed] == sorted(rung.at for rung in shown.climbed)
    with inside(kota.city):
        at = Deadline.objects.get(matter=report.pk, clock="step", ended_at=None).next_at
    assert at is not None and str(at.astimezone(kota.city.tz).day) in shown.ahead[-1].day


def test_a_pause_is_told_with_its_reason_and_its_end(kota: Town) -> None:
    report = kota.report(state="verified", at=NOW)
    with inside(kota.city):
        waiting.pause(report.matter, by=acting(kota.officer), now=NOW, note="Tiang mana?")
    [pause] = read(kota, report).pauses
    assert (pause.start, pause.end, pause.note) == ("24 November 2026", "", "Tiang mana?")
    assert read(kota, report, notes=False).pauses[0].note == ""
    with inside(kota.city):
        waiting.resume_many(
            [report.pk], flow=FLOW, by=acting(kota.officer), now=NOW + timedelta(days=2),
            why="answered",
        )  # fmt: skip
    [pause] = read(kota, report).pauses
    assert pause.end == "26 November 2026"


def test_waiting_for_the_residents_word_is_a_pause_too(kota: Town) -> None:
    [pause] = read(kota, kota.report(state="replied", at=NOW)).pauses
    assert "menunggu tanggapan warga" in pause.why and pause.end == ""
    [pause] = read(kota, kota.report(state="closed", at=NOW)).pauses
    assert pause.end == "24 November 2026"


def test_the_report_page_shows_it(kota: Town) -> None:
    report = kota.report(state="assigned", at=timezone.now())
    for staff in (kota.officer, kota.dishub, kota.head):
        shown = kota.client(staff).get(kota.url(report)).content.decode()
        assert "Tangga tenggat" in shown and "Dishub diingatkan" in shown
