"""One message for the whole burst: what residents read when their report has arrived."""

from datetime import UTC, datetime

import pytest

from kentongan.cities.locks import inside
from kentongan.frontdesk import acknowledge
from kentongan.frontdesk.tests.scene import Scene, scene
from kentongan.mailroom.models import Template
from kentongan.reports.models import Report


@pytest.fixture
def kota(db: None) -> Scene:
    return scene()


def told(kota: Scene, *sentences: str, who: str = "Siti") -> str:
    for sentence in sentences:
        kota.says(who, sentence)
    kota.quiet()
    return kota.words(who)[-1].text


def test_it_says_what_we_understood_who_looks_at_it_and_by_when(kota: Scene) -> None:
    text = told(kota, "lampu jalan mati di Gg Beringin, Kelurahan Sungai Jawi")
    report = kota.report("Siti")
    assert text.startswith("Selamat pagi, Bapak/Ibu Siti. Terima kasih")
    assert "Yang kami tangkap: lampu jalan, tempat: Gg. Beringin, Kelurahan Sungai Jawi." in text
    assert f"\n*{report.matter.number}*\n" in text
    assert "Dinas Perhubungan" in text
    assert "paling lambat *Senin, 14 Desember 2026*" in text
    assert f"/t/{report.matter.token}" in text
    assert "?" not in text, "nothing is missing, so nothing is asked"
    assert "tutup" not in text


def test_without_an_approved_answer_a_second_way_is_asked_for(kota: Scene) -> None:
    with inside(kota.city):
        Template.objects.filter(name="answer_ready").update(status=Template.Status.REJECTED)
    text = told(kota, "lampu jalan mati di Gg Beringin, Kelurahan Sungai Jawi")
    assert text.count("?") == 1
    assert "alamat surel atau nomor lain" in text
    assert "*status*" in text


def test_it_asks_one_thing_only_and_that_is_the_place(kota: Scene) -> None:
    text = told(kota, "parit mampet, tolong dikeruk")
    assert text.count("?") == 1
    assert "Di mana letaknya?" in text
    [word] = kota.words("Siti")
    assert word.inside["type"] == "place"


def test_a_photo_alone_is_asked_what_it_is_about(kota: Scene) -> None:
    kota.says("Siti", kind="image")
    kota.quiet()
    [word] = kota.words("Siti")
    assert "ini tentang apa" in word.text
    assert "1 berkas" in word.text


def test_it_is_not_said_before_the_quiet_time_and_never_twice(kota: Scene) -> None:
    kota.says("Siti", "parit mampet")
    kota.taken()
    assert acknowledge.batch(kota.city, kota.now) == 0
    kota.later(seconds=9)
    assert acknowledge.batch(kota.city, kota.now) == 1
    assert acknowledge.batch(kota.city, kota.now) == 0


def test_outside_desk_hours_it_says_when_people_are_back(kota: Scene) -> None:
    kota.now = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)  # Friday, 22.00 in Pontianak
    text = told(kota, "parit mampet di Gg Melati")
    assert text.startswith("Selamat malam")
    assert "petugas kembali Senin, 30 November 2026 pukul 07.15" in text


def test_secret_matters_name_no_agency_and_ask_nothing(kota: Scene) -> None:
    text = told(kota, "saya dipukuli suami, tolong jangan disebar")
    assert "kami jaga" in text
    assert "?" not in text


def test_an_emergency_is_answered_first_and_acknowledged_after(kota: Scene) -> None:
    kota.says("Siti", "tolong ada kebakaran di Gg Beringin")
    kota.taken()
    assert [word.purpose for word in kota.words("Siti")] == ["emergency"]
    kota.quiet()
    assert [word.purpose for word in kota.words("Siti")] == ["emergency", "acknowledgement"]
    assert kota.report("Siti").urgent


def test_a_late_emergency_still_gets_its_numbers(kota: Scene) -> None:
    kota.says("Siti", "tolong ada kebakaran di Gg Beringin", ago=2 * 3600)
    kota.quiet()
    [word] = kota.words("Siti")
    assert "*113* Pemadam kebakaran" in word.text
    assert "baru sampai" in word.text


def test_what_is_marked_as_spam_gets_no_acknowledgement(kota: Scene) -> None:
    kota.says("Siti", "parit mampet di Gg Melati")
    kota.taken()
    with inside(kota.city):
        Report.objects.update(mark="spam")
    kota.quiet()
    assert kota.words("Siti") == []
    assert kota.report("Siti").ack_due_at is None


def test_who_asked_for_an_officer_hears_that_one_comes(kota: Scene) -> None:
    text = told(kota, "petugas")
    assert "bicara dengan petugas sudah kami catat" in text
    assert "membalas di percakapan ini" in text


def test_matters_of_others_are_named_as_such(kota: Scene) -> None:
    text = told(kota, "listrik rumah padam satu gang, pln")
    assert "biasanya urusan PLN" in text


def test_a_pin_outside_the_city_is_said_kindly(kota: Scene) -> None:
    kota.says("Siti", "jalan berlubang")
    kota.pins("Siti", -6.2, 106.8)
    kota.quiet()
    assert "di luar Kota Pontianak" in kota.words("Siti")[-1].text


def test_it_has_a_form_for_a_closed_window(kota: Scene) -> None:
    with inside(kota.city):
        assert Template.objects.filter(name="late_acknowledgement", line=kota.line).exists()
    kota.says("Siti", "parit mampet di Gg Melati", ago=30 * 3600)
    kota.quiet()
    [word] = kota.words("Siti")
    report = kota.report("Siti")
    assert word.template["params"] == [
        "23 November 2026", "parit dan selokan", report.matter.number,
    ]  # fmt: skip
    assert word.template["url_suffix"] == report.matter.token


def test_the_longest_report_still_fits_a_message_with_a_button(kota: Scene) -> None:
    text = told(kota, "lampu jalan mati " + "dan gelap sekali " * 400)
    assert len(text) <= 1024
    assert kota.report("Siti").matter.number in text


def test_praise_is_passed_on_and_nothing_more_is_promised(kota: Scene) -> None:
    text = told(kota, "Terima kasih, pelayanan puskesmas bagus dan ramah")
    assert "kata-kata baiknya" in text
    assert "menyampaikannya kepada Dinas Kesehatan" in text
    assert "paling lambat" not in text and "?" not in text
    assert not kota.report("Siti").confidential


def test_somebody_who_says_how_to_be_called_is_called_so(kota: Scene) -> None:
    assert told(kota, "parit mampet", who="Pak Usman").startswith("Selamat pagi, Pak Usman. ")


def test_who_wants_no_name_shown_hears_that_it_is_kept(kota: Scene) -> None:
    kota.says("Siti", "lampu jalan mati di Gg Mawar, jangan sebut nama saya")
    kota.quiet()
    [word] = kota.words("Siti", "acknowledgement")
    assert "Nama dan nomor Bapak/Ibu kami jaga." in word.text
    report = kota.report("Siti")
    assert report.anonymous and not report.confidential
