"""Residents write; each message has an outcome, and a report an owner, a clock and one answer."""

from datetime import timedelta

import psycopg
import pytest

from kentongan.cases.models import Deadline, JournalLine, Matter
from kentongan.cities.locks import inside
from kentongan.frontdesk.models import Talk
from kentongan.frontdesk.tests.scene import MORNING, Scene, scene
from kentongan.mailroom.models import Lane, Message, Word
from kentongan.people.models import Contact
from kentongan.reports.models import Report
from kentongan.site.launch.testbed import Testbed

LAMP = "lampu jalan di Gg Beringin mati sudah 2 minggu"


@pytest.fixture
def kota(db: None) -> Scene:
    return scene()


def test_a_resident_reports_a_dark_lamp_and_gets_one_acknowledgement(kota: Scene) -> None:
    said = kota.says("Siti", f"Assalamualaikum min, {LAMP}")
    kota.quiet()
    report = kota.report("Siti")
    assert report.topic and report.topic.code == "street_light"
    assert report.place == "Gg. Beringin"
    assert report.matter.owner.code == "diskominfo"
    assert report.ack_at and report.ack_due_at is None
    assert kota.message(said).outcome == "report"
    assert kota.message(said).matter_id == report.pk
    [word] = kota.words("Siti")
    assert word.purpose == "acknowledgement" and word.matter_id == report.pk
    with inside(kota.city):
        assert Deadline.objects.filter(matter=report.pk, clock="matter", ended_at=None).count() == 1
        line = JournalLine.objects.get(matter=report.pk)
    assert (line.verb, line.role) == ("receive", "resident")
    assert line.details == {"channel": "whatsapp", "messages": str(kota.message(said).pk)}


def test_a_lane_that_was_taken_is_empty_and_nothing_is_taken_twice(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    assert kota.taken() == 1
    assert kota.taken() == 0
    with inside(kota.city):
        assert Lane.objects.get(way="in").pending == 0
        assert not Message.objects.filter(outcome="").exists()


def test_a_burst_over_several_batches_is_one_report_and_one_acknowledgement(kota: Scene) -> None:
    kota.says("Siti", "parit mampet")
    kota.taken()
    kota.later(seconds=5)
    photo = kota.says("Siti", kind="image")
    kota.taken()
    kota.later(seconds=5)
    kota.says("Siti", "di Gg Melati")
    kota.quiet()
    report = kota.report("Siti")
    assert report.text == "parit mampet\ndi Gg Melati"
    assert report.place == "Gg. Melati"
    assert kota.message(photo).matter_id == report.pk
    assert [word.purpose for word in kota.words("Siti")] == ["acknowledgement"]
    with inside(kota.city):
        verbs = JournalLine.objects.filter(matter=report.pk).order_by("id")
        assert list(verbs.values_list("verb", flat=True)) == ["receive", "add", "add"]


def test_two_residents_who_write_at_once_are_kept_apart(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    kota.says("Budi", "sampah menumpuk di pasar Flamboyan")
    assert kota.taken() == 2
    assert kota.report("Siti").topic != kota.report("Budi").topic


def test_the_typing_indicator_shows_and_does_not_last(kota: Scene) -> None:
    said = kota.says("Siti", LAMP)
    kota.taken()
    with inside(kota.city):
        word = Word.objects.get(purpose="typing")
    assert word.inside["message_id"] == said
    assert word.expires_at == kota.now + timedelta(seconds=20)
    assert word.matter_id is None


def test_a_greeting_that_is_followed_by_a_report_is_never_sent(kota: Scene) -> None:
    kota.says("Siti", "assalamualaikum")
    kota.taken()
    assert [w.purpose for w in kota.words("Siti")] == ["greeting"]
    kota.later(seconds=4)
    kota.says("Siti", LAMP)
    kota.quiet()
    [word] = kota.words("Siti")
    assert word.purpose == "acknowledgement"
    assert word.text.startswith("Waalaikumsalam")


def test_an_addition_is_journaled_and_put_before_the_officer(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    kota.quiet()
    with inside(kota.city):
        Report.objects.update(has_news=False)
        before = Matter.objects.get().touched_at
    kota.later(hours=1)
    kota.says("Siti", "lampu jalan itu masih mati")
    kota.taken()
    report = kota.report("Siti")
    assert report.has_news
    assert report.matter.touched_at > before
    assert len(kota.words("Siti")) == 1, "no second bubble"


def test_a_message_to_a_closed_report_is_an_addition_when_it_quotes_it(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    kota.quiet()
    with inside(kota.city):
        Matter.objects.update(state="closed", ended_at=kota.now)
        Deadline.objects.update(ended_at=kota.now)
        Word.objects.filter(purpose="acknowledgement").update(external_id="wamid.ours")
    kota.later(days=3)
    said = kota.says("Siti", "belum", reply_to="wamid.ours")
    kota.taken()
    assert kota.report("Siti").matter.state == "verified", "not fixed: it is open again"
    assert kota.message(said).matter_id == kota.report("Siti").pk
    assert kota.message(said).outcome_note == "kata warga: belum beres"


def test_the_answer_to_our_question_lands_on_the_report(kota: Scene) -> None:
    kota.says("Siti", "parit mampet, tolong dikeruk")
    kota.quiet()
    [asked] = kota.words("Siti")
    assert asked.inside["type"] == "place"
    kota.later(minutes=3)
    said = kota.pins("Siti", -0.0404, 109.3428)
    kota.taken()
    report = kota.report("Siti")
    assert kota.message(said).outcome == "answer"
    assert report.latitude == -0.0404
    assert report.area and report.area.name == "Benua Melayu Darat"
    assert len(kota.words("Siti")) == 1
    with inside(kota.city):
        assert Talk.objects.get().question == ""


def test_an_unclear_message_is_attached_and_moves_only_if_they_press_new(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    kota.quiet()
    kota.later(minutes=30)
    said = kota.says("Siti", "parit mampet juga masih belum dikeruk")
    kota.taken()
    lamp = kota.report("Siti")
    unclear = kota.message(said)
    assert unclear.matter_id == lamp.pk
    kota.later(minutes=1)
    kota.presses("Siti", f"new:{unclear.pk}", "Laporan baru")
    kota.quiet()
    first, second = kota.reports("Siti")
    assert kota.message(said).matter_id == second.pk
    assert second.topic and second.topic.code == "drain"
    with inside(kota.city):
        left = JournalLine.objects.get(matter=first.pk, verb="move_message")
        came = JournalLine.objects.get(matter=second.pk, verb="receive")
    assert left.details == {"messages": str(unclear.pk), "to": second.pk}
    assert came.details["from"] == first.matter.number
    purposes = [word.purpose for word in kota.words("Siti")]
    assert purposes == ["acknowledgement", "which", "acknowledgement"]


def test_stop_ends_broadcasts(kota: Scene) -> None:
    kota.says("Siti", "berhenti")
    kota.taken()
    with inside(kota.city):
        assert not Contact.objects.get().wants_broadcasts
    assert [word.purpose for word in kota.words("Siti")] == ["broadcasts"]


def test_somebody_elses_number_reveals_nothing(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    kota.quiet()
    report = kota.report("Siti")
    kota.says("Budi", report.matter.number)
    kota.taken()
    [word] = kota.words("Budi")
    assert report.matter.token not in word.text
    assert "lampu" not in word.text.lower()
    assert word.matter_id is None


def test_a_late_message_counts_from_its_own_time(kota: Scene) -> None:
    kota.says("Siti", "parit mampet", ago=3 * 3600)
    kota.taken()
    kota.later(seconds=1)
    kota.quiet()
    report = kota.report("Siti")
    assert report.late
    assert report.matter.received_at == MORNING - timedelta(hours=3)
    [word] = kota.words("Siti")
    assert "baru sampai" in word.text
    assert word.inside["type"] == "text", "a late message triggers no question"


def test_a_lane_that_another_worker_holds_is_left_to_it(
    transactional_db: None, testbed: Testbed
) -> None:
    kota = scene()
    kota.says("Siti", LAMP)
    kota.says("Budi", LAMP)
    with psycopg.connect(testbed.urls["postgres"]) as other:
        held = "SELECT 1 FROM mailroom_lane WHERE contact_id = %s FOR UPDATE"
        other.execute(held, [kota.contacts["Siti"]])
        assert kota.taken() == 1
        assert kota.reports("Siti") == []
        assert kota.report("Budi")
    assert kota.taken() == 1
    assert kota.report("Siti")


def test_the_other_city_sees_nothing_of_it(kota: Scene) -> None:
    other = scene("bandarlampung")
    kota.says("Siti", LAMP)
    kota.taken()
    assert other.taken() == 0
    assert other.reports() == []
    other.says("Siti", LAMP)
    other.taken()
    topic = other.report("Siti").topic
    assert topic and topic.agency.code == "dpu", "lamps are another agency's work there"
