"""What we say to somebody of an agency on the telephone or by e-mail: short, and never blaming."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kentongan.channels.wire import ListOut, Row
from kentongan.people.models import Staff
from kentongan.pure import sayings
from kentongan.pure.normalise import cut
from kentongan.reports.actions import errand
from kentongan.reports.models import Report

CHOOSE = "Pilih laporan"
MOST_ROWS = 10
FOR = "for"

NOT_LINKED = (
    "Nomor ini belum terhubung dengan jabatan, jadi belum bisa menjawab tugas. Di meja kerja buka "
    "*Jabatan*, minta kode untuk telepon, lalu kirim kodenya ke sini: HUBUNGKAN 123456"
)
WRONG_CODE = (
    "Kode itu tidak kami kenali, atau sudah lewat 15 menit. Minta kode baru di meja kerja, di "
    "halaman *Jabatan*, lalu kirim ke sini."
)
NOT_LINKED_NOTE, LINKED_NOTE, CODE_NOTE = "telepon belum terhubung", "telepon terhubung", "kode"


def linked(staff: Staff) -> str:
    return (
        f"Terima kasih, {staff.user.name}. Telepon ini sekarang terhubung dengan *{staff.post}*, "
        f"{staff.agency.short_name}. Tugas datang ke sini, dan cukup dijawab dari sini. Kalau "
        "telepon ini hilang, segera lepaskan di meja kerja, di halaman *Jabatan*."
    )


def accepted(number: str) -> str:
    return f"*{number}* dicatat: diterima. Sesudah selesai, tekan *Selesai* atau kirim fotonya."


def ask_whose(number: str) -> str:
    return f"*{number}* urusan siapa? Tulis kantornya dan alasannya, cukup satu kalimat."


def handed_back(number: str, to: str) -> str:
    whose = f", seharusnya {to}" if to else ""
    return f"*{number}* dikembalikan kepada petugas{whose}. Terima kasih sudah memberi tahu."


def ask_both(number: str) -> str:
    return f"*{number}*: kirim satu foto sesudahnya dan tulis apa yang dikerjakan."


def ask_photo(number: str) -> str:
    return (
        f"*{number}*: tinggal satu foto sesudahnya. Kalau tidak bisa difoto, tulis "
        "*tanpa foto karena …*"
    )


def ask_words(number: str) -> str:
    return (
        f"*{number}*: fotonya sudah kami simpan. Tulis apa yang dikerjakan, misalnya “dua lampu "
        "diganti”. “Sudah dicek” belum menjawab pertanyaan warga."
    )


def ask_day(number: str) -> str:
    return f"*{number}* dijadwalkan tanggal berapa? Tulis misalnya “dijadwalkan 12 Desember”."


def ask_why(number: str) -> str:
    return f"*{number}*: apa sebabnya? Tulis misalnya “tidak bisa karena alat berat rusak”."


def answered(number: str, what: str, text: str, photos: int) -> str:
    shown = f", {photos} foto" if photos else ""
    return (
        f"*{number}* dicatat: {what}{shown}. “{sayings.shorten(text, 200)}” Petugas memeriksanya, "
        "lalu mengabari warga. Terima kasih."
    )


def promised(on: date) -> str:
    return f"dijadwalkan {sayings.day(on)}"


def more_photos(number: str) -> str:
    return f"*{number}*: foto tambahannya sudah kami simpan bersama jawaban Anda."


def noted(number: str) -> str:
    return f"*{number}*: kabar ini sudah dicatat. Kalau sudah selesai, tekan *Selesai*."


def noted_by_mail(number: str) -> str:
    return f"*{number}*: kabar ini sudah dicatat. Kalau sudah selesai, balas dengan fotonya."


def noted_late(number: str) -> str:
    return f"*{number}* sudah dijawab kantor Anda. Pesan ini kami simpan sebagai catatan."


def no_longer(number: str) -> str:
    return f"*{number}* tidak sedang menunggu jawaban kantor Anda. Tidak ada yang perlu dilakukan."


def by_another(number: str) -> str:
    return (
        f"*{number}* ditangani jabatan lain, jadi tidak perlu dijawab dari sini. Terima kasih "
        "sudah sigap."
    )


def which(reports: Sequence[Report]) -> ListOut:
    """A list of what waits for their agency, the newest first."""
    more = len(reports) - MOST_ROWS
    text = "Ini untuk laporan yang mana? Pesan Anda kami simpan sampai Anda memilih."
    if more > 0:
        text += f" Masih ada {more} lagi: sebut nomornya."
    return ListOut(text, CHOOSE, tuple(_row(report) for report in reports[:MOST_ROWS]))


def _row(report: Report) -> Row:
    number = report.matter.number
    about = f"{errand.about(report)}, {errand.place(report)}"
    return Row(f"{FOR}:{number}", number, cut(about, 72))
