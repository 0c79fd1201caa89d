"""Kind words that lie ready for what we have to say no to, or not yet. An officer may change all
of them; none has a hole that must be filled."""

from __future__ import annotations

from collections.abc import Mapping

from kentongan.people.models import Agency
from kentongan.reports.models import Reason

DAY = "{tanggal}"  # stands for the date that is chosen beside the words

DECLINED: Mapping[str, str] = {
    Reason.NOT_OURS: "Terima kasih sudah memberi tahu. Hal ini bukan wewenang pemerintah kota, "
    "jadi kami tidak bisa mengerjakannya sendiri.",
    Reason.UNCLEAR: "Terima kasih sudah menghubungi kami. Kami sudah bertanya, tetapi "
    "keterangannya belum cukup untuk kami kerjakan. Kalau Bapak/Ibu bisa menambahkan, balas saja "
    "pesan ini dan laporannya kami buka lagi.",
    Reason.NO_PLACE: "Terima kasih sudah memberi tahu. Kami sudah mencari, tetapi tempatnya belum "
    "ketemu. Kirim nama jalan, patokan, atau titik lokasi; laporannya kami buka lagi.",
    Reason.DOUBLE: "Terima kasih sudah ikut menjaga kota. Hal yang sama sudah pernah kami "
    "tangani. Kalau sekarang terjadi lagi, balas saja pesan ini dengan foto terbarunya.",
    Reason.PRIVATE: "Terima kasih sudah bercerita. Ini menyangkut urusan pribadi atau sengketa "
    "antarwarga, yang tidak bisa diputuskan pemerintah kota. Ketua RT/RW atau kantor kelurahan "
    "bisa membantu mempertemukan kedua pihak.",
    Reason.IN_COURT: "Terima kasih sudah menyampaikan. Hal ini sedang ditangani penegak hukum, "
    "jadi kami perlu menghormati prosesnya. Untuk perkembangannya, Bapak/Ibu bisa bertanya "
    "kepada kantor yang menangani.",
    Reason.NOT_A_REPORT: "Terima kasih sudah menghubungi kami. Pesan ini tidak kami catat sebagai "
    "laporan. Kalau ada yang perlu diperbaiki di kota kita, ceritakan saja di sini.",
}


def referral(to: Agency | None) -> str:
    """For what is not the city's work: whose it is, and how to reach them."""
    name = to.name if to else "lembaga lain"
    call = f" Bapak/Ibu bisa menghubunginya di {to.phone}." if to and to.phone else ""
    return (
        f"Terima kasih sudah memberi tahu. Hal ini menjadi urusan {name}, jadi kami tidak bisa "
        f"mengerjakannya sendiri.{call} Laporan Bapak/Ibu tetap kami catat."
    )


def promised(answer: str) -> str:
    """For what will be done on a date, after what the agency says."""
    said = f"{answer.rstrip(' .')}. " if answer.strip() else ""
    return (
        f"{said}Pekerjaannya kami jadwalkan paling lambat {DAY}. Tanggal ini kami catat sebagai "
        "janji, dan kami kabari lagi."
    )
