"""A report that somebody told us in person: taken down by an officer, in the resident's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from kentongan.cases.actor import acting
from kentongan.cities import pack as packs
from kentongan.cities.locks import current
from kentongan.mailroom import storage
from kentongan.people.identities import contact_by_phone
from kentongan.people.models import Agency, Contact, Staff
from kentongan.reports.actions.handling import OFFICE
from kentongan.reports.actions.intake import NewReport, receive_many
from kentongan.reports.models import Report, Topic


@dataclass(frozen=True, slots=True)
class Told:
    """What stands on the counter's form. `phone` is E.164 or empty."""

    text: str
    channel: str
    kind: str
    topic: Topic | None
    place: str
    name: str
    phone: str
    urgent: bool
    anonymous: bool
    confidential: bool
    photos: Sequence[UploadedFile[bytes]]


def told(data: Mapping[str, Any]) -> Told:
    return Told(**{name: data[name] for name in Told.__slots__})


@transaction.atomic
def take_down(told: Told, *, by: Staff, now: datetime) -> Report:
    """Open it at once. The words suggest topics and raise alarms as a message would.

    Raises `Refusal` for a file that cannot be kept.
    """
    pack = packs.load(current().pack)
    suggested = [topic.code for topic, _ in pack.suggest(told.text)]
    alarms = pack.alarms(told.text)
    topic = told.topic or Topic.objects.filter(code__in=suggested[:1]).first()
    contact = _contact(told, now)
    [report] = receive_many(
        [
            NewReport(
                contact_id=contact.pk if contact else None,
                owner_id=Agency.objects.get(code=OFFICE).pk,
                channel=told.channel,
                text=told.text,
                received_at=now,
                kind=told.kind,
                topic_id=topic.pk if topic else None,
                suggestions=tuple(suggested),
                place=told.place,
                urgent=told.urgent or bool(alarms),
                emergency=alarms[0].kind[:20] if alarms else "",
                confidential=told.confidential or any(a.confidential for a in alarms),
                anonymous=told.anonymous,
            )
        ],
        now=now,
        by=acting(by),
    )
    if told.topic:
        report.topic_is_suggested = False
        report.save(update_fields=["topic_is_suggested"])
    for photo in told.photos:
        storage.store_upload(photo, matter=report.matter, staff=by, now=now)
    return report


def _contact(told: Told, now: datetime) -> Contact | None:
    """Whoever left a number is one person with who writes from it; a bare name is a new one."""
    if told.phone:
        contact = contact_by_phone(told.phone, now=now)
        if told.name and not contact.name:
            contact.name = told.name
            contact.save(update_fields=["name"])
        return contact
    return Contact.objects.create(name=told.name, since=now) if told.name else None
