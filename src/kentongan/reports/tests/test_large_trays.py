"""What is counted and sorted from the indexes is what looking at each report would give."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from kentongan.cases.models import Deadline
from kentongan.cities.locks import inside
from kentongan.people.models import Staff
from kentongan.reports.access import reports_for
from kentongan.reports.models import Named, Report
from kentongan.reports.queries import horizon, queue, trays
from kentongan.reports.queries.queue import Wanted
from kentongan.reports.tests.builders import Town
from kentongan.reports.tests.test_named_posts import second_desk

STATES = ("received", "assigned", "answered", "replied", "verified", "assigned", "closed")


@pytest.fixture
def busy(ponti: Town) -> Town:
    """Fourteen reports in all states, some urgent, late or paused, two confidential ones that
    another post of the office is named for, and news of one that is closed."""
    now, second = timezone.now(), second_desk(ponti)
    for n, state in enumerate(STATES * 2):
        agency = "pupr" if n % 5 == 4 else "dishub"
        report = ponti.report(f"laporan {n}", state=state, at=now - timedelta(days=n * 3),
                              agency=agency, urgent=n % 4 == 1)  # fmt: skip
        with inside(ponti.city):
            Report.objects.filter(pk=report.pk).update(
                has_news=n % 3 == 0, confidential=n in (4, 5)
            )
            running = Deadline.objects.filter(matter=report.pk, ended_at=None)
            running.filter(clock="step").update(due_at=now + timedelta(days=n % 3 - 1))
            if n in (4, 5):
                Named.objects.create(
                    report_id=report.pk, post_id=second.seat_id, at=now,
                    by=second,
                )  # fmt: skip
    return ponti


def everyone(town: Town) -> tuple[Staff, ...]:
    return town.officer, town.colleague, town.head, town.dishub


def by_hand(staff: Staff, code: str, now: datetime) -> list[int]:
    """The tray, each of its reports looked at, in the order of the page."""
    found = trays.timed(staff).filter(trays.inside_tray(code, staff, now))
    rows = [(one.pk, one.urgent, getattr(one, "runs", None), one.matter.received_at)
            for one in found.select_related("matter")]  # fmt: skip
    never = now + timedelta(days=9_999)
    rows.sort(key=lambda row: (not row[1], row[2] or never, now - row[3], -row[0]))
    return [pk for pk, *_ in rows]


def open_trays(staff: Staff) -> list[str]:
    return [tray.code for _, rows in trays.groups(staff) for tray in rows if tray.open]


def test_every_count_is_that_of_its_tray(busy: Town) -> None:
    now = timezone.now()
    with inside(busy.city):
        for staff in everyone(busy):
            counted = trays.counts(staff, now)
            held = {code: len(by_hand(staff, code, now)) for code in open_trays(staff)}
            assert {code: counted[code] for code in held} == held, staff.role
            assert sum(held.values()) > 0
        hidden = Report.objects.filter(confidential=True, is_open=True)
        assert hidden.filter(matter__state="verified").exists()
        assert not reports_for(busy.officer).filter(pk__in=hidden).exists()


@pytest.mark.parametrize("each", [1, 2, 40])
def test_a_tray_is_in_the_same_order_however_far_its_clocks_are_looked_at(
    busy: Town, monkeypatch: pytest.MonkeyPatch, each: int
) -> None:
    monkeypatch.setattr(horizon, "_EACH", each)
    monkeypatch.setattr(queue, "PAGE", 2)
    now = timezone.now()
    with inside(busy.city):
        for staff in everyone(busy):
            for code in open_trays(staff):
                shown: list[int] = []
                for number in range(1, 9):
                    page = queue.page(staff, Wanted(tray=code, page=number), now)
                    shown += [report.pk for report in page.reports]
                assert shown == by_hand(staff, code, now), (staff.role, code)
