"""The tray of files: words came first, now the photo. Tried for seven days, then given up.

Residents' files, and what officers sent from the phone's own app.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import aiohttp
from django.db.models import Q
from django.utils import timezone

from kentongan.cases.halving import halved
from kentongan.cases.models import Matter
from kentongan.channels import fetcher
from kentongan.channels.wire import Media, Secrets, Undeliverable
from kentongan.cities.locks import inside, somewhere
from kentongan.cities.models import City
from kentongan.mailroom.models import File, Line
from kentongan.mailroom.outbox.claim import line_secrets
from kentongan.mailroom.storage import Kept, fill, keep
from kentongan.pure.errors import Outage

log = logging.getLogger(__name__)
PATIENCE = timedelta(days=7)  # the platform keeps what came in for seven days
LEASE = timedelta(minutes=5)
AT_ONCE = 8
_FROM_PLATFORM = Q(message__isnull=False) | Q(word__isnull=False)


@dataclass(frozen=True, slots=True)
class Job:
    city: int
    file: int
    lease: uuid.UUID
    channel: str
    media: Media
    secrets: Secrets


@dataclass(frozen=True, slots=True, repr=False)
class Fetched:
    """Either the bytes as they lie in the files directory, or why there are none (`gone`: for
    good)."""

    job: Job
    kept: Kept | None = None
    trouble: str = ""
    wait: timedelta | None = None
    gone: bool = False

    def __repr__(self) -> str:
        """Fit for a log: no token, and nothing of what a person sent."""
        return f"<file {self.job.file}, {self.kept.size if self.kept else 0} bytes {self.trouble}>"


def batch(city: City, now: datetime, *, most: int = AT_ONCE) -> int:
    """Fetch some files and develop the photos. No transaction is open while we do. A file that
    we stumble over is tried again later like any other; its neighbours never notice."""
    jobs = _claim(city, now, most)
    if not jobs:
        return 0
    for fetched in asyncio.run(_fetch_all(jobs)):
        ended = timezone.now()
        with inside(city):
            halved([fetched], partial(_settle, now=ended), partial(_stumble, now=ended))
    return len(jobs)


def _claim(city: City, now: datetime, most: int) -> list[Job]:
    with inside(city):
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        files = list(
            File.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("message__line__app", "word__line__app")
            .filter(_FROM_PLATFORM, free, state=File.State.WAITING, ready_at__lte=now)
            .order_by("ready_at")[:most]
        )
        lease = uuid.uuid4()
        File.objects.filter(pk__in=[f.pk for f in files]).update(
            lease=lease, lease_until=now + LEASE
        )
        return [
            Job(city.pk, f.pk, lease, line.channel, Media(**f.media), line_secrets(line))
            for f, line in ((f, _line(f)) for f in files)
            if line
        ]


def _line(file: File) -> Line | None:
    """The line on which it came: of a resident's message, or of an officer's own words."""
    came = file.message or file.word
    return came.line if came else None


async def _fetch_all(jobs: list[Job]) -> list[Fetched]:
    if somewhere():
        raise RuntimeError("a city is open while we talk to strangers")
    darkroom = asyncio.Lock()
    async with aiohttp.ClientSession() as wire:
        calls = [_fetch(job, wire, darkroom) for job in jobs]
        found = await asyncio.gather(*calls, return_exceptions=True)
    return [_fetched(job, one) for job, one in zip(jobs, found, strict=True)]


async def _fetch(job: Job, wire: aiohttp.ClientSession, darkroom: asyncio.Lock) -> Kept | None:
    """Many are fetched at once; only one is developed at a time, for the sake of memory, and in a
    thread beside, so that the others' downloads go on. None for an empty file."""
    content = await fetcher(job.channel).fetch(job.media, job.secrets, wire)
    async with darkroom:
        if not content:
            return None
        return await asyncio.to_thread(keep, content, job.media.mime, city=job.city)


def _fetched(job: Job, found: Kept | BaseException | None) -> Fetched:
    match found:
        case None:
            return Fetched(job, trouble="the file is empty")
        case Kept():
            return Fetched(job, found)
        case Undeliverable():
            return Fetched(job, trouble=found.reason, gone=True)
        case Outage():
            return Fetched(job, trouble=found.reason, wait=found.wait)
        case Exception():
            log.error("fetching file %s", job.file, exc_info=found)
            return Fetched(job, trouble=repr(found))
    raise found


def _stumble(fetched: Fetched, error: Exception, *, now: datetime) -> None:
    """The bytes lie there, and our own code could not write down what they are."""
    _settle([Fetched(fetched.job, trouble=repr(error))], now=now)


def _settle(all_fetched: Sequence[Fetched], *, now: datetime) -> None:
    """The bytes are there before the row says so."""
    for fetched in all_fetched:
        file = (
            File.objects.select_for_update(of=("self",))
            .select_related("message")
            .filter(pk=fetched.job.file, lease=fetched.job.lease)
            .first()
        )
        if file is not None:
            _write(file, fetched, now)


def _write(file: File, fetched: Fetched, now: datetime) -> None:
    file.tries, file.lease, file.lease_until = file.tries + 1, None, None
    file.trouble = fetched.trouble[:300]
    if fetched.kept:
        fill(file, fetched.kept)
    elif fetched.gone or now - file.since > PATIENCE:
        file.state = File.State.GONE
    else:
        pause = timedelta(seconds=min(2**file.tries, 3600))
        file.ready_at = now + max(fetched.wait or pause, pause)
    file.save()
    matter = file.matter_id or (file.message.matter_id if file.message else None)
    if matter:
        Matter.objects.filter(pk=matter).update(touched_at=now)
