"""What a resident sees: the city's page and the page of one report."""

from __future__ import annotations

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe

from kentongan.site.patterns.forms import AddForm, FindForm
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
        "beats": beats(2), "done": None,
        "steps": [
            {"at": ago(hours=2), "words": "Diteruskan ke Dinas Perhubungan", "more": "",
             "photos": [], "now": True},
            {"at": ago(hours=3), "words": "Laporan Anda sudah dibaca petugas", "more": "",
             "photos": [], "now": False},
            {"at": ago(days=2), "words": "Laporan diterima lewat WhatsApp", "more": "",
             "photos": [], "now": False},
        ],
    }  # fmt: skip


def answered() -> Sample:
    done = {
        "words": "Lampu di tiang 14 sudah diganti LED 60 watt, kabelnya sekalian dirapikan. "
        "Kalau malam ini masih padam, balas saja: belum.",
        "by": "Dinas Perhubungan", "at": ago(hours=4), "photos": [photo(), photo("after")],
    }  # fmt: skip
    return {
        **running(), "state": state("replied"), "beats": beats(3),
        "sentence": "Lampu di depan gang sudah diganti. Sudah menyala?",
        "due_title": "Ditutup sendiri bila tidak ada kabar",
        "due": due("ok", "7 Desember 2026", "10 hari kerja lagi"), "done": done,
    }  # fmt: skip


def ticket(which: Sample, *, added: bool = False) -> Sample:
    return {"ticket": which, "add_form": AddForm(), "added": added, "line": line()}
