"""A crew in the field: its telephone, what it sends from there, and what it hears."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone
from PIL import Image

from kentongan.cities.locks import inside
from kentongan.frontdesk import take
from kentongan.mailroom.models import File, Lane, Message, Word
from kentongan.mailroom.storage import fill, keep, new_key
from kentongan.people import phones
from kentongan.people.identities import contact_by_phone
from kentongan.people.models import PhoneLink, Staff
from kentongan.reports.actions import handling
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town

_ids = itertools.count(1)


def picture(colour: str = "green") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return out.getvalue()


@dataclass
class Crew:
    """Somebody with a telephone on the city's line. `now` is moved by hand."""

    town: Town
    staff: Staff
    phone: str = "+6281255507777"
    now: datetime = field(default_factory=timezone.now)
    contact: int = 0

    def __post_init__(self) -> None:
        with inside(self.town.city):
            self.contact = contact_by_phone(self.phone, now=self.now).pk

    def link(self) -> str:
        """By the code that the desk shows; gives the code."""
        with inside(self.town.city):
            code = phones.offer(self.staff, by=self.staff, now=self.now)
        self.sends(f"HUBUNGKAN {code}")
        self.read()
        return code

    def sends(self, text: str = "", kind: str = "text", **more: Any) -> Message:
        with inside(self.town.city):
            message = Message.objects.create(
                line=self.town.line, contact_id=self.contact, external_id=f"wamid.crew{next(_ids)}",
                at=self.now, arrived_at=self.now, kind=kind, text=text, **more,
            )  # fmt: skip
            Lane.objects.get_or_create(
                contact_id=self.contact, line=self.town.line, way="in",
                defaults={"ready_at": self.now, "spoke_at": self.now},
            )  # fmt: skip
            mine = Lane.objects.filter(contact=self.contact, way="in")
            mine.filter(pending=0).update(ready_at=self.now)
            mine.update(pending=F("pending") + 1, spoke_at=self.now)
        return message

    def photo(self, text: str = "", **more: Any) -> Message:
        message = self.sends(text, "image", **more)
        with inside(self.town.city):
            file = File(key=new_key(), message=message, since=self.now, ready_at=self.now)
            fill(file, keep(picture()))
            file.save()
        return message

    def presses(self, button: str, report: Report) -> Message:
        return self.sends(button, "choice", choice=f"{button}:{report.matter.number}")

    def read(self, *, quiet: float = 60) -> None:
        """Everybody is quiet for a while, and the desk takes what they said."""
        self.now += timedelta(seconds=quiet)
        take.batch(self.town.city, self.now)

    def heard(self, purpose: str = "crew") -> list[Word]:
        with inside(self.town.city):
            said = Word.objects.filter(contact=self.contact, purpose=purpose)
            return list(said.exclude(state="cancelled").order_by("pk"))

    def last(self) -> str:
        return self.heard()[-1].text

    def quotes(self, report: Report) -> str:
        """The platform's id of the disposition, as a reply carries it."""
        with inside(self.town.city):
            word = Word.objects.filter(
                contact=self.contact, purpose="disposition", text__contains=report.matter.number
            ).latest("pk")
            word.external_id = f"wamid.asked{word.pk}"
            word.save(update_fields=["external_id"])
        return word.external_id

    def gets(self, report: Report, **more: Any) -> Report:
        """An officer passes a report on to this crew's agency."""
        with inside(self.town.city):
            handling.dispose(
                self.town.fresh(report), to=self.staff.agency, by=self.town.officer, now=self.now,
                **more,
            )  # fmt: skip
        return self.town.fresh(report)

    def loses_the_telephone(self) -> None:
        with inside(self.town.city):
            link = PhoneLink.objects.get(contact=self.contact, ended_at=None)
            phones.unlink(link, by=self.town.officer, now=self.now)
