"""The pages about posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from kentongan.people import phones
from kentongan.people.actions import NewPost, levels_for, make_post
from kentongan.people.audience import StaffRequest, staff
from kentongan.people.board import FILTERS, accounts, board, post_for
from kentongan.people.dossier import Dossier, dossier, may_touch
from kentongan.people.forms import (
    AppointForm,
    AwayForm,
    ChangeForm,
    NewAccountForm,
    NewPostForm,
    OfPost,
    Page,
)
from kentongan.people.models import Agency, Post
from kentongan.people.views.around import Around
from kentongan.pure.errors import Refusal
from kentongan.pure.flow import Role

FORMS: dict[str, type[OfPost]] = {
    "appoint": AppointForm,
    "appoint_new": NewAccountForm,
    "away": AwayForm,
    "change": ChangeForm,
}
MANAGED = ("appoint", "appoint_new")


@staff()
@require_GET
def posts(request: StaffRequest, around: Around) -> HttpResponse:
    show, words = request.GET.get("tampil", ""), request.GET.get("cari", "").strip()[:60]
    found = board(request.staff, on=timezone.localdate(), show=show, words=words)
    chips = [
        {
            "words": f"{title} {found.counts[code]}",
            "url": f"?{urlencode({'tampil': code, 'cari': words})}",
            "current": code == show,
        }
        for code, title in FILTERS.items()
        if found.counts[code] or not code or code == show
    ]
    context = {
        **around.frame(request, nav="posts"),
        "board": found,
        "chips": chips,
        "show": show,
        "words": words,
        "may_add": _agencies(request),
    }
    return render(request, "people/posts.html", context)


def _agencies(request: StaffRequest) -> set[str]:
    """Where this person may add a post, by code."""
    if request.staff.role in (Role.OFFICER, Role.HEAD):
        return set(Agency.objects.filter(is_city=True).values_list("code", flat=True))
    mine = request.staff.agency
    leads = request.staff.seat.level in (Post.Level.LIAISON, Post.Level.CHIEF)
    return {mine.code} if leads else set()


@staff()
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest, around: Around) -> HttpResponse:
    """Another post of an agency: `?perangkat=` is its code."""
    code = request.GET.get("perangkat", "")
    agency = Agency.objects.filter(code=code, is_city=True).first()
    if agency is None or code not in _agencies(request):
        raise Http404
    form = NewPostForm(levels_for(agency, request.staff), request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            wanted = NewPost(data["title"], Post.Level(data["level"]))
            made = make_post(agency, wanted, by=request.staff)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            around.say(request, "Jabatan dibuat. Sekarang tunjuk siapa yang memegangnya.")
            return redirect(url_of(request, made.pk))
    context = {**around.frame(request, nav="posts"), "agency": agency, "form": form}
    return render(request, "people/new.html", context, status=422 if form.errors else 200)


@staff()
@require_GET
def post(request: StaffRequest, pk: int, around: Around) -> HttpResponse:
    return page_of(request, post_for(request.staff, pk), around)


def page_of(
    request: StaffRequest,
    found: Post,
    around: Around,
    *,
    broken: tuple[str, OfPost] | None = None,
    once: Mapping[str, str] | None = None,
) -> HttpResponse:
    """`broken` is a verb whose form comes back with a remark; `once` is what is seen only now:
    `code` or `password`, and `whose`."""
    now = timezone.now()
    told = dossier(found, request.staff, now=now, on=timezone.localdate())
    context = {
        **around.frame(request, nav="posts"),
        "told": told,
        "forms": forms_of(request, told, broken),
        "holders": holders_of(request, told, broken),
        "opened": {broken[0]: True} if broken else {},
        "line": around.line(request.city) if once else None,
        "valid": int(phones.VALID.total_seconds() // 60),
        "may_lend": request.staff.role in (Role.OFFICER, Role.HEAD),
        **(once or {}),
    }
    return render(request, "people/post.html", context, status=422 if broken else 200)


def forms_of(
    request: StaffRequest, told: Dossier, broken: tuple[str, OfPost] | None
) -> dict[str, OfPost]:
    """The forms of the post that this reader may use, by verb."""
    page = page_for(request, told)
    wanted = [*MANAGED, "change"] if told.manages else ["change"] if told.own else []
    back = dict([broken] if broken else [])
    return {verb: back.get(verb) or FORMS[verb](page) for verb in wanted}


def holders_of(
    request: StaffRequest, told: Dossier, broken: tuple[str, OfPost] | None
) -> list[dict[str, Any]]:
    """Each holder with the form of their absence, where this reader may use it."""
    page = page_for(request, told)
    rows = []
    for one in told.row.holders:
        others = [choice for choice in page.accounts if choice[0] != str(one.user)]
        theirs = replace(page, accounts=others)
        form: OfPost | None = AwayForm(theirs, whose=one.pk) if may_touch(one, told) else None
        back = broken is not None and broken[0] == "away" and broken[1].whose == one.pk
        if broken and back:
            form = broken[1]
        rows.append({"one": one, "away": form, "open": back})
    return rows


def page_for(request: StaffRequest, told: Dossier) -> Page:
    on = timezone.localdate()
    return Page(told.post, on, accounts(request.staff, on=on), told.manages)


def url_of(request: StaffRequest, pk: int) -> str:
    return reverse("desk:post", args=[request.city.slug, pk])
