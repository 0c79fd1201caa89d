"""What a resident adds on the web. It becomes a message like any other, on the city's web line."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases import waiting
from kentongan.cases.actor import RESIDENT
from kentongan.cities.locks import current
from kentongan.mailroom.models import Line, Message
from kentongan.mailroom.storage import store_upload
from kentongan.people.models import Contact
from kentongan.pure.normalise import clean
from kentongan.reports.actions import residents
from kentongan.reports.flow import FLOW
from kentongan.reports.models import Report

CHANNEL = "web"


def web_line() -> Line:
    """The line of the city's own site; made when it is first needed. It sends nothing."""
    city = current()
    line, _ = Line.objects.get_or_create(
        channel=CHANNEL,
        external_id=f"web-{city.slug}",
        defaults={"display": "situs kota", "name": city.name},
    )
    return line


@transaction.atomic
def add(report: Report, *, text: str, photo: UploadedFile[bytes] | None, now: datetime) -> Message:
    """Words or a photo for an open or closed report. Raises `Refusal` for a photo too big."""
    matter = report.matter
    contact = matter.contact
    if contact is None:
        contact = matter.contact = Contact.objects.create(since=now)
        matter.save(update_fields=["contact"])
    message = Message.objects.create(
        line=web_line(),
        contact=contact,
        external_id=f"web:{uuid.uuid4()}",
        at=now,
        arrived_at=now,
        kind="image" if photo else "text",
        text=clean(text),
        matter=matter,
        outcome=Message.Outcome.ADDITION,
        outcome_note="lewat halaman laporan",
        taken_at=now,
    )
    if photo:
        file = store_upload(photo, matter=None, staff=None, now=now)
        file.message = message
        file.save(update_fields=["message"])
    cases.note(matter, "add", by=RESIDENT, now=now, details={"message": message.pk})
    waiting.resume_many([matter.pk], flow=FLOW, by=RESIDENT, now=now, why="answered")
    report.has_news = True
    report.save(update_fields=["has_news"])
    return message


@transaction.atomic
def not_fixed(
    report: Report, *, text: str, photo: UploadedFile[bytes] | None, now: datetime
) -> None:
    """It is not fixed: open it again, with what they tell or show of it. Raises `Refusal` for a
    report that cannot be opened again, and for a photo too big."""
    residents.judge(report, fixed=False, now=now)
    if text.strip() or photo:
        add(report, text=text, photo=photo, now=now)
