"""What must happen from time to time: signs of life, forgetting, and asking about templates."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta

from kentongan.cases import holidays
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.mailroom import receipts, templating
from kentongan.mailroom.models import Heartbeat, Letter, Quarantine, Word

LETTERS = timedelta(days=30)  # longer than the platform's seven days of delivering again
QUARANTINED = timedelta(days=90)
_last: dict[str, datetime] = {}


def batch(now: datetime) -> int:
    """Do what is due. Always 0: there is never a reason to come back at once."""
    for every, work in _ROUNDS:
        last = _last.get(work.__name__)
        if last is None or now - last >= every:
            work(now)
            _last[work.__name__] = now
    return 0


def beat(now: datetime) -> None:
    """Say that this worker lives; workers that said so a day ago are forgotten."""
    name = f"work {socket.gethostname()}"
    Heartbeat.objects.update_or_create(
        name=name, defaults={"at": now, "facts": {"pid": os.getpid()}}
    )
    Heartbeat.objects.filter(at__lt=now - timedelta(days=1)).delete()


def forget(now: datetime) -> None:
    """Letters and quarantined items are homes of personal data: they do not stay."""
    Letter.objects.filter(unpacked_at__lt=now - LETTERS).delete()
    Quarantine.objects.filter(at__lt=now - QUARANTINED).delete()
    for city in City.objects.all():
        with inside(city):
            passing = Word.objects.filter(purpose="typing", queued_at__lt=now - timedelta(hours=1))
            passing.exclude(state__in=("queued", "sending")).delete()


def ask_about_templates(now: datetime) -> None:
    for city in City.objects.all():
        templating.sync(city, now)


def join_receipts(now: datetime) -> None:
    """Receipts and words whose transactions did not see each other."""
    for city in City.objects.all():
        receipts.batch(city, now)


def look_ahead(now: datetime) -> None:
    """Holidays of the years to come, before a deadline needs them."""
    for city in City.objects.all():
        with inside(city):
            holidays.ensure(now.astimezone(city.tz).date())


_ROUNDS: tuple[tuple[timedelta, Callable[[datetime], None]], ...] = (
    (timedelta(seconds=10), beat),
    (timedelta(seconds=5), join_receipts),
    (timedelta(hours=1), forget),
    (timedelta(minutes=10), ask_about_templates),
    (timedelta(days=1), look_ahead),
)
