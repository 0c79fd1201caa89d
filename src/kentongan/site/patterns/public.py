"""What a resident sees: the city's page and the page of one report."""

from __future__ import annotations

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe

from kentongan.site.patterns.forms import AddForm, FindForm, JudgeForm, StarsForm
from kentongan.site.patterns.talk import photo
from kentongan.site.patterns.words import Sample, ago, due, state

EMERGENCY: list[Sample] = [
    {"number": "112", "name": "Panggilan darurat", "words": "Semua keadaan darurat, gratis"},
    {"number": "110", "name": "Polisi", "words": "Kejahatan, kekerasan, kecelakaan"},
    {"number": "113", "name": "Pemadam kebakaran", "words": "Kebakaran, hewan berbahaya"},
    {"number": "119", "name": "Ambulans", "words": "Sakit mendadak, korban luka"},
    {"number": "123", "name": "PLN", "words": "Kabel putus, percikan api"},
    {"number": "129", "name": "SAPA", "words": "Kekerasan terhadap perempuan dan anak"},
]
FIGURES: list[Sample] = [
    {"value": "412", "words": "laporan masuk", "note": "naik dari 389 bulan lalu"},
    {"value": "3 hari", "words": "sampai warga mendapat jawaban, setengahnya lebih cepat",
     "note": ""},
    {"value": "27", "words": "laporan lewat batas waktunya", "note": "paling banyak soal parit"},
]  # fmt: skip


def line() -> Sample:
    url = "https://wa.me/6281510101771"
    out = BytesIO()
    segno.make(url, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=0, svgclass=None,
        lineclass=None, title="Kode QR ke WhatsApp kota",
    )  # fmt: skip
    qr: SafeString = mark_safe(out.getvalue().decode())  # drawn by us, just now
    return {"number": "0815-1010-1771", "url": url, "qr": qr}


def home() -> Sample:
    return {
        "line": line(), "hours": "setiap hari kerja pukul 07.15–21.00", "open_now": True,
        "find_form": FindForm(), "emergency": EMERGENCY, "figures": FIGURES,
        "place_example": "Gg. Beringin 2, dekat masjid, Kelurahan Sungai Jawi",
    }  # fmt: skip


def beats(done: int, now: bool = True) -> list[Sample]:
    words = ("Diterima", "Diteruskan", "Dikerjakan", "Selesai")
    return [
        {"words": word, "state": "done" if i < done else "now" if i == done and now else "next"}
        for i, word in enumerate(words)
    ]


def running() -> Sample:
    return {
        "number": "K7M2-Q9XW", "topic": "Lampu jalan", "area": "Sungai Jawi",
        "state": state("assigned"),
        "sentence": "Dinas Perhubungan sedang menangani laporan Anda.",
        "holder": "Dinas Perhubungan", "due_title": "Paling lambat dijawab",
        "due": due("ok", "4 Desember 2026", "9 hari kerja lagi"), "note": "",
        "beats": beats(2), "done": None, "stars": 0, "asks": asks(),
        "steps": [
            {"at": ago(hours=2), "words": "Diteruskan ke Dinas Perhubungan", "more": "",
             "photos": [], "now": True},
            {"at": ago(hours=3), "words": "Laporan Anda sudah dibaca petugas", "more": "",
             "photos": [], "now": False},
            {"at": ago(days=2), "words": "Laporan diterima lewat WhatsApp", "more": "",
             "photos": [], "now": False},
        ],
    }  # fmt: skip


def asks(**more: bool) -> Sample:
    """What the page offers to its resident."""
    none = dict.fromkeys(("fixed", "again", "stars", "name", "content"), False)
    return {**none, "name": True, "content": True, **more}


def waiting() -> Sample:
    return {
        **running(),
        "sentence": "Giliran Anda: kami menunggu keterangan untuk melanjutkan laporan ini.",
        "due_title": "Kami menunggu kabar Anda sampai",
        "due": due("paused", "4 Desember 2026", "9 hari kerja lagi"),
    }


def promised() -> Sample:
    return {
        **running(), "state": state("promised"), "beats": beats(3),
        "sentence": "Dinas Perhubungan menjadwalkan pekerjaannya paling lambat Jumat, "
        "18 Desember 2026.",
        "due_title": "Dijanjikan paling lambat",
        "due": due("ok", "18 Desember 2026", "18 hari kerja lagi"),
    }  # fmt: skip


def closed() -> Sample:
    return {
        **answered(), "state": state("closed"), "beats": beats(4), "holder": "", "due": None,
        "sentence": "Laporan ini kami tutup tanpa kabar dari Anda.",
        "note": "Laporan ini pernah dibuka lagi sekali.",
        "asks": asks(again=True, stars=True, name=False),
    }  # fmt: skip


def rated() -> Sample:
    return {**closed(), "sentence": "Laporan ini sudah selesai. Terima kasih sudah peduli.",
            "stars": 4, "asks": asks(again=True, name=False, content=False)}  # fmt: skip


def answered() -> Sample:
    done = {
        "words": "Lampu di tiang 14 sudah diganti LED 60 watt, kabelnya sekalian dirapikan. "
        "Kalau malam ini masih padam, balas saja: belum.",
        "by": "Dinas Perhubungan", "at": ago(hours=4), "photos": [photo("after")],
        "before": photo(),
    }  # fmt: skip
    return {
        **running(), "state": state("replied"), "beats": beats(3),
        "sentence": "Lampu di depan gang sudah diganti. Sudah menyala?",
        "due_title": "Ditutup sendiri bila tidak ada kabar",
        "due": due("ok", "7 Desember 2026", "10 hari kerja lagi"), "done": done,
        "asks": asks(fixed=True),
    }  # fmt: skip


def ticket(which: Sample, said: str = "") -> Sample:
    forms = {"add": AddForm(), "judge": JudgeForm(), "stars": StarsForm(), "trouble": ""}
    return {"ticket": which, "posting": forms, "said": said, "line": line()}
