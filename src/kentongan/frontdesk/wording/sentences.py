"""What the desk says by itself, apart from the acknowledgement."""

from __future__ import annotations

from datetime import datetime

from kentongan.cities.pack import Emergency
from kentongan.frontdesk.decide.facts import Case
from kentongan.frontdesk.understand import Knowledge
from kentongan.frontdesk.wording.small import closed_now, day, hello, numbers, subject

STATES = {
    "received": "sudah kami terima dan sedang menunggu diperiksa petugas",
    "verified": "sudah diperiksa petugas dan segera diteruskan",
    "assigned": "sedang dikerjakan",
    "joined": "sedang ditangani bersama laporan serupa dari warga lain",
    "promised": "sudah dijawab dan dijadwalkan; kami ingat tanggalnya",
    "answered": "sudah dijawab, jawabannya sedang kami siapkan untuk Bapak/Ibu",
    "replied": "sudah kami jawab",
    "closed": "sudah selesai",
    "declined": "belum dapat kami proses; alasannya ada di halaman laporan",
    "referred": "sudah diteruskan kepada lembaga yang berwenang",
}
CHOOSE = "Pilih"
WHICH_STATUS = "Laporan yang mana yang ingin Bapak/Ibu lihat?"
NO_REPORT = (
    "Belum ada laporan Bapak/Ibu yang sedang berjalan. Kalau ada yang ingin disampaikan, "
    "silakan langsung ceritakan di sini: apa yang terjadi dan di mana."
)
NOTED = "Terima kasih, sudah kami catat."
NO_HARM = "Tidak apa-apa, pesan itu tidak kami jadikan laporan."
TELL_US = "Silakan ceritakan di sini: apa yang terjadi dan di mana. Foto juga membantu."
STOPPED = (
    "Baik, kabar umum dari kota tidak kami kirim lagi. Kabar tentang laporan Bapak/Ibu tetap kami "
    "sampaikan. Kalau ingin menerimanya lagi, balas *lanjut*."
)
RESUMED = "Baik, kabar umum dari kota kami kirim lagi. Untuk menghentikannya, balas *berhenti*."
UNREADABLE = (
    "Pesan ini belum bisa kami baca. Mohon kirim sebagai tulisan, foto, pesan suara, atau titik "
    "lokasi, ya."
)
CALM = (
    "Kami mengerti Bapak/Ibu kesal, dan kami minta maaf atas kesulitannya. Ceritakan apa yang "
    "terjadi dan di mana, supaya bisa kami bantu."
)
MENU = (
    ("menu:report", "Buat laporan", "Ceritakan apa yang terjadi dan di mana"),
    ("menu:status", "Lihat laporan saya", "Sudah sampai mana"),
    ("menu:human", "Bicara dengan petugas", "Petugas membalas di sini pada jam layanan"),
)


def invitation(know: Knowledge, now: datetime, *, salam: bool) -> str:
    """A greeting returned, and the one thing we need."""
    return (
        f"{hello(know, now, salam=salam)} Ini layanan laporan {know.facts.name}.\n\n"
        "Ada yang bisa kami bantu? Langsung ceritakan di sini: apa yang terjadi dan di mana."
    )


def menu(know: Knowledge) -> str:
    return (
        f"Ini layanan laporan {know.facts.name}. Bapak/Ibu boleh langsung menulis apa yang terjadi "
        "dan di mana, atau pilih salah satu."
    )


def emergency(one: Emergency) -> str:
    """Calm, the numbers first; nothing to fill in. To whom life is too much nobody says that a
    report has been filed."""
    ending = (
        "Petugas kami juga membaca pesan ini dan menjaga kerahasiaannya. Bapak/Ibu boleh terus "
        "bercerita di sini."
        if one.kind == "self_harm"
        else "Laporan Bapak/Ibu sudah kami catat sebagai mendesak. Nomor di atas yang paling cepat "
        "menolong."
    )
    return f"{one.advice}\n\n{numbers(one)}\n\n{ending}"


def officer_comes(know: Knowledge, now: datetime) -> str:
    return f"Baik, petugas kami yang akan membalas di sini. {closed_now(know, now)}".strip()


def which(case: Case, know: Knowledge) -> str:
    return (
        f"Apakah ini masih tentang laporan *{case.number}* ({subject(case, know)}), "
        "atau hal yang baru?"
    )


def state_of(case: Case, know: Knowledge) -> str:
    """The state of a report in plain words, with the page to follow it."""
    by = f" oleh {case.owner}" if case.state == "assigned" and case.owner else ""
    since = f" sejak {day(case.state_since, know)}" if case.state_since else ""
    return (
        f"Laporan *{case.number}* ({subject(case, know)}) {STATES[case.state]}{by}{since}.\n\n"
        f"Selengkapnya: {know.facts.url}/t/{case.token}"
    )


def closed_by(case: Case) -> str:
    return (
        f"Senang mendengarnya, terima kasih. Laporan *{case.number}* kami tutup.\n\n"
        "Boleh tahu, seberapa puas Bapak/Ibu dengan penanganannya?"
    )


def reopened_by(case: Case, *, told: bool) -> str:
    """`told`: they have said or shown already what is broken; else that is asked."""
    ending = (
        "dan yang Bapak/Ibu kirim kami teruskan kepada petugas."
        if told
        else "dan petugas kami memeriksanya.\n\nApa yang masih belum beres? Foto membantu."
    )
    return f"Terima kasih sudah memberi tahu. Laporan *{case.number}* kami buka lagi, {ending}"


def opened_meanwhile(number: str) -> str:
    return (
        f"Supaya tidak terlewat, laporan *{number}* kami buka lagi dan petugas memeriksanya. "
        "Kalau ini hal yang lain, ceritakan saja di sini."
    )


def is_it_fixed(case: Case) -> str:
    return (
        f"Terima kasih fotonya, sudah kami simpan pada laporan *{case.number}*. Apakah sudah beres "
        "menurut Bapak/Ibu?"
    )


def once_more(case: Case, know: Knowledge) -> str:
    return (
        f"Apakah ini hal yang sama dengan laporan *{case.number}* ({subject(case, know)}) yang "
        "sudah ditutup? Kami bisa membukanya lagi, atau mencatat laporan baru."
    )


def thanks_for(stars: int, *, first: bool, words: bool) -> str:
    if not first:
        return f"Baik, kami catat {stars} bintang."
    if words:
        return "Terima kasih atas penilaiannya. Sudah kami catat."
    if stars <= 2:
        return (
            "Terima kasih sudah jujur. Apa yang perlu kami perbaiki? Boleh ditulis di sini. Kalau "
            "masalahnya sendiri belum beres, balas *belum*."
        )
    return "Terima kasih atas bintangnya. Kalau ada yang ingin disampaikan, boleh ditulis di sini."


def hidden(case: Case, *, name: bool, content: bool) -> str:
    """What is hidden from here on, and from whom."""
    who = "nama dan nomor Bapak/Ibu tidak kami tunjukkan kepada umum maupun dinas"
    what = "isi laporan tidak kami tampilkan untuk umum dan hanya dibaca petugas yang berwenang"
    parts = [who] if name else []
    parts += [what] if content else []
    return f"Baik. Untuk laporan *{case.number}*, {'; '.join(parts)}."


def not_known_here(know: Knowledge) -> str:
    """The same words whether the number exists or not."""
    return (
        "Nomor itu bukan laporan dari nomor WhatsApp ini. Perkembangannya bisa dicari di "
        f"{know.facts.url}/{know.facts.slug}/"
    )
