"""The mailroom's pages: held letters and messages, and the words the platform has to approve.

The frame around them (trays of the desk above) is handed in by whoever puts the addresses
together: this room does not know the desks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from kentongan.mailroom import actions, aside, held, held_mails, letters_shown
from kentongan.mailroom.forms import ResolveForm
from kentongan.mailroom.models import Line, Mail, Message, Quarantine, Word
from kentongan.people.audience import StaffRequest, staff
from kentongan.people.models import Staff
from kentongan.pure.flow import Role

Frame = Callable[..., Mapping[str, Any]]
# Of these folders, those that somebody may not look into.
Unseen = Callable[[Staff, Collection[int]], frozenset[int]]


@staff(Role.OFFICER, Role.HEAD)
@require_GET
def trays(request: StaffRequest, frame: Frame, unseen: Unseen) -> HttpResponse:
    now = timezone.now()
    hidden = unseen(request.staff, held.folders())
    context = {
        **frame(request, nav="trays"),
        "undeliverable": held.lost(now, hidden),
        "unknown": held.doubtful(now, hidden),
        "mails": held_mails.listed(unseen(request.staff, held_mails.folders())),
        "quarantine": held.unread(),
        "aside": aside.listed(now),
    }
    with timezone.override(request.city.tz):
        return render(request, "mailroom/trays.html", context)


@staff(Role.OFFICER, Role.HEAD)
@require_GET
def templates(request: StaffRequest, frame: Frame) -> HttpResponse:
    context = {**frame(request, nav="templates"), **letters_shown.page()}
    with timezone.override(request.city.tz):
        return render(request, "mailroom/templates.html", context)


@staff(Role.OFFICER)
@require_POST
def word(request: StaffRequest, pk: int, verb: str, unseen: Unseen) -> HttpResponse:
    """What to do about words that did not arrive."""
    found = get_object_or_404(Word.objects.all(), pk=pk)
    if found.matter_id and unseen(request.staff, [found.matter_id]):
        raise Http404
    form = ResolveForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    if verb == "resolve":
        actions.resolve(found, note=note, by=request.staff, now=timezone.now())
    elif verb == "resend":
        actions.resend(found, by=request.staff, now=timezone.now())
    else:
        raise Http404
    return redirect(_back(request))


@staff(Role.OFFICER)
@require_POST
def mail(request: StaffRequest, pk: int, verb: str, unseen: Unseen) -> HttpResponse:
    """What to do about an e-mail that did not arrive."""
    found = get_object_or_404(Mail.objects.all(), pk=pk)
    verbs = {"resolve": held_mails.resolve, "resend": held_mails.resend}
    if verb not in verbs or (found.matter_id and unseen(request.staff, [found.matter_id])):
        raise Http404
    verbs[verb](found, by=request.staff, now=timezone.now())
    return redirect(_back(request))


@staff(Role.OFFICER)
@require_POST
def doubted(request: StaffRequest, pk: int, verb: str) -> HttpResponse:
    """A message the front desk set aside is a report after all."""
    found = get_object_or_404(Message.objects.all(), pk=pk)
    if verb != "report":
        raise Http404
    aside.want(found, by=request.staff, now=timezone.now())
    return redirect(_back(request))


@staff(Role.OFFICER)
@require_POST
def quarantined(request: StaffRequest, pk: int, verb: str) -> HttpResponse:
    """Only what came to this city's own lines."""
    ours = list(Line.objects.values_list("external_id", flat=True))
    found = get_object_or_404(Quarantine.objects.filter(line__in=ours), pk=pk)
    if verb != "set_aside":
        raise Http404
    actions.set_aside(found, now=timezone.now())
    return redirect(_back(request))


def _back(request: StaffRequest) -> str:
    """Where the button was pressed: the report or the list of held letters."""
    came = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came, {request.get_host()}, request.is_secure()):
        return came
    return reverse("desk:trays", args=[request.city.slug])
