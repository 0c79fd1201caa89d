"""The journal in the resident's words. Notes and inner matters stay inside, and so does who it
was; that somebody was reminded, or that it rose to somebody higher, does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kentongan.cases.models import JournalLine
from kentongan.people.models import Agency
from kentongan.pure import sayings
from kentongan.pure.flow import Role

_PLAIN: Mapping[str, str] = {
    "receive": "Laporan diterima",
    "verify": "Laporan dibaca petugas",
    "hand_back": "Petugas mencari dinas yang tepat",
    "recall": "Petugas mencari dinas yang tepat",
    "reply": "Jawaban dikirim kepada Anda",
    "decline": "Penjelasan dikirim kepada Anda",
    "add": "Tambahan Anda diterima",
    "pause": "Kami bertanya kepada Anda; batas waktunya menunggu",
    "fall_due": "Tanggal yang dijanjikan tiba; pekerjaannya ditagih",
    "join": "Ditangani bersama laporan serupa dari warga lain",
    "gather": "Laporan serupa dari warga lain ditangani bersama laporan ini",
    "part": "Ditangani sendiri lagi",
    "split": "Hal kedua dicatat sebagai laporan tersendiri",
}
_RESUMED = {
    "answered": "Anda sudah menjawab; batas waktunya berjalan lagi",
    "lapsed": "Petugas melanjutkan dengan keterangan yang ada",
}
_LEVELS = {
    "chief": "kepala dinas",
    "secretary": "sekretaris daerah",
    "mayor": "meja wali kota",
}
_WHY = {
    "not_done": "Menurut Anda belum beres",
    "ping_pong": "Beberapa kali dikembalikan",
}


@dataclass(frozen=True, slots=True)
class Told:
    at: datetime
    words: str


def told(lines: Iterable[JournalLine], agencies: Mapping[int, Agency]) -> list[Told]:
    """Oldest first, as the lines are given."""
    found, holder = [], ""
    for line in lines:
        agency = agencies.get(int(line.details.get("agency") or 0))
        if line.verb in _MOVES:
            holder = agency.name if agency and line.verb in ("dispose", "return_answer") else ""
        words = _words(line, agency.name if agency else "", holder)
        if words:
            found.append(Told(line.at, words))
    return found


_MOVES = frozenset({"dispose", "return_answer", "hand_back", "recall", "reopen", "part"})


def _words(line: JournalLine, agency: str, holder: str) -> str:
    rich = _RICH.get(line.verb)
    if rich:
        return rich(line, agency or "dinas terkait", holder)
    return _PLAIN.get(line.verb, "")


def _answered(line: JournalLine, agency: str, holder: str) -> str:
    return f"{holder or 'Dinas'} menyampaikan hasilnya"


def _closed(line: JournalLine, agency: str, holder: str) -> str:
    confirmed = line.details.get("confirmed")
    if confirmed is False:
        return "Ditutup tanpa kabar dari Anda"
    return "Anda menyatakan sudah beres" if confirmed else "Laporan selesai"


def _reopened(line: JournalLine, agency: str, holder: str) -> str:
    by_them = line.role == Role.RESIDENT
    return "Menurut Anda belum beres; dibuka lagi" if by_them else "Laporan dibuka lagi"


def _promised(line: JournalLine, agency: str, holder: str) -> str:
    return f"Dijadwalkan untuk {sayings.short_day(date.fromisoformat(str(line.details['on'])))}"


def _reminded(line: JournalLine, agency: str, holder: str) -> str:
    if line.details.get("level") == "resident":
        return "Kami mengingatkan Anda" if line.details.get("told", True) else ""
    return f"Kami mengingatkan {holder or 'petugas yang memegang'}"


def _risen(line: JournalLine, agency: str, holder: str) -> str:
    why = _WHY.get(str(line.details.get("why")), "Sudah lewat batas")
    level = _LEVELS.get(str(line.details.get("level")))
    return f"{why}; naik ke {level}" if level else ""


def _rated(line: JournalLine, agency: str, holder: str) -> str:
    return f"Anda memberi {line.details.get('stars')} bintang"


def _hidden(line: JournalLine, agency: str, holder: str) -> str:
    if line.role != Role.RESIDENT:
        return ""
    parts = ["nama Anda disembunyikan"] if line.details.get("anonymous") else []
    parts += ["laporan ini dirahasiakan"] if line.details.get("confidential") else []
    return f"Permintaan Anda: {' dan '.join(parts)}" if parts else ""


_RICH: Mapping[str, Callable[[JournalLine, str, str], str]] = {
    "dispose": lambda line, agency, holder: f"Diteruskan kepada {agency}",
    "refer": lambda line, agency, holder: f"Diteruskan kepada {agency}",
    "end_referral": lambda line, agency, holder: f"Ada kabar dari {agency}",
    "follow_up": lambda line, agency, holder: f"Kami menanyakan lagi kepada {agency}",
    "return_answer": lambda line, agency, holder: f"{agency} diminta melengkapi jawabannya",
    "resume": lambda line, agency, holder: _RESUMED.get(
        str(line.details.get("why")), "Petugas melanjutkan"
    ),
    "answer": _answered,
    "close": _closed,
    "reopen": _reopened,
    "promise": _promised,
    "remind": _reminded,
    "escalate": _risen,
    "rate": _rated,
    "amend": _hidden,
}
