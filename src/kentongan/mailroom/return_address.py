"""The address to which a post answers about one report: nobody can make one up.

`laporan+<number>.<post>.<seal>@<our domain>`. The seal is an HMAC over city, number and post. It
is written in letters that survive a mail server that changes their case.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from kentongan.pure import tickets

_PREFIX = "laporan"
_LENGTH = 10  # bytes of the seal: 80 bits
_WRITTEN = re.compile(
    rf"{_PREFIX}\+([0-9a-z]{{4}}-[0-9a-z]{{4}})\.([0-9]{{1,12}})\.([a-z2-7]{{16}})@([^\s<>@]+)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Addressed:
    """Which post answers about which report, in which city."""

    city: int
    number: str
    post: int


def domain() -> str:
    """Of the address we send from; empty where this house sends no e-mail."""
    return settings.MAIL_FROM.rpartition("@")[2].rstrip("> ").lower()


def address_for(city: int, number: str, post: int) -> str:
    """Where this post answers about that report; empty where we send no e-mail."""
    if not domain():
        return ""
    return f"{_PREFIX}+{number.lower()}.{post}.{_seal(city, number, post)}@{domain()}"


def read(written: Iterable[str], cities: Iterable[int]) -> Addressed | None:
    """What the first of these addresses says whose seal is one of ours."""
    known = list(cities)
    for address in written:
        for found in _WRITTEN.finditer(address):
            number = tickets.normalise(found[1])
            if number is None or found[4].lower() != domain():
                continue
            post, seal = int(found[2]), found[3].lower()
            for city in known:
                if hmac.compare_digest(seal, _seal(city, number, post)):
                    return Addressed(city, number, post)
    return None


def _seal(city: int, number: str, post: int) -> str:
    key = hashlib.sha256(b"kentongan: address of an answer\n" + settings.SECRET_KEY.encode())
    signed = hmac.new(key.digest(), f"{city}\n{number}\n{post}".encode(), hashlib.sha256)
    return b32encode(signed.digest()[:_LENGTH]).decode().lower()
