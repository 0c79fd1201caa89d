"""Somebody in danger is heard at once; somebody with a dark street lamp is not sent to 112."""

from __future__ import annotations

import pytest

from kentongan.cities import pack
from kentongan.cities.pack import Pack

BOTH = pytest.mark.parametrize("city", [pack.load(slug) for slug in pack.slugs()], ids=pack.slugs())
PONTIANAK, BANDAR_LAMPUNG = pack.load("pontianak"), pack.load("bandarlampung")


ALARMS = [
    ("TOLONG ada kebakaran di gang sebelah!!", "fire"),
    ("rumah tetangga saya terbakar api membesar", "fire"),
    ("pohon nimpa kabel listrik ade percikan api di tiang", "live_cable"),
    ("adek saya kesetrum tiang pju", "live_cable"),
    ("ada anak hanyut di parit besar", "water"),
    ("orang tenggelam dekat dermaga", "water"),
    ("ade orang gile bawak parang di pasar flamboyan sekarang", "armed"),
    ("ada begal sekarang di jl teuku umar", "armed"),
    ("suami saya mukul saya terus", "violence"),
    ("anak saya dipukul gurunya, tolong jgn disebar", "violence"),
    ("bapak saya pingsan tolong ambulan", "medical"),
    ("baru aja ada tabrakan korban luka parah", "accident"),
    ("bau gas menyengat di ruko sebelah", "gas"),
    ("tanah longsor menimpa dapur warga", "collapse"),
    ("ular masuk ke kamar", "animal"),
    ("saya sudah tidak kuat, ingin mati aja", "self_harm"),
    ("tolong ada rumah kebakar di gg kenanga", "fire"),
    ("warung depan pasar kbakaran", "fire"),
    ("tlg kbkrn di belakang sekolah", "fire"),
    ("bengkel tetangga terbakar", "fire"),
    ("omah kobong tulung", "fire"),
    ("api makin besar menjalar ke sebelah", "fire"),
    ("gardu listrik berasap", "live_cable"),
    ("tiang listrik di depan gang terbakar", "live_cable"),
    ("anak saya disetrum kabel", "live_cable"),
    ("tiang listrik miring mau roboh", "live_cable"),
    ("bapak saya kena stroke", "medical"),
    ("ibu sesak napas dari tadi", "medical"),
    ("nenek jatuh di dapur tidak sadar", "medical"),
    ("suami saya memukuli saya", "violence"),
    ("istri dipukuli suaminya", "violence"),
    ("ada yang bunuh orang di terminal", "armed"),
    ("saya di-begal barusan", "armed"),
    ("begal di simpang tadi, orangnya masih ada", "armed"),
    ("saya tidak mau hidup lagi", "self_harm"),
    ("capek hidup rasanya", "self_harm"),
    ("ada org tenglam", "water"),
    ("kapal karam dekat pelabuhan", "water"),
    ("enek wong keli", "water"),
    ("ade budak lemas di sungai", "water"),
    ("banjir masuk rumah sudah sedada", "water"),
    ("banjir selutut, kami terkurung", "water"),
    ("anak hilang di pasar dari siang", "missing"),
    ("balita hilang tolong dicari", "missing"),
    ("ada mayat di parit", "body"),
    ("ada bayi dibuang di depan masjid", "infant"),
    ("longsor di belakang rumah", "collapse"),
    ("rumah saya mau roboh", "collapse"),
    ("tembok sekolah roboh", "collapse"),
    ("ada ledakan tabung gas", "gas"),
    ("buaya di sungai depan rumah", "animal"),
]
QUIET = [
    "lampu mati di gang saya",
    "lampu jalan mati dr bundaran sampe spbu, sering begal bunda",
    "Jgn nunggu ada yg mati dulu ya, jalan lubang semua",
    "air mati dari subuh",
    "minta nomor pemadam kebakaran dong",
    "bagaimana mengurus surat keterangan kebakaran",
    "tikungan ini rawan kecelakaan, tolong pasang cermin",
    "jalan tenggelam kalau hujan",
    "tiap sore bakar sampah",
    "listrik mati dari tadi",
    "kabel wifi putus menjuntai",
    "ktp saya mati",
    "bpjs mati",
    "jangan sampai ada kecelakaan dulu baru diperbaiki",
    "tolong pangkas pohon, takut pohon tumbang",
    "syarat vaksin digigit anjing di puskesmas mana",
    "tidak ada kebakaran, cuma tanya nomor damkar",
    "kebakaran kemarin di kampung saya, kapan bantuan cair",
    "gempa barusan terasa ga min",
    "saya terbakar emosi lihat antrean ini",
    "lampu merah kebakar",
    "ktp saya terbakar, bagaimana cara ganti",
    "lampu di depan rumah saya tidak mau hidup lagi",
    "mesin pompa tidak mau hidup",
    "asap sampah bikin anak saya sesak napas",
    "bau limbah ini sampai sesak napas",
    "warga tidak sadar buang sampah ke parit",
    "tukang ojek dilarang memukul kentongan malam malam",
    "suami saya antre dari pukul 8 belum dilayani",
    "suami saya pulang pukul 17.00 kantor sudah tutup",
    "rawan begal di simpang itu, tolong pasang lampu",
    "banyak begal di sini kalau gelap",
    "tolong fogging untuk membunuh nyamuk",
    "lemas saya mengurus ktp tidak siap siap",
    "harga ikan keli naik",
    "setiap hujan banjir selutut di gang kami",
    "akta anak hilang, cara urusnya bagaimana",
    "sepeda anak saya hilang",
    "popok bayi dibuang ke parit",
    "bau got seperti bau mayat",
    "mobil mayat di puskesmas rusak",
    "turap longsor tolong diperbaiki",
    "pohon di depan rumah mau roboh",
    "minta bedah rumah, rumah nenek mau roboh",
    "harga cabai meledak",
    "tanaman lidah buaya saya kering, sungai kering",
    "penderita stroke perlu bantuan kursi roda",
    "harga sembako mencekik rakyat",
    "lubang di jalan itu bisa membunuh orang",
    "jangan sampai ada yang tenggelam dulu baru dipagari",
    "tagihan ini bikin saya kena serangan jantung",
]


@pytest.mark.parametrize(("text", "kind"), ALARMS)
def test_an_emergency_is_heard_at_once_in_both_cities(text: str, kind: str):
    for city in (PONTIANAK, BANDAR_LAMPUNG):
        assert kind in [alarm.kind for alarm in city.alarms(text)]


@pytest.mark.parametrize("text", QUIET)
def test_an_everyday_complaint_is_no_emergency(text: str):
    for city in (PONTIANAK, BANDAR_LAMPUNG):
        assert [alarm.kind for alarm in city.alarms(text)] == []


def test_a_quiet_phrase_does_not_hide_a_real_fire_beside_it():
    text = "ini bukan simulasi kebakaran, ada kebakaran di ruko"
    assert [alarm.kind for alarm in PONTIANAK.alarms(text)] == ["fire"]


def test_a_word_is_only_hushed_by_what_stands_beside_it():
    assert PONTIANAK.alarms("kebakaran kemarin sudah padam, sekarang ada kebakaran lagi")
    assert not PONTIANAK.alarms("lampu gang tidak mau hidup")
    assert PONTIANAK.alarms("rasanya saya tidak mau hidup")


def test_the_citys_own_words_are_heard_only_there():
    text = "budak jatuh dari gertak"
    assert [alarm.kind for alarm in PONTIANAK.alarms(text)] == ["water"]
    assert BANDAR_LAMPUNG.alarms(text) == ()


@BOTH
def test_an_emergency_answers_with_a_calm_sentence_and_numbers(city: Pack):
    for emergency in city.emergencies:
        assert emergency.numbers, emergency.kind
        assert emergency.advice.count(".") == 1 and emergency.advice.endswith(".")
        assert "!" not in emergency.advice
    confidential = {emergency.kind for emergency in city.emergencies if emergency.confidential}
    assert confidential == {"violence", "self_harm"}


@BOTH
def test_the_numbers_that_people_know_are_there_and_wait_to_be_tried(city: Pack):
    numbers = {number.number for number in city.numbers}
    assert {"112", "110", "113", "119", "123", "129"} <= numbers
    assert not any(number.confirmed for number in city.numbers)
