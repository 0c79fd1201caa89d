"""*Data saya*, written in a chat: a right with a clock of its own, and never a report."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kentongan.cases.models import Deadline, JournalLine, JournalNote, Matter
from kentongan.cities.locks import inside
from kentongan.frontdesk import take
from kentongan.frontdesk.decide import TalkState
from kentongan.frontdesk.knowing import knowledge
from kentongan.frontdesk.models import DataRequest
from kentongan.frontdesk.rights import asking
from kentongan.frontdesk.tests.lessons import case, decided, heard, know, outcome
from kentongan.frontdesk.tests.scene import Scene, scene
from kentongan.mailroom.models import Lane, Line
from kentongan.people.models import Contact


@pytest.fixture
def kota(db: None) -> Scene:
    return scene()


def writes(kota: Scene, who: str, *texts: str) -> None:
    for text in texts:
        kota.says(who, text)
    with inside(kota.city):
        Lane.objects.filter(contact=kota.contacts[who]).update(spoke_at=kota.now)
    kota.taken()


def requests(kota: Scene) -> list[DataRequest]:
    with inside(kota.city):
        found = DataRequest.objects.select_related("matter").order_by("pk")
        return list(found)


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("data saya", "access"),
        ("Minta data saya", "access"),
        ("minta salinan data pribadi saya dong pak", "access"),
        ("saya mau lihat data saya", "access"),
        ("hapus data saya", "erasure"),
        ("Tolong hapus nomor saya dari sistem", "erasure"),
        ("hapus semua data pribadi saya", "erasure"),
        ("hapus nomor sy dr sistem", "erasure"),
        ("perbaiki data saya", "correction"),
        ("mohon data saya dibetulkan", ""),
        ("tolong betulkan data pribadi saya", "correction"),
    ],
)
def test_a_short_message_that_says_nothing_else_claims_a_right(text: str, wants: str) -> None:
    decision = decided(heard(text))
    assert [one.wants for one in decision.claimed] == ([wants] if wants else [])
    if wants:
        assert decision.opened == () and decision.said == ()
        assert outcome(decision) == ("replied", 0)


@pytest.mark.parametrize(
    "text",
    [
        "data KTP saya salah di kecamatan",
        "data saya di dukcapil tidak sesuai, nama ibu keliru",
        "petugas minta data saya lalu minta uang",
        "tolong hapus coretan di tembok sekolah",
        "hapus data bantuan tetangga saya yang sudah kaya",
        "data kk saya belum diperbaiki sudah 3 bulan",
        "perbaiki data ktp saya",
        "nomor saya dihapus dari daftar penerima bansos",
    ],
)
def test_a_report_that_merely_contains_the_words_stays_a_report(text: str) -> None:
    decision = decided(heard(text))
    assert decision.claimed == ()
    assert len(decision.opened) == 1


@pytest.mark.parametrize("text", ["perbaiki data saya", "data saya"])
def test_while_they_tell_of_papers_their_papers_are_meant(text: str) -> None:
    topic = next(code for code, one in know().topics.items() if one.group == "Kependudukan")
    papers = case(topic=topic, suggestions=(topic,), text="nama di KTP salah")
    decision = decided(heard(text), cases=(papers,))
    assert decision.claimed == ()
    assert decision.added == ((7, (decision.outcomes[0].message_id,)),)
    assert [one.wants for one in decided(heard(text), cases=(case(),)).claimed] != []


def test_forgetting_is_heard_beside_an_open_report_and_while_an_officer_speaks() -> None:
    for talk in (TalkState(), TalkState(human=True)):
        decision = decided(heard("hapus data saya"), cases=(case(),), talk=talk)
        assert [one.wants for one in decision.claimed] == ["erasure"]
        assert decision.added == ()


def test_it_has_the_clock_of_the_law_and_the_asker_hears_the_number(kota: Scene) -> None:
    writes(kota, "Siti", "minta data saya")
    [request] = requests(kota)
    assert (request.wants, request.identity) == ("access", "same_number")
    assert kota.reports() == []
    with inside(kota.city):
        assert request.matter.contact_id == kota.contacts["Siti"]
        clock = Deadline.objects.get(matter=request.pk, clock="matter")
        assert clock.code == "data.request"
        received = JournalLine.objects.get(matter=request.pk, verb="receive")
        assert received.role == "resident" and received.details["wants"] == "access"
        assert JournalNote.objects.get(line__matter=request.pk).text == "minta data saya"
    [word] = kota.words("Siti")
    assert request.matter.number in word.text and "/bukti/" in word.text


def test_who_asks_again_has_one_request_and_hears_its_number_again(kota: Scene) -> None:
    writes(kota, "Siti", "hapus data saya", "hapus data saya")
    writes(kota, "Siti", "hapus data saya")
    [request] = requests(kota)
    heard_of = kota.words("Siti", asking.PURPOSE)
    assert len(heard_of) == 2
    assert all(request.matter.number in word.text for word in heard_of)


def test_somebody_with_two_numbers_has_one_request(kota: Scene) -> None:
    kota.says("Siti", "terima kasih")
    kota.says("Siti dua", "terima kasih")
    with inside(kota.city):
        Contact.objects.filter(pk=kota.contacts["Siti dua"]).update(same_as=kota.contacts["Siti"])
    kota.taken()
    writes(kota, "Siti", "data saya")
    writes(kota, "Siti dua", "data saya")
    assert len(requests(kota)) == 1


def test_from_where_no_number_vouches_an_officer_makes_sure_first(kota: Scene) -> None:
    with inside(kota.city):
        Line.objects.filter(pk=kota.line).update(channel="instagram")
    writes(kota, "Siti", "hapus data saya")
    [request] = requests(kota)
    assert request.identity == ""


def test_a_report_and_a_claim_in_one_breath_are_two_matters(kota: Scene) -> None:
    writes(kota, "Siti", "lampu jalan padam di Gg Beringin", "hapus data saya")
    kota.quiet()
    assert kota.report("Siti").text == "lampu jalan padam di Gg Beringin"
    assert [one.wants for one in requests(kota)] == ["erasure"]
    with inside(kota.city):
        assert Matter.objects.count() == 2


def test_many_claim_with_as_many_statements_as_one(kota: Scene) -> None:
    with inside(kota.city):
        knowledge()
    wants = ("data saya", "hapus data saya", "perbaiki data saya")

    def statements(count: int, name: str) -> int:
        for n in range(count):
            kota.says(f"{name} {n}", wants[n % 3])
        with inside(kota.city):
            Lane.objects.update(spoke_at=kota.now)
        with CaptureQueriesContext(connection) as caught:
            assert take.batch(kota.city, kota.now) == count
        assert all(len(kota.words(f"{name} {n}")) == 1 for n in range(count))
        return len(caught)

    assert statements(3, "A") == statements(30, "B")
    assert len(requests(kota)) == 33
