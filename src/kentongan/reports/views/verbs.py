"""The buttons: a form, a verb, and back to the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from kentongan.mailroom import storage
from kentongan.people.audience import StaffRequest, staff
from kentongan.people.models import Staff
from kentongan.pure import sayings
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.pure.flow import Role
from kentongan.reports.access import report_for, reports_for
from kentongan.reports.actions import handling, holding, joining, keeping, naming, splitting
from kentongan.reports.forms import HERE, OfReport
from kentongan.reports.models import Answer, Report
from kentongan.reports.page import report as pages
from kentongan.reports.page.buttons import FORMS, Broken
from kentongan.reports.page.dues import calendar
from kentongan.reports.page.frame import say
from kentongan.reports.page.rows import link, query_of
from kentongan.reports.views.queue import wanted_of
from kentongan.reports.views.report import page_of


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does what, with which words."""

    report: Report
    form: OfReport
    by: Staff
    now: datetime

    @property
    def data(self) -> dict[str, Any]:
        return self.form.cleaned_data

    @property
    def told(self) -> bool:
        return bool(self.data.get("told"))


def _answer(doing: Doing) -> str:
    data = doing.data
    if data["outcome"] == Answer.Outcome.NOT_OURS:
        handling.hand_back(
            doing.report, reason=data["text"], to=data["passed_to"], by=doing.by, now=doing.now
        )
        return "Dikembalikan kepada petugas."
    photos: Sequence[UploadedFile[bytes]] = data["photos"]
    holding.hold(doing.report)
    evidence = [
        storage.store_upload(photo, matter=doing.report.matter, staff=doing.by, now=doing.now)
        for photo in photos
    ]
    handling.answer(
        doing.report, text=data["text"], outcome=data["outcome"], evidence=evidence,
        done_on=data["done_on"], place=data["place"], promised_for=data["promised_for"],
        no_photo=data["no_photo"], by=doing.by, now=doing.now,
    )  # fmt: skip
    return "Jawaban tersimpan. Petugas meneruskannya kepada warga."


def _dispose(doing: Doing) -> str:
    to = doing.data["agency"]
    handling.dispose(
        doing.report, to=to, instruction=doing.data["instruction"], post=doing.data.get("post"),
        by=doing.by, now=doing.now,
    )  # fmt: skip
    return f"Diteruskan ke {to.short_name}."


def _reply(doing: Doing) -> str:
    photo = getattr(doing.form, "photo", None)
    handling.reply(
        doing.report, text=doing.data["text"], photo=photo, told=doing.told, by=doing.by,
        now=doing.now,
    )  # fmt: skip
    return "Balasan sedang dikirim ke warga."


def _amend(doing: Doing) -> str:
    data, before = doing.data, doing.data["seen"]
    new = keeping.Particulars(
        data["place"], data["area"], data["urgent"], data["confidential"], data["anonymous"],
        data["kind"],
    )  # fmt: skip
    seen = keeping.Particulars(
        before.place, before.area, before.urgent, before.confidential, before.anonymous,
        before.kind,
    )  # fmt: skip
    if data["topic"] and data["topic"].code != before.topic:
        keeping.choose_topic(doing.report, topic=data["topic"], by=doing.by, now=doing.now)
    keeping.amend(doing.report, new=new, seen=seen, by=doing.by, now=doing.now)
    return "Rincian tersimpan."


def _plain(act: Callable[..., object], words: str, *fields: str) -> Callable[[Doing], str]:
    """A verb that takes its words from fields of the same names."""

    def do(doing: Doing) -> str:
        values = {name: doing.data[name] for name in fields}
        act(doing.report, **values, by=doing.by, now=doing.now)
        return words

    return do


def _decline(doing: Doing) -> str:
    handling.decline(
        doing.report, reason=doing.data["reason"], text=doing.data["text"],
        whose=doing.data["whose"], told=doing.told, by=doing.by, now=doing.now,
    )  # fmt: skip
    return "Penjelasan sedang dikirim ke warga."


def _refer(doing: Doing) -> str:
    data, to = doing.data, doing.data["agency"]
    passed = handling.Passed(data["passed_on"], data["their_number"], data["ask_again_on"])
    handling.refer(
        doing.report, to=to, text=data["text"], passed=passed, told=doing.told, by=doing.by,
        now=doing.now,
    )  # fmt: skip
    return f"Warga diberi tahu bahwa {to.short_name} yang berwenang."


def _promise(doing: Doing) -> str:
    on = doing.data["on"]
    handling.promise(
        doing.report, text=doing.data["text"], on=on, told=doing.told, by=doing.by, now=doing.now
    )
    return f"Janjinya dicatat untuk {sayings.short_day(on)}; warga dikabari."


def _ask(doing: Doing) -> str:
    handling.ask(doing.report, text=doing.data["text"], told=doing.told, by=doing.by, now=doing.now)
    return "Pertanyaan sedang dikirim. Jamnya menunggu warga."


def _join(doing: Doing) -> str:
    number = doing.data["number"]
    other = reports_for(doing.by).filter(matter__number=number).first()
    if other is None:
        raise Refusal(f"Laporan {number} tidak ditemukan di kota ini.")
    here = doing.data["way"] == HERE
    member, lead = (other, doing.report) if here else (doing.report, other)
    joining.join(member, lead=lead, by=doing.by, now=doing.now)
    return f"Digabung: {member.matter.number} dikerjakan bersama {lead.matter.number}."


def _split(doing: Doing) -> str:
    data = doing.data
    second = splitting.split(
        doing.report, text=data["text"], topic=data["topic"], to=data["agency"],
        messages=data.get("messages", ()), by=doing.by, now=doing.now,
    )  # fmt: skip
    return f"Laporan kedua: {second.matter.number}. Warga dikabari."


def _name(doing: Doing) -> str:
    post = doing.data["post"]
    naming.name(doing.report, post=post, by=doing.by, now=doing.now)
    return f"{post.title} sekarang bisa membaca laporan ini."


DEEDS: Mapping[str, Callable[[Doing], str]] = {
    "verify": _plain(handling.verify, "Ditandai sudah diperiksa."),
    "dispose": _dispose,
    "recall": _plain(handling.recall, "Ditarik kembali. Teruskan kepada yang lain."),
    "hand_back": _plain(handling.hand_back, "Dikembalikan kepada petugas.", "reason", "to"),
    "answer": _answer,
    "return_answer": _plain(handling.return_answer, "Dikirim kembali ke dinas.", "instruction"),
    "reply": _reply,
    "promise": _promise,
    "close": _plain(handling.close, "Laporan selesai."),
    "reopen": _plain(handling.reopen, "Laporan dibuka lagi.", "reason"),
    "decline": _decline,
    "refer": _refer,
    "ask": _ask,
    "resume": _plain(handling.resume, "Jamnya berjalan lagi.", "reason"),
    "join": _join,
    "part": _plain(joining.part, "Dipisahkan lagi; laporan ini berjalan sendiri."),
    "split": _split,
    "amend": _amend,
    "place_from_photo": _plain(keeping.place_from_photo, "Tempatnya diambil dari foto."),
    "name": _name,
    "take_over": _plain(handling.take_over, "Anda yang menjawab; Kentongan diam."),
    "hand_over": _plain(handling.hand_over, "Kentongan menjawab lagi."),
}
# What takes a verb back, offered right after it instead of asking before.
UNDO: Mapping[str, str] = {"dispose": "recall"}
# Verbs outside the flow: the flow knows who may take its own.
BESIDE = frozenset(
    ("ask", "resume", "amend", "name", "place_from_photo", "take_over", "hand_over", "split")
)


@staff()
@require_POST
def verb(request: StaffRequest, number: str, verb: str) -> HttpResponse:
    report = report_for(request.staff, number)
    deed = DEEDS.get(verb)
    if deed is None or (verb in BESIDE and request.staff.role != Role.OFFICER):
        raise Http404
    now = timezone.now()
    opened = pages.open_report(report, request.staff, calendar(now))
    form = FORMS[verb](pages.desk_of(opened), verb, request.POST, request.FILES)
    if form.is_valid():
        try:
            with transaction.atomic():  # nothing stays of what was refused, no photo either
                words = deed(Doing(report, form, request.staff, now))
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            undo = UNDO.get(verb, "")
            way = [request.city.slug, report.matter.number, undo]
            say(request, words, reverse("desk:verb", args=way) if undo else "")
            return redirect(_after(request, report))
    return page_of(request, report, broken=Broken(verb, form))


def _after(request: StaffRequest, report: Report) -> str:
    """Back to the report; whoever gave it out of hand goes to what is left on their list."""
    wanted = wanted_of(request)
    if reports_for(request.staff).filter(pk=report.pk).exists():
        return link(report.matter.number, wanted)
    return f"{reverse('desk:queue', args=[request.city.slug])}?{query_of(wanted)}"


@staff(Role.OFFICER)
@require_POST
def topic(request: StaffRequest, number: str) -> HttpResponse:
    """One of the suggested topics, chosen with one press."""
    report, code = report_for(request.staff, number), request.POST.get("topic", "")
    opened = pages.open_report(report, request.staff, calendar(timezone.now()))
    chosen = next((t for t in opened.topics if t.code == code), None)
    if chosen is None:
        raise Http404
    keeping.choose_topic(report, topic=chosen, by=request.staff, now=timezone.now())
    say(request, f"Topiknya {chosen.name}.")
    return redirect(reverse("desk:report", args=[request.city.slug, report.matter.number]))
