"""Lists beside the queue: what the city has promised, and what lies outside it."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kentongan.people.audience import StaffRequest, staff
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.pure.flow import Role
from kentongan.reports.actions import handling
from kentongan.reports.forms.outside import EndReferralForm, FollowUpForm
from kentongan.reports.models import Referral
from kentongan.reports.page.debts import debts
from kentongan.reports.page.dues import calendar
from kentongan.reports.page.frame import SHEET, frame, say, show
from kentongan.reports.page.outside import Broken, outside
from kentongan.reports.queries import referrals

_FARTHEST = 200


def _page(request: StaffRequest) -> int:
    """Which page is asked for; nonsense is the first."""
    asked = request.GET.get("hal", "")[:6]
    number = int(asked) if asked.isascii() and asked.isdecimal() else 1
    return min(max(number, 1), _FARTHEST)


@staff()
@require_GET
def the_promises(request: StaffRequest) -> HttpResponse:
    days = calendar(timezone.now())
    context = {**frame(request, tray="janji"), **debts(request.staff, _page(request), days)}
    return show(request, "reports/promises.html", context)


@staff(Role.OFFICER, Role.HEAD)
@require_GET
def the_outside(request: StaffRequest) -> HttpResponse:
    return _outside(request)


def _outside(request: StaffRequest, broken: Broken | None = None) -> HttpResponse:
    days = calendar(timezone.now())
    shown = outside(request.staff, _page(request), days, broken)
    context = {**frame(request, tray="luar"), **shown}
    in_sheet = request.headers.get("HX-Target") == SHEET
    status = 422 if broken and not in_sheet else 200
    return show(request, "reports/outside.html", context, status=status)


@staff(Role.OFFICER)
@require_POST
def outside_verb(request: StaffRequest, pk: int, verb: str) -> HttpResponse:
    referral = get_object_or_404(referrals.running(request.staff), pk=pk)
    form: FollowUpForm | EndReferralForm
    if verb == "follow_up":
        form = FollowUpForm(referral, calendar(timezone.now()).today, request.POST)
    elif verb == "end_referral":
        form = EndReferralForm(referral, request.POST)
    else:
        raise Http404
    if form.is_valid():
        try:
            with transaction.atomic():
                words = _do(verb, referral, form, request)
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, words)
            return redirect(reverse("desk:outside", args=[request.city.slug]))
    return _outside(request, Broken(pk, verb, form))


def _do(
    verb: str, referral: Referral, form: FollowUpForm | EndReferralForm, request: StaffRequest
) -> str:
    act = handling.follow_up if verb == "follow_up" else handling.end_referral
    act(referral, **form.cleaned_data, by=request.staff, now=timezone.now())
    if form.cleaned_data.get("end") == Referral.End.CAME_BACK:
        return "Laporannya dibuka lagi dan menunggu diteruskan."
    return "Tercatat di perjalanan laporannya."
