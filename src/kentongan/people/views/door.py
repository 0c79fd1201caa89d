"""Coming in and going out."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.people.actions import choose_password
from kentongan.people.audience import anyone, holdings
from kentongan.people.forms import PasswordForm, SignInForm
from kentongan.people.models import Post, User
from kentongan.people.signin import sign_in, workplace
from kentongan.pure.errors import Refusal

Accounts = Callable[[], list[dict[str, str]]]
_LEADING = (Post.Level.CHIEF, Post.Level.SECRETARY, Post.Level.MAYOR)
NO_POST = "Akun ini belum punya tugas di kota mana pun. Mintalah admin di kantor menambahkannya."


@anyone
@never_cache
@sensitive_post_parameters("password")
def enter(request: HttpRequest, accounts: Accounts) -> HttpResponse:
    """In by name and password, then on to the page that was wanted, or to the own desk."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = sign_in(request, **form.cleaned_data, now=timezone.now())
            onward = _onward(request, user, wanted)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, user)
            if user.password_is_lent:
                return redirect(f"{reverse('password')}?{urlencode({'next': onward})}")
            return redirect(onward)
    context = {"form": form, "next": wanted, "accounts": accounts()}
    return render(request, "login.html", context, status=422 if form.errors else 200)


def _onward(request: HttpRequest, user: User, wanted: str) -> str:
    city = workplace(user)
    if city is None:
        raise Refusal(NO_POST)
    ours = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(wanted, ours, request.is_secure()):
        return wanted
    return reverse("desk:mine" if _leads(user, city) else "desk:queue", args=[city.slug])


def _leads(user: User, city: City) -> bool:
    """Whoever leads begins with what rose to them; the others with the queue."""
    with inside(city):
        held = holdings(user, timezone.localdate(timezone=city.tz))
    return bool(held) and held[0].seat.level in _LEADING


@anyone
@never_cache
@sensitive_post_parameters("password", "again")
def own_password(request: HttpRequest) -> HttpResponse:
    """In the place of one that somebody else has seen, or whenever they like."""
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    wanted = request.POST.get("next") or request.GET.get("next", "")
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            choose_password(request.user, form.cleaned_data["password"])
            onward = _onward(request, request.user, wanted)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            update_session_auth_hash(request, request.user)
            return redirect(onward)
    context = {"form": form, "next": wanted, "lent": request.user.password_is_lent}
    return render(request, "people/password.html", context, status=422 if form.errors else 200)


@anyone
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("login")
