"""The house looking at itself: the check page, the templates, what is held back."""

from __future__ import annotations

from kentongan.site.patterns.forms import DeclineForm
from kentongan.site.patterns.talk import action
from kentongan.site.patterns.words import STATES, Sample, ago, due, state

_RULES = (
    "Surat yang lebih dari semenit belum dibuka",
    "Pesan tanpa hasil yang tercatat",
    "Kata yang antre tanpa kemajuan",
    "Pengiriman yang belum pasti",
    "Jawaban yang tidak sampai ke warga",
    "Laporan terbuka tanpa pemegang atau tanpa jam",
    "Kabar antar tanpa pesannya, lebih dari sejam",
    "Foto dan berkas yang terlambat diambil",
)
_TALLIES = (
    ("surat belum dibuka", 0, ""),
    ("pesan belum dibaca sistem", 3, "paling lama 2 detik"),
    ("kata menunggu dikirim", 12, "paling lama 9 detik"),
    ("berkas sedang diambil", 1, "paling lama 40 detik"),
)
_COUNTS = (12, 4, 58, 4, 21, 6, 1204, 33, 87)


LADDER: Sample = {
    "climbed": [
        {"at": ago(days=4), "words": "Dishub diingatkan: batas langkah hampir tiba"},
        {"at": ago(days=1), "words": "Kepala Dinas Perhubungan diberi tahu: batas langkah "
                                     "terlewati"},
    ],
    "ahead": [
        {"clock": "Batas langkah", "day": "Kamis, 26 November 2026",
         "words": "sekretaris daerah diberi tahu"},
    ],
    "pauses": [
        {"start": "16 November 2026", "end": "18 November 2026",
         "why": "menunggu keterangan dari warga", "note": "Ditanya letak tiang lampunya."},
    ],
}  # fmt: skip


def check(*, broken: bool = False) -> Sample:
    rules: list[Sample] = [{"title": t, "figure": 0, "advice": "", "url": ""} for t in _RULES]
    if broken:
        rules[4] |= {"figure": 2, "url": "#tertahan", "advice": "Telepon warganya atau pilih jalan "
                     "lain, lalu catat. Jamnya terus berjalan."}  # fmt: skip
        rules.sort(key=lambda rule: not rule["figure"])
    line: Sample = {"name": "Pontianak", "number": "0815-1010-1771", "kind": "done",
                    "words": "Menerima dan mengirim. Kualitas tinggi."}  # fmt: skip
    paused = {**line, "kind": "late", "words": "Pengiriman dijeda: kunci WhatsApp tidak berlaku "
              "lagi. Pesan masuk tetap diterima. Minta admin memasang kunci baru."}  # fmt: skip
    return {
        "ok": not broken, "checked_at": ago(seconds=20),
        "headline": "2 jawaban belum sampai ke warganya." if broken else "Semua berjalan.",
        "rules": rules, "lines": [paused if broken else line],
        "tallies": [{"title": t, "waiting": n, "words": w} for t, n, w in _TALLIES],
        "states": [{"state": state(c), "count": n} for c, n in zip(STATES, _COUNTS, strict=True)],
    }  # fmt: skip


def _letter(name: str, title: str, code: str, word: str, **rest: object) -> Sample:
    letter: Sample = {
        "name": name, "title": title, "category": "utility", "language": "id",
        "status": {"code": code, "word": word}, "header": "", "buttons": [], "advice": "",
        "pieces": [
            {"text": "Ada jawaban untuk laporan ", "variable": False},
            {"text": "nomor laporan", "variable": True},
            {"text": ". Balas pesan ini untuk membacanya di sini, atau buka ", "variable": False},
            {"text": "tautan", "variable": True}, {"text": ".", "variable": False},
        ],
        "usage": "Dikirim ketika dinas sudah menjawab.", "in_window": "jawaban lengkap.",
        "changed_at": ago(days=12),
    }  # fmt: skip
    return {**letter, **rest}


def templates() -> Sample:
    return {
        "ok": False, "headline": "1 dari 5 templat ditolak WhatsApp. Pesannya memakai cara lain "
        "sampai diperbaiki.",
        "templates": [
            _letter("answer_ready", "Ada jawaban", "approved", "Disetujui"),
            _letter("confirm", "Sudah beres?", "approved", "Disetujui", header="[Foto sesudahnya]",
                    buttons=["Sudah beres", "Belum"]),
            _letter("need_more", "Minta keterangan", "pending", "Sedang ditinjau", changed_at=None,
                    advice="Biasanya selesai dalam sehari. Tidak perlu apa-apa."),
            _letter("reminder", "Pengingat", "rejected", "Ditolak",
                    advice="Alasan WhatsApp: terbaca sebagai promosi. Hapus ajakan, ajukan lagi."),
            _letter("escalation", "Eskalasi", "paused", "Dijeda",
                    advice="Terlalu sering diabaikan penerima. Berjalan lagi sendiri besok."),
        ],
    }  # fmt: skip


def trays() -> Sample:
    return {
        "undeliverable": [{
            "number": "Y3KF-7VWP", "url": "#laporan", "at": ago(hours=5),
            "words": "Pipa induk di Bansir Laut sudah diganti, air seharusnya jernih lagi.",
            "reason": "Nomor ini tidak lagi memakai WhatsApp.",
            "advice": "Telepon warga, atau titipkan kepada ketua RT tanpa menyebut isi laporannya.",
            "due": due("soon", "hari ini"),
            "actions": [action("reached", "Sudah saya sampaikan", tone="main"),
                        action("give_up", "Tutup tanpa kabar", tone="stop", form=DeclineForm())],
        }],
        "unknown": [{
            "number": "C6XT-2NQB", "url": "#laporan", "at": ago(minutes=4),
            "words": "Petugas Dishub sudah menegur juru parkirnya.",
            "words_next": "WhatsApp belum memastikan. Bila 6 menit lagi tetap sunyi, dikirim ulang "
            "sekali dengan tanda yang sama.",
        }],
        "quarantine": [{
            "id": "481", "at": ago(hours=1), "channel": "WhatsApp", "size": "2,1 KB",
            "reason": "Jenis pesan “poll_update” belum dikenal.",
            "preview": '{"type": "poll_update", "poll": {"name": "Setuju?"}}',
            "actions": [action("replay", "Coba baca lagi")],
        }],
    }  # fmt: skip
