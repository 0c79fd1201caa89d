"""What somebody of an agency means by their words: it is done, not theirs, planned, impossible.

Plain functions. What they do not understand is news, and becomes a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from kentongan.frontdesk.crew.days import day_in
from kentongan.pure import answers, tickets


class Do(StrEnum):
    ACCEPT = "accept"
    NOT_OURS = "not_ours"
    DONE = "done"
    PROMISED = "promised"
    CANNOT = "cannot"
    COURTESY = "courtesy"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Meant:
    """`text` is what is kept: without the ticket number and the word that only named the act.
    `enough`: it says all that this act needs in words. `on` is the day of a promise."""

    do: Do
    text: str
    enough: bool = True
    temporary: bool = False
    on: date | None = None
    no_photo: str = ""


_I: Final = re.IGNORECASE
_NOT_OURS = re.compile(
    r"\bbukan\s+(?:(?:urusan|wewenang|kewenangan|tugas|tupoksi|tanggung\s*jawab|bagian|ranah|"
    r"wilayah|punya)\s*(?:nya)?\s*)?(?:dari\s+)?(?:(?:dinas|kantor|bidang)\s+)?(?:kami|kita)\b"
    r"(?!\s+(?:yang|yg|saja|sj))", _I,
)  # fmt: skip
_CANNOT = re.compile(
    r"\b(?:tidak|tdk|tak|belum|blm|nggak|ngga|gak|ga|enggak)\s+(?:bisa|dapat|dpt|mungkin|sanggup|"
    r"mampu)\b(?=\s*(?:$|[,.:;]|(?:kami\s+|di)?(?:kerja|perbaik|ganti|tangan|selesai|laksana|"
    r"karena|karna|krn|sebab|sekarang|saat|hari|dulu|dahulu|malam|minggu|bulan|tahun)))", _I,
)  # fmt: skip
_PLANNED = re.compile(r"\b(?:di)?(?:jadwal|rencana|janji)(?:kan|nya)?\b|\bterjadwal\b", _I)
_SURELY_PLANNED = re.compile(r"\bdi(?:jadwal|rencana|janji)kan\b|\bterjadwal\b", _I)
_DONE = re.compile(
    r"\s*(?:(?:sudah|sdh|udah|telah)\s+)?(?:selesai|beres|tuntas|rampung|kelar|done)\b"
    r"(?:\s+(?:pak|bu|min|ndan|semua))*[\s,.:;!-]*", _I,
)  # fmt: skip
_ALREADY = re.compile(r"\b(?:sudah|sdh|udah|telah|selesai|beres|tuntas|rampung)\b", _I)
_NOT_YET = re.compile(
    r"\b(?:sedang|sdg|masih|msh|akan|besok|nanti|otw|menuju|belum|blm|menunggu|tunggu)\b", _I
)
_TEMPORARY = re.compile(r"\bsementara\b(?!\s+(?:ini|itu|waktu))", _I)
_NO_PHOTO = re.compile(
    r"[,.;(\s]*\b(?:tanpa|tidak\s+ada|tdk\s+ada|tak\s+ada|gak\s+ada|belum\s+ada|tidak\s+sempat|"
    r"tidak\s+bisa)\s+(?:di)?foto\b[^.;\n)]*[.;)]*", _I,
)  # fmt: skip
_TAKING = "terima diterima siap laksanakan 86 meluncur monitor dilaksanakan"
_COURTESY = """
ok oke okay okey iya ya yes yup baik sip mantap terima kasih terimakasih makasih trims mksh thanks
sama pak bu bapak ibu bang kak min ndan komandan bos kami tim akan segera kerjakan dikerjakan
laporan laporannya tugas tugasnya ini pagi siang sore malam selamat
"""
_TAKES, _POLITE = frozenset(_TAKING.split()), frozenset(_COURTESY.split())
_THANKS = re.compile(r"\bterima\s+kasih\b", _I)
_WORD = re.compile(r"[^\W_]+")


def understand(text: str, today: date, *, photo: bool = False, asked: bool = False) -> Meant:
    """`photo`: one came with these words. `asked`: we have asked them what was done."""
    kept = _without_numbers(text)
    done = _as_done(kept)
    told = photo and bool(_ALREADY.search(kept)) and answers.says_what_was_done(done.text)
    if not told and (act := _refusing(kept, today)):
        return act
    if not photo and not asked and (act := _polite(kept)):
        return act
    if not asked and not _says_done(kept, photo=photo):
        return Meant(Do.NEWS, text.strip())
    if _NOT_YET.search(kept) and not _ALREADY.search(kept) and not done.no_photo:
        return Meant(Do.NEWS, text.strip())
    return done


def _without_numbers(text: str) -> str:
    """Without the ticket numbers and what is left around them."""
    found = tickets.spans(text)
    for start, end, _ in reversed(found):
        text = text[:start] + text[end:]
    tidy = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
    return tidy.strip(" \n,.:;*#-") if found else tidy


def _refusing(text: str, today: date) -> Meant | None:
    """Not theirs, not possible, or on a later day."""
    if theirs := _NOT_OURS.search(text):
        rest = text[: theirs.start()] + text[theirs.end() :]
        return Meant(Do.NOT_OURS, text, enough=bool(_substance(rest)))
    if unable := _CANNOT.search(text):
        because = len(_substance(text[unable.end() :])) > 1
        return Meant(Do.CANNOT, text, enough=because)
    if _PLANNED.search(text):
        on = day_in(text, today)
        if on or (_SURELY_PLANNED.search(text) and not _ALREADY.search(text)):
            return Meant(Do.PROMISED, text, enough=on is not None, on=on)
    return None


def _polite(text: str) -> Meant | None:
    """Nothing but courtesy; with one word among it that takes the task on."""
    words = [word.lower() for word in _WORD.findall(text)]
    if not set(words) <= _POLITE | _TAKES:
        return None
    takes = {word.lower() for word in _WORD.findall(_THANKS.sub(" ", text))} & _TAKES
    return Meant(Do.ACCEPT if takes else Do.COURTESY, text.strip())


def _says_done(text: str, *, photo: bool) -> bool:
    """A photo is shown for something; words alone must say that it is done."""
    if photo or _DONE.match(text):
        return True
    first = _WORD.search(text)
    already = bool(first and _ALREADY.fullmatch(first[0]))
    return already and answers.says_what_was_done(text)


def _as_done(text: str) -> Meant:
    """The words as an answer: what was done, and why nobody could take a photo."""
    without = _NO_PHOTO.search(text)
    why = " ".join(without[0].strip(" ,.;()\n").split()) if without else ""
    rest = (text[: without.start()] + text[without.end() :]).strip() if without else text
    lead = _DONE.match(rest)
    words = rest[lead.end() :].strip() if lead else rest
    enough = bool(words) and answers.says_what_was_done(words) and not answers.only_looked(words)
    return Meant(
        Do.DONE, words or rest, enough, temporary=bool(_TEMPORARY.search(words)), no_photo=why
    )


def _substance(text: str) -> list[str]:
    """Its words without address and courtesy."""
    small = {"maaf", "mohon", "ini", "itu", "sepertinya", "kayaknya", "karena", "karna", "krn",
             "sebab", "adalah", "tapi", "tetapi", "melainkan", "untuk"}  # fmt: skip
    return [w for w in map(str.lower, _WORD.findall(text)) if w not in _POLITE | small]
