"""The page of one's own work in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from kentongan.cases.models import Notice
from kentongan.cities.locks import current
from kentongan.people.models import Staff
from kentongan.pure import sayings
from kentongan.pure.flow import Role
from kentongan.reports.models import Report
from kentongan.reports.page.dues import Calendar, age
from kentongan.reports.page.rows import row
from kentongan.reports.page.shapes import Empty, Flags, Row, State
from kentongan.reports.queries.mine import Mine, Raised
from kentongan.reports.queries.queue import Wanted
from kentongan.reports.queries.requests import DataRequest

Kind = Notice.Kind


@dataclass(frozen=True, slots=True)
class Line:
    """A report in a list of one's own: `why` it is there, `new` if they have not opened it."""

    row: Row
    why: list[str]
    new: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """`more` says how many are not shown; `url` leads to all of them where such a list is."""

    title: str
    lines: list[Line]
    count: int
    empty: Empty
    more: str = ""
    url: str = ""


_LEADING = ("chief", "secretary", "mayor")
_RISEN = Empty(
    "Tidak ada yang naik kepada Anda.",
    "Laporan yang lewat tenggat, bolak-balik, atau belum beres menurut warga akan muncul di sini.",
)
_TOLD = Empty(
    "Tidak ada pemberitahuan.",
    "Pengingat sebelum tenggat dan hal yang perlu diputuskan akan muncul di sini.",
)
_DUE = Empty("Hari ini tidak ada yang jatuh tempo.", "Yang harus selesai hari ini akan di sini.")
_DECIDE = Empty("Semua sudah diputuskan.", "Laporan dan jawaban baru akan menunggu di sini.")
_DO = Empty("Tidak ada yang menunggu.", "Laporan yang diteruskan kepada Anda akan muncul di sini.")


def context(
    staff: Staff, found: Mine, asked: Mapping[int, DataRequest], days: Calendar
) -> dict[str, Any]:
    """Nothing stands there twice: whoever leads reads first what rose to them, the others what is
    due, with what they were told of it beside it. `asked` is what rose and is no report."""
    risen = {one.matter: one for one in found.raised if one.matter in {*found.reports, *asked}}
    due = [pk for pk in found.due if pk in found.reports]
    waiting = [pk for pk in found.waiting if pk in found.reports]
    head = staff.seat.level in _LEADING
    first, rest = ([*risen], [*due, *waiting]) if head else ([*due, *waiting], [*risen])
    twice = set(first) & set(rest)

    def lines(ids: list[int], *, second: bool) -> tuple[list[Line], int]:
        left = [pk for pk in ids if not (second and pk in twice)]
        shown = [
            _asked(asked[pk], days, risen[pk])
            if pk in asked
            else _line(staff, found.reports[pk], days, risen.get(pk))
            for pk in left
        ]
        return shown, len(ids) - len(left)

    own = _risen(lines([*risen], second=not head), found, head=head)
    agency = staff.role == Role.AGENCY
    turns = [
        _section("Hari ini dan yang sudah lewat", lines(due, second=head), found.due_all, _DUE,
                 "lewat"),
        _section("Berikutnya" if agency else "Menunggu keputusan Anda",
                 lines(waiting, second=head), found.waiting_all, _DO if agency else _DECIDE,
                 "tugas" if agency else "baru"),
    ] if _has_turns(staff, found) else []  # fmt: skip
    sections = [own, *turns] if head else [*turns[:1], *([own] if own.lines else []), *turns[1:]]
    return {"headline": _headline(found), "lead": _lead(found), "sections": sections}


def _has_turns(staff: Staff, found: Mine) -> bool:
    """Who leads the whole city works on what rises to them, and on nothing else."""
    return staff.seat.level not in _LEADING[1:] or bool(found.due or found.waiting)


def _risen(lines: tuple[list[Line], int], found: Mine, *, head: bool) -> Section:
    title = "Naik kepada Anda" if head else "Perlu perhatian Anda"
    return _section(title, lines, found.raised_all, _RISEN if head else _TOLD, "")


def _section(
    title: str, lines: tuple[list[Line], int], count: int, empty: Empty, tray: str
) -> Section:
    """`lines` with how many more of them stand in another section."""
    shown, elsewhere = lines
    count -= elsewhere
    return Section(title, shown, count, empty, *_rest(shown, count, tray))


def _line(staff: Staff, report: Report, days: Calendar, raised: Raised | None) -> Line:
    shown = row(report, staff, Wanted(), days)
    if raised is None:
        return Line(shown, [])
    late = shown.due is not None and shown.due.kind == "late"
    kinds = [kind for kind in sorted(raised.kinds) if not (late and kind == Kind.REMINDER)]
    return Line(shown, [_why(kind, report) for kind in kinds], raised.new)


def _asked(request: DataRequest, days: Calendar, raised: Raised) -> Line:
    """Who asks stands nowhere: it is looked up there, by who may."""
    shown = Row(
        number=request.number,
        url=reverse("desk:data_request", args=[current().slug, request.number]),
        words="Permintaan tentang data pribadi",
        topic="UU 27/2022",
        area="",
        age=age(request.received_at, days.now),
        holder="",
        due=days.due(request.due),
        state=State("received", "Perlu dijawab"),
        flags=Flags(),
        unread=False,
        current=False,
    )
    return Line(shown, ["dijawab dalam 72 jam"], raised.new)


def _why(kind: str, report: Report) -> str:
    times = sayings.number(report.hand_backs)
    said = {
        Kind.REMINDER: "hampir jatuh tempo",
        Kind.ESCALATION: "naik tingkat",
        Kind.PING_PONG: f"dikembalikan {times} kali" if report.hand_backs else "bolak-balik",
        Kind.NOT_DONE: "kata warga belum beres",
    }
    return said.get(Kind(kind), "")


def _rest(lines: list[Line], count: int, tray: str) -> tuple[str, str]:
    hidden = count - len(lines)
    if hidden <= 0:
        return "", ""
    home = reverse("desk:queue", args=[current().slug])
    return f"{sayings.number(hidden)} laporan lagi", f"{home}?baki={tray}" if tray else ""


def greeting(now: datetime) -> str:
    return sayings.greeting(now, current().tz)


def _headline(found: Mine) -> str:
    """The one thing to know first."""
    if found.raised_new:
        return f"{_many(found.raised_new)} baru menunggu Anda."
    if found.due_all:
        return f"{_many(found.due_all)} jatuh tempo hari ini atau sudah lewat."
    if found.raised_all or found.waiting_all:
        return "Tidak ada yang baru."
    return "Tidak ada yang menunggu Anda."


def _lead(found: Mine) -> str:
    parts = []
    if found.raised_all:
        parts.append(f"{_many(found.raised_all)} perlu perhatian Anda")
    if found.due_all:
        parts.append(f"{sayings.number(found.due_all)} jatuh tempo hari ini atau sudah lewat")
    if found.waiting_all:
        parts.append(f"{sayings.number(found.waiting_all)} masih dalam batas waktu")
    return f"{', '.join(parts)}." if parts else "Yang perlu Anda lakukan akan muncul di sini."


def _many(n: int) -> str:
    return f"{sayings.number(n)} laporan"
