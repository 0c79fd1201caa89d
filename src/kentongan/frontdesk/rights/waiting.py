"""A tray: requests whose clock reached its next rung. Nobody's request grows old unseen."""

from __future__ import annotations

from datetime import datetime

from kentongan.cases.ladder import climb, gone_by
from kentongan.cases.models import Matter
from kentongan.cities.locks import inside
from kentongan.cities.models import City


def batch(city: City, now: datetime, *, most: int = 100) -> int:
    with inside(city):
        gone = gone_by(now, kind=Matter.Kind.DATA, most=most)
        climb(gone, urgent=frozenset(), now=now)
    return len(gone)
