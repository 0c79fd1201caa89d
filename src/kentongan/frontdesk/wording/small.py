"""Small words that many sentences share."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from kentongan.cities.pack import Emergency
from kentongan.frontdesk.decide.facts import Case
from kentongan.frontdesk.understand import Knowledge
from kentongan.pure import sayings
from kentongan.pure.normalise import cut

WITHOUT_WORDS = {
    "image": "(foto)", "video": "(video)", "audio": "(pesan suara)", "document": "(dokumen)",
    "location": "(lokasi)", "contacts": "(kontak)",
}  # fmt: skip
REVOKED = "(pesan ditarik oleh pengirim)"
EMPTIED = "(pesan dikosongkan oleh pengirim)"
WANTS_OFFICER = "Minta bicara dengan petugas"


def subject(case: Case, know: Knowledge) -> str:
    """What a report is about, to stand inside a sentence."""
    topic = know.topics.get(case.topic)
    if topic and topic.code != "other":
        return lower(topic.name)
    text = "" if case.text in WITHOUT_WORDS.values() else case.text.replace("\n", " ")
    return sayings.shorten(text, 60) or "yang Bapak/Ibu sampaikan"


def closed_now(know: Knowledge, now: datetime) -> str:
    """When people are back; nothing while they are here."""
    if know.is_open(now):
        return ""
    opens = know.opens(now)
    if opens is None:
        return "Meja layanan sedang tutup."
    return f"Meja layanan sedang tutup; petugas kembali {moment(opens, now, know)}."


def outside(know: Knowledge) -> str:
    return (
        f"Titik itu tampaknya di luar {know.facts.name}. Tetap kami catat, dan petugas akan "
        "memeriksa siapa yang berwenang di sana. Kalau titiknya keliru, kirim saja yang baru."
    )


def numbers(one: Emergency) -> str:
    return "\n".join(f"*{number.number}* {number.name}" for number in one.numbers)


# A profile name that already says how its owner wants to be called.
CALLED = frozenset({"pak", "bu", "bapak", "ibu", "kak", "bang", "mbak", "mas", "koh", "cik"})


def hello(know: Knowledge, now: datetime, *, salam: bool, name: str = "") -> str:
    greeting = "Waalaikumsalam" if salam else sayings.greeting(now, know.facts.zone)
    if name.split(" ")[0].lower() in CALLED:
        return f"{greeting}, {name}."
    return f"{greeting}, Bapak/Ibu{f' {name}' if name else ''}."


def first_name(name: str) -> str:
    """A profile name fit for a greeting: letters only, two words at most, or nothing."""
    words = re.findall(r"[^\W\d_]+(?:['.][^\W\d_]+)*", name)
    fit = [word for word in words if len(word) > 1 or word.isupper()][:2]
    return cut(" ".join(fit), 30) if any(len(word) > 2 for word in fit) else ""


def moment(at: datetime, now: datetime, know: Knowledge) -> str:
    local = at.astimezone(know.facts.zone)
    today = now.astimezone(know.facts.zone).date()
    day = {today: "hari ini", today + timedelta(days=1): "besok"}.get(local.date())
    return f"{day or sayings.day(local.date())} pukul {sayings.clock(local)}"


def day(at: datetime, know: Knowledge) -> str:
    return sayings.short_day(at.astimezone(know.facts.zone).date())


def lower(name: str) -> str:
    """A topic's name inside a sentence; *KTP* stays."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
