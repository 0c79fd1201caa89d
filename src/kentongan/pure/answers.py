"""What is no answer: words that only say that somebody looked, or that something was done.

A resident who told of a dark lamp wants to know what was done about it. Indonesian, as agencies
write it; word forms are folded to small letters, nothing else is understood.
"""

from __future__ import annotations

import re
from typing import Final

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?")
_APART = re.compile(r"\b((?:di|me)?[tn]indak)\s+lanjut")
# To look at it, to pass it on, to hold a meeting about it.
_LOOKED: Final = re.compile(
    r"(?:ber|di|me(?:nge?|n|m)?|pe(?:nge?|n|m)?)?"
    r"(?:cek|check|tinjau|ninjau|survei|survey|survai|periksa|meriksa|lihat|pantau|mantau|amati|"
    r"monitor|koordinasi|identifikasi|verifikasi|data|kunjung|datang|tindaklanjut|nindaklanjut|"
    r"lanjut|proses|teruskan|lapor)"
    r"(?:an|i|kan|annya|inya|kannya|nya)?"
)
# To be on the spot, to say thanks, to have finished: says nothing of what.
_EMPTY_WORDS: Final = """
ada adalah agar akan aman anda atas bahwa bapak baik beres beserta bersama betul boleh bpk dan
dari datang dengan di dilakukan dinas done dulu guna hari hasil hasilnya ibu ini itu iya ya jadi
jalan jl gang gg rt rw kab kami kantor ke kecamatan kelurahan kegiatan kemarin kepada kepala
kita kota langsung lapangan lapang laporan lokasi lokasinya lalu lagi maka masih mohon min nomor
oke ok oleh pada pagi pak para petugas pihak personel proses rekan saat saja sama sampai secara
sedang segera selesai siang siap sore staf sudah sdh dah udah telah tadi tanggal tempat terima
kasih terkait tersebut tiba tim tindak turun un untuk utk warga waktu yang yg terlaksana
dilaksanakan tertangani ditangani penanganan dikerjakan pekerjaan pengerjaan diselesaikan
dituntaskan tuntas clear diatasi teratasi malam besok minggu bulan kali melakukan mengadakan
diadakan melaksanakan pelaksanaan
"""
_EMPTY: Final = frozenset(_EMPTY_WORDS.split())
# To do something: any other verb in its usual forms, its bare stem, or what came of it.
_DEED: Final = re.compile(r"(?:di|ter|me|ber)[a-z]{3,}|pe[a-z]{4,}an")
_STEM_WORDS: Final = """
ganti pasang baiki perbaiki tambal angkut keruk sambung potong pangkas tebang timbun cat las
bersih bersihkan kuras sedot semprot tutup buka isi urug cor aspal nyala menyala hidup terang
lancar normal kering surut rata utuh pulih kembali bongkar evakuasi dorong gali tarik ikat tegur
denda bayar cetak terbit kirim mengalir mengering cabut copot geser bangun
"""
_STEMS: Final = frozenset(_STEM_WORDS.split())


def only_looked(text: str) -> bool:
    """Whether nothing is left of the text without looking at it and being there.

    `Sudah kami cek ke lokasi` says only that; `Sudah dicek, kabelnya putus` says more.
    """
    words = _words(text)
    return bool(words) and not any(_has_substance(word) for word in words)


def says_what_was_done(text: str) -> bool:
    """Whether the text tells of something that was done, beside having looked.

    Where nobody speaks of looking, any word of substance will do: agencies write `dua lampu baru`.
    """
    words = _words(text)
    if not words:
        return bool(text.strip())
    kept = [word for word in words if _has_substance(word)]
    if not any(_LOOKED.fullmatch(word) for word in words):
        return bool(kept)
    return any(word in _STEMS or _DEED.fullmatch(word) for word in kept)


def _words(text: str) -> list[str]:
    return _WORD.findall(_APART.sub(r"\1lanjut", text.lower()))


def _has_substance(word: str) -> bool:
    return word not in _EMPTY and not _LOOKED.fullmatch(word)
