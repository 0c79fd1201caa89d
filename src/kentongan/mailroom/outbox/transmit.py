"""Carry words to the platform. No transaction is open, no city entered, while we talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kentongan.channels import sender
from kentongan.channels.wire import Later, Sent, Undeliverable, Unknown
from kentongan.cities.locks import somewhere
from kentongan.mailroom.outbox.claim import Job
from kentongan.pure.errors import Outage

if TYPE_CHECKING:
    from aiohttp import ClientSession


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a job: exactly one of the four is set."""

    job: Job
    sent: Sent | None = None
    later: Later | None = None
    refused: Undeliverable | None = None
    unknown: str = ""


async def transmit(job: Job, wire: ClientSession) -> Result:
    """Send once. Whatever the platform answers is a `Result`; a mistake of ours counts as
    unknown, because nobody can say how far it got."""
    if somewhere():
        raise RuntimeError("a city is open while we talk to strangers")
    try:
        sent = await sender(job.channel).send(job.outgoing, job.secrets, wire)
    except Undeliverable as refused:
        return Result(job, refused=refused)
    except Later as later:
        return Result(job, later=later)
    except Outage as outage:
        wait = outage.wait or timedelta(seconds=30)
        return Result(job, later=Later(0, outage.reason, wait))
    except Unknown as unknown:
        return Result(job, unknown=str(unknown) or "tidak ada kepastian dari platform")
    return Result(job, sent=sent)
