"""Those who live and die here: a worker, a door, and people at the desks. Real code, own process.

Each is a fork of a parent that has read everything, so that a start costs milliseconds.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import random
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.crash.deaths import Plan, carry

PR_SET_PDEATHSIG = 1  # linux/prctl.h
NEEDED = (
    "aiohttp", "uvicorn.loops.uvloop", "uvicorn.protocols.http.httptools_impl",
    "kentongan.mailroom.door", "kentongan.reports.actions.handling", "kentongan.site.trays",
)  # fmt: skip


def read_everything() -> None:
    """Import what the lives will need, so that every fork has it. Opens no connection."""
    import django

    django.setup()
    for name in NEEDED:
        importlib.import_module(name)


def know_the_cities() -> None:
    """What a worker reads in its first second, read once for all of them."""
    from django.db import connections

    from kentongan.cities.locks import inside
    from kentongan.cities.models import City
    from kentongan.frontdesk import knowing

    knowing.KEPT = 3600.0
    for city in City.objects.all():
        with inside(city):
            knowing.knowledge()
    connections.close_all()


def fork(life: Callable[..., None], *args: Any) -> int:
    """The child's process id. A life that ends by itself ends the process, and nothing else; one
    whose parent is gone has nothing to live for."""
    pid = os.fork()
    if pid:
        return pid
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    code = 1
    try:
        life(*args)
        code = 0
    finally:
        if code:
            traceback.print_exc()
        os._exit(code)


def worker(plan: Plan) -> None:
    """`kentongan.site.worker` with all its trays, one thread for each."""
    from kentongan.site.worker import Worker

    carry(plan)
    Worker(_trays()).run()


def stepper(plan: Plan) -> None:
    """The same trays one after the other, under the names of their threads: with one connection
    it is at its point, and dead, before a worker has opened all of its own. It begins with the
    tray it is to die at."""
    carry(plan)
    trays = _trays()
    first = {"wire": "send"}.get(plan.who, plan.who)
    start = next((n for n, tray in enumerate(trays) if tray.name == first), 0)
    trays = trays[start:] + trays[:start]
    while True:
        for tray in trays:
            threading.current_thread().name = tray.name
            tray.run()
        time.sleep(0.01)


def _trays() -> tuple[Any, ...]:
    """What there is, its rare rounds made frequent."""
    from kentongan.mailroom import fetching, housekeeping, receipts
    from kentongan.site.trays import trays

    fetching.LEASE = timedelta(seconds=1)
    receipts.LINE_EVERY = timedelta(seconds=0.2)
    housekeeping._ROUNDS = (
        (timedelta(seconds=1), housekeeping.beat),
        (timedelta(seconds=1), housekeeping.join_receipts),
    )
    return trays()


def door(plan: Plan, listening: socket.socket) -> None:
    """The door behind uvicorn, on a socket that survives it."""
    import uvicorn
    from django.conf import settings

    from kentongan.mailroom.door import Door

    carry(plan)
    keeper = Door(settings.DATA, os.environ["KENTONGAN_DOOR_URL"])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await keeper(scope, receive, send)
            return
        await receive()
        await keeper.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await keeper.stop()
        await send({"type": "lifespan.shutdown.complete"})

    config = uvicorn.Config(app, lifespan="on", log_level="critical", loop="uvloop")
    uvicorn.Server(config).run(sockets=[listening])


# -- the desks


def desk(plan: Plan, seed: int) -> None:
    """Officers and agencies who take the next step on one report after the other."""
    from kentongan.cities.models import City

    carry(plan)
    threading.current_thread().name = "desk"
    dice = random.Random(seed)
    cities = list(City.objects.all())
    while True:
        for city in cities:
            _next_step(city, dice)
        time.sleep(0.02)


def _next_step(city: Any, dice: random.Random) -> None:
    """A page fetches a report in one transaction and calls its verb in another: as here.

    Nobody is so quick that a burst is answered before it has ended.
    """
    from django.utils import timezone

    from kentongan.cities.locks import inside
    from kentongan.pure.errors import Refusal
    from kentongan.reports.models import Report

    with inside(city):
        old = timezone.now() - timedelta(seconds=6)
        open_ones = Report.objects.filter(matter__ended_at=None, ack_at__lt=old)
        waiting = list(open_ones.order_by("matter")[:6].values_list("pk", flat=True))
    if not waiting:
        return
    with inside(city):
        report = Report.objects.select_related("matter").get(pk=dice.choice(waiting))
        try:
            _act(report, timezone.now())
        except Refusal:
            return  # another desk was faster


def _act(report: Any, now: Any) -> None:
    from kentongan.people.models import Agency, Staff
    from kentongan.reports.actions import handling

    officer = Staff.objects.get(role="officer")
    match report.matter.state:
        case "received":
            handling.verify(report, by=officer, now=now)
        case "verified":
            to = Agency.objects.get(code="dishub")
            handling.dispose(report, to=to, instruction="Mohon diperbaiki.", by=officer, now=now)
        case "assigned":
            by = Staff.objects.get(role="agency", agency__code="dishub")
            handling.answer(report, text="Sudah diganti.", outcome="repaired",
                            no_photo="Sudah gelap.", by=by, now=now)  # fmt: skip
        case "answered":
            handling.reply(report, text="Sudah diperbaiki hari ini.", by=officer, now=now)
        case "replied":
            handling.close(report, by=officer, now=now)
