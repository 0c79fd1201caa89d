"""An officer speaks with the resident: the desk is silent, keeps everything, and comes back."""

import pytest

from kentongan.cases.models import Matter
from kentongan.channels.wire import TextOut
from kentongan.cities.locks import inside
from kentongan.frontdesk.tests.scene import Scene, scene
from kentongan.mailroom.contents import pack
from kentongan.mailroom.models import Word
from kentongan.people.models import Staff
from kentongan.people.tests.at_work import hold
from kentongan.reports.actions import handling
from kentongan.reports.models import Report

LAMP = "lampu jalan di Gg Beringin mati sudah 2 minggu"


@pytest.fixture
def kota(db: None) -> Scene:
    return scene()


def officer(city: Scene) -> Staff:
    with inside(city.city):
        return hold("diskominfo.officer", "Rahma", username=f"u{city.city.pk}")


def test_an_officer_who_took_over_is_not_interrupted(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    kota.quiet()
    rahma = officer(kota)
    with inside(kota.city):
        report = Report.objects.get()
        Report.objects.update(taken_over_at=kota.now, taken_over_by=rahma)
        Word.objects.create(
            contact_id=kota.contacts["Siti"], line_id=kota.line, matter_id=report.pk, staff=rahma,
            purpose="message", text="Boleh kirim fotonya?", queued_at=kota.now,
        )  # fmt: skip
    kota.later(hours=2)
    said = kota.says("Siti", "sampah menumpuk juga di pasar Flamboyan")
    kota.taken()
    assert kota.message(said).outcome == "human"
    assert kota.message(said).matter_id == report.pk
    before = len(kota.words("Siti"))
    kota.later(hours=30)
    kota.says("Siti", "menu")
    kota.taken()
    assert len(kota.words("Siti")) == before + 1, "after a day of silence the desk speaks again"


def test_who_asked_for_an_officer_gets_the_desk_back_when_the_officer_hands_over(
    kota: Scene,
) -> None:
    kota.says("Siti", LAMP)
    kota.quiet()
    kota.says("Siti", "petugas")
    kota.taken()
    kota.later(minutes=5)
    kota.says("Siti", "menu")
    kota.taken()
    before = len(kota.words("Siti"))
    rahma = officer(kota)
    with inside(kota.city):
        report = Report.objects.select_related("matter").get()
        handling.take_over(report, by=rahma, now=kota.now)
        handling.hand_over(report, by=rahma, now=kota.now)
    kota.later(minutes=1)
    kota.says("Siti", "menu")
    kota.taken()
    assert [word.purpose for word in kota.words("Siti")[before:]] == ["menu"]


def test_the_desk_does_not_talk_into_an_answer_from_the_telephone(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    kota.quiet()
    with inside(kota.city):
        Word.objects.create(
            contact_id=kota.contacts["Siti"], line_id=kota.line, matter=Matter.objects.get(),
            purpose="echo", text="Siap, kami cek", queued_at=kota.now, state="sent",
        )  # fmt: skip
    kota.later(minutes=5)
    said = kota.says("Siti", "sampah menumpuk di pasar Flamboyan")
    kota.taken()
    assert kota.message(said).outcome == "human"
    kota.later(hours=1)
    kota.says("Siti", "sampah menumpuk di pasar Flamboyan, tidak diangkut")
    kota.taken()
    assert len(kota.reports("Siti")) == 2


def test_read_it_here_says_in_full_what_a_template_announced(kota: Scene) -> None:
    kota.says("Siti", LAMP)
    kota.quiet()
    rahma = officer(kota)
    report = kota.report("Siti")
    with inside(kota.city):
        Word.objects.create(
            contact_id=kota.contacts["Siti"], line_id=kota.line, matter_id=report.pk, staff=rahma,
            purpose="reply", text="Lampunya sudah diganti.", queued_at=kota.now, state="read",
            inside=pack(TextOut("Lampunya sudah diganti.")), used_template=True,
        )  # fmt: skip
    kota.later(days=2)
    kota.presses("Siti", f"read:{report.matter.number}", "Baca di sini")
    kota.taken()
    word = kota.words("Siti")[-1]
    assert word.text == "Lampunya sudah diganti."
    assert word.state == "queued" and not word.used_template
