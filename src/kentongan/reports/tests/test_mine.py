"""Everybody finds their own work on one page: what rose to them, what is due, what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cases.models import Deadline, Notice
from kentongan.cities.locks import inside
from kentongan.people.models import Staff
from kentongan.people.tests.at_work import hold
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town, town


@pytest.fixture
def kota(db: None) -> Town:
    return town()


def notice(place: Town, report: Report, staff: Staff, kind: str = "escalation") -> None:
    with inside(place.city):
        Notice.objects.create(
            matter_id=report.pk, post_id=staff.seat_id, kind=kind, level="chief", clock="matter",
            at=timezone.now(),
        )  # fmt: skip


def overdue(place: Town, report: Report, days: int = 3) -> None:
    with inside(place.city):
        Deadline.objects.filter(matter=report.pk, ended_at=None).update(
            due_at=timezone.now() - timedelta(days=days)
        )


def page(place: Town, staff: Staff) -> str:
    answer = place.client(staff).get(place.url(None, "saya"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_rose_to_the_chief_is_first_and_opens_in_one_click(kota: Town) -> None:
    report = kota.report("Jembatan kayu lapuk", state="assigned")
    notice(kota, report, kota.head)
    shown = page(kota, kota.head)
    assert "1 laporan baru menunggu Anda." in shown and "naik tingkat" in shown
    assert f'href="{kota.url(report)}"' in shown
    assert kota.client(kota.head).get(kota.url(report)).status_code == 200
    assert "1 laporan baru" not in page(kota, kota.head)


def test_opening_a_report_marks_the_own_notice_and_no_others(kota: Town) -> None:
    report = kota.report(state="assigned")
    notice(kota, report, kota.head)
    notice(kota, report, kota.dishub, "reminder")
    kota.client(kota.head).get(kota.url(report))
    with inside(kota.city):
        seen = dict(Notice.objects.values_list("post", "seen_at"))
    assert seen[kota.head.seat_id] is not None and seen[kota.dishub.seat_id] is None


def test_two_reasons_for_one_report_are_one_line(kota: Town) -> None:
    report = kota.report(state="assigned")
    notice(kota, report, kota.head)
    notice(kota, report, kota.head, "not_done")
    shown = page(kota, kota.head)
    assert shown.count(f">{report.matter.number}<") == 1
    assert "kata warga belum beres" in shown and "naik tingkat" in shown


def test_an_officer_sees_what_is_late_before_what_waits(kota: Town) -> None:
    calm = kota.report("Lampu taman redup", at=timezone.now())
    late = kota.report("Parit mampet di Gang Mawar", at=timezone.now())
    overdue(kota, late)
    shown = page(kota, kota.officer)
    assert shown.index(late.matter.number) < shown.index("Menunggu keputusan Anda")
    assert shown.index(calm.matter.number) > shown.index("Menunggu keputusan Anda")


def test_what_is_due_and_was_reminded_of_stands_there_once(kota: Town) -> None:
    report = kota.report("Parit mampet", at=timezone.now())
    overdue(kota, report)
    notice(kota, report, kota.officer, "not_done")
    notice(kota, report, kota.head, "not_done")
    for staff, section in ((kota.officer, "Hari ini"), (kota.head, "Naik kepada Anda")):
        shown = page(kota, staff)
        assert shown.count(f">{report.matter.number}<") == 1
        assert shown.index(section) < shown.index("kata warga belum beres")


def test_an_agency_sees_its_own_work_only(kota: Town) -> None:
    ours = kota.report("Lampu padam", state="assigned", agency="dishub")
    theirs = kota.report("Jalan ambles", state="assigned", agency="pupr")
    overdue(kota, ours)
    overdue(kota, theirs)
    shown = page(kota, kota.dishub)
    assert ours.matter.number in shown and theirs.matter.number not in shown


def test_what_waits_for_the_resident_is_nobodys_work(kota: Town) -> None:
    replied = kota.report(state="replied")
    overdue(kota, replied)
    for staff in (kota.officer, kota.dishub):
        assert replied.matter.number not in page(kota, staff)


def test_the_mayor_sees_what_rose_and_nothing_else(kota: Town) -> None:
    with inside(kota.city):
        mayor = hold("mayor", "Bapak Wali")
    rose, other = kota.report(state="assigned"), kota.report(state="assigned")
    notice(kota, rose, mayor)
    overdue(kota, other)
    shown = page(kota, mayor)
    assert rose.matter.number in shown and other.matter.number not in shown


def test_whoever_stands_above_an_empty_post_sees_what_was_for_it(kota: Town) -> None:
    report = kota.report(state="assigned")
    notice(kota, report, kota.officer, "reminder")
    assert report.matter.number not in page(kota, kota.head)
    with inside(kota.city):
        Staff.objects.filter(seat=kota.officer.seat_id).update(is_active=False)
    assert report.matter.number in page(kota, kota.head)


def test_whoever_leads_begins_here_and_an_officer_with_the_queue(db: None) -> None:
    place = town(password="kunci-panjang-7391")
    for staff, page in ((place.head, "/pontianak/desk/saya/"), (place.officer, "/pontianak/desk/")):
        form = {"username": staff.user.username, "password": "kunci-panjang-7391"}
        assert Client().post("/masuk/", form)["Location"] == page


def test_the_other_citys_work_is_not_here(kota: Town) -> None:
    lampung = town("bandarlampung")
    there = lampung.report("Sampah menumpuk")
    notice(lampung, there, lampung.head)
    assert there.matter.number not in page(kota, kota.head)
    assert there.matter.number not in page(kota, kota.officer)


def test_much_work_costs_as_many_statements_as_little(kota: Town) -> None:
    client = kota.client(kota.officer)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(kota.url(None, "saya")).status_code == 200
        return len(queries)

    def add(n: int, **more: Any) -> None:
        for i in range(n):
            report = kota.report(f"Lampu {i}", **more)
            notice(kota, report, kota.officer, "reminder")
            if i % 2:
                overdue(kota, report)

    add(2, anonymous=True)
    client.get(kota.url(None, "saya"))
    few = cost()
    add(8)
    assert cost() == few
