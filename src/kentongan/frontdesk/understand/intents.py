"""What people want of the desk itself, said in their own words: secrecy, an order, a verdict.

An order is only believed where nothing else stands in the text: each word must be one with which
such a wish is said. *Petugas sampah tidak datang* is therefore no wish to speak with an officer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


def _bag(words: str) -> frozenset[str]:
    return frozenset(words.split())


# ── secrecy ─────────────────────────────────────────────────────────────────────────────────────

_WHO = r"(?:nama|identitas|nomor|pelapor|pengirim|data diri|siapa|saya|sy|aku|kami)"
_KEEP = r"(?:rahasiakan|merahasiakan|rahasia|dirahasiakan)"
_CONTENT_TOO = re.compile(rf" {_KEEP} (?:isi|laporan|aduan|pesan|cerita|kasus|foto|ini|semua)\b")
_NAMELESS_RUNS = (
    " anonim ", " tanpa nama ", " jangan sebut nama ", " jangan sebut sebut nama ",
    " jangan disebut nama ", " sembunyikan nama ", " sembunyikan identitas ",
    " sembunyikan nomor ", " samarkan nama ", " nama disamarkan ", " nama saya disamarkan ",
    " takut ketahuan ", " jangan sampai ketahuan ", " jangan kasih nama saya ",
    " tidak mau disebut ", " tidak usah disebut ", " jangan tulis nama ", " jangan pakai nama ",
)  # fmt: skip
_NAMELESS = re.compile(
    r" (?:nama|identitas|nomor)(?: \w+){0,3} (?:disembunyikan|dirahasiakan|rahasiakan|rahasia|"
    r"jangan (?:disebut|disebar|dikasih|dikasihkan|diberitahu|dibuka|ditampilkan|dimunculkan|"
    r"sampai))\b"
    r"| jangan (?:kasih|beri|dikasih|diberi) (?:tahu|tau)(?: \w+){0,3} "
    r"(?:nama|identitas|nomor|siapa|saya)\b"
    r"| jangan (?:bilang|ngomong|cerita)(?: \w+){0,5} (?:saya|kami|aku) "
    r"(?:yang|lapor|melapor|pelapor)\b"
    rf"| {_KEEP}(?: \w+)? {_WHO}\b| {_KEEP}(?: \w+){{0,3}} (?:nama|identitas|pelapor)\b"
)
_SECRET_RUNS = (
    " rahasia ", " rahasiakan ", " dirahasiakan ", " merahasiakan ", " jangan disebar ",
    " jangan disebarkan ", " jangan dibocorkan ", " jangan bocorkan ", " jangan bocor ",
    " privasi ", " jangan sampai tahu ", " jangan ada yang tahu ", " jangan dipublikasikan ",
    " jangan dipublikasi ", " jangan di publikasikan ", " jangan publikasikan ",
    " jangan ditampilkan ", " jangan diumumkan ", " jangan ditayangkan ", " jangan diposting ",
    " jangan bilang siapa ", " jangan bilang ke siapa ", " jangan cerita ke siapa ",
)  # fmt: skip


def wants_no_name(folded: str) -> bool:
    """*Anonim*: the name is to be hidden, from the public and from the agency."""
    return any(run in folded for run in _NAMELESS_RUNS) or bool(_NAMELESS.search(folded))


def wants_secrecy(folded: str) -> bool:
    """*Rahasia*: what was told is to stay with those who need it."""
    rest = _NAMELESS.sub(" ", folded)
    return any(run in rest for run in _SECRET_RUNS) or bool(_CONTENT_TOO.search(folded))


# ── orders ──────────────────────────────────────────────────────────────────────────────────────

MOST_WORDS = 12
_FILL = _bag(
    "pak bapak bu ibu kak kakak admin bang mas mbak om tolong mohon ya iya dong kah sih nih halo "
    "hai selamat pagi siang sore malam assalamualaikum permisi maaf deh lah kan saya kami aku ini "
    "itu ingin mau bisa boleh minta coba nya saja lagi dulu sekarang terima kasih"
)


@dataclass(frozen=True, slots=True)
class _Order:
    """One word of each of `needs`, and no word that is not in `allows`."""

    command: str
    needs: tuple[frozenset[str], ...]
    allows: frozenset[str]

    def is_in(self, words: frozenset[str]) -> bool:
        return all(words & need for need in self.needs) and words <= self.allows | _FILL


def _order(command: str, needs: Sequence[str], allows: str) -> _Order:
    bags = tuple(_bag(need) for need in needs)
    return _Order(command, bags, _bag(allows).union(*bags))


_ORDERS = (
    _order("stop", ("berhenti stop hentikan jangan", "kirim mengirim mengirimi kirimi pesan chat "
                    "broadcast siaran promosi notifikasi pengumuman langganan berlangganan"),
           "ke nomor wa whatsapp umum kabar info tidak terima dikirim"),
    _order("stop", ("tidak", "mau ingin", "terima menerima dapat dikirimi",
                    "pesan broadcast siaran promosi notifikasi pengumuman"), "kabar umum"),
    _order("human", ("bicara ngomong omong ngobrol berbicara terhubung dihubungkan hubungkan "
                     "disambungkan sambungkan dibalas dijawab dilayani dihubungi hubungi chat",
                     "petugas admin orang manusia operator cs"),
           "dengan sama ke oleh kepada langsung asli beneran bukan robot bot mesin harus perlu"),
    _order("human", ("mau ingin minta", "petugas orang manusia operator cs"),
           "jangan balas otomatis bukan robot bot mesin langsung asli"),
    _order("human", ("balas jawab robot bot", "otomatis robot bot mesin"), "jangan bukan orang"),
    _order("status", ("laporan aduan pengaduan tiket",
                      "cek status lacak perkembangan kabar progres progress kelanjutan nomor "
                      "bagaimana berapa mana"),
           "sudah sampai di ke apa adakah ada tentang soal untuk yang kemarin tadi milik punya "
           "lihat tahu tau periksa info tanya nanya menanyakan hasil cara"),
    _order("erasure", ("hapus hapuskan menghapus dihapus", "data nomor pesan riwayat",
                       "saya sy aku kami punya milik"),
           "dari sistem semua seluruh pribadi di kontak percakapan kalian anda kentongan"),
    _order("correction", ("perbaiki perbaikan betulkan pembetulan koreksi benarkan ubah", "data",
                          "saya sy aku kami"), "pribadi di sistem dari kalian anda kentongan"),
    _order("access", ("data", "saya sy aku kami",
                      "minta lihat melihat salinan tampilkan berikan kirim kirimkan apa"),
           "pribadi saja yang tentang dari di sistem disimpan dimiliki kalian anda kentongan "
           "semua"),
    _order("misdirected", ("salah kepencet terpencet",
                           "kirim dikirim mengirim nomor sambung orang chat kepencet terpencet"),
           "pesan tadi tidak sengaja abaikan bukan untuk ke sini hapus grup kamar kontak wa"),
)  # fmt: skip


def order(words: Sequence[str]) -> str:
    """The command that a whole sentence is, or nothing."""
    if not words or len(words) > MOST_WORDS:
        return ""
    said = frozenset(words)
    return next((one.command for one in _ORDERS if one.is_in(said)), "")


# ── verdicts and the like ───────────────────────────────────────────────────────────────────────

_TROUBLE = (
    "mati|rusak|gelap|bocor|mampet|tersumbat|banjir|bau|berlubang|lubang|menumpuk|numpuk|kotor|"
    "macet|padam|sama|begitu|begini|seperti|keruh|hancur|parah|tergenang|berantakan|jelek|bolong"
)
_WELL = (
    "beres|selesai|menyala|hidup|terang|baik|bagus|diperbaiki|bersih|lancar|normal|oke|diangkat|"
    "ditangani|dikerjakan|diaspal|ditambal|mengalir|diganti|dibersihkan|dipangkas|aman|kering|surut"
)
_NOT_WELL = re.compile(
    rf" (?:masih|tetap)(?: \w+)? (?:{_TROUBLE})\b| (?:{_TROUBLE}) lagi\b"
    rf"| (?:belum|tidak|bukan)(?: \w+)? (?:{_WELL}|berubah)\b"
    r"| (?:belum|tidak) ada (?:perubahan|perbaikan|tindakan)\b| belum juga\b| bohong\b"
)
_ALL_WELL = re.compile(rf" (?:sudah|telah)(?: \w+)? (?:{_WELL})\b| (?:beres|selesai) terima kasih ")
_ASKS = re.compile(r" (?:kapan|apakah|kah|bagaimana|kalau|jika|semoga|supaya|agar|biar) ")


_AGAIN = re.compile(
    rf" (?:{_TROUBLE}|kumat|kambuh|terjadi|terulang|muncul|kejadian|ngadat)(?: \w+)?"
    r" (?:lagi|kembali)\b"
    rf"| (?:lagi|kembali) (?:{_TROUBLE})\b"
)


def happens_again(folded: str) -> bool:
    """*Rusak lagi*: what was well for a while is not any more."""
    return bool(_AGAIN.search(folded))


def verdict(folded: str, text: str) -> str:
    """`yes`, it is fixed; `no`, it is not; or nothing. A question is no verdict."""
    if _NOT_WELL.search(folded):
        return "no"
    asked = "?" in text or _ASKS.search(folded)
    return "yes" if not asked and _ALL_WELL.search(folded) else ""


_BACK_RUNS = (" batal ", " batalkan ", " dibatalkan ", " tidak jadi ", " cabut laporan ")
_BACK_MOST = 7


def takes_back(folded: str, words: Sequence[str]) -> bool:
    """*Batal, tidak jadi*: only in a few words, for *KTP saya tidak jadi jadi* is a complaint."""
    few = len(words) <= _BACK_MOST and " tidak jadi jadi " not in folded
    return few and any(run in folded for run in _BACK_RUNS)


_STAR = re.compile(r"[★⭐]")
_STARS_SAID = re.compile(
    r"^\W*(?:(?:nilai|rating|bintang|saya (?:beri|kasih)(?: bintang)?)\s*:?\s*)?"
    r"([1-5]|satu|dua|tiga|empat|lima)(?:\s*(?:bintang|/\s*5|dari\s+5))?\b(?![.,]?\d)(.*)$",
    re.IGNORECASE | re.DOTALL,
)
_COUNTS = {"satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5}
_CONTENT = {
    "sangat puas": 5, "puas sekali": 5, "puas banget": 5, "sangat memuaskan": 5, "puas": 4,
    "memuaskan": 4, "cukup": 3, "cukup puas": 3, "lumayan": 3, "biasa saja": 3, "kurang": 2,
    "kurang puas": 2, "tidak puas": 1, "sangat tidak puas": 1, "kecewa": 1, "sangat kecewa": 1,
}  # fmt: skip


def stars(text: str, folded: str) -> tuple[int, str] | None:
    """One to five stars, typed, with the sentence that follows: *5*, *bintang 4*, a row of stars,
    *puas*. Where a number begins a sentence it is for the caller to say whether it can be meant.
    """
    drawn = len(_STAR.findall(text))
    if 1 <= drawn <= 5:
        return drawn, _STAR.sub("", text).replace("\ufe0f", "").strip()
    content = _CONTENT.get(folded.strip())
    if content:
        return content, ""
    said = _STARS_SAID.match(text)
    if not said:
        return None
    count = _COUNTS.get(said[1].lower()) or int(said[1])
    return count, said[2].strip(" ,.;:-\n")


_LATER = _bag("sebentar bentar tunggu nanti besok bsk otw menyusul ntar dulu")
_LATER_MOST = 6


def will_answer(words: Sequence[str]) -> bool:
    """*Besok saya kirim*: the answer comes later."""
    return len(words) <= _LATER_MOST and bool(_LATER.intersection(words))


_NODS = _bag("ya iya y yo yoi oke ok okey okay sip siap baik baiklah betul benar inggih yup")


def nods(words: Sequence[str]) -> bool:
    """*Ya*, *ok*, or a thumb: nothing but agreement."""
    return all(word in _NODS or word in ("pak", "bu", "admin", "kak", "mas") for word in words)
