"""Many people at once: a constant number of statements, and one stumble harms nobody else."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kentongan.cities.locks import inside
from kentongan.frontdesk import acknowledge, take, wording
from kentongan.frontdesk.decide import Decision, LaneFacts, decide
from kentongan.frontdesk.knowing import knowledge
from kentongan.frontdesk.tests.scene import Scene, scene
from kentongan.frontdesk.understand import Knowledge
from kentongan.mailroom.models import Message

MIXED = (
    "lampu jalan mati di Gg Beringin", "assalamualaikum", "ada kebakaran di pasar", "status",
    "sampah menumpuk di pasar Flamboyan", "berhenti", "parit mampet", "petugas", "menu",
    "makasih",
)  # fmt: skip


@pytest.fixture
def kota(db: None) -> Scene:
    made = scene()
    with inside(made.city):
        knowledge()
    return made


def crowd(kota: Scene, count: int) -> None:
    for number in range(count):
        kota.says(f"Warga {kota.now:%H%M%S} {number}", MIXED[number % len(MIXED)])


def statements(kota: Scene) -> tuple[int, int]:
    """How many statements taking and acknowledging take for what lies there."""
    with CaptureQueriesContext(
        connection,
    ) as taking:
        take.batch(kota.city, kota.now)
    kota.later(seconds=70)
    with CaptureQueriesContext(connection) as acknowledging:
        acknowledge.batch(kota.city, kota.now)
    return len(taking), len(acknowledging)


def test_a_hundred_take_as_many_statements_as_ten(kota: Scene) -> None:
    crowd(kota, 10)
    ten = statements(kota)
    kota.later(minutes=1)
    crowd(kota, 100)
    hundred = statements(kota)
    assert ten == hundred
    assert hundred[0] <= 30
    assert hundred[1] <= 20


def test_everything_that_can_happen_at_once_stays_within_thirty(kota: Scene) -> None:
    crowd(kota, 10)
    kota.quiet()
    kota.later(minutes=10)
    ids = []
    for number, who in enumerate(list(kota.contacts)):
        ids.append(kota.says(who, MIXED[(number + 3) % len(MIXED)]))
        kota.says(who, "lampu jalan itu masih mati", reply_to=ids[0])
        kota.says(who, "lanjut")
        kota.says(who, "parit mampet", kind="edit", refers_to=ids[-1])
    with inside(kota.city), CaptureQueriesContext(connection) as taking:
        take.batch(kota.city, kota.now)
    assert len(taking) <= 30, "\n".join(q["sql"][:80] for q in taking.captured_queries)


def test_one_poisoned_lane_is_kept_plainly_and_the_others_go_on(
    kota: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbling(facts: LaneFacts, know: Knowledge, now: datetime) -> Decision:
        if any("beracun" in one.text for one in facts.messages):
            raise ZeroDivisionError
        return decide(facts, know, now)

    monkeypatch.setattr(take, "decide", stumbling)
    for number in range(6):
        kota.says(f"Warga {number}", "lampu jalan mati di Gg Beringin")
    said = kota.says("Malang", "pesan beracun")
    kota.quiet()
    for number in range(6):
        topic = kota.report(f"Warga {number}").topic
        assert topic and topic.code == "street_light"
    report = kota.report("Malang")
    assert report.text == "pesan beracun"
    assert kota.message(said).matter_id == report.pk
    assert [word.purpose for word in kota.words("Malang")] == ["acknowledgement"]
    with inside(kota.city):
        assert not Message.objects.filter(outcome="").exists()


def test_what_cannot_even_be_kept_plainly_is_set_aside_for_an_officer_to_see(
    kota: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Decision:
        raise ZeroDivisionError

    monkeypatch.setattr(take, "decide", broken)
    monkeypatch.setattr(take, "plainly", broken)
    said = kota.says("Malang", "pesan beracun")
    kota.taken()
    message = kota.message(said)
    assert message.outcome == "set_aside"
    assert message.outcome_note == "belum bisa diolah"
    assert kota.taken() == 0


def test_an_acknowledgement_without_words_becomes_news_for_an_officer(
    kota: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = wording.acknowledgement

    def stumbling(one: wording.Receipt, know: Knowledge, now: datetime) -> str:
        if one.name == "Malang":
            raise ZeroDivisionError
        return real(one, know, now)

    monkeypatch.setattr(wording, "acknowledgement", stumbling)
    names: Sequence[str] = ("Siti", "Malang", "Budi")
    for who in names:
        kota.says(who, "lampu jalan mati di Gg Beringin")
    kota.quiet()
    assert [len(kota.words(who)) for who in names] == [1, 0, 1]
    assert kota.report("Malang").has_news
    assert kota.report("Malang").ack_due_at is None
