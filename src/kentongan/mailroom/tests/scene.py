"""Two cities with a WhatsApp line each, and letters as the platform writes them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.mailroom.models import Letter, Line, LineKey, Message, PlatformApp
from kentongan.mailroom.unpack import batch
from kentongan.people.models import Contact

# A Tuesday, 10.00 in Pontianak.
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PONTIANAK, BANDARLAMPUNG = "620561000000001", "620721000000002"
ACCOUNTS = {PONTIANAK: "110000000000001", BANDARLAMPUNG: "110000000000002"}
DISPLAYS = {PONTIANAK: "+62 561 000-0001", BANDARLAMPUNG: "62721 0000002"}
SRI, JOKO = "6281200000001", "6281200000002"
_ids = itertools.count(1)

Item = dict[str, Any]


@dataclass
class Scene:
    """The post office of a test."""

    app: PlatformApp
    cities: dict[str, City] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)

    @property
    def pontianak(self) -> City:
        return self.cities[PONTIANAK]

    @property
    def line(self) -> Line:
        return self.lines[PONTIANAK]

    def add(self, slug: str, external_id: str) -> City:
        city, _ = City.objects.get_or_create(
            slug=slug,
            defaults={
                "name": f"Kota {slug.title()}", "code": "61.71", "zone": "Asia/Pontianak",
                "accent": "#006d5b", "hours": "Sen-Jum 07.15-15.30", "latitude": 0,
                "longitude": 109, "pack": slug,
            },
        )  # fmt: skip
        with inside(city):
            line = Line.objects.create(
                app=self.app, channel="whatsapp", external_id=external_id, name=slug,
                account=ACCOUNTS.get(external_id, ""), display=DISPLAYS.get(external_id, ""),
            )  # fmt: skip
        LineKey.objects.create(
            channel="whatsapp", external_id=external_id, app=self.app, city=city, line_id=line.pk
        )
        self.cities[external_id], self.lines[external_id] = city, line
        return city

    def messages(self) -> list[Message]:
        """What Pontianak has, in the order of the timeline."""
        with inside(self.pontianak):
            return list(Message.objects.order_by("at", "pk"))

    def contacts(self) -> list[Contact]:
        with inside(self.pontianak):
            return list(Contact.objects.order_by("pk"))


def two_cities() -> Scene:
    scene = Scene(PlatformApp.objects.create(channel="whatsapp", slug="demo"))
    scene.add("pontianak", PONTIANAK)
    scene.add("bandarlampung", BANDARLAMPUNG)
    return scene


# -- items


def says(who: str, text: str = "Lampu jalan mati", *, at: datetime = NOW, **more: Any) -> Item:
    item: Item = {
        "from": who, "id": f"wamid.{next(_ids)}", "timestamp": seconds(at), "type": "text",
        "text": {"body": text},
    }  # fmt: skip
    return item | more


def status(external_id: str, name: str, *, at: datetime = NOW, **more: Any) -> Item:
    return {"id": external_id, "status": name, "timestamp": seconds(at)} | more


def renamed(old: str, new: str, *, at: datetime = NOW, **more: Any) -> Item:
    return {
        "from": old, "id": f"wamid.{next(_ids)}", "timestamp": seconds(at), "type": "system",
        "system": {"type": "user_changed_number", "wa_id": new, "body": "changed"} | more,
    }  # fmt: skip


def seconds(at: datetime) -> str:
    return str(int(at.timestamp()))


# -- letters


def change(
    messages: Sequence[Item] = (), *, line: str = PONTIANAK, field: str = "messages", **more: Any
) -> Item:
    value: Item = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": DISPLAYS.get(line, ""), "phone_number_id": line},
        **more,
    }
    if messages:
        value["messages"] = list(messages)
    return {"field": field, "value": value}


def letter(*changes: Item, at: datetime = NOW, account: str = ACCOUNTS[PONTIANAK]) -> Letter:
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": account, "time": int(at.timestamp()), "changes": list(changes)}],
    }
    return posted(json.dumps(body).encode(), at=at)


def posted(body: bytes, *, at: datetime = NOW, app: str = "demo") -> Letter:
    return Letter.objects.create(channel="whatsapp", app=app, body=body, received_at=at)


def unpacked(*changes: Item, now: datetime = NOW) -> None:
    """One letter comes and is unpacked a second later."""
    letter(*changes, at=now)
    assert batch(now + timedelta(seconds=1)) == 1
