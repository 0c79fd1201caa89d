"""The composer: words to the resident, notes for colleagues, drafts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from kentongan.people.audience import StaffRequest, staff
from kentongan.pure import sayings
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.pure.flow import Role
from kentongan.pure.normalise import clean
from kentongan.reports.access import report_for
from kentongan.reports.actions import drafting, handling, keeping
from kentongan.reports.page.composer import Typed
from kentongan.reports.page.frame import say
from kentongan.reports.page.rows import link
from kentongan.reports.views.queue import wanted_of
from kentongan.reports.views.report import page_of

_LONGEST_DRAFT = 20_000


def _typed(request: StaffRequest) -> str:
    return clean(request.POST.get("text", ""), _LONGEST_DRAFT)


@staff(Role.OFFICER)
@require_POST
def send(request: StaffRequest, number: str) -> HttpResponse:
    """A word between, or (`final`) the answer that the report was waiting for."""
    report, now = report_for(request.staff, number), timezone.now()
    text, final = _typed(request), "final" in request.POST
    act = handling.reply if final else handling.write
    try:
        act(report, text=text, by=request.staff, now=now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        typed = Typed(text=text, error=str(refusal), as_final=final)
        return page_of(request, report, typed=typed)
    drafting.drop_draft(report, by=request.staff)
    say(request, "Sedang dikirim ke warga.")
    return redirect(link(report.matter.number, wanted_of(request)))


@staff()
@require_POST
def note(request: StaffRequest, number: str) -> HttpResponse:
    report, text = report_for(request.staff, number), _typed(request)
    try:
        keeping.note(report, text=text, by=request.staff, now=timezone.now())
    except Refusal as refusal:
        typed = Typed(note=text, mode="note", error=str(refusal))
        return page_of(request, report, typed=typed)
    say(request, "Catatan tersimpan.")
    return redirect(link(report.matter.number, wanted_of(request)))


@staff(Role.OFFICER)
@require_POST
def draft(request: StaffRequest, number: str) -> HttpResponse:
    """Kept while they type. Answers with the words beside the box."""
    report, now = report_for(request.staff, number), timezone.now()
    text = _typed(request)
    drafting.save_draft(report, text=text, by=request.staff, now=now)
    at = sayings.clock(now.astimezone(request.city.tz))
    return HttpResponse(f"Draf tersimpan {at}" if text.strip() else "", content_type="text/plain")
