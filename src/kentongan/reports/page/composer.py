"""The box where words are written: how long it is open, what will be sent, what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from kentongan.cities.locks import current
from kentongan.mailroom.models import Lane
from kentongan.mailroom.outbox.claim import WINDOW
from kentongan.mailroom.prices import price_words
from kentongan.people.models import Staff
from kentongan.pure import sayings
from kentongan.pure.flow import Role
from kentongan.reports.actions import relaying
from kentongan.reports.actions.handling import LONGEST
from kentongan.reports.flow import FLOW, S
from kentongan.reports.models import CannedReply, Report
from kentongan.reports.page.buttons import Room
from kentongan.reports.page.shapes import Canned, Composer, Due
from kentongan.reports.page.timeline import Reading
from kentongan.reports.queries.folder import Folder

_SOON = timedelta(hours=2)
FINAL = "Ini jawaban akhir"


@dataclass(frozen=True, slots=True)
class Typed:
    """What came back because it could not be sent: kept, with the reason beside it."""

    text: str = ""
    error: str = ""
    note: str = ""
    mode: str = "reply"
    as_final: bool = False


def composer(folder: Folder, reading: Reading, typed: Typed, room: Room) -> Composer:
    report, number = reading.report, reading.report.matter.number

    def url(name: str) -> str:
        return room.at(reverse(f"desk:{name}", args=[current().slug, number]))

    window = _window(folder.lane, reading)
    is_open = window is not None and window.kind != "late"
    text, saved = typed.text, ""
    if folder.draft and (typed.mode == "note" or not typed.error):
        text = text or folder.draft.text
        at = sayings.clock(folder.draft.at.astimezone(reading.zone))
        saved = f"Draf tersimpan {at}"
    today = reading.now.astimezone(reading.zone).date()
    why_not = _why_not(reading.staff, room)
    relays = reading.staff.role == Role.AGENCY
    return Composer(
        reply_url=url("relay" if relays else "send"),
        note_url=url("note"),
        draft_url="" if relays else url("draft"),
        draft=text,
        saved=saved,
        limit=LONGEST,
        window=window,
        outside="" if is_open else _outside(folder),
        price=price_words("service" if is_open else "utility", today),
        canned=[] if why_not or relays else _canned(folder, reading),
        relay=f"Warga membaca: {relaying.signed(reading.staff.agency, '…')}" if relays else "",
        final=_final(report, reading.staff),
        as_final=typed.as_final,
        error=typed.error,
        note=typed.note,
        mode=typed.mode,
        why_not=why_not,
    )


def _window(lane: Lane | None, reading: Reading) -> Due | None:
    """What is left of the platform's 24 hours since they last wrote."""
    if lane is None or lane.spoke_at is None:
        return None
    ends = lane.spoke_at + WINDOW
    exact = f"sampai {sayings.exact(ends, reading.zone)}"
    left = ends - reading.now
    if left <= timedelta():
        return Due("late", "Jendela 24 jam sudah tutup", exact)
    return Due("soon" if left < _SOON else "ok", f"Sisa {_span(left)}", exact)


def _span(left: timedelta) -> str:
    hours, minutes = divmod(int(left.total_seconds() // 60), 60)
    return f"{hours} jam {minutes} menit" if hours else f"{max(minutes, 1)} menit"


def _outside(folder: Folder) -> str:
    if folder.answer_ready:
        return (
            "Sudah lewat 24 jam. Warga menerima templat “Ada jawaban” atau yang serupa dahulu; "
            "tulisan Anda terkirim begitu ia membalas. Jawaban akhir tampil juga di halamannya."
        )
    return (
        "Sudah lewat 24 jam dan templat “Ada jawaban” belum disetujui, jadi tulisan ini belum "
        "bisa sampai. Telepon warga, lalu catat hasilnya."
    )


def _why_not(staff: Staff, room: Room) -> str:
    if staff.role == Role.AGENCY and not room.mine:
        return "Laporan ini sedang tidak ada di kantor Anda. Anda bisa menulis catatan."
    if staff.role == Role.HEAD:
        return "Warga dibalas oleh petugas. Anda bisa menulis catatan."
    if not room.reachable and staff.role == Role.AGENCY:
        return "Warga ini tidak bisa ditulisi dari sini. Titipkan lewat catatan kepada petugas."
    if not room.reachable:
        return "Warga ini tidak bisa ditulisi. Hubungi dengan cara lain, lalu catat di sini."
    return ""


def _final(report: Report, staff: Staff) -> str:
    """The label of "this is the answer", where the flow allows one now; else empty."""
    steps = FLOW.open_to(S(report.matter.state), Role(staff.role))
    return FINAL if any(step.verb == "reply" for step in steps) else ""


def _canned(folder: Folder, reading: Reading) -> list[Canned]:
    """Ready words with the gaps filled; without the name of somebody who is hidden."""
    contact = None if reading.veil.drawn else reading.report.matter.contact
    name = (contact.name if contact else "").split(" ")[0]
    name = "" if any(sign.isdigit() for sign in name) else name  # a number is no name to greet
    return [Canned(c.title, _filled(c, reading.report, name)) for c in folder.canned]


def _filled(canned: CannedReply, report: Report, name: str) -> str:
    values = {
        "{nama}": name,
        "{nomor}": report.matter.number,
        "{perangkat}": holder(report),
        "{tautan}": f"{settings.URL}/t/{report.matter.token}",
    }
    text = canned.text if name else canned.text.replace(" {nama}", "")
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def holder(report: Report) -> str:
    """Who acts, or would: the agency asked, else the topic's."""
    if report.matter.state in (S.ASSIGNED, S.ANSWERED):
        return report.matter.owner.name
    if report.referred_to:
        return report.referred_to.name
    return report.topic.agency.name if report.topic else "dinas yang menangani"
