"""Words by which people say where something is, and words that end the name of a place."""

from __future__ import annotations

import re


def _bag(words: str) -> frozenset[str]:
    return frozenset(words.split())


ROADS: dict[str, str] = {
    "jl": "Jl.", "jln": "Jl.", "jalan": "Jl.", "jlan": "Jl.", "jaln": "Jl.",
    "gg": "Gg.", "gang": "Gg.", "gng": "Gg.", "lorong": "Lorong", "lrg": "Lorong",
    "komplek": "Kompleks", "kompleks": "Kompleks", "komp": "Kompleks", "komplex": "Kompleks",
    "perumahan": "Perumahan", "perum": "Perumahan", "perumnas": "Perumnas",
}  # fmt: skip
# From here on it is somebody's house.
HOUSE = re.compile(r"\b(?:no|nomor|nomer|nmr|blok|blk|rumah|rmh)\b|\s\d+\s*$", re.IGNORECASE)
CLEAR = ("Jl.", "Gg.", "Lorong ", "Kompleks ", "Perum", "Kelurahan ", "Kecamatan ", "RT ")

NEAR: dict[str, str] = {
    "depan": "depan", "dpn": "depan", "didepan": "depan", "dekat": "dekat", "dkt": "dekat",
    "deket": "dekat", "didekat": "dekat", "samping": "samping", "disamping": "samping",
    "sebelah": "sebelah", "disebelah": "sebelah", "belakang": "belakang", "blkg": "belakang",
    "blakang": "belakang", "dibelakang": "belakang", "seberang": "seberang", "sebrang": "seberang",
    "diseberang": "seberang", "simpang": "simpang", "perempatan": "perempatan",
    "prapatan": "perempatan", "pertigaan": "pertigaan", "bundaran": "bundaran", "ujung": "ujung",
    "pojok": "pojok", "bawah": "bawah", "sekitar": "sekitar", "ngarep": "depan", "cedak": "dekat",
}  # fmt: skip
LANDMARKS = _bag(
    "pasar masjid mesjid musala mushola mushalla surau gereja vihara pura sd sdn smp smpn sma sman "
    "smk puskesmas pustu posyandu spbu terminal stasiun pelabuhan stadion gor kantor bank alfamart "
    "indomaret hotel mal mall rsud jembatan gertak taman alun makam tpu steher waterfront "
    "kampus universitas"
)
SCHOOLS = _bag("sd sdn smp smpn sma sman smk kampus universitas kantor bank")
SCHOOL_NAMES = _bag("negeri swasta islam n camat lurah wali")
# What a stranger cannot find by.
VAGUE = (
    LANDMARKS
    | frozenset(NEAR.values())
    | _bag(
        "rumah umah gang gg kami kita saya sini situ sana toko warung jalan jl parit siring got "
        "tetangga pos ronda kompleks komplek blok kampung nomor no tempat sekolah kos kosan "
        "lapangan itu ini kamek sikam nyak di ke dari negeri ibadah besar kecil "
        "warga orang pak bu rt rw"
    )
)
# Words that go on with the sentence after the name of a place.
STOP = _bag(
    """
    ada ade adalah agar air akan aku amblas anak apa ape apakah atau bagaimana bahaya bang banjir
    banjer banyak banyk baru bau becek begini begitu belum bengkak berdebu berlobang berlubang
    bahu bisa bise blm bocor bolong bu bukan buka byk cepat cepet cuma dah dan dari datang dengan
    dgn dh di dilewati dong dr dua dulu gak gelap genangan gimana gk hampir hancur harus hujan ibu
    ikut ini itu jadi jak jebol jelek jg jgn jika juga kabel kalau kalo kami kamek kapan karena
    karna kaki kayak ke kecil keruh kita kitak kok kotor kurang lagi lah lalu lama lampu licin
    lingkungan lobang longsor lubang lumpur macet mah makin mampet masih masuk masyarakat mati
    mau menuju merah milik min minta mohon motor mulai nak nanti ndak ndk ngga nggak nih nya
    nyala orang padam pagi pak parah pas pecah penuh per perbaiki pulang punya putus raya retak
    roboh rusak saat saja sama sampah sampai sampe sangat saya sebab sejak selalu sekarang sekali
    semalam sempit sepanjang sepi sering setiap siang sih sore sudah supaya susah sy tadi tak
    tanpa tapi tdk terbuka tergenang tersumbat tertutup tiang tiap tidak tikungan tlg tol tolong
    tu tumbang tutup udah ujan umum untuk utk utama warga ya yang yg tembus provinsi nasional
    nunggu minggu bulan hari tahun jam wib rt rw lk kel kelurahan kec kecamatan
    depan dpn dekat dkt deket samping sebelah belakang blkg seberang sebrang didepan didekat
    barusan sekarang belobang belubang belubang2 lobang2
    disamping ditutup ketutup jebol rusakk tolongg ancur ancor gelap gulita
    """
)  # fmt: skip

WARD_BEFORE = frozenset({"kel", "kelurahan", "kelurahn", "klurahan", "lurah"})
DISTRICT_BEFORE = frozenset({"kec", "kecamatan", "kecamatn", "kcmtn", "camat"})
IN = frozenset({"di", "daerah", "wilayah", "d", "dlm", "kawasan", "sekitar", "area"})
NEVER_ALONE = frozenset({"surabaya", "tengah", "mariana"})
ORDINARY = _bag(
    "panjang talang bakung pelita palapa kangkung parwata pengajaran kuripan saigon dalam "
    "sukamaju enggal ketapang pidada sukaraja"
)
ALIASES: dict[str, str] = {
    "sei": "sungai", "sui": "sungai", "sungei": "sungai", "tg": "tanjung", "tj": "tanjung",
    "tjg": "tanjung", "tlk": "teluk", "ptk": "pontianak",
}  # fmt: skip
