"""The ladder of one report: who was told that it is late, who will be, and when it stood still."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kentongan.cases.models import Deadline, JournalLine, Rung
from kentongan.people.models import Post
from kentongan.pure import sayings
from kentongan.reports.flow import FLOW, S
from kentongan.reports.models import Report
from kentongan.reports.page.dues import Calendar

Level = Rung.Level
_CLIMBED = ("remind", "escalate")
_CLOCKS = {"matter": "batas menurut aturan", "step": "batas langkah"}
# What rises beside any clock.
_WHY = {"ping_pong": "sudah berkali-kali dikembalikan", "not_done": "kata warga belum beres"}
_SYSTEM = {
    "step.replied": "ditutup sendiri bila warga tetap diam",
    "step.waiting": "jamnya berjalan lagi dan petugas melihatnya",
    "step.promised": "kembali ditugaskan dengan sendirinya",
}


@dataclass(frozen=True, slots=True)
class Climbed:
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Next:
    """The next rung of one clock. `day` is written out: `Selasa, 24 November 2026`."""

    clock: str
    day: str
    words: str


@dataclass(frozen=True, slots=True)
class Pause:
    """`end` is empty while it lasts. `note` is for the office alone."""

    start: str
    end: str
    why: str
    note: str


@dataclass(frozen=True, slots=True)
class Ladder:
    climbed: list[Climbed]
    ahead: list[Next]
    pauses: list[Pause]


def ladder(
    report: Report, deadlines: Sequence[Deadline], lines: Sequence[JournalLine], days: Calendar,
    *, notes: bool,
) -> Ladder:  # fmt: skip
    """Two statements. `notes`: whether this reader may read why the office paused it."""
    titles = _titles(lines)
    rungs: dict[str, list[Rung]] = {}
    for rung in Rung.objects.order_by("clock", "days"):
        rungs.setdefault(rung.clock, []).append(rung)
    running = sorted(
        (d for d in deadlines if d.ended_at is None and d.next_at is not None),
        key=lambda d: d.next_at or d.due_at,
    )
    return Ladder(
        [_climbed(line, titles, report) for line in lines if line.verb in _CLIMBED],
        [_next(d, rungs.get(d.code) or rungs[d.clock], report, days) for d in running],
        _pauses(lines, days, notes=notes),
    )


def _titles(lines: Sequence[JournalLine]) -> Mapping[int, str]:
    ids = {pk for line in lines if line.verb in _CLIMBED for pk in _posts(line)}
    return dict(Post.objects.filter(pk__in=ids).values_list("pk", "title"))


def _posts(line: JournalLine) -> list[int]:
    said = str(line.details.get("posts", ""))
    return [int(pk) for pk in said.split(",") if pk.isdecimal()]


def _climbed(line: JournalLine, titles: Mapping[int, str], report: Report) -> Climbed:
    named = [titles[pk] for pk in _posts(line) if pk in titles]
    level = str(line.details.get("level", ""))
    who = " dan ".join(named) or _who(level, report)
    clock = _CLOCKS.get(str(line.details.get("clock", "")), "tenggat")
    if why := _WHY.get(str(line.details.get("why", ""))):
        return Climbed(line.at, f"{_first(who)} diberi tahu: {why}")
    if line.verb == "remind":
        return Climbed(line.at, f"{_first(who)} diingatkan: {clock} hampir tiba")
    return Climbed(line.at, f"{_first(who)} diberi tahu: {clock} terlewati")


def _next(deadline: Deadline, rungs: Sequence[Rung], report: Report, days: Calendar) -> Next:
    rung = rungs[min(deadline.rungs, len(rungs) - 1)]
    at = deadline.next_at or deadline.due_at
    if rung.level == Level.SYSTEM:
        words = _SYSTEM.get(deadline.code, "berjalan sendiri")
    else:
        again = deadline.rungs >= len(rungs)
        told = "diingatkan" if rung.level in (Level.OWNER, Level.RESIDENT) else "diberi tahu"
        words = f"{_who(rung.level, report)} {told}{' lagi' if again else ''}"
    clock = _CLOCKS.get(deadline.clock, deadline.clock)
    return Next(_first(clock), sayings.day(at.astimezone(days.zone).date()), words)


def _who(level: str, report: Report) -> str:
    owner = report.matter.owner.short_name
    return {
        Level.RESIDENT.value: "warga",
        Level.OWNER.value: owner,
        Level.CHIEF.value: f"pimpinan {owner}",
        Level.SECRETARY.value: "sekretaris daerah",
        Level.MAYOR.value: "meja wali kota",
    }.get(level, "yang berwenang")


def _first(words: str) -> str:
    return words[:1].upper() + words[1:]


def _pauses(lines: Sequence[JournalLine], days: Calendar, *, notes: bool) -> list[Pause]:
    """From the journal: asked (`pause` to `resume`), or answered and the resident's turn."""
    found: list[Pause] = []
    since: JournalLine | None = None
    for line in lines:
        if since is not None and _ends(line, since):
            found.append(_pause(since, line.at, days, notes=notes))
            since = None
        if since is None and _begins(line):
            since = line
    if since is not None:
        found.append(_pause(since, None, days, notes=notes))
    return found


def _begins(line: JournalLine) -> bool:
    return line.verb == "pause" or (line.from_state != line.to_state and _waits(line.to_state))


def _ends(line: JournalLine, since: JournalLine) -> bool:
    if since.verb == "pause":
        return line.verb == "resume" or line.from_state != line.to_state
    return not _waits(line.to_state)


def _waits(state: str) -> bool:
    return state in {str(one) for one in FLOW.waits} and S(state) in FLOW.waits


def _pause(line: JournalLine, end: datetime | None, days: Calendar, *, notes: bool) -> Pause:
    asked = line.verb == "pause"
    note = getattr(line, "note", None) if asked and notes and line.note_digest else None
    return Pause(
        _short(line.at, days),
        _short(end, days) if end else "",
        "menunggu keterangan dari warga" if asked else "sudah dibalas, menunggu tanggapan warga",
        note.text if note else "",
    )


def _short(at: datetime, days: Calendar) -> str:
    day: date = at.astimezone(days.zone).date()
    return sayings.short_day(day)
