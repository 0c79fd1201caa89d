"""The resident's view of a report: where it stands and what was done; never who told it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from kentongan.cases.clocks import calendar
from kentongan.cases.models import Deadline, JournalLine
from kentongan.cities.locks import current
from kentongan.mailroom.models import File
from kentongan.people.models import Agency
from kentongan.pure import sayings
from kentongan.pure.redact import redact
from kentongan.reports.flow import FLOW, S
from kentongan.reports.models import Answer, Report

BEATS = ("Diterima", "Diteruskan", "Dikerjakan", "Selesai")
# How many beats are done in a state; the next one is the present.
DONE: dict[S, int] = {
    S.RECEIVED: 0,
    S.VERIFIED: 1,
    S.ASSIGNED: 2,
    S.JOINED: 2,
    S.ANSWERED: 3,
    S.PROMISED: 3,
    S.REPLIED: 3,
    S.CLOSED: 4,
    S.DECLINED: 4,
    S.REFERRED: 4,
}
DUE_TITLES: dict[S, str] = {S.REPLIED: "Beri kabar paling lambat"}
ANSWERED = (S.PROMISED, S.REPLIED, S.CLOSED, S.DECLINED, S.REFERRED)


@dataclass(frozen=True, slots=True)
class Photo:
    url: str
    thumb_url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    words: str
    more: str = ""
    photos: tuple[Photo, ...] = ()
    now: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    words: str
    by: str
    at: datetime
    photos: tuple[Photo, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A state (code, word), a beat (words, state) or a due date (kind, words, exact)."""

    words: str
    code: str = ""
    state: str = ""
    kind: str = ""
    exact: str = ""

    @property
    def word(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Ticket:
    number: str
    topic: str
    area: str
    sentence: str
    state: Mark
    holder: str
    due: Mark | None
    due_title: str
    note: str
    beats: tuple[Mark, ...]
    steps: tuple[Step, ...]
    done: Done | None


def ticket(report: Report, now: datetime) -> Ticket:
    """Everything the page says, in a constant number of questions."""
    state = S(report.matter.state)
    agencies = {agency.pk: agency for agency in Agency.objects.all()}
    holder = agencies[report.matter.owner_id]
    return Ticket(
        number=report.matter.number,
        topic="" if report.confidential or not report.topic else report.topic.name,
        area="" if report.confidential or not report.area else report.area.name,
        sentence=_sentence(report, state, holder),
        state=Mark(FLOW.label(state), code=state.value),
        holder=holder.name if not FLOW.is_end(state) else "",
        due=_due(report, state, now),
        due_title=DUE_TITLES.get(state, "Paling lambat dijawab"),
        note=_note(report, state),
        beats=_beats(state),
        steps=_steps(report, agencies),
        done=_done(report, holder),
    )


def _sentence(report: Report, state: S, holder: Agency) -> str:
    sentences: dict[S, str] = {
        S.RECEIVED: "Laporan Anda sudah kami terima dan segera dibaca petugas.",
        S.VERIFIED: "Petugas sudah membaca laporan Anda dan mencarikan yang menangani.",
        S.ASSIGNED: f"{holder.name} sedang menangani laporan Anda.",
        S.ANSWERED: f"{holder.name} sudah menjawab. Petugas memeriksa sebelum mengabari Anda.",
        S.JOINED: f"{holder.name} menangani laporan Anda bersama laporan serupa dari warga lain.",
        S.PROMISED: f"{holder.name} menjadwalkan pekerjaannya. Kami ingat tanggalnya.",
        S.REPLIED: "Laporan Anda sudah dijawab. Kalau belum beres, kabari kami.",
        S.CLOSED: "Laporan ini sudah selesai. Terima kasih sudah peduli.",
        S.DECLINED: "Laporan ini belum dapat kami proses. Penjelasannya sudah kami kirim.",
        S.REFERRED: "Laporan ini kami teruskan kepada yang berwenang.",
    }
    if state is S.REFERRED and report.referred_to:
        return f"Yang berwenang untuk ini adalah {report.referred_to.name}."
    return sentences[state]


def _note(report: Report, state: S) -> str:
    other = report.referred_to
    if state is S.REFERRED and other and other.phone:
        return f"{other.name} dapat dihubungi di {other.phone}."
    return ""


def _due(report: Report, state: S, now: datetime) -> Mark | None:
    """The law's clock; after a reply, the day on which the report closes by itself."""
    kind = Deadline.Clock.STEP if state is S.REPLIED else Deadline.Clock.MATTER
    deadline = Deadline.objects.filter(matter=report.matter, clock=kind, ended_at=None).first()
    if deadline is None:
        return None
    days, zone = calendar(), current().tz
    left = sayings.left(deadline.due_at, now, zone, days.off, days.on)
    late = deadline.due_at < now
    words = sayings.day(deadline.due_at.astimezone(zone).date()).split(", ", 1)[-1]
    return Mark(f"{words}, {left}", kind="late" if late else "ok",
                exact=sayings.exact(deadline.due_at, zone))  # fmt: skip


def _beats(state: S) -> tuple[Mark, ...]:
    done = DONE[state]
    return tuple(
        Mark(words, state="done" if i < done else "now" if i == done else "next")
        for i, words in enumerate(BEATS)
    )


def _steps(report: Report, agencies: dict[int, Agency]) -> tuple[Step, ...]:
    """The journal in the resident's words, newest first. Notes and inner matters stay inside."""
    lines = JournalLine.objects.filter(matter=report.matter).order_by("-pk")
    told = [(line, _told(line, agencies)) for line in lines]
    steps = [Step(line.at, words) for line, words in told if words]
    if steps:
        steps[0] = Step(steps[0].at, steps[0].words, now=True)
    return tuple(steps)


def _told(line: JournalLine, agencies: dict[int, Agency]) -> str:
    agency = agencies.get(line.details.get("agency") or 0)
    name = agency.name if agency else "dinas terkait"
    return {
        "receive": "Laporan diterima",
        "verify": "Laporan dibaca petugas",
        "dispose": f"Diteruskan kepada {name}",
        "return_answer": f"{name} diminta melengkapi jawabannya",
        "hand_back": "Petugas mencari dinas yang tepat",
        "recall": "Petugas mencari dinas yang tepat",
        "answer": f"{name if agency else 'Dinas'} menyampaikan hasilnya",
        "reply": "Jawaban dikirim kepada Anda",
        "close": "Laporan selesai",
        "reopen": "Laporan dibuka lagi",
        "decline": "Penjelasan dikirim kepada Anda",
        "refer": f"Diteruskan kepada {name}",
        "add": "Tambahan Anda diterima",
    }.get(line.verb, "")


TOLD = ("reply", "decline", "refer")  # the verbs whose words are the officer's to the resident


def _done(report: Report, holder: Agency) -> Done | None:
    """What the officer told the resident: the words that outlive the 24-hour window. Never what
    the agency wrote to the office, and nothing of a confidential report."""
    if S(report.matter.state) not in ANSWERED or report.confidential:
        return None
    lines = JournalLine.objects.filter(matter=report.matter, verb__in=TOLD)
    line = lines.select_related("note").order_by("-pk").first()
    words = getattr(line, "note", None)
    if line is None or words is None:
        return None
    answers = Answer.objects.select_related("disposition__agency")
    answer = answers.filter(disposition__report=report).order_by("-pk").first()
    by = answer.disposition.agency if answer else holder
    photos = tuple(photo_of(file, report.matter.token) for file in files_for(report))
    return Done(_unnamed(words.text, report), by.name, line.at, photos)


def _unnamed(text: str, report: Report) -> str:
    """The words without numbers and without the name of whoever told us: a link gets around."""
    contact = report.matter.contact
    names = [re.escape(part) for part in (contact.name if contact else "").split() if len(part) > 2]
    if names:
        name = rf"(?:{'|'.join(names)})"
        called = rf"(?:(?:Bapak|Ibu|Pak|Bu|Kak|Sdr)\.?\s+)?\b{name}(?:\s+{name})*\b"
        text = re.sub(called, "Bapak/Ibu", text, flags=re.IGNORECASE)
    return redact(text)


def files_for(report: Report) -> QuerySet[File]:
    """The photos that are meant for the resident."""
    return File.objects.filter(
        matter=report.matter, for_resident=True, state=File.State.READY, has_thumbnail=True
    ).order_by("pk")


def photo_of(file: File, token: str) -> Photo:
    return Photo(
        url=reverse("public:ticket_file", args=[token, file.key]),
        thumb_url=reverse("public:ticket_thumb", args=[token, file.key]),
        alt="Foto hasil pekerjaan",
    )
