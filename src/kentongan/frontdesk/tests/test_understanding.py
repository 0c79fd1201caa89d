"""What residents write, and what the desk makes of it."""

import time

import pytest

from kentongan.frontdesk.tests.lessons import know, understand

PONTIANAK = "pontianak"
LAMPUNG = "bandarlampung"


@pytest.mark.parametrize(
    ("city", "text", "topic"),
    [
        (PONTIANAK, "pju di depan gang kamek padam, gelap gulite", "street_light"),
        (PONTIANAK, "min lampu jln mati dah seminggu", "street_light"),
        (PONTIANAK, "paret depan rumah mampet, aek naek", "drain"),
        (LAMPUNG, "siring depan rumah mampet min, mohon dikeruk", "drain"),
        (LAMPUNG, "sampah numpuk di pinggir jalan ga diangkut2", "rubbish"),
        (PONTIANAK, "jalan berlobang besar, motor sering jatoh", "road"),
        (PONTIANAK, "juru parkir liar minta 5 ribu tanpa karcis", "parking"),
        (LAMPUNG, "air pdam mati dari subuh", "water_supply"),
        (PONTIANAK, "urus ktp hilang syaratnye ape", "id_card"),
        (LAMPUNG, "minta pungli waktu urus surat di kantor", "corruption"),
    ],
)  # fmt: skip
def test_the_topic_is_heard_in_everyday_words(city: str, text: str, topic: str) -> None:
    assert topic in understand(text, city).codes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lampu jalan mati di Gg Beringin", "complaint"),
        ("Bagaimana cara urus KTP hilang?", "question"),
        ("Syarat bikin kartu keluarga baru apa saja ya", "question"),
        ("KTP saya sudah tiga bulan belum jadi", "complaint"),
        ("Usul, alangkah baiknya taman kota diberi bangku", "suggestion"),
        ("tolong pasangkan polisi tidur di gg beringin", "suggestion"),
        ("Terima kasih pelayanan puskesmas bagus dan ramah", "appreciation"),
        ("ada pungli di kantor itu, diminta uang 200 ribu", "oversight"),
    ],
)
def test_the_kind_is_the_one_the_law_would_call_it(text: str, kind: str) -> None:
    assert understand(text).kind == kind


@pytest.mark.parametrize(
    ("city", "text", "place"),
    [
        (PONTIANAK, "lubang di jl ahmad yani depan untan", "depan untan, Jl. Ahmad Yani"),
        (PONTIANAK, "di gg beringin lampu mati", "Gg. Beringin"),
        (PONTIANAK, "Jln Parit Haji Husin 2 banyak lubang", "Jl. Parit Haji Husin 2"),
        (PONTIANAK, "air keruh di siantan hilir", "Kelurahan Siantan Hilir"),
        (LAMPUNG, "siring mampet Gg H Musa Segala Mider RT 12 LK 2",
         "Gg. H Musa, RT 12 LK 2, Kelurahan Segala Mider"),
        (LAMPUNG, "sampah di Kelurahan Kedaton", "Kelurahan Kedaton"),
        (LAMPUNG, "sampah di kedaton", "Kecamatan Kedaton"),
        (LAMPUNG, "Jl. Pulau Damar Way Dadi rusak", "Jl. Pulau Damar, Kelurahan Way Dadi"),
        (LAMPUNG, "jalan di sukarame ii rusak", "Kelurahan Sukarame II"),
        (PONTIANAK, "air mati di sungai jawi dalam", "Kelurahan Sungai Jawi Dalam"),
    ],
)  # fmt: skip
def test_a_named_place_is_found(city: str, text: str, place: str) -> None:
    found = understand(text, city).place
    assert found.text == place
    assert found.named


@pytest.mark.parametrize(
    ("city", "text"),
    [
        (PONTIANAK, "jalan berlubang parah"),
        (PONTIANAK, "lampu jalan mati di depan rumah kami"),
        (PONTIANAK, "pohon tumbang di tengah jalan"),
        (LAMPUNG, "antrean panjang sekali di puskesmas"),
        (LAMPUNG, "beda dengan di Surabaya yang bersih"),
        (PONTIANAK, "anak saya smp dipukul gurunya"),
        (LAMPUNG, "dekat gang kami banyak sampah"),
    ],
)  # fmt: skip
def test_a_place_that_says_nothing_to_a_stranger_is_not_believed(city: str, text: str) -> None:
    assert not understand(text, city).place.named
    assert understand(text, city).place.area is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("tolong ada kebakaran di gang kami", "fire"),
        ("ade percikan api di kabel listrik depan rumah", "live_cable"),
        ("anak tenggelam di parit tolong!!", "water"),
        ("orang bawa parang ngamuk di pasar", "armed"),
        ("istri saya dipukuli suaminya tetangga sebelah", "violence"),
        ("bapak saya pingsan tolong ambulans", "medical"),
    ],
)
def test_emergency_words_are_heard(text: str, kind: str) -> None:
    alarm = understand(text).alarm
    assert alarm is not None
    assert alarm.kind == kind
    assert alarm.numbers


@pytest.mark.parametrize(
    "text",
    [
        "lampu mati",
        "lampu jalan mati sudah dua minggu",
        "air mati dari subuh",
        "bekas kebakaran tahun lalu belum dibersihkan",
        "jalan gelap, rawan kecelakaan",
        "harga cabai makin pedas, bakar dompet",
        "nomor pemadam kebakaran berapa ya",
    ],
)
def test_words_that_only_sound_like_an_emergency_are_quiet(text: str) -> None:
    assert understand(text).alarm is None


@pytest.mark.parametrize(
    "text", ["P", "assalamualaikum min", "halo admin", "selamat pagi pak", "."]
)
def test_a_greeting_alone_says_nothing_yet(text: str) -> None:
    meaning = understand(text)
    assert meaning.greeting
    assert not meaning.topics


@pytest.mark.parametrize("text", ["makasih ya min", "terima kasih banyak pak 🙏", "matur nuwun"])
def test_thanks_alone_are_thanks(text: str) -> None:
    assert understand(text).thanks


def test_a_greeting_before_a_report_does_not_hide_it() -> None:
    meaning = understand("assalamualaikum min, lampu jalan mati")
    assert not meaning.greeting
    assert meaning.salam


@pytest.mark.parametrize(
    "text",
    ["Selamat Anda dapat hadiah 50 juta klik bit.ly/abc", "slot gacor maxwin daftar sekarang"],
)
def test_prizes_with_links_are_spam(text: str) -> None:
    assert understand(text).spam


def test_somebody_who_complains_of_a_fraud_is_not_spam() -> None:
    assert not understand("saya ditipu orang yang mengaku dari dinas, minta uang").spam


def test_rude_words_alone_are_abuse_and_beside_a_report_they_are_not() -> None:
    assert understand("goblok kalian").abuse
    angry = understand("goblok, jalan berlubang dari dulu ga diperbaiki")
    assert angry.rude
    assert not angry.abuse


def test_a_ticket_number_is_read_in_any_spelling() -> None:
    from kentongan.pure import tickets

    number = tickets.new()
    assert understand(f"gimana laporan {number.lower().replace('-', ' ')}").numbers == (number,)


def test_the_nearest_kelurahan_is_the_one_around_the_point() -> None:
    area = know().map.nearest(-0.0404, 109.3428)
    assert area is not None
    assert area.name == "Benua Melayu Darat"
    assert know().map.nearest(-6.2, 106.8) is None


def test_noise_goes_to_the_office_of_the_kecamatan_once_the_place_is_known() -> None:
    city = know()
    noise = city.topics["noise"]
    ward = next(a for a in city.map.areas.values() if a.name == "Siantan Hulu")
    assert "Utara" in city.agency(noise, ward.id)
    assert city.agency(noise, None) == noise.agency


@pytest.mark.parametrize("text", ["", " ", "\x00", "💥" * 50, "a" * 20_000, "jl " * 5_000, "rt/rw"])
def test_no_text_is_too_strange(text: str) -> None:
    assert understand(text).words >= 0


def test_a_usual_message_is_understood_in_a_millisecond() -> None:
    text = "min lampu jln depan gg kita mati dah 2 minggu, gelap gulita di sungai jawi. tlg lah"
    understand(text)
    best = min(_seconds(text) for _ in range(20))
    assert best < 0.001


def _seconds(text: str) -> float:
    before = time.perf_counter()
    understand(text)
    return time.perf_counter() - before
