"""What is hidden of a reporter: looking at it, releasing a file, and writing through the desk."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from kentongan.people.audience import StaffRequest, staff
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.pure.flow import Role
from kentongan.pure.normalise import clean
from kentongan.reports.access import file_for, report_for
from kentongan.reports.actions import relaying, releasing, revealing
from kentongan.reports.page.composer import Typed
from kentongan.reports.page.frame import say
from kentongan.reports.page.rows import link
from kentongan.reports.views.queue import wanted_of
from kentongan.reports.views.report import page_of

_LONGEST_REASON, _LONGEST_WORDS = 300, 20_000
_RELEASING = {
    "release": (releasing.release, "Dilepas. Dinas sekarang bisa melihatnya."),
    "unrelease": (releasing.unrelease, "Ditarik kembali. Dinas tidak melihatnya lagi."),
}


@staff(Role.OFFICER)
@require_POST
def identity(request: StaffRequest, number: str) -> HttpResponse:
    """Show who told us, or their number: for ten minutes, to this officer, and journaled."""
    report, now = report_for(request.staff, number), timezone.now()
    try:
        if report.hides_reporter:
            reason = clean(request.POST.get("reason", ""), _LONGEST_REASON)
            revealing.see_identity(report, reason=reason, by=request.staff, now=now)
        else:
            revealing.unmask(report, by=request.staff, now=now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        say(request, str(refusal))
    return redirect(link(report.matter.number, wanted_of(request)))


@staff(Role.OFFICER)
@require_POST
def released(request: StaffRequest, number: str, key: str, verb: str) -> HttpResponse:
    """Let the agency see a photo or hear a voice note, or take that back."""
    report = report_for(request.staff, number)
    file, lies_in = file_for(request.staff, clean(key))
    if lies_in is None or lies_in.pk != report.pk or verb not in _RELEASING:
        raise Http404
    act, words = _RELEASING[verb]
    try:
        act(report, file, by=request.staff, now=timezone.now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        words = str(refusal)
    say(request, words)
    return redirect(link(report.matter.number, wanted_of(request)))


@staff(Role.AGENCY)
@require_POST
def relay(request: StaffRequest, number: str) -> HttpResponse:
    """Words of an agency to the resident, through the desk."""
    report, text = (
        report_for(request.staff, number),
        clean(request.POST.get("text", ""), _LONGEST_WORDS),
    )
    try:
        relaying.relay(report, text=text, by=request.staff, now=timezone.now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        return page_of(request, report, typed=Typed(text=text, error=str(refusal)))
    say(request, "Sedang dikirim ke warga lewat Kentongan.")
    return redirect(link(report.matter.number, wanted_of(request)))
