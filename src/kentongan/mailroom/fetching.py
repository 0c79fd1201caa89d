"""The tray of files: words came first, now the photo. Tried for seven days, then given up."""

from __future__ import annotations

import asyncio
import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
from django.db.models import Q
from django.utils import timezone

from kentongan.cases.models import Matter
from kentongan.channels import fetcher
from kentongan.channels.wire import Media, Secrets, Undeliverable
from kentongan.cities.locks import inside, somewhere
from kentongan.cities.models import City
from kentongan.mailroom.models import File
from kentongan.mailroom.outbox.claim import line_secrets
from kentongan.mailroom.storage import fill, keep
from kentongan.pure.errors import Outage

log = logging.getLogger(__name__)
PATIENCE = timedelta(days=7)  # the platform keeps what came in for seven days
LEASE = timedelta(minutes=5)
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Job:
    file: int
    lease: uuid.UUID
    channel: str
    media: Media
    secrets: Secrets


@dataclass(frozen=True, slots=True)
class Fetched:
    """Either the bytes, or why there are none (`gone`: for good)."""

    job: Job
    content: bytes = b""
    trouble: str = ""
    wait: timedelta | None = None
    gone: bool = False


def batch(city: City, now: datetime, *, most: int = AT_ONCE) -> int:
    """Fetch some files. No transaction is open while we do."""
    jobs = _claim(city, now, most)
    if not jobs:
        return 0
    for fetched in asyncio.run(_fetch_all(jobs)):
        _settle(city, fetched, timezone.now())
    return len(jobs)


def _claim(city: City, now: datetime, most: int) -> list[Job]:
    with inside(city):
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        files = list(
            File.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("message__line__app")
            .filter(free, state=File.State.WAITING, ready_at__lte=now, message__isnull=False)
            .order_by("ready_at")[:most]
        )
        lease = uuid.uuid4()
        File.objects.filter(pk__in=[f.pk for f in files]).update(
            lease=lease, lease_until=now + LEASE
        )
        return [
            Job(f.pk, lease, f.message.line.channel, Media(**f.media), line_secrets(f.message.line))
            for f in files
            if f.message
        ]


async def _fetch_all(jobs: list[Job]) -> list[Fetched]:
    if somewhere():
        raise RuntimeError("a city is open while we talk to strangers")
    async with aiohttp.ClientSession() as wire:
        return list(await asyncio.gather(*(_fetch(job, wire) for job in jobs)))


async def _fetch(job: Job, wire: aiohttp.ClientSession) -> Fetched:
    try:
        return Fetched(job, await fetcher(job.channel).fetch(job.media, job.secrets, wire))
    except Undeliverable as refused:
        return Fetched(job, trouble=refused.reason, gone=True)
    except Outage as outage:
        return Fetched(job, trouble=outage.reason, wait=outage.wait)


def _settle(city: City, fetched: Fetched, now: datetime) -> None:
    """Bytes are written before the row says that they are there."""
    with inside(city):
        kept = keep(fetched.content, fetched.job.media.mime) if fetched.content else None
        file = (
            File.objects.select_for_update(of=("self",))
            .select_related("message")
            .filter(pk=fetched.job.file, lease=fetched.job.lease)
            .first()
        )
        if file is None:
            return
        file.tries, file.lease, file.lease_until = file.tries + 1, None, None
        file.trouble = fetched.trouble[:300]
        if kept:
            fill(file, kept)
        elif fetched.gone or now - file.since > PATIENCE:
            file.state = File.State.GONE
        else:
            pause = timedelta(seconds=min(2**file.tries, 3600))
            file.ready_at = now + max(fetched.wait or pause, pause)
        file.save()
        if file.message and file.message.matter_id:
            Matter.objects.filter(pk=file.message.matter_id).update(touched_at=now)
