"""The middle pane: rows, chips, pages."""

from __future__ import annotations

import re
from typing import Any, cast
from urllib.parse import urlencode

from django.forms import BaseForm
from django.urls import reverse

from kentongan.cities import pack as packs
from kentongan.cities.locks import current as city
from kentongan.people.models import ContactAddress, Staff
from kentongan.pure import sayings
from kentongan.pure.flow import Role
from kentongan.reports.flow import LABELS, S
from kentongan.reports.models import Report
from kentongan.reports.page.dues import Calendar, age
from kentongan.reports.page.shapes import (
    Chip,
    Empty,
    Flags,
    Kept,
    Pager,
    QueuePane,
    Row,
    Search,
    State,
)
from kentongan.reports.page.veil import Veil, veil_for
from kentongan.reports.queries import trays
from kentongan.reports.queries.queue import Page, Wanted

_EMPTY: dict[str, Empty] = {
    "baru": Empty(
        "Semua sudah diteruskan.",
        "Laporan baru akan muncul di sini beberapa detik setelah warga menulis.",
    ),
    "mendesak": Empty("Tidak ada yang mendesak.", "Laporan berkata bahaya langsung naik ke sini."),
    "lewat": Empty("Tidak ada yang terlambat.", "Yang lewat tenggat akan menunggu di sini."),
    "jawaban": Empty("Semua jawaban sudah dibalas.", "Jawaban dinas akan muncul di sini."),
    "tambahan": Empty("Semua sudah dibaca.", "Tulisan susulan dari warga akan muncul di sini."),
    "tugas": Empty("Tidak ada yang menunggu.", "Laporan untuk kantor Anda akan muncul di sini."),
}
_ONLY = {
    "terbuka": "Masih terbuka",
    "langkah": "Lewat batas langkah",
    "aturan": "Lewat batas aturan",
    "dikembalikan": "Pernah dikembalikan",
    "janji": "Sudah dijanjikan",
}
_SENTENCE_END = re.compile(r"[.!?,\n]+")
_LONGEST_GREETING = 60
_NOTHING = Empty("Belum ada di sini.", "Laporan yang sampai di langkah ini akan muncul di sini.")
_NOT_FOUND = Empty("Tidak ketemu.", "Coba satu kata yang lebih pendek, atau nomor laporannya.")


def state_of(report: Report) -> State:
    return State(report.matter.state, LABELS[S(report.matter.state)])


def flags_of(report: Report, *, paused: bool) -> Flags:
    return Flags(
        urgent=report.urgent,
        waiting=paused,
        anonymous=report.anonymous,
        confidential=report.confidential,
        taken_over=report.taken_over_at is not None,
        hand_backs=report.hand_backs,
        reopened=report.reopened,
    )


def first_words(report: Report, veil: Veil, most: int) -> str:
    """What it is about in the resident's own words, without what this reader may not see."""
    text = _without_greeting(veil.text(report.text))
    if text.strip():
        return sayings.shorten(text, most)
    return report.topic.name if report.topic else "Foto atau pesan suara tanpa tulisan"


def _without_greeting(text: str) -> str:
    """`Assalamualaikum min. Lampu padam` is about the lamp."""
    parts = _SENTENCE_END.split(text.strip(), maxsplit=1)
    if len(parts) < 2 or len(parts[0]) > _LONGEST_GREETING or not parts[1].strip():
        return text
    pack = packs.load(city().pack)
    if not pack.greetings.covers(pack.fold(parts[0])):
        return text
    rest = parts[1].strip()
    return rest[:1].upper() + rest[1:]


def link(number: str, wanted: Wanted | None = None) -> str:
    """The address of a report, which remembers in which list it was found."""
    url = reverse("desk:report", args=[city().slug, number])
    return f"{url}?{query}" if wanted and (query := query_of(wanted)) else url


def query_of(wanted: Wanted, **changed: Any) -> str:
    """The list as an address says it, with some of it changed."""
    names = {
        "baki": wanted.tray, "q": wanted.words, "topik": wanted.topic, "dinas": wanted.agency,
        "wilayah": wanted.area, "kanal": wanted.channel,
        "baca": "belum" if wanted.unread else "", "mendesak": "1" if wanted.urgent else "",
        "hanya": wanted.only, "hal": "" if wanted.page == 1 else str(wanted.page),
    }  # fmt: skip
    return urlencode({name: value for name, value in {**names, **changed}.items() if value})


def row(
    report: Report, staff: Staff, wanted: Wanted, days: Calendar, *, current: bool = False
) -> Row:
    """`report` comes from `queue.page`, which put `due`, `paused_at` and `unseen` beside it, and
    the `usernames` of who is hidden."""
    timed = cast(Any, report)
    is_open = report.matter.ended_at is None
    asked = report.matter.state in (S.ASSIGNED, S.ANSWERED, S.PROMISED)
    holder = report.matter.owner.short_name if asked else ""
    if report.matter.state == S.REFERRED and report.referred_to:
        holder = report.referred_to.short_name
    unread = timed.unseen if staff.role == Role.AGENCY else report.has_news
    return Row(
        number=report.matter.number,
        url=link(report.matter.number, wanted),
        words=first_words(report, veil_for(report, _usernames(report)), 140),
        topic=report.topic.name if report.topic else "Topik belum dipilih",
        area=report.area.name if report.area else "",
        age=age(report.matter.received_at, days.now),
        holder=holder,
        due=days.due(timed.due, timed.paused_at, timed.until) if is_open else None,
        state=state_of(report),
        flags=flags_of(report, paused=timed.paused_at is not None),
        unread=unread and not current,
        current=current,
    )


def _usernames(report: Report) -> list[ContactAddress]:
    """Nobody drew the veil without knowing them: they are beside the contact, or this fails."""
    contact = cast(Any, report.matter.contact)
    return contact.usernames if contact and report.hides_reporter else []


def pane(
    staff: Staff, wanted: Wanted, found: Page, days: Calendar,
    *, current_number: str = "", form: BaseForm | None = None,
) -> QueuePane:  # fmt: skip
    tray = trays.tray(staff, wanted.tray)
    home = reverse("desk:queue", args=[city().slug])
    since = urlencode({"sejak": days.now.isoformat()})
    quiet = not wanted.words and wanted.page == 1
    empty = _NOT_FOUND if wanted.narrows else _EMPTY.get(tray.code, _NOTHING)
    return QueuePane(
        title="Hasil cari" if wanted.words else _ONLY.get(wanted.only, tray.title),
        search=Search(home, wanted.words, [Kept("baki", tray.code)]),
        chips=_chips(home, wanted),
        rows=[
            row(one, staff, wanted, days, current=one.matter.number == current_number)
            for one in found.reports
        ],
        pager=_pager(home, wanted, found),
        fresh_url=(
            f"{reverse('desk:fresh', args=[city().slug])}?{query_of(wanted)}&{since}"
            if quiet and tray.open
            else ""
        ),
        empty=empty,
        filter=form,
        filter_on=any((wanted.topic, wanted.agency, wanted.area, wanted.channel)),
        filter_kept=[
            Kept(name, value)
            for name, value in (("baki", tray.code), ("q", wanted.words), ("hanya", wanted.only))
            if value
        ],
    )


def _chips(home: str, wanted: Wanted) -> list[Chip]:
    """Everything, and what nobody has read. The rest is in the filter."""

    def url(**changed: Any) -> str:
        return f"{home}?{query_of(wanted, hal='', **changed)}"

    plain = query_of(Wanted(tray=wanted.tray, words=wanted.words))
    return [
        Chip("Semua", f"{home}?{plain}", query_of(wanted, hal="") == plain),
        Chip("Belum dibaca", url(baca="" if wanted.unread else "belum"), wanted.unread),
    ]


def _pager(home: str, wanted: Wanted, found: Page) -> Pager | None:
    if wanted.page == 1 and not found.more:
        return None
    last = found.first + len(found.reports) - 1
    return Pager(
        words=f"{sayings.number(found.first)}–{sayings.number(last)}",
        previous_url=(
            f"{home}?{query_of(wanted, hal=str(wanted.page - 1))}" if wanted.page > 1 else ""
        ),
        next_url=f"{home}?{query_of(wanted, hal=str(wanted.page + 1))}" if found.more else "",
    )
