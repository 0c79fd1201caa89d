"""Guessing gets slow: a few tries per key within a quarter of an hour, counted in the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest

from kentongan.people.models import SignInAttempt
from kentongan.pure.errors import Refusal

WITHIN = timedelta(minutes=15)


def address(request: HttpRequest) -> str:
    """Where a request comes from, as our own gate saw it: it writes the header anew, so a forged
    one says nothing."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def spend(key: str, *, now: datetime, most: int = 20) -> None:
    """Count one try. Raises `Refusal` when there were `most` within the quarter of an hour."""
    recent = SignInAttempt.objects.filter(key=key, at__gte=now - WITHIN)
    if recent.count() >= most:
        raise Refusal("Terlalu banyak percobaan. Tunggu seperempat jam, lalu coba lagi.")
    SignInAttempt.objects.create(key=key, at=now)
    SignInAttempt.objects.filter(key=key, at__lt=now - WITHIN).delete()
