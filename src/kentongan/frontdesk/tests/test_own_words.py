"""What people want of the desk, said in their own words and not in ours."""

import pytest

from kentongan.frontdesk.decide import TalkState
from kentongan.frontdesk.tests.lessons import (
    NOW,
    case,
    decided,
    heard,
    outcome,
    said,
    understand,
)
from kentongan.pure import tickets

PLACE = TalkState(question="place", about=7, asked_at=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "lurah minta uang, tolong rahasiakan identitas saya",
        "identitas saya mohon disembunyikan",
        "jangan kasih tau nama sy ke pak rt",
        "tolong jangan kasih tahu siapa yang lapor",
        "jangan bilang2 saya yg lapor",
        "jangan bilang ke pak lurah kalau saya yang melapor",
        "saya takut ketahuan",
        "tolong rahasiakan nama",
    ],
)
def test_who_is_afraid_to_be_named_is_not_named(text: str) -> None:
    assert understand(text).nameless


@pytest.mark.parametrize(
    "text",
    [
        "jangan bilang tidak ada anggaran lagi",
        "kartu identitas anak saya hilang",
        "tolong kasih tahu jadwal angkut sampah",
        "nama jalan di plang salah tulis",
    ],
)
def test_a_name_or_a_telling_alone_is_no_wish_for_secrecy(text: str) -> None:
    assert not understand(text).nameless


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("mau ngomong sama petugas", "human"),
        ("pak, bisa bicara dgn admin?", "human"),
        ("Tolong jangan balas otomatis, saya mau orang", "human"),
        ("cek laporan saya dong min", "status"),
        ("status laporan saya gimana", "status"),
        ("laporan saya sudah sampai mana?", "status"),
        ("nomor laporan saya berapa", "status"),
        ("jangan kirim pesan lagi", "stop"),
        ("tolong berhenti kirim pesan ke saya", "stop"),
        ("maaf salah kirim", "misdirected"),
        ("maaf min salah nomor", "misdirected"),
    ],
)
def test_an_order_is_understood_in_a_whole_sentence(text: str, command: str) -> None:
    assert understand(text).command == command


@pytest.mark.parametrize(
    "text",
    [
        "petugas sampah tidak mau bicara baik baik",
        "berhenti buang sampah di parit dong",
        "stop truk masuk gang kami",
        "laporan saya belum ditindak juga",
        "saya tidak dapat kabar dari kelurahan",
        "nomor rumah saya salah di kartu keluarga",
        "orang mau buang sampah sembarangan",
    ],
)
def test_a_complaint_with_the_words_of_an_order_is_a_complaint(text: str) -> None:
    assert understand(text).command == ""


def test_a_message_for_somebody_else_opens_nothing() -> None:
    decision = decided(heard("maaf pak salah kirim"))
    assert not decision.opened
    assert said(decision) == ["invitation"]
    beside = decided(heard("maaf pak salah kirim"), cases=(case(),))
    assert outcome(beside) == ("addition", 7)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("belum beres pak, masih mati", "belum beres"),
        ("masih mati", "belum beres"),
        ("bohong, masih gelap", "belum beres"),
        ("terima kasih tapi masih mati", "belum beres"),
        ("tidak", "belum beres"),
        ("sudah beres makasih", "sudah beres"),
        ("iya", "sudah beres"),
        ("terima kasih lampu sudah nyala", "sudah beres"),
    ],
)
def test_a_verdict_in_words_is_kept_on_the_answered_report(text: str, verdict: str) -> None:
    decision = decided(heard(text), cases=(case(state="replied"),))
    assert outcome(decision) == ("addition", 7)
    assert decision.outcomes[0].note == f"kata warga: {verdict}"
    assert decision.added and not decision.opened


def test_an_ended_report_that_they_name_is_opened_again_when_it_is_not_fixed() -> None:
    number = tickets.new()
    closed = case(number=number, state="closed", ended=True)
    decision = decided(heard(f"{number} belum beres, masih gelap"), cases=(closed,))
    assert [(one.key, one.verb) for one in decision.turned] == [(7, "reopen")]
    assert decision.added and not decision.opened
    thanks = decided(heard(f"{number} sudah beres, lampunya terang"), cases=(closed,))
    assert not thanks.turned


def test_another_trouble_after_an_answer_is_still_a_report_of_its_own() -> None:
    text = "sampah menumpuk tidak diangkut di pasar"
    assert len(decided(heard(text), cases=(case(state="replied"),)).opened) == 1


def test_asking_when_it_will_be_fixed_is_no_verdict() -> None:
    assert understand("kapan lampu sudah menyala?").verdict == ""
    assert understand("apakah sudah beres?").verdict == ""


def test_thanks_for_light_is_praise_and_no_complaint() -> None:
    assert understand("terima kasih lampu sudah nyala").kind == "appreciation"
    assert understand("terima kasih, tapi lampu masih mati").kind == "complaint"


def test_taking_a_report_back_is_noted_for_the_officer() -> None:
    for text in ("batal", "tidak jadi pak", "batalkan laporan saya"):
        decision = decided(heard(text), cases=(case(),))
        assert decision.outcomes[0].note == "kata warga: batal" and decision.added
    assert not understand("ktp saya tidak jadi jadi").takes_back


@pytest.mark.parametrize("text", ["ya", "ok", "👍", "siap"])
def test_a_nod_while_we_wait_for_an_answer_is_no_greeting(text: str) -> None:
    decision = decided(heard(text), cases=(case(place=""),), talk=PLACE)
    assert said(decision) == []
    assert not decision.opened
    assert decision.talk is None, "the question stays open"


@pytest.mark.parametrize("text", ["besok saya kirim", "sebentar"])
def test_who_will_answer_later_is_still_asked_for_the_place(text: str) -> None:
    decision = decided(heard(text), cases=(case(place=""),), talk=PLACE)
    assert outcome(decision) == ("addition", 7)
    assert decision.talk is None and not decision.changed


def test_another_trouble_is_no_place_but_a_landmark_is() -> None:
    other = decided(heard("sampah numpuk di pasar"), cases=(case(place=""),), talk=PLACE)
    assert len(other.opened) == 1
    spot = decided(heard("depan puskesmas"), cases=(case(place=""),), talk=PLACE)
    assert spot.changed[0].place == "depan puskesmas"


def test_several_troubles_in_several_places_are_one_report_that_says_so() -> None:
    text = "lampu mati di gg mawar, jalan rusak di gg melati dan sampah numpuk di gg kenanga"
    decision = decided(heard(text))
    [new] = decision.opened
    assert new.several and "sekaligus" in decision.outcomes[0].note
    assert {"street_light", "road", "rubbish"} <= set(new.suggestions)
    [burst] = decided(heard("lampu mati di gg mawar"), heard("jalan rusak di gg melati")).opened
    assert burst.several and {"street_light", "road"} <= set(burst.suggestions)


def test_one_trouble_told_at_length_is_not_several() -> None:
    [new] = decided(heard("lampu jalan mati di gg mawar, gelap, rawan begal di situ")).opened
    assert not new.several


def test_anger_beside_an_open_report_is_news_for_an_officer() -> None:
    decision = decided(heard("goblok lambat sekali"), cases=(case(),))
    assert decision.added and decision.outcomes[0].note == "kata kasar"


def test_an_insult_is_no_stray_dog() -> None:
    decision = decided(heard("anjing kau semua"))
    assert not decision.opened and said(decision) == ["calm"]
    assert len(decided(heard("anjing liar banyak di komplek")).opened) == 1


@pytest.mark.parametrize(
    "text",
    ["jual pulsa murah klik http://bit.ly/abc", "Selamat anda menang hadiah 100 juta hubungi 08"],
)
def test_what_is_sold_with_a_link_or_a_prize_is_no_report(text: str) -> None:
    assert not decided(heard(text)).opened


def test_a_warning_of_a_swindle_is_a_report() -> None:
    assert decided(heard("ada penipuan menang hadiah, hubungi nomor 08")).opened


def test_opening_hours_are_a_question_to_the_office_and_not_about_a_card() -> None:
    meaning = understand("jam buka disdukcapil jam berapa")
    assert meaning.kind == "question" and meaning.topic != "family_card"


def test_a_hole_in_the_road_is_no_name_of_a_road() -> None:
    meaning = understand("ade jalan belobang di depan umah kamek")
    assert meaning.topic == "road" and "Jl." not in meaning.place.text
    assert understand("lampune jalan mati").topic == "street_light"
    assert understand("kabel wifi semrawut").topic == "city_apps"
