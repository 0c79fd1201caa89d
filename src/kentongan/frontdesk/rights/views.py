"""People's own data: the officer's list, one request, a new one; and the asker's proof."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kentongan.cases.actor import acting
from kentongan.cases.models import Matter, Notice
from kentongan.frontdesk.models import DataRequest
from kentongan.frontdesk.rights import actions, asking, page
from kentongan.frontdesk.rights.forms import CheckForm, CorrectForm, NewForm, RefuseForm
from kentongan.frontdesk.rights.packing import packed
from kentongan.frontdesk.rights.person import person
from kentongan.people.audience import CityRequest, StaffRequest, sealed, staff
from kentongan.people.models import ContactAddress
from kentongan.pure import tickets
from kentongan.pure.errors import Refusal
from kentongan.pure.flow import Role
from kentongan.reports.page.frame import frame, say, show


@staff(Role.OFFICER, Role.HEAD)
@require_GET
def listed(request: StaffRequest) -> HttpResponse:
    context = {**frame(request, nav="data"), **page.listed(timezone.now())}
    return show(request, "frontdesk/rights/list.html", context)


@staff(Role.OFFICER)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form = NewForm(request.POST or None, initial={"who": request.GET.get("report", "")})
    if request.method == "POST" and form.is_valid():
        contact = _contact(form.cleaned_data["who"])
        if contact is None:
            form.add_error("who", "Belum ada data dengan nomor itu di kota ini.")
        else:
            given = {name: form.cleaned_data[name] for name in ("identity", "note")}
            made = asking.ask(
                contact, form.cleaned_data["wants"], by=acting(request.staff),
                now=timezone.now(), **given,
            )  # fmt: skip
            say(request, f"Nomor permintaannya {made.matter.number}. Bacakan kepada warga.")
            return redirect(page.url(made, "data_request"))
    context = {**frame(request, nav="data"), "form": form}
    return show(request, "frontdesk/rights/new.html", context, status=422 if form.errors else 200)


def _contact(who: str) -> int | None:
    """The person behind a report's number or a telephone in E.164."""
    if tickets.normalise(who):
        found = Matter.objects.filter(number=who, contact__erased_at=None)
        return found.values_list("contact", flat=True).first()
    phones = ContactAddress.objects.filter(kind="phone", value=who)
    return phones.values_list("contact", flat=True).first()


def _found(number: str) -> DataRequest:
    asked = DataRequest.objects.select_related("matter")
    found = asked.filter(matter__number=tickets.normalise(number) or "").first()
    if found is None:
        raise Http404
    return found


@staff(Role.OFFICER, Role.HEAD)
@require_GET
def the_request(request: StaffRequest, number: str) -> HttpResponse:
    found = _found(number)
    own = Notice.objects.filter(matter=found.pk, post=request.staff.seat_id, seen_at=None)
    own.update(seen_at=timezone.now())
    return _shown(request, found)


def _shown(
    request: StaffRequest, found: DataRequest, *, form: tuple[str, Any] | None = None,
    trouble: str = "",
) -> HttpResponse:  # fmt: skip
    context = {
        **frame(request, nav="data"),
        **page.shown(found, timezone.now(), role=request.staff.role, form=form),
        "trouble": trouble,
    }
    status = 422 if form or trouble else 200
    return show(request, "frontdesk/rights/request.html", context, status=status)


@staff(Role.OFFICER)
@require_POST
def verb(request: StaffRequest, number: str, verb: str) -> HttpResponseBase:
    """One verb on one request; giving the copy answers with the copy itself."""
    found = _found(number)
    form = _form(verb, found, request)
    if form is not None and not form.is_valid():
        return _shown(request, found, form=(verb, form))
    try:
        if verb == "give":
            return _given(found, request)
        _take(verb, found, form.cleaned_data if form is not None else {}, request)
    except Refusal as refusal:
        return _shown(request, found, trouble=str(refusal))
    say(request, "Sudah dicatat.")
    return redirect(page.url(found, "data_request"))


def _form(verb: str, found: DataRequest, request: StaffRequest) -> Any:
    """The form of this verb; None for one without. Raises `Http404` for no verb of ours."""
    if verb in ("give", "erase"):
        return None
    if verb == "correct":
        addresses = person(found.matter.contact_id or 0).addresses()
        return CorrectForm(addresses, request.POST)
    forms = {"check": CheckForm, "refuse": RefuseForm}
    if verb not in forms:
        raise Http404
    return forms[verb](request.POST)


def _take(verb: str, found: DataRequest, given: dict[str, Any], request: StaffRequest) -> None:
    now, by = timezone.now(), request.staff
    if verb == "check":
        actions.check(found, identity=given["identity"], by=by, now=now)
    elif verb == "correct":
        actions.correct(found, right=actions.Right(**given), by=by, now=now)
    elif verb == "erase":
        actions.erase(found, by=by, now=now)
    else:
        actions.refuse(found, reason=given["reason"], text=given["text"], by=by, now=now)


def _given(found: DataRequest, request: StaffRequest) -> FileResponse:
    archive, digest, size = packed(person(found.matter.contact_id or 0))
    actions.give(found, digest=digest, size=size, by=request.staff, now=timezone.now())
    response = FileResponse(
        archive, as_attachment=True, filename=f"data-{found.matter.number}.zip",
        content_type="application/zip",
    )  # fmt: skip
    response["Cache-Control"] = "no-store, private"
    return response


@sealed
@require_GET
def proof(request: CityRequest, token: str) -> HttpResponse:
    """For whoever asked: by when, what was done, and how to check it."""
    found = DataRequest.objects.select_related("matter").filter(matter__token=token).first()
    if found is None:
        raise Http404
    response = render(request, "frontdesk/rights/proof.html", page.proven(found))
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response
