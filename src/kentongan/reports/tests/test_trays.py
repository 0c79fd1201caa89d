"""What lies before an officer: nobody who writes is overlooked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cities.locks import inside
from kentongan.mailroom.models import Message
from kentongan.reports.actions import Addition, add_many
from kentongan.reports.models import Report
from kentongan.reports.queries import trays
from kentongan.reports.tests.builders import Town


def added(town: Town, report: Report, text: str) -> Message:
    message = town.message(report, text)
    with inside(town.city):
        add_many([Addition(report.pk, report.matter.state, (message.pk,))], now=timezone.now())
    return message


@pytest.mark.parametrize("end", ["closed", "declined", "referred"])
def test_what_a_resident_adds_after_the_end_lies_before_an_officer(ponti: Town, end: str) -> None:
    report, client = ponti.report(state=end), ponti.client(ponti.officer)
    client.get(ponti.url(report))
    tray = ponti.url() + "?baki=tambahan"
    assert client.get(tray).context["queue"].rows == []
    added(ponti, report, "Masih mati pak, belum beres")
    page = client.get(tray)
    assert [row.number for row in page.context["queue"].rows] == [report.matter.number]
    counted = {t.title: t.count for group in page.context["trays"] for t in group.rows}
    assert counted["Warga menambahkan"] == 1
    client.get(ponti.url(report))
    assert client.get(tray).context["queue"].rows == []


def test_news_of_open_and_ended_reports_are_counted_together(ponti: Town) -> None:
    for state in ("assigned", "replied", "closed"):
        added(ponti, ponti.report(state=state), "Masih gelap")
    with inside(ponti.city), CaptureQueriesContext(connection) as asked:
        assert trays.counts(ponti.officer, timezone.now())["tambahan"] == 3
        assert len(asked) == 1
        assert "tambahan" not in trays.counts(ponti.dishub, timezone.now())
