"""Telling posts what waits for them: one message each working morning, and at once only what is
urgent. Whoever cannot be reached keeps it on the screen, and `check` says so."""

from __future__ import annotations

from datetime import datetime

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.frontdesk.digest import morning, urgent


def batch(city: City, now: datetime, *, most: int = 100) -> int:
    """How many notices were told. A constant number of statements, however many there are."""
    with inside(city):
        told = urgent.tell(now, most)
    with inside(city):
        return told + morning.tell(now)


__all__ = ["batch"]
