"""What a resident may do on the page of their report. Each is one form, and one verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.forms import Form
from django.http import HttpRequest

from kentongan.cases.actor import coming
from kentongan.frontdesk import web
from kentongan.frontdesk.forms import AddForm, JudgeForm, StarsForm
from kentongan.people import tries
from kentongan.pure.errors import Refusal
from kentongan.pure.normalise import clean
from kentongan.reports.actions import residents
from kentongan.reports.models import Report

SAID: Mapping[str, str] = {
    "added": "Terima kasih, tambahan Anda sudah kami terima.",
    "yes": "Senang mendengarnya. Laporan ini kami tutup.",
    "no": "Terima kasih sudah memberi tahu. Laporan ini kami buka lagi.",
    "no-more": "Laporan ini kami buka lagi. Apa yang masih belum beres? Foto membantu.",
    "stars": "Terima kasih atas penilaian Anda.",
    "name": "Nama Anda kami sembunyikan dari umum dan dari dinas.",
    "content": "Laporan ini kami rahasiakan.",
}
"""What is said after each deed, by the word in the address."""


@dataclass
class Posting:
    """Forms of one page, filled with what was sent; `done` is set once something was done."""

    report: Report
    now: datetime
    add: AddForm
    judge: JudgeForm
    stars: StarsForm
    done: str = ""
    trouble: str = ""


def read(request: HttpRequest, report: Report, now: datetime) -> Posting:
    """The page's forms; of a POST the one that was sent, carried out if it may be.

    Raises `Refusal` when this report or this address has sent too much lately.
    """
    deed = str(request.POST.get("do") or "add") if request.method == "POST" else ""

    posting = Posting(
        report, now,
        add=_form(AddForm, request, deed == "add"),
        judge=_form(JudgeForm, request, deed in ("yes", "no")),
        stars=_form(StarsForm, request, deed == "stars"),
    )  # fmt: skip
    if deed in _DEEDS:
        tries.spend(f"add:{report.matter.token}"[:120], now=now, most=10)
        tries.spend(f"add:{tries.address(request)}", now=now, most=30)
        try:
            with coming("page"):
                posting.done = _DEEDS[deed](posting)
        except Refusal as refusal:
            posting.trouble = str(refusal)
    return posting


_F = TypeVar("_F", bound=Form)


def _form(kind: type[_F], request: HttpRequest, sent: bool) -> _F:
    data, files = (request.POST, request.FILES) if sent else (None, None)
    return kind(data, files, auto_id=f"{kind.__name__.lower()}_%s")


def _add(one: Posting) -> str:
    if not one.add.is_valid():
        return ""
    given = one.add.cleaned_data
    web.add(one.report, text=given["text"], photo=given["photo"], now=one.now)
    return "added"


def _yes(one: Posting) -> str:
    residents.judge(one.report, fixed=True, now=one.now)
    return "yes"


def _no(one: Posting) -> str:
    if not one.judge.is_valid():
        return ""
    text, photo = one.judge.cleaned_data["text"], one.judge.cleaned_data["photo"]
    web.not_fixed(one.report, text=text, photo=photo, now=one.now)
    return "no" if text.strip() or photo else "no-more"


def _stars(one: Posting) -> str:
    if not one.stars.is_valid():
        return ""
    given = one.stars.cleaned_data
    words = clean(given["words"]).strip()
    residents.rate(one.report, stars=given["stars"], words=words, now=one.now)
    return "stars"


def _name(one: Posting) -> str:
    residents.hide(one.report, "anonymous", now=one.now)
    return "name"


def _content(one: Posting) -> str:
    residents.hide(one.report, "confidential", now=one.now)
    return "content"


_DEEDS: Mapping[str, Callable[[Posting], str]] = {
    "add": _add, "yes": _yes, "no": _no, "stars": _stars, "name": _name, "content": _content,
}  # fmt: skip
