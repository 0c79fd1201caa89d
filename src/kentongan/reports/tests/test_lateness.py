"""Who is late, by agency: every number is true, and leads to its reports."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cases.models import Deadline
from kentongan.cities.locks import inside
from kentongan.people.models import Staff
from kentongan.reports.actions import handling
from kentongan.reports.models import Report
from kentongan.reports.queries.lateness import Lateness, by_agency
from kentongan.reports.tests.builders import Town, town


@pytest.fixture
def kota(db: None) -> Town:
    return town()


def late(place: Town, report: Report, clock: str, days: int = 3) -> None:
    with inside(place.city):
        running = Deadline.objects.filter(matter=report.pk, ended_at=None, clock=clock)
        running.update(due_at=timezone.now() - timedelta(days=days))


def table(place: Town, staff: Staff) -> dict[str, Lateness]:
    with inside(place.city):
        return {one.agency.code: one for one in by_agency(staff, timezone.now())}


def page(place: Town, staff: Staff, query: str = "") -> str:
    answer = place.client(staff).get(place.url(None, "lewat") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_agency_answers_for_what_lies_with_it(kota: Town) -> None:
    for _ in range(3):
        late(kota, kota.report(state="assigned", agency="dishub"), "step")
    late(kota, kota.report(state="assigned", agency="pupr"), "matter", days=9)
    found = table(kota, kota.officer)
    assert (found["dishub"].open, found["dishub"].step, found["dishub"].law) == (3, 3, 0)
    assert (found["pupr"].open, found["pupr"].step, found["pupr"].law) == (1, 0, 1)


def test_an_answer_that_lies_unread_is_the_offices_delay(kota: Town) -> None:
    answered = kota.report(state="answered", agency="dishub")
    late(kota, answered, "step")
    found = table(kota, kota.officer)
    assert "dishub" not in found and found[handling.OFFICE].step == 1


def test_nobody_is_late_while_the_resident_has_the_word(kota: Town) -> None:
    replied = kota.report(state="replied", agency="dishub")
    late(kota, replied, "matter")
    assert table(kota, kota.officer)["dishub"].law == 0


def test_what_an_agency_gave_back_is_counted_where_it_came_from(kota: Town) -> None:
    report = kota.report(state="assigned", agency="dishub")
    with inside(kota.city):
        handling.hand_back(report, reason="Bukan jalan kota", by=kota.dishub, now=timezone.now())
    found = table(kota, kota.officer)
    assert found["dishub"].back == 1 and found["dishub"].open == 0
    assert found[handling.OFFICE].open == 1


def test_every_number_opens_as_many_reports(kota: Town) -> None:
    for n in range(2):
        late(kota, kota.report(f"Lampu {n}", state="assigned", agency="dishub"), "step")
    late(kota, kota.report("Jalan", state="assigned", agency="pupr"), "matter")
    late(kota, kota.report("Baru"), "step")
    late(kota, kota.report("Dijawab", state="answered", agency="pupr"), "matter")
    given = kota.report("Parit", state="assigned", agency="pupr")
    with inside(kota.city):
        handling.hand_back(given, reason="Bukan kami", by=kota.pupr, now=timezone.now())
    shown = page(kota, kota.officer)
    links = re.findall(r'<a href="([^"]+hanya=[^"]+)">(\d+)</a>', shown)
    assert len(links) >= 8
    for url, count in links:
        answer = kota.client(kota.officer).get(unescape(url))
        rows = set(re.findall(r'class="row[^"]*" href="([^"?]+)', answer.content.decode()))
        assert len(rows) == int(count), url


def test_the_table_is_sorted_as_the_address_says(kota: Town) -> None:
    for _ in range(2):
        late(kota, kota.report(state="assigned", agency="pupr"), "step")
    late(kota, kota.report(state="assigned", agency="dishub"), "matter")

    def order(query: str) -> list[str]:
        names = re.findall(r'scope="row"[^>]*>([^<]+)<', page(kota, kota.officer, query))
        return [name for name in names if name in ("Dishub", "DPUPR", "PUPR")]

    worst = order("")
    assert order("?urut=terbuka") == worst[::-1]
    assert order("?urut=terbuka&arah=naik") == worst
    assert order("?urut=apa-saja") == worst


def test_an_agency_sees_only_itself(kota: Town) -> None:
    late(kota, kota.report(state="assigned", agency="pupr"), "step")
    late(kota, kota.report(state="assigned", agency="dishub"), "step")
    assert list(table(kota, kota.dishub)) == ["dishub"]
    shown = page(kota, kota.dishub)
    assert shown.count('scope="row"') == 1


def test_the_other_city_counts_for_itself(kota: Town) -> None:
    lampung = town("bandarlampung")
    late(lampung, lampung.report(state="received"), "step")
    assert table(kota, kota.officer) == {}


def test_many_reports_cost_as_many_statements_as_one(kota: Town) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(kota, kota.officer)
        return len(queries)

    late(kota, kota.report(state="assigned"), "step")
    page(kota, kota.officer)
    few = cost()
    for agency in ("dishub", "pupr", "dishub"):
        late(kota, kota.report(state="assigned", agency=agency), "matter")
    assert cost() == few
