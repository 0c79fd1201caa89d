"""An officer answers from the phone's own app: that counts, and nothing else is taken for seen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import inside
from kentongan.frontdesk import echoes
from kentongan.frontdesk.tests.scene import Scene, scene
from kentongan.mailroom.models import File, Word
from kentongan.people.models import Contact
from kentongan.people.tests.at_work import hold
from kentongan.reports.actions import keeping
from kentongan.reports.models import Report

LAMP = "lampu jalan di Gg Beringin mati sudah 2 minggu"


@pytest.fixture
def kota(db: None) -> Scene:
    return scene()


def echo(kota: Scene, who: str = "Siti", *, placed: bool = True, ago: float = 0) -> Word:
    """Words on the telephone, as the mailroom leaves them."""
    at = kota.now - timedelta(seconds=ago)
    report = kota.report(who).pk if placed else None
    with inside(kota.city):
        return Word.objects.create(
            contact_id=kota.contacts[who], line_id=kota.line, matter_id=report, purpose="echo",
            text="Siap, kami cek", queued_at=at, sent_at=at, state="sent",
        )  # fmt: skip


def counted(kota: Scene) -> int:
    return echoes.batch(kota.city, kota.now)


def verbs(kota: Scene, who: str = "Siti") -> list[tuple[str, str]]:
    with inside(kota.city):
        lines = JournalLine.objects.filter(matter=kota.report(who).pk).order_by("pk")
        return list(lines.values_list("verb", "role"))


def test_an_answer_from_the_phone_is_a_first_answer(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    kota.quiet()
    kota.later(minutes=5)
    echo(kota)
    assert kota.report().has_news
    assert counted(kota) == 1
    report = kota.report()
    assert (report.has_news, report.matter.state) == (False, "verified")
    assert verbs(kota)[-2:] == [("write", "officer"), ("verify", "officer")]
    assert counted(kota) == 0, "it counts once"


def test_what_they_said_after_it_is_still_unseen(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    kota.quiet()
    kota.later(minutes=5)
    echo(kota)
    kota.later(minutes=5)
    kota.says("Siti", "sekarang seluruh gang gelap", reply_to=kota.words("Siti")[-1].external_id)
    assert counted(kota) == 0, "first what they said is taken"
    kota.taken()
    assert counted(kota) == 1
    assert kota.report().has_news


def test_an_answer_that_overtook_the_report_finds_it(kota: Scene) -> None:
    kota.says("Siti", LAMP, ago=60)
    word = echo(kota, placed=False)
    with inside(kota.city):
        File.objects.create(key="k", word=word, since=kota.now, ready_at=kota.now)
    kota.taken()
    assert counted(kota) == 1
    report = kota.report()
    assert (report.has_news, report.matter.state) == (False, "verified")
    with inside(kota.city):
        assert Word.objects.get(pk=word.pk).matter_id == report.pk
        assert File.objects.get().matter_id == report.pk


def test_an_answer_finds_the_report_of_an_older_number(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    kota.quiet()
    with inside(kota.city):
        root = Contact.objects.create(name="Siti", since=kota.now)
        Contact.objects.filter(pk=kota.contacts["Siti"]).update(same_as=root)
        kota.contacts["nomor baru"] = root.pk
    word = echo(kota, "nomor baru", placed=False)
    assert counted(kota) == 1
    with inside(kota.city):
        assert Word.objects.get(pk=word.pk).matter_id == kota.report("Siti").pk


def test_an_officer_who_wrote_first_has_answered_nothing(kota: Scene) -> None:
    kota.says("Siti", "assalamualaikum", ago=600)
    kota.taken()
    echo(kota, placed=False, ago=300)
    kota.says("Siti", LAMP)
    kota.taken()
    counted(kota)
    report = kota.report()
    assert (report.has_news, report.matter.state) == (True, "received")


def test_what_an_agency_told_the_desk_is_not_seen_on_the_phone(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    kota.quiet()
    with inside(kota.city):
        anton = hold("dishub.liaison", "Anton", username=f"anton{kota.city.pk}")
        keeping.note(kota.report(), text="Tiangnya roboh", by=anton, now=kota.now)
    echo(kota)
    counted(kota)
    assert kota.report().has_news


def test_what_waits_as_an_answer_of_an_agency_is_still_unseen(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    kota.quiet()
    with inside(kota.city):
        matter = kota.report().matter
        matter.state = "answered"
        matter.save()
    echo(kota)
    counted(kota)
    assert (kota.report().has_news, kota.report().matter.state) == (True, "answered")


def test_a_hundred_answers_take_as_many_statements_as_ten(kota: Scene) -> None:
    def cost(count: int, ago: int) -> int:
        for number in range(count):
            who = f"Warga {count} {number}"
            kota.says(who, LAMP, ago=ago)
            kota.taken()
            echo(kota, who, placed=bool(number % 2))
        with CaptureQueriesContext(connection) as asked:
            assert counted(kota) == count
        return len(asked)

    assert cost(10, 60) == cost(60, 60) <= 30
    assert all(not report.has_news for report in kota.reports())


def test_one_poisoned_answer_stays_in_the_timeline_and_the_others_count(
    kota: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in ("Siti", "Malang", "Budi"):
        kota.says(who, LAMP)
    kota.quiet()
    words = {who: echo(kota, who) for who in ("Siti", "Malang", "Budi")}
    real = echoes._journal

    def stumbling(placed, reports, now) -> None:
        if any(one.word == words["Malang"].pk for one in placed):
            raise ZeroDivisionError
        real(placed, reports, now)

    monkeypatch.setattr(echoes, "_journal", stumbling)
    assert counted(kota) == 3
    assert [kota.report(who).has_news for who in words] == [False, True, False]
    assert counted(kota) == 0


def test_an_answer_to_somebody_without_a_report_is_only_kept(kota: Scene) -> None:
    kota.says("Siti", "assalamualaikum")
    kota.taken()
    echo(kota, placed=False)
    assert counted(kota) == 1
    with inside(kota.city):
        assert Report.objects.count() == 0
    assert counted(kota) == 0
