"""What kind of report it is decides how long it may take, and who may know."""

from __future__ import annotations

from datetime import date
from typing import Any

from kentongan.cases.models import Deadline, JournalLine, TimeLimit
from kentongan.cities.locks import inside
from kentongan.reports.models import Report, Topic
from kentongan.reports.tests.builders import Town
from kentongan.reports.tests.test_verbs import press


def law(town: Town, report: Report) -> Deadline:
    with inside(town.city):
        return Deadline.objects.get(matter=report.pk, clock="matter", ended_at=None)


def amend(town: Town, report: Report, **changed: Any) -> Report:
    done = press(town, report, "amend", town.officer, **changed)
    assert done.status_code == 302
    return town.fresh(report)


def promise(town: Town, topic: str, days: int) -> None:
    """The city promises less than the law for a topic."""
    with inside(town.city):
        TimeLimit.objects.create(
            code=f"topic.{topic}", working_days=days, law="Janji kota", valid_from=date(2020, 1, 1)
        )


def test_a_question_has_the_time_of_a_question_from_the_first_day(ponti: Town) -> None:
    report = ponti.report()
    before = law(ponti, report)
    now = amend(ponti, report, kind="question")
    after = law(ponti, report)
    assert now.kind == "question" and after.code == "matter.question"
    assert after.starts_at == before.starts_at and after.due_at < before.due_at
    with inside(ponti.city):
        verbs = list(JournalLine.objects.filter(matter=report.pk).values_list("verb", flat=True))
    assert verbs[-2:] == ["amend", "retime"]


def test_misconduct_is_always_hidden_and_confidential(ponti: Town) -> None:
    report = ponti.report()
    now = amend(ponti, report, kind="oversight")
    assert (now.confidential, now.anonymous) == (True, True)
    assert law(ponti, report).code == "matter.oversight"
    again = amend(ponti, report, kind="oversight", seen='{"confidential": true}')
    assert (again.confidential, again.anonymous) == (True, True)


def test_a_topic_of_misconduct_makes_it_one(ponti: Town) -> None:
    report = ponti.report()
    with inside(ponti.city):
        topic = Topic.objects.filter(kind="oversight").first()
    assert topic
    now = amend(ponti, report, topic=topic.code)
    assert (now.kind, now.confidential, now.anonymous) == ("oversight", True, True)
    assert law(ponti, report).code == "matter.oversight"


def test_a_city_may_promise_less_than_the_law_but_not_more(ponti: Town) -> None:
    promise(ponti, "street_light", 3)
    promise(ponti, "rubbish", 30)
    assert law(ponti, ponti.report()).code == "topic.street_light"
    assert law(ponti, ponti.report(topic="rubbish")).code == "matter.complaint"
    report = ponti.report(topic="rubbish")
    amend(ponti, report, topic="street_light")
    assert law(ponti, report).code == "topic.street_light"
