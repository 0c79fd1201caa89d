"""Who may come in, and how guessing gets slow.

Every wrong password is counted under the name and under the address it came from. After five
within a quarter of an hour each further try of either has to wait, twice as long each time: a
stranger who guesses makes nobody wait for a day, and a list of passwords gets nowhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db.models import Count, Max
from django.http import HttpRequest
from django.utils import timezone

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.people.models import SignInAttempt, User
from kentongan.people.posts import holding
from kentongan.people.tries import WITHIN, address
from kentongan.pure.errors import NotAllowed, Refusal

FREE = 5
_FIRST_WAIT = timedelta(seconds=30)
WRONG = "Nama akun atau kata sandinya belum cocok. Periksa huruf besar dan kecilnya."


def sign_in(request: HttpRequest, username: str, password: str, *, now: datetime) -> User:
    """The person with this name and password. Raises `NotAllowed` with the same sentence for a
    wrong password and a name that is not there, and `Refusal` for who must wait first."""
    keys = [f"name:{username.strip().lower()}"[:120], f"from:{address(request)}"[:120]]
    _wait_first(keys, now)
    user = authenticate(request, username=username.strip(), password=password)
    if not isinstance(user, User):
        SignInAttempt.objects.bulk_create(SignInAttempt(key=key, at=now) for key in keys)
        SignInAttempt.objects.filter(key__in=keys, at__lt=now - WITHIN).delete()
        raise NotAllowed(WRONG)
    SignInAttempt.objects.filter(key=keys[0]).delete()
    return user


def _wait_first(keys: list[str], now: datetime) -> None:
    recent = SignInAttempt.objects.filter(key__in=keys, at__gt=now - WITHIN)
    for row in recent.values("key").annotate(tries=Count("pk"), last=Max("at")):
        if row["tries"] < FREE:
            continue
        wait = min(_FIRST_WAIT * 2 ** (row["tries"] - FREE), WITHIN)
        left = row["last"] + wait - now
        if left > timedelta():
            raise Refusal(f"Sudah beberapa kali belum cocok. Tunggu {_span(left)}, lalu coba lagi.")


def _span(left: timedelta) -> str:
    seconds = int(left.total_seconds()) + 1
    return f"{seconds} detik" if seconds <= 90 else f"{-(-seconds // 60)} menit"


def workplace(user: User) -> City | None:
    """The first city this person works for; None for somebody without a post."""
    for city in City.objects.all():
        with inside(city):
            if holding(timezone.localdate(timezone=city.tz)).filter(user=user).exists():
                return city
    return None
