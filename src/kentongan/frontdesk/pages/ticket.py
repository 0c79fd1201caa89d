"""The resident's view of a report: where it stands and what was done; never who told it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from kentongan.cases.clocks import calendar
from kentongan.cases.models import Deadline, JournalLine
from kentongan.cases.waiting import WAITING
from kentongan.cities.locks import current
from kentongan.frontdesk.pages.told import told
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
DUE_TITLES: dict[S, str] = {
    S.REPLIED: "Beri kabar paling lambat",
    S.PROMISED: "Dijanjikan paling lambat",
}
WAITS = "Kami menunggu kabar Anda sampai"
# How long after closing the page still offers to open it again.
REOPENS_FOR = timedelta(days=30)
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
    before: Photo | None = None


@dataclass(frozen=True, slots=True)
class Asks:
    """What the page offers to its resident. `again`: a closed report may be opened again."""

    fixed: bool
    again: bool
    stars: bool
    name: bool
    content: bool


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
    stars: int
    asks: Asks


def ticket(report: Report, now: datetime) -> Ticket:
    """Everything the page says, in a constant number of questions."""
    state = S(report.matter.state)
    agencies = {agency.pk: agency for agency in Agency.objects.all()}
    holder = agencies[report.matter.owner_id]
    clocks = {one.clock: one for one in Deadline.objects.filter(matter=report.pk, ended_at=None)}
    step = clocks.get(Deadline.Clock.STEP)
    waits = step is not None and step.code == WAITING
    return Ticket(
        number=report.matter.number,
        topic="" if report.confidential or not report.topic else report.topic.name,
        area="" if report.confidential or not report.area else report.area.name,
        sentence=WAITING_SENTENCE if waits else _sentence(report, state, holder),
        state=Mark(FLOW.label(state), code=state.value),
        holder=holder.name if not FLOW.is_end(state) else "",
        due=_due(clocks.get(_shown(state, waits=waits)), now, waits=waits),
        due_title=WAITS if waits else DUE_TITLES.get(state, "Paling lambat dijawab"),
        note=_note(report, state),
        beats=_beats(state),
        steps=_steps(report, agencies),
        done=_done(report, holder),
        stars=report.stars or 0,
        asks=_asks(report, state, now),
    )


def _asks(report: Report, state: S, now: datetime) -> Asks:
    closed = state is S.CLOSED
    return Asks(
        fixed=state is S.REPLIED,
        again=closed and now - report.matter.state_since < REOPENS_FOR,
        stars=closed and report.stars is None,
        name=not report.anonymous,
        content=not report.confidential,
    )


def _sentence(report: Report, state: S, holder: Agency) -> str:
    sentences: dict[S, str] = {
        S.RECEIVED: "Laporan Anda sudah kami terima dan segera dibaca petugas.",
        S.VERIFIED: "Petugas sudah membaca laporan Anda dan mencarikan yang menangani.",
        S.ASSIGNED: f"{holder.name} sedang menangani laporan Anda.",
        S.ANSWERED: f"{holder.name} sudah menjawab. Petugas memeriksa sebelum mengabari Anda.",
        S.JOINED: f"{holder.name} menangani laporan Anda bersama laporan serupa dari warga lain.",
        S.PROMISED: f"{holder.name} menjadwalkan pekerjaannya{_until(report)}.",
        S.REPLIED: "Laporan Anda sudah dijawab. Kalau belum beres, kabari kami.",
        S.CLOSED: "Laporan ini sudah selesai. Terima kasih sudah peduli.",
        S.DECLINED: "Laporan ini belum dapat kami proses. Penjelasannya sudah kami kirim.",
        S.REFERRED: "Laporan ini kami teruskan kepada yang berwenang.",
    }
    if state is S.CLOSED and report.unconfirmed:
        return "Laporan ini kami tutup tanpa kabar dari Anda."
    if state is S.REFERRED and report.referred_to:
        return f"Yang berwenang untuk ini adalah {report.referred_to.name}."
    return sentences[state]


WAITING_SENTENCE = "Giliran Anda: kami menunggu keterangan untuk melanjutkan laporan ini."


def _until(report: Report) -> str:
    if report.promised_for is None:
        return ""
    return f" paling lambat {sayings.day(report.promised_for)}"


def _note(report: Report, state: S) -> str:
    other, said = report.referred_to, []
    if state is S.REFERRED and other and other.phone:
        said.append(f"{other.name} dapat dihubungi di {other.phone}.")
    if report.reopened:
        often = "sekali" if report.reopened == 1 else f"{report.reopened} kali"
        said.append(f"Laporan ini pernah dibuka lagi {often}.")
    return " ".join(said)


def _shown(state: S, *, waits: bool) -> Deadline.Clock:
    """The law's clock; the step's, where it is the resident's turn or a date was promised."""
    own = waits or state in (S.REPLIED, S.PROMISED)
    return Deadline.Clock.STEP if own else Deadline.Clock.MATTER


def _due(deadline: Deadline | None, now: datetime, *, waits: bool) -> Mark | None:
    if deadline is None:
        return None
    days, zone = calendar(), current().tz
    left = sayings.left(deadline.due_at, now, zone, days.off, days.on)
    kind = "paused" if waits else "late" if deadline.due_at < now else "ok"
    words = sayings.day(deadline.due_at.astimezone(zone).date()).split(", ", 1)[-1]
    return Mark(f"{words}, {left}", kind=kind, exact=sayings.exact(deadline.due_at, zone))


def _beats(state: S) -> tuple[Mark, ...]:
    done = DONE[state]
    return tuple(
        Mark(words, state="done" if i < done else "now" if i == done else "next")
        for i, words in enumerate(BEATS)
    )


def _steps(report: Report, agencies: dict[int, Agency]) -> tuple[Step, ...]:
    """Newest first."""
    lines = JournalLine.objects.filter(matter=report.matter).order_by("pk")
    steps = [Step(one.at, one.words) for one in reversed(told(lines, agencies))]
    if steps:
        steps[0] = Step(steps[0].at, steps[0].words, now=True)
    return tuple(steps)


TOLD = (
    "reply",
    "promise",
    "decline",
    "refer",
)  # the verbs whose words are the officer's to the resident


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
    answers = answers.exclude(outcome=Answer.Outcome.NOT_OURS)  # who gave it back has done nothing
    answer = answers.filter(disposition__report=report).order_by("-pk").first()
    by = answer.disposition.agency if answer else holder
    token = report.matter.token
    photos = tuple(photo_of(file, token) for file in files_for(report))
    first = before_for(report).first() if photos else None
    before = photo_of(first, token, "Foto dari Anda") if first else None
    return Done(_unnamed(words.text, report), by.name, line.at, photos, before)


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


def before_for(report: Report) -> QuerySet[File]:
    """Their own photos, to stand beside those of the work; none of somebody who is hidden, for
    a link gets around."""
    if report.anonymous or report.confidential:
        return File.objects.none()
    return File.objects.filter(
        message__matter=report.matter, message__staff=None, staff=None, mime__startswith="image/",
        state=File.State.READY, has_thumbnail=True,
    ).order_by("pk")  # fmt: skip


def photo_of(file: File, token: str, alt: str = "Foto hasil pekerjaan") -> Photo:
    return Photo(
        url=reverse("public:ticket_file", args=[token, file.key]),
        thumb_url=reverse("public:ticket_thumb", args=[token, file.key]),
        alt=alt,
    )
