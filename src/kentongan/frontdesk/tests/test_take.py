"""Residents write; each message has an outcome, and a report an owner, a clock and one answer."""

import pytest

from kentongan.cases.models import Deadline, JournalLine
from kentongan.cities.locks import inside
from kentongan.frontdesk.tests.scene import Scene, scene


@pytest.fixture
def kota(db: None) -> Scene:
    return scene()


def test_a_resident_reports_a_dark_lamp_and_gets_one_acknowledgement(kota: Scene) -> None:
    said = kota.says("Siti", "Assalamualaikum min, lampu jalan di Gg Beringin mati sudah 2 minggu")
    kota.quiet()
    report = kota.report("Siti")
    assert report.topic and report.topic.code == "street_light"
    assert report.place == "Gg. Beringin"
    assert report.matter.owner_id and report.ack_at and report.ack_due_at is None
    assert kota.message(said).outcome == "report"
    assert kota.message(said).matter_id == report.pk
    [word] = kota.words("Siti")
    assert word.purpose == "acknowledgement" and word.matter_id == report.pk
    assert word.text.startswith("Waalaikumsalam, Bapak/Ibu Siti.")
    assert f"\n*{report.matter.number}*\n" in word.text
    assert f"/t/{report.matter.token}" in word.text
    with inside(kota.city):
        assert Deadline.objects.filter(matter=report.pk, clock="matter", ended_at=None).count() == 1
        assert JournalLine.objects.get(matter=report.pk).verb == "receive"
