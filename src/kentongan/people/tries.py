"""Guessing gets slow: a few tries per key within a quarter of an hour, counted in the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.http import HttpRequest

from kentongan.people.models import SignInAttempt
from kentongan.pure.errors import Refusal

WITHIN = timedelta(minutes=15)
LONGEST = timedelta(days=1)  # nothing is counted for longer, so nothing is kept longer


def address(request: HttpRequest) -> str:
    """Where a request comes from, as our own gate saw it: it writes the header anew, so a forged
    one says nothing."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    said = forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
    try:
        number = ip_address(said)
    except ValueError:
        return said[:60]
    # One household owns a /64 of IPv6 and could take a new address for each try.
    return said if number.version == 4 else str(ip_network((number, 64), strict=False))


def spend(key: str, *, now: datetime, most: int = 20, within: timedelta = WITHIN) -> None:
    """Count one try. Raises `Refusal` when there were `most` of them lately (`within`)."""
    recent = SignInAttempt.objects.filter(key=key, at__gte=now - within)
    if recent.count() >= most:
        raise Refusal("Terlalu banyak percobaan. Istirahat sebentar, lalu coba lagi nanti.")
    SignInAttempt.objects.create(key=key, at=now)
    SignInAttempt.objects.filter(at__lt=now - LONGEST).delete()
