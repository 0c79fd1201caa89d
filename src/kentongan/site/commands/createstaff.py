"""`createstaff`: an account for somebody who works for a city."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.people.models import Agency, Staff, User
from kentongan.pure.errors import Refusal
from kentongan.pure.phones import normalise


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
        user = User.objects.filter(username=given.username).first() or _new_user(given)
        with inside(city):
            agency = Agency.objects.filter(code=given.agency, is_city=True).first()
            if agency is None:
                codes = Agency.objects.filter(is_city=True).values_list("code", flat=True)
                raise Refusal(
                    f"Perangkat “{given.agency}” tidak ada. Yang ada: {', '.join(codes)}."
                )
            if Staff.objects.filter(user=user).exists():
                raise Refusal(f"{given.username} sudah punya jabatan di {city.name}.")
            Staff.objects.create(
                user=user, role=given.role, agency=agency, post=given.post, phone=phone
            )
    print(f"{given.username} sekarang {given.post} di {city.name}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kentongan createstaff", description=__doc__)
    parser.add_argument("username")
    parser.add_argument("--city", required=True, help="pontianak")
    parser.add_argument("--role", required=True, choices=("officer", "agency", "head"))
    parser.add_argument("--agency", default="diskominfo", help="code of the agency, as in the pack")
    parser.add_argument("--name", required=True)
    parser.add_argument("--post", required=True, help="jabatan")
    parser.add_argument("--phone", default="", help="WhatsApp number for dispositions")
    return parser


def _new_user(given: argparse.Namespace) -> User:
    """The password comes from the terminal, or as a line on standard input."""
    ask = sys.stdin.isatty()
    password = getpass.getpass("Kata sandi: ") if ask else sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
    return User.objects.create_user(given.username, password, name=given.name)
