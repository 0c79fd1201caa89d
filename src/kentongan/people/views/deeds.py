"""The buttons on the page of a post: a form, a verb, and back to the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from kentongan.people import actions, phones
from kentongan.people.audience import SEAT, StaffRequest, staff
from kentongan.people.board import post_for
from kentongan.people.dossier import dossier
from kentongan.people.forms import Holding, OfPost
from kentongan.people.models import PhoneLink, Post, Staff, User
from kentongan.people.views.around import Around
from kentongan.people.views.posts import FORMS, page_for, page_of, url_of
from kentongan.pure.errors import Refusal


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does what to which post; `form` is checked, `given` is what came with the button."""

    post: Post
    by: Staff
    now: datetime
    on: date
    given: Mapping[str, str]
    form: OfPost | None = None

    @property
    def data(self) -> dict[str, Any]:
        return self.form.cleaned_data if self.form else {}

    def holder(self) -> Staff:
        rows = Staff.objects.filter(seat=self.post).select_related("user", "seat__agency")
        return get_object_or_404(rows, pk=self._number("holder"))

    def link(self) -> PhoneLink:
        rows = PhoneLink.objects.filter(post=self.post)
        return get_object_or_404(rows, pk=self._number("link"))

    def _number(self, name: str) -> int:
        given = self.given.get(name, "")
        return int(given) if given.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class Done:
    """Words for the next page, or something that is seen only now."""

    words: str = ""
    once: Mapping[str, str] | None = None


def _appoint(doing: Doing) -> Done:
    assert isinstance(doing.form, Holding)
    user = get_object_or_404(User.objects.filter(is_active=True), pk=doing.data["user"])
    actions.appoint(doing.post, user, doing.form.term, by=doing.by)
    return Done(f"{user.name} sekarang memegang jabatan ini.")


def _appoint_new(doing: Doing) -> Done:
    assert isinstance(doing.form, Holding)
    data = doing.data
    account = actions.NewAccount(data["name"], data["username"], data["enters"])
    one, password = actions.appoint_new(doing.post, account, doing.form.term, by=doing.by)
    if not password:
        return Done(f"{one.user.name} sekarang memegang jabatan ini. Hubungkan teleponnya.")
    return Done(once=_password(one, password))


def _password(one: Staff, password: str) -> dict[str, str]:
    return {"password": password, "username": one.user.username, "whose": one.user.name}


def _lend(doing: Doing) -> Done:
    one = doing.holder()
    return Done(once=_password(one, actions.lend_password(one, by=doing.by)))


def _relieve(doing: Doing) -> Done:
    one = doing.holder()
    actions.relieve(one, by=doing.by, on=doing.on, now=doing.now)
    return Done(f"{one.user.name} tidak lagi memegang jabatan ini.")


def _away(doing: Doing) -> Done:
    one, data = doing.holder(), doing.data
    cover = User.objects.filter(pk=data["cover"]).first() if data["cover"] else None
    actions.be_away(
        one, since=data["away_from"], until=data["away_until"], cover=cover, by=doing.by
    )
    return Done("Ketidakhadiran dicatat.")


def _back(doing: Doing) -> Done:
    one = doing.holder()
    actions.be_back(one, by=doing.by, on=doing.on, now=doing.now)
    return Done(f"{one.user.name} masuk lagi.")


def _change(doing: Doing) -> Done:
    actions.change_post(doing.post, **doing.data, by=doing.by)
    return Done("Tersimpan.")


def _retire(doing: Doing) -> Done:
    actions.retire(doing.post, by=doing.by, on=doing.on)
    return Done("Jabatan dihapus. Riwayatnya tetap tersimpan.")


def _phone(doing: Doing) -> Done:
    one = doing.holder()
    code = phones.offer(one, by=doing.by, now=doing.now)
    return Done(once={"code": code, "whose": one.user.name})


def _unlink(doing: Doing) -> Done:
    phones.unlink(doing.link(), by=doing.by, now=doing.now)
    return Done("Telepon diputus. Mulai sekarang ia tidak bisa bertindak untuk jabatan ini.")


DEEDS: Mapping[str, Callable[[Doing], Done]] = {
    "appoint": _appoint,
    "appoint_new": _appoint_new,
    "lend": _lend,
    "relieve": _relieve,
    "away": _away,
    "back": _back,
    "change": _change,
    "retire": _retire,
    "phone": _phone,
    "unlink": _unlink,
}


@staff()
def deed(request: StaffRequest, pk: int, verb: str, around: Around) -> HttpResponse:
    """What is seen once stands under the address of its verb; asked for again, it is the page."""
    post = post_for(request.staff, pk)
    if verb not in DEEDS:
        raise Http404
    if request.method != "POST":
        return redirect(url_of(request, post.pk))
    form = _form(request, post, verb)
    if form and not form.is_valid():
        return page_of(request, post, around, broken=(verb, form))
    now, on = timezone.now(), timezone.localdate()
    try:
        done = DEEDS[verb](Doing(post, request.staff, now, on, request.POST.dict(), form))
    except Refusal as refusal:
        if form is None:
            around.say(request, str(refusal))
            return redirect(url_of(request, post.pk))
        form.add_error(None, str(refusal))
        return page_of(request, post, around, broken=(verb, form))
    if done.once:
        return page_of(request, post, around, once=done.once)
    around.say(request, done.words)
    home = verb == "retire"
    way = reverse("desk:posts", args=[request.city.slug]) if home else url_of(request, post.pk)
    return redirect(way)


def _form(request: StaffRequest, post: Post, verb: str) -> OfPost | None:
    if verb not in FORMS:
        return None
    told = dossier(post, request.staff, now=timezone.now(), on=timezone.localdate())
    whose = request.POST.get("holder", "")
    page = page_for(request, told)
    return FORMS[verb](page, request.POST, whose=int(whose) if whose.isdecimal() else 0)


@staff()
@require_POST
def seat(request: StaffRequest) -> HttpResponse:
    """Work in another of the posts one holds."""
    given = request.POST.get("seat", "")
    chosen = next((one for one in request.holdings if str(one.pk) == given), None)
    if chosen is None:
        raise Http404
    request.session[SEAT] = {**request.session.get(SEAT, {}), request.city.slug: chosen.pk}
    return redirect("desk:queue", request.city.slug)
