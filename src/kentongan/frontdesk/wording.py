"""Every sentence the desk says by itself. Plain, warm and short; never blaming."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
WANTS_OFFICER = "Minta bicara dengan petugas"

STATES = {
    "received": "sudah kami terima dan sedang menunggu diperiksa petugas",
    "verified": "sudah diperiksa petugas dan segera diteruskan",
    "assigned": "sedang dikerjakan",
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
PLACE_OF_OTHERS = ("question", "appreciation", "oversight")
# Groups of topics where the place is in the person's papers, not in the street.
NO_PLACE_GROUPS = frozenset({"Kependudukan", "Perlindungan", "Ekonomi", "Pendidikan"})


def invitation(know: Knowledge, now: datetime, *, salam: bool) -> str:
    """A greeting returned, and the one thing we need."""
    return (
        f"{_hello(know, now, salam=salam)} Ini layanan laporan {know.facts.name}.\n\n"
        "Ada yang bisa kami bantu? Langsung ceritakan di sini: apa yang terjadi dan di mana."
    )


def menu(know: Knowledge) -> str:
    return (
        f"Ini layanan laporan {know.facts.name}. Bapak/Ibu boleh langsung menulis apa yang terjadi "
        "dan di mana, atau pilih salah satu."
    )


def emergency(one: Emergency) -> str:
    """Calm, the numbers first; nothing to fill in."""
    numbers = "\n".join(f"*{n.number}* {n.name}" for n in one.numbers)
    return (
        f"{one.advice}\n\n{numbers}\n\nLaporan Bapak/Ibu sudah kami tandai mendesak dan langsung "
        "terlihat oleh petugas."
    )


def officer_comes(know: Knowledge, now: datetime) -> str:
    return f"Baik, petugas kami yang akan membalas di sini. {closed_now(know, now)}".strip()


def closed_now(know: Knowledge, now: datetime) -> str:
    """When people are back; nothing while they are here."""
    if know.is_open(now):
        return ""
    opens = know.opens(now)
    if opens is None:
        return "Meja layanan sedang tutup."
    return f"Meja layanan sedang tutup; petugas kembali {_moment(opens, now, know)}."


def outside(know: Knowledge) -> str:
    return (
        f"Titik itu tampaknya di luar {know.facts.name}. Tetap kami catat, dan petugas akan "
        "memeriksa siapa yang berwenang di sana. Kalau titiknya keliru, kirim saja yang baru."
    )


def which(case: Case, know: Knowledge) -> str:
    return (
        f"Apakah ini masih tentang laporan *{case.number}* ({subject(case, know)}), "
        "atau hal yang baru?"
    )


def state_of(case: Case, know: Knowledge) -> str:
    """The state of a report in plain words, with the page to follow it."""
    by = f" oleh {case.owner}" if case.state == "assigned" and case.owner else ""
    since = f" sejak {_day(case.state_since, know)}" if case.state_since else ""
    return (
        f"Laporan *{case.number}* ({subject(case, know)}) {STATES[case.state]}{by}{since}.\n\n"
        f"Selengkapnya: {know.facts.url}/t/{case.token}"
    )


def not_known_here(know: Knowledge) -> str:
    """The same words whether the number exists or not."""
    return (
        "Nomor itu bukan laporan dari nomor WhatsApp ini. Perkembangannya bisa dicari di "
        f"{know.facts.url}/{know.facts.slug}/"
    )


def subject(case: Case, know: Knowledge) -> str:
    """What a report is about, to stand inside a sentence."""
    topic = know.topics.get(case.topic)
    if topic and topic.code != "other":
        return _lower(topic.name)
    text = "" if case.text in WITHOUT_WORDS.values() else case.text.replace("\n", " ")
    return sayings.shorten(text, 60) or "yang Bapak/Ibu sampaikan"


# ── the acknowledgement ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the acknowledgement is made of. `asked` is the one question: place, what or nothing."""

    case: Case
    name: str
    salam: bool
    due_at: datetime | None
    files: int = 0
    asked: str = ""
    outside: bool = False
    wants_officer: bool = False


def acknowledgement(one: Receipt, know: Knowledge, now: datetime) -> str:
    """One message for the whole burst. At most 1,024 characters, the limit with a button."""
    parts = [
        f"{_hello(know, now, salam=one.salam, name=one.name)} {_thanks(one, know)}",
        _understood(one, know),
        f"Nomor laporan:\n*{one.case.number}*",
        f"{_who(one, know)}{_by_when(one, know)}",
        f"Ikuti di sini: {know.facts.url}/t/{one.case.token}",
        outside(know) if one.outside else "",
        closed_now(know, now),
        _question(one, know),
    ]
    return cut("\n\n".join(filter(None, parts)), 1024)


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


def template_values(one: Receipt, know: Knowledge) -> dict[str, str]:
    """What the approved forms of the acknowledgement are filled with, by the pack's names."""
    topic = know.topics.get(one.case.topic)
    due = one.due_at.astimezone(know.facts.zone).date() if one.due_at else None
    return {
        "pokok laporan": subject(one.case, know),
        "nomor laporan": one.case.number,
        "perangkat daerah": know.agency(topic, one.case.area_id) if topic else know.facts.name,
        "tanggal": sayings.short_day(due) if due else "secepatnya",
        "tanggal pesan": _day(one.case.received_at, know),
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
    if one.case.confidential:
        return "Terima kasih sudah berani bercerita. Nama dan nomor Bapak/Ibu kami jaga."
    if one.case.kind == "question":
        return "Terima kasih sudah bertanya."
    return "Terima kasih sudah memberi tahu kami."


def _understood(one: Receipt, know: Knowledge) -> str:
    if one.wants_officer:
        return "Permintaan Bapak/Ibu untuk bicara dengan petugas sudah kami catat."
    topic = know.topics.get(one.case.topic)
    said = _lower(topic.name) if topic and topic.code != "other" else ""
    place = sayings.shorten(one.case.place, 120)
    if not place and one.case.latitude is not None:
        place = "titik lokasi yang Bapak/Ibu kirim"
    parts = [said, f"tempat: {place}" if place else ""]
    parts.append(f"{one.files} berkas" if one.files else "")
    caught = ", ".join(filter(None, parts))
    return f"Yang kami tangkap: {caught}." if caught else ""


def _who(one: Receipt, know: Knowledge) -> str:
    if one.wants_officer:
        return "Petugas kami membalas di percakapan ini"
    topic = know.topics.get(one.case.topic)
    if one.case.confidential or topic is None or topic.code == "other":
        return "Petugas kami memeriksanya dan meneruskannya kepada yang berwenang"
    if not topic.is_city:
        return f"Petugas kami memeriksanya; hal seperti ini biasanya urusan {topic.agency}"
    agency = know.agency(topic, one.case.area_id)
    return f"Petugas kami memeriksanya, lalu meneruskannya kepada {agency}"


def _by_when(one: Receipt, know: Knowledge) -> str:
    if one.due_at is None:
        return "."
    day = sayings.day(one.due_at.astimezone(know.facts.zone).date())
    return f", paling lambat *{day}*." if one.wants_officer else f". Jawaban paling lambat *{day}*."


def _question(one: Receipt, know: Knowledge) -> str:
    if one.asked == "what":
        return "Boleh ceritakan sedikit: ini tentang apa, dan di mana?"
    if one.asked == "place":
        example = know.pack.city.words.get("place_example", "Gg. Mawar, di samping masjid")
        return (
            "Di mana letaknya? Kirim titik lokasi, atau tulis nama jalan atau gang dan patokan "
            f"terdekat, misalnya “{example}”."
        )
    return ""


# ── small words ─────────────────────────────────────────────────────────────────────────────────


def _hello(know: Knowledge, now: datetime, *, salam: bool, name: str = "") -> str:
    greeting = "Waalaikumsalam" if salam else sayings.greeting(now, know.facts.zone)
    return f"{greeting}, Bapak/Ibu{f' {name}' if name else ''}."


def first_name(name: str) -> str:
    """A profile name fit for a greeting: letters only, two words at most, or nothing."""
    words = re.findall(r"[^\W\d_]+(?:['.][^\W\d_]+)*", name)
    fit = [word for word in words if len(word) > 1 or word.isupper()][:2]
    return cut(" ".join(fit), 30) if any(len(word) > 2 for word in fit) else ""


def _moment(at: datetime, now: datetime, know: Knowledge) -> str:
    local = at.astimezone(know.facts.zone)
    today = now.astimezone(know.facts.zone).date()
    day = {today: "hari ini", today + timedelta(days=1): "besok"}.get(local.date())
    return f"{day or sayings.day(local.date())} pukul {sayings.clock(local)}"


def _day(at: datetime, know: Knowledge) -> str:
    return sayings.short_day(at.astimezone(know.facts.zone).date())


def _lower(name: str) -> str:
    """A topic's name inside a sentence; *KTP* stays."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
