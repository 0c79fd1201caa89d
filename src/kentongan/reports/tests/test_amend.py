"""An officer puts a report right while residents go on writing."""

from __future__ import annotations

from typing import Any

import pytest

from kentongan.cities.locks import inside
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town


def opened(town: Town, report: Report) -> dict[str, Any]:
    """The form as it lies before an officer, ready to be sent back."""
    page = town.client(town.officer).get(town.url(report))
    form = next(a.form for a in page.context["actions"] if a.verb == "amend")
    assert 'type="hidden" name="seen"' in page.content.decode()
    return {name: value for name, value in form.initial.items() if value}


def meanwhile(town: Town, report: Report, **changed: Any) -> None:
    with inside(town.city):
        Report.objects.filter(pk=report.pk).update(**changed)


def saved(town: Town, report: Report, form: dict[str, Any]) -> Report:
    done = town.client(town.officer).post(town.url(report, "do", "amend"), form)
    assert done.status_code == 302
    return town.fresh(report)


def test_a_resident_who_asked_to_be_hidden_meanwhile_stays_hidden(ponti: Town) -> None:
    report = ponti.report()
    form = {**opened(ponti, report), "urgent": "on"}
    meanwhile(ponti, report, confidential=True, anonymous=True, place="Gg. Melati")
    after = saved(ponti, report, form)
    assert (after.confidential, after.anonymous, after.urgent) == (True, True, True)
    assert after.place == "Gg. Melati"


def test_an_officer_who_changes_what_they_saw_changes_it(ponti: Town) -> None:
    report = ponti.report(place="Gg. Bringin", anonymous=True)
    form = {**opened(ponti, report), "place": "Gg. Beringin"}
    del form["anonymous"]
    after = saved(ponti, report, form)
    assert (after.place, after.anonymous) == ("Gg. Beringin", False)


def test_a_topic_a_colleague_chose_meanwhile_is_not_chosen_back(ponti: Town) -> None:
    report = ponti.report()
    form = opened(ponti, report)
    chosen = ponti.client(ponti.colleague).post(ponti.url(report, "topic"), {"topic": "rubbish"})
    assert chosen.status_code == 302
    after = saved(ponti, report, form)
    assert after.topic and after.topic.code == "rubbish" and not after.topic_is_suggested
    assert saved(ponti, report, {**form, "topic": "electricity"}).topic.code == "electricity"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "seen", ["", "?", "[]", "1", "{}", '{"area": {"a": 1}}', '{"topic": null}']
)
def test_an_officer_whose_form_lost_its_memory_can_still_save(ponti: Town, seen: str) -> None:
    report = ponti.report()
    form = {**opened(ponti, report), "seen": seen, "place": "Gg. Beringin"}
    assert saved(ponti, report, form).place == "Gg. Beringin"
