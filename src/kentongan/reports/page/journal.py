"""The journal in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kentongan.cases.models import JournalLine, Rung
from kentongan.pure import sayings
from kentongan.pure.flow import Role
from kentongan.reports.models import Referral, Report
from kentongan.reports.page.shapes import JournalWords

CHANNELS: Mapping[str, str] = {
    "whatsapp": "WhatsApp", "web": "halaman web", "counter": "loket", "loket": "loket",
    "phone": "telepon", "telepon": "telepon", "letter": "surat", "surat": "surat",
    "visit": "kunjungan", "kunjungan": "kunjungan", "instagram": "Instagram",
    "messenger": "Messenger", "tiktok": "TikTok", "mail": "e-mail",
}  # fmt: skip

_PLAIN: Mapping[str, str] = {
    "accept": "menerima tugas ini", "add_evidence": "menambahkan foto sesudahnya",
    "verify": "memeriksa", "answer": "menjawab", "reply": "membalas warga",
    "close": "menyatakan selesai", "reopen": "membuka lagi",
    "decline": "menandai belum dapat diproses", "write": "menulis kepada warga",
    "note": "menulis catatan", "amend": "membetulkan rincian", "add": "menambahkan keterangan",
    "take_over": "mengambil alih percakapan", "hand_over": "menyerahkan percakapan kembali",
    "resolve": "menyelesaikan balasan yang tidak sampai", "resend": "mengirim ulang",
    "move_message": "memindahkan satu pesan ke laporan lain",
    "see_identity": "melihat identitas pelapor", "unmask": "melihat nomor pelapor",
    "release": "melepas satu berkas untuk dinas", "unrelease": "menarik satu berkas dari dinas",
    "name": "menyebut siapa yang boleh membaca laporan ini",
    "join": "menggabungkan dengan laporan serupa",
    "same": "mengatakan ini sama dengan laporan serupa",
    "differ": "mengatakan ini berbeda dari laporan serupa",
    "gather": "menggabungkan satu laporan serupa ke sini",
    "part": "memisahkannya lagi dari laporan serupa",
    "let_go": "memisahkan lagi satu laporan dari sini",
    "split": "memisahkan hal kedua menjadi laporan sendiri",
    "fall_due": "menagih janji yang sudah tiba tanggalnya", "retime": "menyesuaikan batas waktunya",
    "pause": "bertanya kepada warga; jamnya menunggu",
    "remind": "mengingatkan yang memegang", "escalate": "menaikkan laporan ini",
}  # fmt: skip

# Lines that stand in the conversation as well: something changed hands or came to an end.
SHOWN = frozenset((
    "receive", "verify", "dispose", "hand_back", "return_answer", "close", "reopen", "decline",
    "refer", "take_over", "hand_over", "recall", "promise", "fall_due", "pause", "resume",
    "end_referral", "join", "gather", "part", "let_go", "split",
))  # fmt: skip


_RESUMED: Mapping[str, str] = {
    "answered": "menjalankan jamnya lagi: warga sudah menjawab",
    "lapsed": "menjalankan jamnya lagi: waktu menunggu warga habis",
}
_WHY: Mapping[str, str] = {
    "ping_pong": ", karena sudah berkali-kali dikembalikan",
    "not_done": ", karena kata warga belum beres",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in journal lines are called."""

    agencies: Mapping[int, str]
    topics: Mapping[int, str]


def who(line: JournalLine) -> str:
    if line.staff:
        first = line.staff.user.name.split(" ")[0]
        return first if line.role != Role.AGENCY else f"{first}, {line.staff.agency.short_name}"
    if line.role == Role.OFFICER:
        return "Petugas"
    return "Warga" if line.role == Role.RESIDENT else "Kentongan"


def words(line: JournalLine, names: Names) -> str:
    """What was done, to follow after who did it."""
    agency = names.agencies.get(int(line.details.get("agency") or 0), "dinas")
    topic = names.topics.get(int(line.details.get("topic") or 0), "")
    channel = str(line.details.get("channel", ""))
    rich = {
        "write": "menulis kepada warga lewat Kentongan" if line.details.get("relay") else "",
        "receive": f"melapor lewat {CHANNELS.get(channel, channel) or 'Kentongan'}",
        "dispose": f"meneruskan ke {agency}",
        "recall": f"menarik kembali dari {agency}",
        "hand_back": _handed_back(line, names),
        "promise": f"menjanjikan {_day(line, 'on')}",
        "resume": _RESUMED.get(str(line.details.get("why")), "menjalankan jamnya lagi"),
        "escalate": _risen(line),
        "remind": _reminded(line),
        "rate": f"memberi {line.details.get('stars')} bintang",
        "close": "" if line.details.get("confirmed", True) else "menutup tanpa kabar dari warga",
        "amend": _hidden(line),
        "follow_up": f"menanyakan lagi kepada {agency}; berikutnya {_day(line, 'until')}",
        "end_referral": f"mencatat kabar dari {agency}: {_end(line)}",
        "return_answer": f"meminta {agency} melengkapi jawaban",
        "refer": f"mengarahkan ke {agency}",
        "choose_topic": f"memilih topik {topic}".rstrip(),
    }
    return rich.get(line.verb) or _PLAIN.get(line.verb, line.verb.replace("_", " "))


def _handed_back(line: JournalLine, names: Names) -> str:
    whose = names.agencies.get(int(line.details.get("to") or 0))
    return "mengembalikan kepada petugas" + (f": urusan {whose}" if whose else "")


def _reminded(line: JournalLine) -> str:
    if line.details.get("level") != Rung.Level.RESIDENT:
        return ""
    if line.details.get("told", True):
        return "mengingatkan warga"
    return "tidak bisa mengingatkan warga: belum ada nomornya"


def _hidden(line: JournalLine) -> str:
    """What residents wish hidden; what officers put right has a line of its own."""
    if line.role != Role.RESIDENT:
        return ""
    marks = [name for mark, name in _MARKS.items() if line.details.get(mark)]
    return f"minta {' dan '.join(marks)}" if marks else ""


_MARKS: Mapping[str, str] = {
    "anonymous": "namanya disembunyikan", "confidential": "laporannya dirahasiakan",
}  # fmt: skip


def _risen(line: JournalLine) -> str:
    level = str(line.details.get("level", ""))
    to = Rung.Level(level).label if level in Rung.Level.values else "tingkat berikutnya"
    return f"menaikkan laporan ini kepada {to}{_WHY.get(str(line.details.get('why')), '')}"


def _end(line: JournalLine) -> str:
    end = str(line.details.get("end", ""))
    return Referral.End(end).label if end in Referral.End.values else end


def _day(line: JournalLine, name: str) -> str:
    """A date that the journal keeps as `2026-03-12`."""
    kept = str(line.details.get(name, ""))
    try:
        return sayings.short_day(date.fromisoformat(kept))
    except ValueError:
        return "tanggal yang belum disebut"


def told(lines: list[JournalLine], names: Names) -> list[JournalWords]:
    """Newest first."""
    return [JournalWords(line.at, who(line), words(line, names)) for line in reversed(lines)]


def channel_of(report: Report) -> str:
    said = CHANNELS.get(report.channel, report.channel)
    return said[:1].upper() + said[1:]
