"""A city with its pack, residents who write, and what the desk does with it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F

from kentongan.cases.models import Matter
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.frontdesk import acknowledge, take
from kentongan.mailroom.models import Lane, Line, Message, Template, Word
from kentongan.people.models import Contact
from kentongan.reports.models import Report
from kentongan.site.settle import settle_city, template_pack

# A Tuesday, 10.00 in Pontianak: the desk is open.
MORNING = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
_ids = itertools.count(1)


@dataclass
class Scene:
    """One city and its line; `now` is moved by hand."""

    city: City
    line: int
    now: datetime = MORNING
    contacts: dict[str, int] = field(default_factory=dict)

    def says(
        self, who: str, text: str = "", *, kind: str = "text", ago: float = 0, **more: Any
    ) -> str:
        """A resident says something `ago` seconds before now; returns the platform's id."""
        external = f"wamid.{next(_ids)}"
        at = self.now - timedelta(seconds=ago)
        with inside(self.city):
            contact = self._contact(who)
            Message.objects.create(
                line_id=self.line, contact_id=contact, external_id=external, at=at,
                arrived_at=self.now, kind=kind, text=text, **more,
            )  # fmt: skip
            lane, _ = Lane.objects.get_or_create(
                contact_id=contact, line_id=self.line, way="in",
                defaults={"ready_at": self.now, "spoke_at": at},
            )  # fmt: skip
            Lane.objects.filter(pk=lane.pk).update(pending=F("pending") + 1)
        return external

    def presses(self, who: str, choice: str, title: str = "") -> str:
        return self.says(who, title, kind="choice", choice=choice)

    def pins(self, who: str, latitude: float, longitude: float) -> str:
        return self.says(who, kind="location", latitude=latitude, longitude=longitude)

    def _contact(self, who: str) -> int:
        if who not in self.contacts:
            self.contacts[who] = Contact.objects.create(name=who, since=self.now).pk
        return self.contacts[who]

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def taken(self) -> int:
        return take.batch(self.city, self.now)

    def quiet(self) -> None:
        """Everything is taken, nobody writes for a while, and what is owed is said."""
        self.taken()
        self.later(seconds=70)
        acknowledge.batch(self.city, self.now)

    def reports(self, who: str = "") -> list[Report]:
        with inside(self.city):
            found = Report.objects.select_related(
                "matter__owner", "topic__agency", "area"
            ).order_by("matter")
            if who:
                found = found.filter(matter__contact=self.contacts[who])
            return list(found)

    def report(self, who: str = "") -> Report:
        [only] = self.reports(who)
        return only

    def words(self, who: str, purpose: str = "") -> list[Word]:
        with inside(self.city):
            found = Word.objects.filter(contact=self.contacts[who]).order_by("id")
            found = found.exclude(state="cancelled").exclude(purpose="typing")
            return list(found.filter(purpose=purpose) if purpose else found)

    def message(self, external: str) -> Message:
        with inside(self.city):
            return Message.objects.get(external_id=external)

    def matters(self) -> list[Matter]:
        with inside(self.city):
            return list(Matter.objects.order_by("id"))


def scene(slug: str = "pontianak") -> Scene:
    """A settled city. Needs a database."""
    city = settle_city(slug)
    with inside(city):
        line = Line.objects.create(
            channel="whatsapp", external_id=f"line-{next(_ids)}", display="+62", name=city.name
        )
        template_pack(line)
        Template.objects.update(status=Template.Status.APPROVED)
    return Scene(city, line.pk)
