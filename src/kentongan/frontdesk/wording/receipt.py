"""The acknowledgement: one message for a whole burst."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kentongan.frontdesk.decide.facts import Case
from kentongan.frontdesk.understand import Knowledge
from kentongan.frontdesk.wording.sameness import Twin, question
from kentongan.frontdesk.wording.small import (
    WITHOUT_WORDS,
    closed_now,
    day,
    hello,
    lower,
    numbers,
    outside,
    subject,
)
from kentongan.pure import sayings
from kentongan.pure.normalise import cut

PLACE_OF_OTHERS = ("question", "appreciation", "oversight")
# Groups of topics where the place is in the person's papers, not in the street.
NO_PLACE_GROUPS = frozenset({"Kependudukan", "Perlindungan", "Ekonomi", "Pendidikan"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the acknowledgement is made of. `asked` is the one question: place, what or
    nothing; where it is nothing, whether it is the same as `twin`."""

    case: Case
    name: str
    salam: bool
    due_at: datetime | None
    files: int = 0
    asked: str = ""
    outside: bool = False
    wants_officer: bool = False
    # Whether there is an approved form for an answer after the 24 hours.
    reachable: bool = True
    twin: Twin | None = None


def acknowledgement(one: Receipt, know: Knowledge, now: datetime) -> str:
    """One message for the whole burst. At most 1,024 characters, the limit with a button."""
    parts = [
        f"{hello(know, now, salam=one.salam, name=one.name)} {_thanks(one, know)}",
        _understood(one, know),
        f"Nomor laporan:\n*{one.case.number}*",
        f"{_who(one, know)}{_by_when(one, know)}",
        f"Ikuti di sini: {know.facts.url}/t/{one.case.token}",
        outside(know) if one.outside else "",
        closed_now(know, now),
        _still_dangerous(one, know),
        _question(one, know) or _second_way(one),
    ]
    return cut("\n\n".join(filter(None, parts)), 1024)


def _second_way(one: Receipt) -> str:
    """Repairs take days. Without an approved form for that, the answer needs another way, and a
    word of theirs opens the conversation again."""
    if one.reachable:
        return ""
    return (
        "Supaya jawaban kami pasti sampai, boleh tulis alamat surel atau nomor lain di sini? "
        "Boleh juga tulis *status* kapan saja, langsung kami jawab."
    )


def question_needed(case: Case, know: Knowledge, *, place_known: bool) -> str:
    """The one question worth a bubble: what it is about, or where."""
    if case.late or case.emergency or case.confidential:
        return ""
    if case.text in WITHOUT_WORDS.values():
        return "what"
    topic = know.topics.get(case.topic)
    elsewhere = topic is not None and (not topic.is_city or topic.group in NO_PLACE_GROUPS)
    if place_known or elsewhere or case.kind in PLACE_OF_OTHERS:
        return ""
    return "place"


_TOLD = {
    "question": "Terima kasih sudah bertanya.",
    "suggestion": "Terima kasih atas usulannya.",
    "appreciation": "Terima kasih atas kata-kata baiknya.",
    "oversight": "Terima kasih sudah berani bercerita.",
}


def template_values(one: Receipt, know: Knowledge) -> dict[str, str]:
    """What the approved forms of the acknowledgement are filled with, by the pack's names."""
    topic = know.topics.get(one.case.topic)
    due = one.due_at.astimezone(know.facts.zone).date() if one.due_at else None
    return {
        "pokok laporan": subject(one.case, know),
        "nomor laporan": one.case.number,
        "perangkat daerah": know.agency(topic, one.case.area_id) if topic else know.facts.name,
        "tanggal": sayings.short_day(due) if due else "secepatnya",
        "tanggal pesan": day(one.case.received_at, know),
    }


def _thanks(one: Receipt, know: Knowledge) -> str:
    if one.case.late:
        sent = sayings.when(one.case.received_at, one.case.opened_at, know.facts.zone)
        return (
            f"Mohon maaf, pesan Bapak/Ibu ({sent}) baru sampai kepada kami sekarang. Sudah kami "
            "catat dan dihitung sejak Bapak/Ibu mengirimnya."
        )
    if one.case.mark == "rude":
        return "Kami mengerti Bapak/Ibu kecewa, dan kami minta maaf atas kesulitannya."
    if one.wants_officer:
        return "Terima kasih sudah menghubungi kami."
    told = _TOLD.get(one.case.kind, "Terima kasih sudah memberi tahu kami.")
    kept = one.case.confidential or one.case.anonymous
    return f"{told} Nama dan nomor Bapak/Ibu kami jaga." if kept else told


def _understood(one: Receipt, know: Knowledge) -> str:
    if one.wants_officer:
        return "Permintaan Bapak/Ibu untuk bicara dengan petugas sudah kami catat."
    topic, alarm = know.topics.get(one.case.topic), know.emergency(one.case.emergency)
    said = lower(topic.name) if topic and topic.code != "other" else ""
    said = lower(alarm.name) if alarm else said
    place = sayings.shorten(one.case.place, 120)
    if not place and one.case.latitude is not None:
        place = "titik lokasi yang Bapak/Ibu kirim"
    parts = [said, f"tempat: {place}" if place else ""]
    parts.append(f"{one.files} berkas" if one.files else "")
    caught = ", ".join(filter(None, parts))
    return f"Yang kami tangkap: {caught}." if caught else ""


def _still_dangerous(one: Receipt, know: Knowledge) -> str:
    """An emergency that reached us late was not answered at once; the numbers still help."""
    alarm = know.emergency(one.case.emergency) if one.case.late else None
    if alarm is None:
        return ""
    return f"Kalau keadaannya masih berbahaya, segera telepon:\n{numbers(alarm)}"


def _who(one: Receipt, know: Knowledge) -> str:
    if one.wants_officer:
        return "Petugas kami membalas di percakapan ini pada jam layanan"
    topic = know.topics.get(one.case.topic)
    if one.case.confidential or topic is None or topic.code == "other":
        return "Petugas kami memeriksanya dan meneruskannya kepada yang berwenang"
    if one.case.kind == "appreciation":
        return f"Petugas kami menyampaikannya kepada {topic.agency}"
    if not topic.is_city:
        return f"Petugas kami memeriksanya; hal seperti ini biasanya urusan {topic.agency}"
    agency = know.agency(topic, one.case.area_id)
    return f"Petugas kami memeriksanya, lalu meneruskannya kepada {agency}"


def _by_when(one: Receipt, know: Knowledge) -> str:
    if one.due_at is None or one.wants_officer or one.case.kind == "appreciation":
        return "."
    last = sayings.day(one.due_at.astimezone(know.facts.zone).date())
    return f". Jawaban paling lambat *{last}*."


def _question(one: Receipt, know: Knowledge) -> str:
    if one.asked == "what":
        return "Boleh ceritakan sedikit: ini tentang apa, dan di mana?"
    if one.asked == "place":
        example = know.pack.city.words.get("place_example", "Gg. Mawar, di samping masjid")
        return (
            "Di mana letaknya? Kirim titik lokasi, atau tulis nama jalan atau gang dan patokan "
            f"terdekat, misalnya “{example}”."
        )
    return question(one.twin, know) if one.twin else ""
