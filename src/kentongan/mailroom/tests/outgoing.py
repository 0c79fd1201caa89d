"""A town with one line and one resident, and what is said to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from kentongan.channels.wire import Sender, Sent, TextOut
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.mailroom.models import Lane, Line, Word
from kentongan.mailroom.outbox import NewWord, say
from kentongan.mailroom.outbox.claim import Job
from kentongan.mailroom.outbox.transmit import Result
from kentongan.people.models import Contact, ContactAddress

NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)


@dataclass
class Town:
    city: City
    line: Line
    contact: Contact


def small_town() -> Town:
    city = City.objects.create(
        slug="kota", name="Kota", code="00.00", zone="Asia/Jakarta", accent="#0b6b70",
        hours="Sen-Jum 08.00-16.00", latitude=0, longitude=0, pack="pontianak",
    )  # fmt: skip
    with inside(city):
        line = Line.objects.create(
            channel="whatsapp", external_id="1", display="+62 561 1", name="Kota"
        )
        contact = somebody(line, "+6281200000001")
    return Town(city, line, contact)


def somebody(line: Line, phone: str, *, spoke: datetime | None = NOW) -> Contact:
    contact = Contact.objects.create(since=NOW)
    ContactAddress.objects.create(contact=contact, kind="phone", value=phone, since=NOW)
    Lane.objects.create(contact=contact, line=line, way="in", ready_at=NOW, spoke_at=spoke)
    return contact


def tell(
    town: Town,
    text: str = "halo",
    contact: Contact | None = None,
    *,
    at: datetime = NOW,
    **rest: object,
) -> Word:
    who = contact or town.contact
    values = {"purpose": "reply", "inside": TextOut(text), **rest}
    with inside(town.city):
        return say(NewWord(who.pk, town.line.pk, text=text, **values), now=at)  # type: ignore[arg-type]


def fresh(town: Town, word: Word) -> Word:
    with inside(town.city):
        return Word.objects.get(pk=word.pk)


def out_lane(town: Town) -> Lane:
    with inside(town.city):
        return Lane.objects.get(contact=town.contact, way="out")


def accepted(job: Job) -> Result:
    return Result(job, sent=Sent(f"wamid.{job.word}", Sender(phone="+6281200000001")))
