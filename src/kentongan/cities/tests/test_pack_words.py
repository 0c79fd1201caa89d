"""A resident writes as people there write, and the city's pack understands what it is about."""

from __future__ import annotations

import pytest

from kentongan.cities import pack
from kentongan.cities.pack import Pack

BOTH = pytest.mark.parametrize("city", [pack.load(slug) for slug in pack.slugs()], ids=pack.slugs())
PONTIANAK, BANDAR_LAMPUNG = pack.load("pontianak"), pack.load("bandarlampung")


# ── what residents mean ─────────────────────────────────────────────────────────────────────────

SENTENCES = [
    # Pontianak, as people write: Malay, slang, abbreviations, two things at once
    (PONTIANAK, "min lampu jln di gg kamek mati dah semingguan, gelap betol", "street_light"),
    (PONTIANAK, "PJU simpang tanjungpura padam pak", "street_light"),
    (PONTIANAK, "jln tanjung raya 2 byk lobang, motor saye hampir jatoh", "road"),
    (PONTIANAK, "aspalnya ngelupas smua dpn sekolah", "road"),
    (PONTIANAK, "trotoar di gajah mada pecah2, pejalan kaki susah lewat", "road"),
    (PONTIANAK, "parit blakang rumah dah dangkal mampet penoh sampah", "drain"),
    (PONTIANAK, "tiap ujan sikit rumah kamek kebanjiran, air masuk rumah", "flood"),
    (PONTIANAK, "gertak kayu di gg suka damai dah lapok papannye", "bridge"),
    (PONTIANAK, "barau tepian kapuas ambrol sepanjang 10 meter", "river_bank"),
    (PONTIANAK, "air leding ndak ngalir 3 hari, bayar tetap penuh", "water_supply"),
    (PONTIANAK, "jukir di jalan gajahmada minta 5 ribu ndak ade karcis", "parking"),
    (PONTIANAK, "lampu merah simpang garuda ndak nyale dari pagi", "traffic_light"),
    (PONTIANAK, "tolong pasangkan polisi tidur, budak2 banyak main di gang", "road_signs"),
    (PONTIANAK, "macet parah di jembatan tol landak tiap sore, truk kontainer masuk", "congestion"),
    (PONTIANAK, "sampah di TPS jeruju menumpuk sudah seminggu tidak diangkut", "rubbish"),
    (PONTIANAK, "tetangga tiap sore bakar sampah, asap masuk rumah, anak saya asma", "smoke"),
    (PONTIANAK, "kafe di purnama live musik sampe jam 2 malam, berisik ndak bisa tidur", "noise"),
    (PONTIANAK, "ade pokok tumbang nutup jalan di kota baru", "disaster"),
    (PONTIANAK, "mohon pohon depan rumah dipangkas dahannya sudah kena kabel", "trees"),
    (PONTIANAK, "pkl jualan di trotoar depan sekolah bikin sempit", "street_vendors"),
    (PONTIANAK, "syarat buat KTP hilang ape jak ye?", "id_card"),
    (PONTIANAK, "nak ngurus pecah KK, bise online ke?", "family_card"),
    (PONTIANAK, "cara urus akte kelahiran anak bagaimana", "civil_certificate"),
    (PONTIANAK, "puskesmas alianyang antrian lama sekali, dokter baru datang jam 10", "clinic"),
    (PONTIANAK, "minta fogging di gg kami, dah 3 orang kene dbd", "dengue"),
    (
        PONTIANAK,
        "saya janda anak 3 belum pernah dapat bansos padahal tetangga mampu dapat",
        "social_aid",
    ),
    (PONTIANAK, "gas melon langka di siantan, harga sampe 35 ribu", "fuel_gas"),
    (PONTIANAK, "listrik padam terus di jalan karet, dah lapor PLN lom ade jawaban", "electricity"),
    (PONTIANAK, "ada sapi berkeliaran di jalan ampera bahaya", "stray_animals"),
    (PONTIANAK, "jalan ke rasau jaya rusak parah", "neighbour"),
    (PONTIANAK, "SMA 1 minta uang pembangunan, SMA negeri kok bayar", "senior_school"),
    (PONTIANAK, "anak muda main meriam karbit sampe subuh, petasan terus", "public_order"),
    (PONTIANAK, "ade ular sanca masuk kandang ayam", "wild_animals"),
    (PONTIANAK, "wifi publik di taman alun kapuas tidak bisa login", "city_apps"),
    # Bandar Lampung: Javanese and Lampung words, LK, siring
    (BANDAR_LAMPUNG, "tabik pun, siring di LK 2 Kaliawi mampet air meluap ke jalan", "drain"),
    (BANDAR_LAMPUNG, "dalan ngarep omahku rusak bolong kabeh pak, tulung didandani", "road"),
    (BANDAR_LAMPUNG, "lampu jalan di pramuka mati semua sering begal bunda", "street_light"),
    (BANDAR_LAMPUNG, "air way rilau keruh bau karat", "water_supply"),
    (BANDAR_LAMPUNG, "debu batubara dari stockpile masuk rumah warga panjang", "pollution"),
    (BANDAR_LAMPUNG, "talud di gunung sulah jebol kena banjir kemarin", "river_bank"),
    (BANDAR_LAMPUNG, "palang pintu kereta di urip tidak ada penjaga", "railway"),
    (BANDAR_LAMPUNG, "kepala sekolah SD narik uang perpisahan 300rb wajib", "school_fees"),
    (BANDAR_LAMPUNG, "anak sy smp dibully teman sekelas sampe trauma", "school_violence"),
    (BANDAR_LAMPUNG, "tetangga saya tiap malam memukul istrinya, KDRT", "violence"),
    (
        BANDAR_LAMPUNG,
        "petugas kelurahan minta uang pelicin 200rb buat surat, ini pungli",
        "corruption",
    ),
    (BANDAR_LAMPUNG, "pegawai loket jutek dan tidak ramah sama orang tua", "staff_conduct"),
    (BANDAR_LAMPUNG, "kapan spmb smp dibuka, jalur domisili berapa km", "school_admission"),
    (BANDAR_LAMPUNG, "pajak pbb rumah saya naik dua kali lipat kenapa", "local_tax"),
    (BANDAR_LAMPUNG, "info lowongan kerja dan bikin kartu kuning dimana", "jobs"),
    (BANDAR_LAMPUNG, "izin usaha warung lewat oss bagaimana", "permits"),
    (BANDAR_LAMPUNG, "BPJS saya tidak aktif padahal rutin bayar iuran", "health_insurance"),
    (BANDAR_LAMPUNG, "pengemis dan manusia silver di lampu merah", "street_people"),
    (BANDAR_LAMPUNG, "odgj tidur di halte pasar tengah tolong dibawa", "mental_health"),
    (BANDAR_LAMPUNG, "rumah nenek saya mau roboh, minta bedah rumah", "housing"),
    (BANDAR_LAMPUNG, "motor saya dicuri maling tadi malam di kemiling", "crime"),
    (BANDAR_LAMPUNG, "tanah saya diserobot orang padahal ada sertifikat tanah", "land"),
    (BANDAR_LAMPUNG, "usul lapangan olahraga untuk pemuda lewat musrenbang", "proposal"),
    (BANDAR_LAMPUNG, "terima kasih atas respon cepatnya, salut buat petugas", "praise"),
    (
        BANDAR_LAMPUNG,
        "kulo bade tanglet, ngurus KK pindah saking Lamsel pripun nggih",
        "family_card",
    ),
    (BANDAR_LAMPUNG, "uwuh numpuk ora diangkut wis seminggu", "rubbish"),
    (BANDAR_LAMPUNG, "harga beras dan cabe di pasar tugu mahal sekali", "market"),
    (BANDAR_LAMPUNG, "angkot jurusan rajabasa ngetem di tengah jalan terminal", "public_transport"),
    (BANDAR_LAMPUNG, "pinjaman modal usaha untuk umkm syaratnya apa", "small_business"),
]


@pytest.mark.parametrize(
    ("city", "text", "code"), SENTENCES, ids=[text for _, text, _ in SENTENCES]
)
def test_what_a_resident_writes_suggests_the_topic(city: Pack, text: str, code: str):
    found = [topic.code for topic, _ in city.suggest(text)]
    assert found[:1] == [code], found


@BOTH
def test_words_without_a_matter_suggest_nothing(city: Pack):
    for text in ("assalamualaikum min", "ok", "🙏🙏", "", "1234"):
        assert city.suggest(text) == ()


@BOTH
def test_key_words_survive_a_round_through_a_text_field(city: Pack):
    for topic in city.topics:
        assert pack.keywords_of(topic.written, city.folds) == topic.keywords


# ── words that carry no matter ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    ["p", "P", "Ping!", "halo admin", "Assalamualaikum wr. wb.", "pagi min", "tabik pun", "min"],
)
def test_a_greeting_alone_has_no_substance(text: str):
    assert BANDAR_LAMPUNG.greetings.covers(BANDAR_LAMPUNG.fold(text))


@pytest.mark.parametrize("text", ["pagi min, lampu jalan mati", "halo sampah numpuk", "", "🙂"])
def test_a_greeting_before_a_matter_is_more_than_a_greeting(text: str):
    assert not PONTIANAK.greetings.covers(PONTIANAK.fold(text))


@pytest.mark.parametrize("text", ["makasih ya min", "Terima kasih banyak pak 🙏", "matur nuwun"])
def test_thanks_alone_open_nothing(text: str):
    assert PONTIANAK.thanks.covers(PONTIANAK.fold(text))


def test_thanks_with_a_but_are_not_only_thanks():
    assert not PONTIANAK.thanks.covers(PONTIANAK.fold("makasih tapi masih rusak"))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Status", "status"),
        ("MENU", "help"),
        ("bantuan", "help"),
        ("mau bicara petugas", "human"),
        ("berhenti", "stop"),
        ("lanjut", "resume"),
        ("udah beres", "yes"),
        ("blm", "no"),
        ("masih sama aja", "no"),
        ("bantuan beras belum turun", ""),
        ("berhenti di sini angkotnya", ""),
        ("", ""),
    ],
)
def test_a_command_is_the_whole_message(text: str, command: str):
    assert PONTIANAK.command(text) == command


def test_rude_words_are_marked_but_animals_are_not_rude():
    assert PONTIANAK.rude.occurs_in(PONTIANAK.fold("dasar goblok semua"))
    assert PONTIANAK.rude.occurs_in(PONTIANAK.fold("bangsaaat"))
    for text in ("ada anjing liar di gang", "monyet masuk rumah", "kandang babi bau"):
        assert not PONTIANAK.rude.occurs_in(PONTIANAK.fold(text))


def test_spam_is_marked_but_a_report_about_a_swindle_is_not():
    spam, fold = PONTIANAK.spam, PONTIANAK.fold
    assert spam.occurs_in(fold("Selamat anda dapat hadiah 50jt klik bit.ly/abc"))
    assert spam.occurs_in(fold("situs slot gacor maxwin hari ini"))
    assert not spam.occurs_in(fold("tolong berantas judi online di warnet dekat sekolah"))
    assert not spam.occurs_in(fold("saya ditipu katanya dapat hadiah dari pemkot"))
