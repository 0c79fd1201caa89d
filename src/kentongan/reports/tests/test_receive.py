"""A report is received: its folder, its clocks, its line in the journal."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kentongan.cases import clocks
from kentongan.cases.actor import RESIDENT
from kentongan.cases.models import Deadline, JournalLine, Matter
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.people.models import Agency
from kentongan.reports.actions.intake import Addition, NewReport, add_many, receive_many
from kentongan.reports.models import Kind, Report
from kentongan.site.settle import settle_city

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def city(db: None) -> City:
    return settle_city("pontianak")


def told(text: str, kind: str = Kind.COMPLAINT, **more: object) -> NewReport:
    owner = Agency.objects.get(code="diskominfo").pk
    return NewReport(None, owner, "whatsapp", text, NOW, kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", Kind.values)
def test_each_kind_gets_the_limit_that_the_law_has_for_it(city: City, kind: str) -> None:
    with inside(city):
        [report] = receive_many([told("sampah", kind)], now=NOW)
        law = Deadline.objects.get(matter=report.pk, clock="matter")
        step = Deadline.objects.get(matter=report.pk, clock="step")
    assert (law.code, law.starts_at) == (f"matter.{kind}", NOW)
    assert step.code == "step.received"


def test_a_report_has_an_owner_a_number_and_a_line_in_the_journal(city: City) -> None:
    with inside(city):
        [report] = receive_many([told("sampah", details={"messages": "4"})], now=NOW, by=RESIDENT)
        line = JournalLine.objects.get(matter=report.pk)
        matter = Matter.objects.select_related("owner").get(pk=report.pk)
    assert matter.owner.code == "diskominfo"
    assert (matter.state, line.verb, line.role) == ("received", "receive", "resident")
    assert line.details == {"channel": "whatsapp", "messages": "4"}
    assert report.has_news


def test_many_reports_take_as_many_statements_as_one(city: City) -> None:
    with inside(city):
        news = [told(f"laporan {n}") for n in range(60)]
        clocks.calendar()  # known from here on, for one and for many
        with CaptureQueriesContext(connection) as one:
            receive_many(news[:1], now=NOW)
        with CaptureQueriesContext(connection) as many:
            receive_many(news, now=NOW)
    assert len(one) == len(many) <= 10


def test_each_of_many_reports_keeps_its_own_words(city: City) -> None:
    with inside(city):
        reports = receive_many([told(f"laporan {n}") for n in range(20)], now=NOW)
        stored = dict(Report.objects.values_list("pk", "text"))
    assert [stored[report.pk] for report in reports] == [f"laporan {n}" for n in range(20)]
    assert len({report.matter.number for report in reports}) == 20


def test_additions_are_journaled_and_news_for_the_officer(city: City) -> None:
    with inside(city):
        reports = receive_many([told("satu"), told("dua")], now=NOW)
        Report.objects.update(has_news=False)
        add_many([Addition(reports[0].pk, "received", (11, 12))], now=NOW)
        line = JournalLine.objects.get(verb="add")
        news = dict(Report.objects.values_list("pk", "has_news"))
    assert (line.matter_id, line.details) == (reports[0].pk, {"messages": "11,12"})
    assert (line.from_state, line.to_state) == ("received", "received")
    assert news == {reports[0].pk: True, reports[1].pk: False}


def test_nothing_to_receive_is_nothing_to_do(city: City) -> None:
    with inside(city):
        assert receive_many([], now=NOW) == []
        with CaptureQueriesContext(connection) as none:
            add_many([], now=NOW)
    assert len(none) == 0
