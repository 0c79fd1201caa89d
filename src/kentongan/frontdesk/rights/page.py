"""The officer's pages about people's own data. Numbers are masked: enough to recognise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from kentongan.cases.models import Deadline, JournalLine, JournalSeal
from kentongan.cities.locks import current
from kentongan.frontdesk.models import DataRequest
from kentongan.frontdesk.rights.actions import proof
from kentongan.frontdesk.rights.asking import link
from kentongan.frontdesk.rights.flow import FLOW, S
from kentongan.frontdesk.rights.forms import CheckForm, CorrectForm, RefuseForm
from kentongan.frontdesk.rights.person import person
from kentongan.people.models import ContactAddress
from kentongan.pure import sayings
from kentongan.pure.flow import Role
from kentongan.pure.phones import masked
from kentongan.reports.page.shapes import Due

MOST = 200
_SHAPES = {S.ASKED: "received", S.DONE: "closed", S.REFUSED: "declined"}
_VERBS = {"access": "give", "correction": "correct", "erasure": "erase"}


def due(deadline: Deadline | None, now: datetime) -> Due | None:
    """The law counts hours here, so does the screen."""
    if deadline is None:
        return None
    exact = sayings.exact(deadline.due_at, current().tz)
    if deadline.ended_at:
        took = hours(deadline.starts_at, deadline.ended_at)
        late = deadline.ended_at > deadline.due_at
        return Due("late" if late else "done", f"dijawab dalam {took}", exact)
    if deadline.due_at < now:
        return Due("late", f"lewat {hours(deadline.due_at, now)}", exact)
    left = (deadline.due_at - now).total_seconds() / 3600
    return Due("soon" if left <= 24 else "ok", f"{hours(now, deadline.due_at)} lagi", exact)


def hours(start: datetime, end: datetime) -> str:
    minutes = max(int((end - start).total_seconds() // 60), 0)
    return f"{minutes // 60} jam" if minutes >= 60 else f"{minutes} menit"


def listed(now: datetime) -> dict[str, Any]:
    """Who waits first, then the latest answered. Three statements."""
    asked = DataRequest.objects.select_related("matter")
    waiting = list(asked.filter(matter__ended_at=None).order_by("matter__received_at"))
    answered = list(asked.exclude(matter__ended_at=None).order_by("-matter__ended_at")[:MOST])
    clocks = _clocks([*waiting, *answered])
    return {
        "waiting": [_row(r, clocks.get(r.pk), now) for r in waiting],
        "answered": [_row(r, clocks.get(r.pk), now) for r in answered],
    }


def _clocks(requests: Sequence[DataRequest]) -> dict[int, Deadline]:
    law = Deadline.objects.filter(matter__in=[r.pk for r in requests], clock="matter")
    return {d.matter_id: d for d in law.order_by("starts_at")}


def _row(request: DataRequest, clock: Deadline | None, now: datetime) -> dict[str, Any]:
    return {
        "number": request.matter.number,
        "url": url(request, "data_request"),
        "wants": request.get_wants_display().capitalize(),
        "asked": request.matter.received_at,
        "state": state(request),
        "due": due(clock, now),
        "checked": bool(request.identity),
    }


def state(request: DataRequest) -> dict[str, str]:
    code = S(request.matter.state)
    return {"code": _SHAPES[code], "word": FLOW.label(code)}


def url(request: DataRequest, name: str, *more: str) -> str:
    return reverse(f"desk:{name}", args=[current().slug, request.matter.number, *more])


def shown(
    request: DataRequest, now: datetime, *, role: str, form: tuple[str, Any] | None = None
) -> dict[str, Any]:
    """One request: whose, by when, what can be done, and the proof. `form` is one that was sent
    and has something wrong with it."""
    whose = person(request.matter.contact_id or 0)
    addresses = whose.addresses()
    return {
        "request": request,
        "row": _row(request, _clocks([request]).get(request.pk), now),
        "phones": [masked(a.value) for a in addresses if a.kind == "phone"],
        "reports": len(whose.reports),
        "identity": request.get_identity_display() if request.identity else "",
        "refused_for": request.get_refused_for_display() if request.refused_for else "",
        "actions": _actions(request, addresses, form) if role == Role.OFFICER else [],
        "download": request.wants == "access" and bool(request.identity)
        and request.matter.state != S.REFUSED and role == Role.OFFICER,
        "download_url": url(request, "data_verb", "give"),
        "again": request.matter.state == S.DONE,
        "proof": proof(request),
        "proof_url": link(request),
        "deed": told(request),
    }  # fmt: skip


def _actions(
    request: DataRequest, addresses: list[ContactAddress], wrong: tuple[str, Any] | None
) -> list[dict[str, Any]]:
    if request.matter.state != S.ASKED:
        return []
    forms: dict[str, Any] = {"check": CheckForm(), "correct": CorrectForm(addresses),
                             "refuse": RefuseForm()}  # fmt: skip
    if wrong:
        forms[wrong[0]] = wrong[1]
    made = []
    if not request.identity:
        made.append(_action(request, "check", "Pastikan orangnya", "main", forms["check"]))
    elif request.wants == "correction":
        made.append(_action(request, "correct", "Perbaiki", "main", forms["correct"]))
    elif request.wants == "erasure":
        made.append(
            {**_action(request, "erase", "Hapus data", "stop", None), "hint": _WARNING,
             "send": "Ya, hapus selamanya"}
        )  # fmt: skip
    made.append(_action(request, "refuse", "Jawab dengan alasan", "plain", forms["refuse"]))
    return [{**one, "open": bool(wrong and wrong[0] == one["verb"])} for one in made]


_WARNING = (
    "Nama, nomor, percakapan, foto dan tempat yang tepat dihapus dari semua laporannya, dan tidak"
    " bisa dikembalikan. Angka statistik dan catatan perjalanan tanpa nama tetap ada. Bacakan"
    " tautan buktinya kepada yang meminta sebelum menghapus."
)


def _action(request: DataRequest, verb: str, label: str, tone: str, form: Any) -> dict[str, Any]:
    return {"verb": verb, "label": label, "url": url(request, "data_verb", verb), "tone": tone,
            "form": form, "hint": "", "send": "", "key": ""}  # fmt: skip


_DEEDS = {
    "reports": "laporan dilepas dari orangnya", "messages": "pesan dikosongkan",
    "words": "balasan dikosongkan", "files": "foto dan berkas dihapus",
    "letters": "surat mentah dihapus", "quarantined": "kiriman tak terbaca dihapus",
    "notes": "catatan kerja dihapus", "addresses": "nomor dan nama akun dihapus",
    "mails": "surel dikosongkan", "tombstones": "tanda agar tidak kembali",
}  # fmt: skip


def told(request: DataRequest) -> list[dict[str, Any]]:
    """What was done, in figures."""
    return [
        {"value": request.deed[code], "words": words}
        for code, words in _DEEDS.items()
        if request.deed.get(code)
    ]


def proven(request: DataRequest) -> dict[str, Any]:
    """The asker's own page: nothing about them, everything about their request."""
    deadline = _clocks([request]).get(request.pk)
    now = timezone.now()
    last = JournalLine.objects.filter(matter=request.pk).order_by("-pk").select_related("note")
    line = last.filter(verb__in=(*_VERBS.values(), "refuse")).first()
    seal = JournalSeal.objects.filter(line=line).first() if line else None
    note = getattr(line, "note", None) if line and request.refused_for else None
    return {
        "row": _row(request, deadline, now),
        "request": request,
        "deed": told(request),
        "refused_for": request.get_refused_for_display() if request.refused_for else "",
        "why": note.text if note else "",
        "seal": seal,
    }
