"""Every address names its audience, and keeps to it: each URL × role × city."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.people.models import Agency, Contact
from kentongan.people.tests.at_work import hold
from kentongan.pure.flow import Role
from kentongan.reports.actions.intake import NewReport, receive_many
from kentongan.site.settle import settle_city

NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
ROLES = (Role.OFFICER, Role.AGENCY, Role.HEAD)
POSTS = {
    Role.OFFICER: "diskominfo.officer", Role.AGENCY: "dishub.liaison", Role.HEAD: "mayor",
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    path: str
    audience: str
    view: str


def walk(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern


ALL = [(route, pattern.callback) for route, pattern in walk(get_resolver().url_patterns)]


@pytest.mark.parametrize(("route", "view"), ALL, ids=lambda x: x if isinstance(x, str) else "")
def test_every_url_names_its_audience(route: str, view: Any):
    audience = getattr(view, "audience", None)
    assert audience, f"{route}: {view} says nothing about who may come"
    kind = audience.partition(":")[0]
    assert kind in {"anyone", "public", "sealed", "staff"}
    assert ("<slug:city>" in route) == (kind in {"public", "staff"}) or kind == "anyone"
    assert ("<str:token>" in route) == (kind == "sealed")


@pytest.fixture
def towns(db: None) -> tuple[City, City]:
    return settle_city("pontianak"), settle_city("bandarlampung")


def report_in(city: City) -> tuple[str, str]:
    """(number, token) of a report that nobody has been asked to act on."""
    with inside(city):
        contact = Contact.objects.create(since=NOW)
        [report] = receive_many(
            [
                NewReport(
                    contact.pk, Agency.objects.get(code="diskominfo").pk, "whatsapp", "lampu", NOW
                )
            ],
            now=NOW,
        )
        return report.matter.number, report.matter.token


def signed_in(city: City, role: Role) -> Client:
    with inside(city):
        user = hold(POSTS[role], str(role), username=f"{role}.{city.slug}").user
    client = Client()
    client.force_login(user)
    return client


def filled(route: str, city: City, number: str, token: str) -> str:
    values = {
        "<slug:city>": city.slug, "<str:number>": number, "<slug:number>": number,
        "<str:token>": token, "<str:key>": "tidak-ada", "<slug:verb>": "verify",
        "<str:verb>": "verify", "<int:pk>": "1", "<int:word>": "1", "<int:letter>": "1",
    }  # fmt: skip
    for gap, value in values.items():
        route = route.replace(gap, value)
    assert "<" not in route, f"tell this test how to fill {route}"
    return f"/{route}"


def test_each_url_opens_for_its_audience_alone(towns: tuple[City, City]):
    """Not there and not yours are the same answer: 404. Nobody signed in: the way to sign in."""
    here, there = towns
    number, token = report_in(here)
    people = {role: signed_in(here, role) for role in ROLES}
    stranger, nobody = signed_in(there, Role.OFFICER), Client()
    for route, view in ALL:
        audience: str = view.audience  # type: ignore[attr-defined]
        path = filled(route, here, number, token)
        if not audience.startswith("staff:"):
            assert nobody.get(path).status_code in {200, 302, 404, 405}, path
            continue
        allowed = set(audience.removeprefix("staff:").split(","))
        for method in ("get", "post"):
            answer = getattr(nobody, method)(path)
            assert answer.status_code == 302, (method, path)
            assert "/masuk" in answer["Location"] or "login" in answer["Location"], path
            assert getattr(stranger, method)(path).status_code == 404, (method, path)
            for role in set(ROLES) - {Role(r) for r in allowed if r in set(ROLES)}:
                assert getattr(people[role], method)(path).status_code == 404, (role, path)


def test_an_agency_that_was_not_asked_finds_no_report(towns: tuple[City, City]):
    here, _ = towns
    number, token = report_in(here)
    agency = signed_in(here, Role.AGENCY)
    for route, _view in ALL:
        if "number>" in route:
            path = filled(route, here, number, token)
            for method in ("get", "post"):
                status = getattr(agency, method)(path).status_code
                assert status in {404, 405}, (method, path, status)


def test_no_page_shows_a_report_of_the_other_city(towns: tuple[City, City]):
    here, there = towns
    (number, token), officer = report_in(there), signed_in(here, Role.OFFICER)
    for route, _view in ALL:
        if "number>" not in route:
            continue
        for city, method in itertools.product((here, there), ("get", "post")):
            path = filled(route, city, number, token)
            assert getattr(officer, method)(path).status_code in {404, 405}, path
