"""Anybody can read what the city did, counted from a journal that nobody can change unseen."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cases import seals, tally
from kentongan.cases.actions import move
from kentongan.cases.actor import RESIDENT, SYSTEM, acting
from kentongan.cases.models import JournalHead, JournalTally, Matter
from kentongan.cities.locks import inside
from kentongan.frontdesk.flows import TOLD
from kentongan.reports.flow import FLOW
from kentongan.reports.models import Report
from kentongan.reports.queries.record import Month, record
from kentongan.reports.tests.builders import Town, town

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def kota(db: None) -> Town:
    return town()


def seal(kota: Town, *, most: int = 2_000) -> None:
    while seals.batch(kota.city, timezone.now(), told=TOLD, most=most):
        pass


def this_month(kota: Town) -> Month:
    with inside(kota.city):
        return record().months[0]


def a_month_of_work(kota: Town) -> None:
    now = timezone.now()
    for state in ("received", "verified", "assigned", "answered", "declined", "referred"):
        kota.report(state=state, at=now)
    confirmed, silent, back = (kota.report(state="replied", at=now) for _ in range(3))
    kota.report(state="closed", at=now)
    with inside(kota.city):
        move(confirmed.matter, "close", flow=FLOW, by=RESIDENT, now=now)
        move(silent.matter, "close", flow=FLOW, by=SYSTEM, now=now)
        move(back.matter, "reopen", flow=FLOW, by=RESIDENT, now=now)


def test_the_page_counts_what_came_what_was_answered_and_how_it_ended(kota: Town):
    a_month_of_work(kota)
    seal(kota)
    month = this_month(kota)
    assert (month.told, month.answered, month.half) == (10, 6, 0)
    assert (month.confirmed, month.silent, month.by_office) == (1, 1, 1)
    assert (month.declined, month.referred, month.reopened) == (1, 1, 1)
    page = Client().get(f"/{kota.city.slug}/catatan/").content.decode()
    assert "laporan masuk bulan ini" in page and 'data-name="Masuk">10</td>' in page


def test_a_field_that_somebody_edits_changes_no_public_figure(kota: Town):
    a_month_of_work(kota)
    seal(kota)
    before = this_month(kota)
    with inside(kota.city):
        Matter.objects.update(state="closed", ended_at=timezone.now())
        Report.objects.update(unconfirmed=False, reopened=0)
    assert this_month(kota) == before


def test_a_promise_is_a_debt_until_its_day_comes(kota: Town):
    report = kota.report(state="answered")
    now = timezone.now()
    with inside(kota.city):
        by = acting(kota.officer)
        move(report.matter, "promise", flow=FLOW, by=by, now=now, due=now + timedelta(days=9))
    seal(kota)
    with inside(kota.city):
        assert record().owed == 1 and record().months[0].promised == 1
        move(report.matter, "fall_due", flow=FLOW, by=SYSTEM, now=now)
    seal(kota)
    with inside(kota.city):
        assert record().owed == 0 and record().months[0].promised == 1


def test_only_the_first_answer_counts_and_its_days_are_working_days(kota: Town):
    friday = timezone.now().astimezone(kota.city.tz).replace(hour=9)
    while friday.weekday() != 4:
        friday -= timedelta(days=1)
    report = kota.report(state="replied", at=friday - timedelta(days=7))
    with inside(kota.city):
        move(report.matter, "reopen", flow=FLOW, by=RESIDENT, now=friday)
        move(report.matter, "decline", flow=FLOW, by=acting(kota.officer), now=friday)
    seal(kota)
    with inside(kota.city):
        firsts = JournalTally.objects.filter(days__gte=0)
        assert [(row.verb, row.days, row.count) for row in firsts] == [("reply", 0, 1)]


@pytest.mark.parametrize("most", [1, 3, 2_000])
def test_the_figures_kept_up_step_by_step_are_those_of_a_recount(kota: Town, most: int):
    a_month_of_work(kota)
    seal(kota, most=most)
    with inside(kota.city):
        lines = [(position, line) for position, _, line in seals.sealed()]
        assert tally.recounted(lines, told=TOLD) == tally.counted()
        JournalTally.objects.filter(verb="receive").update(count=99)
        fresh = tally.recounted(lines, told=TOLD)
        assert fresh != tally.counted()
        tally.put_right(fresh)
        assert fresh == tally.counted()


def test_the_page_asks_the_same_few_questions_whatever_it_shows(kota: Town):
    def statements() -> int:
        seal(kota)
        with CaptureQueriesContext(connection) as seen:
            Client().get(f"/{kota.city.slug}/catatan/")
        return len(seen)

    kota.report()
    few = statements()
    a_month_of_work(kota)
    assert statements() == few <= 9


def test_heads_are_published_on_the_page_and_in_the_feed(kota: Town):
    kota.report(state="closed")
    seal(kota)
    for day in range(1, 4):
        seals.batch(kota.city, timezone.now() + timedelta(days=day), told=TOLD)
    with inside(kota.city):
        heads = list(JournalHead.objects.all())
    assert len(heads) >= 3
    page = Client().get(f"/{kota.city.slug}/catatan/").content.decode()
    answer = Client().get(f"/{kota.city.slug}/catatan.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in entries]
    for head, title in zip(heads, titles, strict=True):
        assert head.digest in page and head.digest in title


def test_a_city_without_a_report_says_so(kota: Town):
    page = Client().get(f"/{kota.city.slug}/catatan/").content.decode()
    assert "Belum ada laporan" in page and "Yang pertama terbit tengah malam nanti" in page
