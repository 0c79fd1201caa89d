"""`createstaff`: an account for somebody who works for a city."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.people.actions import NewPost, Term, appoint, make_post
from kentongan.people.founding import MAYOR, SECRETARY
from kentongan.people.models import Agency, Post, User
from kentongan.pure.errors import Refusal
from kentongan.pure.phones import normalise

LEVELS = {
    "officer": Post.Level.OFFICER,
    "agency": Post.Level.LIAISON,
    "head": Post.Level.CHIEF,
}


def run(arguments: Sequence[str]) -> int:
    given = _parser().parse_args(arguments)
    city = City.objects.filter(slug=given.city).first()
    if city is None:
        known = ", ".join(City.objects.values_list("slug", flat=True)) or "belum ada"
        raise Refusal(f"Kota “{given.city}” tidak ada. Yang ada: {known}.")
    phone = normalise(given.phone) if given.phone else ""
    if phone is None:
        raise Refusal(f"“{given.phone}” bukan nomor telepon.")
    with transaction.atomic():
        user = _user(given, city)
        with inside(city):
            post = _post(given)
            today = timezone.localdate(timezone=city.tz)
            one = appoint(post, user, Term(today), by=None)
            if phone:
                one.phone = phone
                one.save(update_fields=["phone"])
    print(f"{given.username} sekarang {post.title} di {city.name}.")
    return 0


def _post(given: argparse.Namespace) -> Post:
    """The post of that code or title, made if the agency has none. The city's own ("Wali Kota")
    are found from any agency."""
    agency = Agency.objects.filter(code=given.agency, is_city=True).first()
    if agency is None:
        codes = Agency.objects.filter(is_city=True).values_list("code", flat=True)
        raise Refusal(f"Perangkat “{given.agency}” tidak ada. Yang ada: {', '.join(codes)}.")
    title = " ".join(given.post.split())
    titles = Q(title__iexact=title) | Q(title__iexact=f"{title} {agency.short_name}")
    active = Post.objects.filter(is_active=True)
    leading = Q(code__in=(MAYOR, SECRETARY), title__iexact=title)
    found = active.filter(Q(code=title) | Q(titles, agency=agency) | leading).first()
    post = found or make_post(agency, NewPost(title, LEVELS[given.role]), by=None)
    if post.role != given.role:
        raise Refusal(f"Jabatan {post.title} berperan {post.role}, bukan {given.role}.")
    return post


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kentongan createstaff", description=__doc__)
    parser.add_argument("username")
    parser.add_argument("--city", required=True, help="pontianak")
    parser.add_argument("--role", required=True, choices=("officer", "agency", "head"))
    parser.add_argument("--agency", default="diskominfo", help="code of the agency, as in the pack")
    parser.add_argument("--name", required=True)
    parser.add_argument("--post", required=True, help="jabatan: its title, or its code")
    parser.add_argument("--phone", default="", help="WhatsApp number for dispositions")
    return parser


def _user(given: argparse.Namespace, city: City) -> User:
    """An account that comes to a second city belongs to neither: none may lend it a password."""
    user = User.objects.filter(username=given.username).first()
    if user is None:
        return _new_user(given, city)
    if user.home_id != city.pk:
        user.home = None
        user.save(update_fields=["home"])
    return user


def _new_user(given: argparse.Namespace, city: City) -> User:
    """The password comes from the terminal, or as a line on standard input."""
    ask = sys.stdin.isatty()
    password = getpass.getpass("Kata sandi: ") if ask else sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
    user = User.objects.create_user(given.username, password, name=given.name)
    user.home = city
    user.save(update_fields=["home"])
    return user
