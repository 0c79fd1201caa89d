"""Every tray there is, in the order in which a message passes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.utils import timezone

from kentongan.cases import seals
from kentongan.cities.models import City
from kentongan.frontdesk import acknowledge, digest, echoes, offers, take
from kentongan.frontdesk.crew import post, unchosen
from kentongan.frontdesk.flows import TOLD
from kentongan.frontdesk.rights import shredding, waiting
from kentongan.mailroom import fetching, housekeeping, mails, unpack
from kentongan.reports.actions import lapsing
from kentongan.site.sending import Sending
from kentongan.site.worker import Tray

OfCity = Callable[[City, datetime], int]


def trays() -> tuple[Tray, ...]:
    sending = Sending()
    return (
        Tray("unpack", lambda: unpack.batch(timezone.now()), own=True),
        Tray("take", _each_city(take.batch), own=True),
        Tray("post", lambda: post.batch(timezone.now())),
        Tray("unchosen", _each_city(unchosen.batch), every=60),
        Tray("echoes", _each_city(echoes.batch)),
        Tray("acknowledge", _each_city(acknowledge.batch)),
        Tray("send", sending.turn, every=0.25, close=sending.close, own=True),
        Tray("mail", _each_city(mails.batch), own=True),
        Tray("fetch", _each_city(fetching.batch), own=True),
        Tray("seal", _each_city(partial(seals.batch, told=TOLD)), every=2, own=True),
        Tray("lapse", _each_city(lapsing.batch), every=5),
        Tray("offers", _each_city(offers.batch), every=30),
        Tray("digest", _each_city(digest.batch), every=30),
        Tray("shred", _each_city(shredding.batch), every=2),
        Tray("rights", _each_city(waiting.batch), every=5),
        Tray("housekeeping", lambda: housekeeping.batch(timezone.now()), every=5),
    )


def _each_city(batch: OfCity) -> Callable[[], int]:
    """Round robin: a city with much to do does not keep the others waiting."""

    def run() -> int:
        now = timezone.now()
        return sum(batch(city, now) for city in City.objects.all())

    return run
