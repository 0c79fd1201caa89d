"""E-mail to people at work: a row before the request, then the tray that carries it.

Residents are never written to this way; it is for posts that prefer it.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from kentongan.cases.wake import wake
from kentongan.channels import smtp
from kentongan.channels.smtp import Attached, MailOut
from kentongan.channels.wire import Later, Undeliverable, Unknown
from kentongan.cities.locks import inside, somewhere
from kentongan.cities.models import City
from kentongan.mailroom.models import Enclosure, File, Mail
from kentongan.mailroom.serving import neutral_name
from kentongan.mailroom.storage import path_of

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
AT_ONCE = 4
PATIENCE = timedelta(days=2)  # servers that are away are tried for as long; then somebody looks
_LONGEST_WAIT = timedelta(hours=1)
# Mail servers commonly refuse more; what does not fit stays at the desk, and the words say so.
_MOST_ENCLOSED = 10 * 1024 * 1024
_TOO_BIG = "\n\n({} berkas terlalu besar untuk surel; lihat di meja kerja.)"


def configured() -> bool:
    """Whether this house can send e-mail at all."""
    return bool(settings.SMTP_URL and settings.MAIL_FROM)


@dataclass(frozen=True, slots=True)
class NewMail:
    """An e-mail to queue. `files` must be ready, and allowed to leave the house."""

    to: str
    subject: str
    text: str
    reply_to: str = ""
    in_reply_to: str = ""
    files: Sequence[File] = ()
    matter_id: int | None = None
    post_id: int | None = None


def post_mail(
    *, to: str, subject: str, text: str, reply_to: str = "", files: Sequence[File] = (),
    matter_id: int | None = None, post_id: int | None = None, in_reply_to: str = "",
    now: datetime,
) -> Mail:  # fmt: skip
    """Queue one e-mail in the caller's transaction. It waits until a mail server is configured."""
    new = NewMail(to, subject, text, reply_to, in_reply_to, files, matter_id, post_id)
    [mail] = post_many([new], now=now)
    return mail


def post_many(mails: Sequence[NewMail], *, now: datetime) -> list[Mail]:
    """Queue them: three statements, whatever the number."""
    if not mails:
        return []
    stored = Mail.objects.bulk_create(
        Mail(
            to=new.to,
            subject=" ".join(new.subject.split())[:200],
            text=new.text,
            reply_to=new.reply_to,
            message_id=new_message_id(),
            in_reply_to=new.in_reply_to,
            matter_id=new.matter_id,
            post_id=new.post_id,
            queued_at=now,
            ready_at=now,
        )
        for new in mails
    )
    Enclosure.objects.bulk_create(
        Enclosure(mail=mail, file=file)
        for mail, new in zip(stored, mails, strict=True)
        for file in new.files
    )
    wake()
    return stored


def new_message_id() -> str:
    """Our own, with the brackets. The host is the one we send from."""
    host = settings.MAIL_FROM.rpartition("@")[2].rstrip("> ") or urlsplit(settings.URL).hostname
    return f"<{uuid.uuid4()}@{host or 'kentongan'}>"


@dataclass(frozen=True, slots=True)
class Job:
    mail: int
    lease: uuid.UUID
    out: MailOut
    enclosed: tuple[tuple[Path, str], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one: taken (nothing else set), or how it was not."""

    job: Job
    later: Later | None = None
    refused: Undeliverable | None = None
    unknown: str = ""


def batch(city: City, now: datetime, *, most: int = AT_ONCE) -> int:
    """Carry some. No transaction is open while we talk to the server."""
    if not configured():
        return 0
    with inside(city):
        _lapse(now)
        jobs = _claim(now, most)
    if not jobs:
        return 0
    if somewhere():
        raise RuntimeError("a city is open while we talk to strangers")
    server, began = smtp.Server.parse(settings.SMTP_URL), time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as carriers:
        results = list(carriers.map(lambda job: _carry(job, server), jobs))
    ended = now + timedelta(seconds=time.monotonic() - began)
    with inside(city):
        for result in results:
            _settle(result, ended)
    return len(jobs)


def _lapse(now: datetime) -> None:
    """Whoever carried these is gone: nobody can say whether they arrived."""
    gone = Mail.objects.filter(state=Mail.State.SENDING, lease_until__lt=now)
    gone.update(
        state=Mail.State.UNKNOWN, lease=None, lease_until=None, ended_at=now,
        trouble="proses pengirim berhenti sebelum ada jawaban",
    )  # fmt: skip


def _claim(now: datetime, most: int) -> list[Job]:
    """Five statements at most: choose, take, and read what travels along."""
    waiting = Mail.objects.select_for_update(skip_locked=True).filter(
        state=Mail.State.QUEUED, ready_at__lte=now
    )
    mails = list(waiting.order_by("ready_at", "pk")[:most])
    if not mails:
        return []
    lease = uuid.uuid4()
    for mail in mails:
        mail.state, mail.lease, mail.lease_until = Mail.State.SENDING, lease, now + LEASE
        mail.attempted_at, mail.tries = now, mail.tries + 1
    Mail.objects.bulk_update(mails, ["state", "lease", "lease_until", "attempted_at", "tries"])
    inside_of: dict[int, list[File]] = {mail.pk: [] for mail in mails}
    enclosed = Enclosure.objects.filter(mail__in=mails).select_related("file").order_by("pk")
    for one in enclosed:
        inside_of[one.mail_id].append(one.file)
    return [_job(mail, lease, inside_of[mail.pk]) for mail in mails]


def _job(mail: Mail, lease: uuid.UUID, files: Sequence[File]) -> Job:
    travels: list[tuple[Path, str]] = []
    room = _MOST_ENCLOSED
    for file in files:
        if file.state == File.State.READY and file.size <= room:
            room -= file.size
            travels.append((path_of(file), file.mime))
    stays = len(files) - len(travels)
    out = MailOut(
        sender=settings.MAIL_FROM,
        to=mail.to,
        subject=mail.subject,
        text=mail.text + (_TOO_BIG.format(stays) if stays else ""),
        message_id=mail.message_id,
        date=mail.queued_at,
        reply_to=mail.reply_to,
        in_reply_to=mail.in_reply_to,
    )
    return Job(mail.pk, lease, out, tuple(travels))


def _carry(job: Job, server: smtp.Server) -> Result:
    """In a thread of its own, without the database. A mistake of ours leaves it in doubt."""
    try:
        smtp.send(_with_files(job), server)
    except Later as later:
        return Result(job, later=later)
    except Undeliverable as refused:
        return Result(job, refused=refused)
    except Unknown as unknown:
        return Result(job, unknown=str(unknown))
    except (ValueError, OSError, UnicodeError) as error:
        log.error("mail %s cannot be composed", job.mail, exc_info=error)
        return Result(job, refused=Undeliverable(0, f"tidak bisa disusun: {error}", "bug"))
    return Result(job)


def _with_files(job: Job) -> MailOut:
    files = tuple(
        Attached(f"{n}-{neutral_name(mime)}", mime, path.read_bytes())
        for n, (path, mime) in enumerate(job.enclosed, 1)
    )
    out = job.out
    return MailOut(
        out.sender, out.to, out.subject, out.text, out.message_id, out.date, out.reply_to,
        out.in_reply_to, files,
    )  # fmt: skip


def _settle(result: Result, now: datetime) -> None:
    """Only under our own lease: one that lapsed is in doubt already, and stays in sight."""
    held = Mail.objects.select_for_update().filter(pk=result.job.mail, lease=result.job.lease)
    mail = held.first()
    if mail is None:
        return
    mail.lease = mail.lease_until = None
    trouble = result.later or result.refused
    mail.trouble_code = trouble.code if trouble else None
    mail.trouble = (trouble.reason if trouble else result.unknown)[:300]
    if result.later and now - mail.queued_at < PATIENCE:
        mail.state, mail.ready_at = Mail.State.QUEUED, now + _wait(mail.tries, result.later)
    elif trouble or result.unknown:
        doubt = bool(result.unknown)
        mail.state = Mail.State.UNKNOWN if doubt else Mail.State.UNDELIVERABLE
        mail.ended_at = now
    else:
        mail.state, mail.sent_at = Mail.State.SENT, now
    mail.save()


def _wait(tries: int, later: Later) -> timedelta:
    """Twice as long each time, up to an hour."""
    first = later.wait or smtp.A_WHILE
    return min(first * (1 << min(tries - 1, 10)), _LONGEST_WAIT)
