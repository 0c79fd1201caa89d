"""Taking back what was just done, and the place that a photo knows."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kentongan.cases.models import Matter
from kentongan.cities.locks import inside
from kentongan.mailroom.models import File
from kentongan.reports.models import Disposition, Report
from kentongan.reports.tests.builders import Town


def again(town: Town, report: Report) -> Report:
    with inside(town.city):
        return Report.objects.select_related("matter__owner", "area").get(pk=report.pk)


def test_an_officer_takes_a_disposition_back_with_the_undo_that_is_offered(ponti: Town) -> None:
    report, officer = ponti.report(state="verified"), ponti.client(ponti.officer)
    page = officer.post(ponti.url(report, "do", "dispose"), {"agency": "dishub"}, follow=True)
    undo = ponti.url(report, "do", "recall")
    assert f'action="{undo}"' in page.content.decode()
    officer.post(undo)
    back = again(ponti, report)
    assert (back.matter.state, back.matter.owner.code) == ("verified", "diskominfo")
    with inside(ponti.city):
        assert Disposition.objects.get(report=report).end == Disposition.End.WITHDRAWN


def test_an_agency_cannot_take_back_what_the_office_asked(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    assert ponti.client(ponti.dishub).post(ponti.url(report, "do", "recall")).status_code == 404
    assert again(ponti, report).matter.state == "assigned"


@pytest.fixture
def with_photo(ponti: Town) -> Report:
    report = ponti.report()
    message = ponti.message(report, "ini fotonya", kind="image")
    with inside(ponti.city):
        now = timezone.now()
        File.objects.create(
            key="kunci", message=message, state="ready", since=now, ready_at=now,
            latitude=-0.0123, longitude=109.3310,
        )  # fmt: skip
    return report


def test_the_position_of_a_photo_becomes_the_place_with_one_press(
    ponti: Town, with_photo: Report
) -> None:
    officer, way = ponti.client(ponti.officer), ponti.url(with_photo, "do", "place_from_photo")
    assert way in officer.get(ponti.url(with_photo)).content.decode()
    officer.post(way)
    placed = again(ponti, with_photo)
    assert (placed.latitude, placed.longitude) == (-0.0123, 109.3310)
    assert placed.area is not None and placed.area.level == "kelurahan"
    assert way not in officer.get(ponti.url(with_photo)).content.decode()


def test_without_such_a_photo_it_is_said_and_nothing_changes(ponti: Town) -> None:
    report = ponti.report()
    page = ponti.client(ponti.officer).post(ponti.url(report, "do", "place_from_photo"))
    assert "menyimpan posisinya" in page.content.decode()
    assert again(ponti, report).latitude is None


def test_somebody_who_cannot_be_written_to_is_told_in_person_and_the_officer_says_so(
    ponti: Town,
) -> None:
    report = ponti.report(state="verified")
    with inside(ponti.city):
        Matter.objects.filter(pk=report.pk).update(contact=None)
    officer, way = ponti.client(ponti.officer), ponti.url(report, "do", "reply")
    refused = officer.post(way, {"text": "Lampunya sudah menyala."})
    assert "Sudah saya sampaikan sendiri" in refused.content.decode()
    assert again(ponti, report).matter.state == "verified"
    officer.post(way, {"text": "Lampunya sudah menyala.", "told": "on"})
    assert again(ponti, report).matter.state == "replied"
