"""Every URL names its audience. The wrapper finds the city, opens it, and knows who asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.people.models import Staff, User
from kentongan.people.posts import holding
from kentongan.pure.flow import Role

P = ParamSpec("P")


class CityRequest(HttpRequest):
    """A request that knows for which city it is."""

    city: City


class StaffRequest(CityRequest):
    """A request of somebody at work for the city: in the post they chose, of `holdings`."""

    staff: Staff
    holdings: list[Staff]


PublicView = Callable[Concatenate[CityRequest, P], HttpResponseBase]
StaffView = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
View = Callable[..., HttpResponseBase]
SEAT = "seat"  # in the session: which holding was chosen, by city


def _audience(view: View, name: str) -> View:
    view.audience = name  # type: ignore[attr-defined]
    return view


def find_city(slug: str) -> City:
    """The city, or 404."""
    city = City.objects.filter(slug=slug).first()
    if city is None:
        raise Http404
    return city


def anyone(view: View) -> View:
    """For everybody, and for no city in particular."""
    return _audience(view, "anyone")


def public(view: PublicView[P]) -> View:
    """For everybody in one city: the URL has its slug as `city`."""

    @wraps(view)
    def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        city = find_city(kwargs.pop("city"))
        request = cast(CityRequest, request)
        request.city = city
        with inside(city), timezone.override(city.tz):
            return view(request, *args, **kwargs)

    return _audience(within, "public")


def sealed(view: PublicView[P]) -> View:
    """For whoever holds a secret link: `token` starts with the city's number and a dash."""

    @wraps(view)
    def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        number, _, _ = kwargs["token"].partition("-")
        city = City.objects.filter(pk=int(number)).first() if number.isdecimal() else None
        if city is None:
            raise Http404
        request = cast(CityRequest, request)
        request.city = city
        with inside(city), timezone.override(city.tz):
            return view(request, *args, **kwargs)

    return _audience(within, "sealed")


def staff(*roles: Role) -> Callable[[StaffView[P]], View]:
    """For people at work for the city of the URL, in one of `roles` (none given: any).

    Somebody of another city, or of another role, gets the same 404 as for a page that is not.
    """

    def guard(view: StaffView[P]) -> View:
        @wraps(view)
        def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            city = find_city(kwargs.pop("city"))
            request = cast(StaffRequest, request)
            request.city = city
            with inside(city), timezone.override(city.tz):
                user = cast(User, request.user)
                request.holdings = holdings(user, timezone.localdate())
                request.staff = _at_work(request, roles)
                if user.password_is_lent:
                    return redirect_to_login(request.get_full_path(), reverse("password"))
                response = view(request, *args, **kwargs)
            return _private(response)

        return _audience(within, "staff:" + ",".join(sorted(roles or Role)))

    return guard


def holdings(user: User, on: date) -> list[Staff]:
    """The posts this person holds in the open city on this day, the own before the acting."""
    theirs = holding(on).select_related("agency", "user", "city", "seat").filter(user=user)
    return sorted(theirs, key=lambda one: (one.holds != Staff.Holds.DEFINITIVE, one.pk))


def _at_work(request: StaffRequest, roles: tuple[Role, ...]) -> Staff:
    """In the post chosen for this session, else in the first. Whoever holds none finds nothing."""
    held = request.holdings
    chosen = request.session.get(SEAT, {}).get(request.city.slug)
    at_work = next((one for one in held if one.pk == chosen), held[0] if held else None)
    if at_work is None or (roles and at_work.role not in roles):
        raise Http404
    return at_work


def _private(response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, HttpResponse) and not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-store, private"
    return response
