"""A town to test in: its people at work, residents who write, reports in every state.

`town()` builds one; `town.report(state="answered")` walks a report there by its own verbs.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from kentongan.cases.models import Matter
from kentongan.cities import pack as packs
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.mailroom.models import Lane, Line, Message, PlatformApp, Template, Word
from kentongan.people.models import Agency, Area, Contact, ContactAddress, Staff
from kentongan.people.tests.at_work import hold
from kentongan.reports.actions import handling
from kentongan.reports.actions.intake import NewReport, receive_many
from kentongan.reports.models import Report, Topic
from kentongan.site.settle import settle_city, template_pack

_count = itertools.count(1)
LAMP = "Lampu jalan depan gang kami padam seminggu, gelap betul kalau malam"
PHONE = "+628125550{:04d}"

# The verbs that lead to a state, in order.
PATHS: dict[str, tuple[str, ...]] = {
    "received": (),
    "verified": ("verify",),
    "assigned": ("verify", "dispose"),
    "answered": ("verify", "dispose", "answer"),
    "replied": ("verify", "dispose", "answer", "reply"),
    "closed": ("verify", "dispose", "answer", "reply", "close"),
    "declined": ("decline",),
    "referred": ("refer",),
}


@dataclass
class Town:
    """`dishub` and `pupr` work for those agencies. All can sign in through `client`."""

    city: City
    line: Line
    officer: Staff
    dishub: Staff
    pupr: Staff
    head: Staff
    colleague: Staff
    _walk: dict[str, Any] = field(default_factory=dict)

    def client(self, staff: Staff) -> Client:
        client = Client()
        client.force_login(staff.user)
        return client

    def url(self, report: Report | None = None, *more: str) -> str:
        parts = [report.matter.number] if report else []
        return "/".join(("", self.city.slug, "desk", *parts, *more, ""))

    def report(
        self, text: str = LAMP, *, state: str = "received", name: str = "Sari Dewi",
        contact: Contact | None = None, at: datetime | None = None, topic: str = "street_light",
        agency: str = "dishub", **more: Any,
    ) -> Report:  # fmt: skip
        """A report that somebody told on WhatsApp, walked to `state`."""
        at = at or timezone.now() - timedelta(hours=2)
        with inside(self.city):
            contact = contact or self.contact(name, at=at)
            about = Topic.objects.filter(code=topic).first()
            office = Agency.objects.get(code=handling.OFFICE)
            new = NewReport(
                contact_id=contact.pk, owner_id=office.pk, channel="whatsapp", text=text,
                received_at=at, topic_id=about.pk if about else None,
                suggestions=(topic, "electricity"), **more,
            )  # fmt: skip
            [report] = receive_many([new], now=at)
            self.message(report, text, at=at)
            report = self.fresh(report)
            for n, verb in enumerate(PATHS[state], 1):
                self._take(report, verb, agency, at + timedelta(minutes=5 * n))
            return self.fresh(report)

    def contact(self, name: str = "Sari Dewi", *, at: datetime | None = None) -> Contact:
        """Somebody with a telephone, who wrote at that time."""
        at = at or timezone.now()
        with inside(self.city):
            contact = Contact.objects.create(name=name, since=at)
            phone = PHONE.format(next(_count))
            ContactAddress.objects.create(contact=contact, kind="phone", value=phone, since=at)
            ContactAddress.objects.create(
                contact=contact, kind="username", value=f"warga{contact.pk}", since=at
            )
            Lane.objects.create(contact=contact, line=self.line, way="in", ready_at=at, spoke_at=at)
        return contact

    def message(self, report: Report, text: str = "", **more: Any) -> Message:
        """Words of the resident, taken into this report."""
        at = more.pop("at", None) or timezone.now()
        with inside(self.city):
            return Message.objects.create(
                **{
                    "line": self.line,
                    "contact_id": report.matter.contact_id,
                    "external_id": f"wamid.town{next(_count)}",
                    "at": at,
                    "arrived_at": at,
                    "taken_at": at,
                    "kind": "text",
                    "text": text,
                    "matter_id": report.pk,
                    "outcome": "addition",
                    **more,
                }
            )

    def word(self, report: Report, text: str, **more: Any) -> Word:
        """Words of the city, as if they had gone out."""
        with inside(self.city):
            return Word.objects.create(
                **{
                    "line": self.line,
                    "contact_id": report.matter.contact_id,
                    "matter_id": report.pk,
                    "purpose": "message",
                    "text": text,
                    "queued_at": timezone.now(),
                    **more,
                }
            )

    def fresh(self, report: Report) -> Report:
        """As it is in the database now."""
        with inside(self.city):
            return Report.objects.select_related(
                "matter__owner", "matter__contact", "topic__agency"
            ).get(pk=report.pk)

    def state(self, report: Report) -> str:
        with inside(self.city):
            return Matter.objects.get(pk=report.pk).state

    def _take(self, report: Report, verb: str, agency: str, at: datetime) -> None:
        to = Agency.objects.get(code=agency)
        at_agency = {"dishub": self.dishub, "pupr": self.pupr}.get(agency, self.officer)
        words: dict[str, dict[str, Any]] = {
            "dispose": {"to": to, "instruction": "Mohon dicek malam ini."},
            "answer": {
                "text": "Dua lampu sudah diganti.",
                "outcome": "repaired",
                "no_photo": "Sudah gelap.",
            },
            "reply": {"text": "Lampunya sudah menyala lagi."},
            "decline": {"reason": "unclear", "text": "Mohon ceritakan lagi."},
            "refer": {"to": Agency.objects.filter(is_city=False).first(), "text": "Ke PLN, ya."},
        }
        by = at_agency if verb == "answer" else self.officer
        getattr(handling, verb)(report, **words.get(verb, {}), by=by, now=at)


def town(slug: str = "pontianak", *, password: str = "") -> Town:
    """Everything a city needs to work. Without a password nobody can sign in by form."""
    city = settle_city(slug)
    app = PlatformApp.objects.get_or_create(channel="whatsapp", slug="demo")[0]
    with inside(city):
        _areas(city)
        line = Line.objects.create(
            app=app, channel="whatsapp", external_id=f"62000{city.pk:06d}", name=city.name,
            display="+62 561 7000 001",
        )  # fmt: skip
        template_pack(line)
        Template.objects.update(status=Template.Status.APPROVED)

        def staff(name: str, post: str) -> Staff:
            username = f"{name.split()[0].lower()}.{slug}"
            return hold(post, name, username=username, password=password)

        works = "dishub" if slug == "pontianak" else "dpu"
        other = "pupr" if slug == "pontianak" else "dlh"
        return Town(
            city=city,
            line=line,
            officer=staff("Rina Marlina", f"{handling.OFFICE}.officer"),
            dishub=staff("Anton Wijaya", f"{works}.liaison"),
            pupr=staff("Yudi Pratama", f"{other}.liaison"),
            head=staff("Dewi Lestari", f"{handling.OFFICE}.chief"),
            colleague=staff("Budi Santoso", f"{handling.OFFICE}.officer"),
        )


def _areas(city: City) -> None:
    known = set(Area.objects.values_list("code", flat=True))
    for area in packs.load(city.pack).areas:
        if area.level == "city" or area.code in known:
            continue
        Area.objects.create(
            level=area.level, code=area.code, name=area.name, latitude=area.lat or 0.0,
            longitude=area.lon or 0.0, parent=Area.objects.filter(code=area.parent).first(),
        )  # fmt: skip
