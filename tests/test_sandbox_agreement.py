"""The city and the platform's double agree on every word that goes out: what the channel sends
the sandbox takes, and an error means the same to both. `test_sandbox_letters.py` is the way back.
"""

from __future__ import annotations

import asyncio
import io
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest
from PIL import Image

from kentongan.channels import whatsapp
from kentongan.channels.whatsapp import templates
from kentongan.channels.wire import (
    Address,
    AskPlace,
    Button,
    ButtonsOut,
    Content,
    LinkOut,
    ListOut,
    MediaOut,
    Outgoing,
    Raw,
    Receipt,
    Row,
    Secrets,
    Sent,
    TemplateOut,
    TextOut,
    TypingOut,
)
from kentongan.cities import pack as packs
from kentongan.cities.models import City as Town
from kentongan.mailroom.models import Line, PlatformApp, Template
from kentongan.mailroom.templating import draft
from kentongan_sandbox.tests.conftest import PTK, City, Phone, city, phone, running, somebody

__all__ = ["city", "phone", "running", "somebody"]
T = TypeVar("T")
DAY = 86_400


def secrets_of(phone: Phone, token: str = PTK["token"]) -> Secrets:
    return Secrets(token=token, line=PTK["phone_number_id"], base_url=phone.url, version="v23.0")


def talk(work: Callable[[aiohttp.ClientSession], Awaitable[T]]) -> T:
    async def whole() -> T:
        async with aiohttp.ClientSession() as wire:
            return await work(wire)

    return asyncio.run(whole())


def send(phone: Phone, to: str | Address, content: Content, **more: Any) -> Sent:
    address = Address(phone=to) if isinstance(to, str) else to
    secrets = more.pop("secrets", None) or secrets_of(phone)
    out = Outgoing(more.pop("ref", "") or str(uuid.uuid4()), address, content, **more)
    return talk(lambda wire: whatsapp.send(out, secrets, wire))


def received(phone: Phone, who: str, sent: Sent) -> dict[str, Any]:
    shown = phone.look("inbox", of=who, line="pontianak")["messages"]
    [found] = [message for message in shown if message["id"] == sent.external_id]
    return found


def receipts(city: City, external_id: str) -> dict[str, Receipt]:
    events = [e for letter in list(city.letters) for e in whatsapp.parse(Raw({}, letter.raw))]
    return {e.status: e for e in events if isinstance(e, Receipt) and e.external_id == external_id}


@pytest.fixture(autouse=True)
def _a_number_of_the_highest_tier(phone: Phone) -> None:
    """All tests together send more than 80 messages a second."""
    phone.faults(throughput=1000)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "#446688").save(out, "JPEG")
    (tmp_path / "photo.jpg").write_bytes(out.getvalue())
    (tmp_path / "voice.ogg").write_bytes(b"OggS" + bytes(400))
    (tmp_path / "film.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(400))
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.4\n" + bytes(400))
    return tmp_path


# -- every content


@pytest.mark.parametrize(
    ("content", "type_", "shows"),
    [
        (TextOut("Baik, kami periksa."), "text", "Baik, kami periksa."),
        (TextOut("Lihat https://kota.test", preview=True), "text", "https://kota.test"),
        (AskPlace("Di mana tempatnya?"), "interactive", "Di mana tempatnya?"),
        (LinkOut("Ikuti laporan", "Buka", "https://kota.test/t/1"), "interactive", "Buka"),
        (
            ButtonsOut("Sudah beres?", (Button("ok", "Sudah"), Button("no", "Belum")), "Kota"),
            "interactive",
            "Belum",
        ),
        (
            ListOut("Pilih topik", "Topik", (Row("a", "Jalan", "berlubang"), Row("b", "Lampu"))),
            "interactive",
            "Jalan",
        ),
    ],
)  # fmt: skip
def test_the_resident_reads_what_the_city_sent(
    phone: Phone, somebody: str, content: Content, type_: str, shows: str
):
    phone.say(somebody)
    sent = send(phone, somebody, content)
    found = received(phone, somebody, sent)
    assert found["type"].split(".")[0] == type_
    assert shows in str(found)
    assert sent.recipient.wa_id == somebody.lstrip("+")


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("image", ("photo.jpg", "image/jpeg")),
        ("audio", ("voice.ogg", "audio/ogg")),
        ("video", ("film.mp4", "video/mp4")),
        ("document", ("letter.pdf", "application/pdf")),
    ],
)
def test_a_file_of_the_city_is_uploaded_once_and_sent(
    phone: Phone, somebody: str, files: Path, kind: Any, made: tuple[str, str]
):
    phone.say(somebody)
    file, mime = made
    path = str(files / file)
    sent = send(phone, somebody, MediaOut(kind, path, mime, caption="Bukti", filename=file))
    assert sent.uploaded
    assert received(phone, somebody, sent)["type"] == kind
    again = send(phone, somebody, MediaOut(kind, "/gone", mime, uploaded=sent.uploaded))
    assert received(phone, somebody, again)["type"] == kind


def test_a_question_may_carry_a_photo(phone: Phone, somebody: str, files: Path):
    phone.say(somebody)
    question = ButtonsOut(
        "Sudah beres?", (Button("ok", "Sudah"),), image=str(files / "photo.jpg"),
        image_mime="image/jpeg",
    )  # fmt: skip
    found = received(phone, somebody, send(phone, somebody, question))
    assert found["media"]["mime_type"] == "image/jpeg", found


def test_typing_is_shown_and_the_message_marked_as_read(phone: Phone, somebody: str):
    heard = phone.say(somebody)
    assert send(phone, somebody, TypingOut(heard)) == Sent("")
    [message] = phone.look("thread", of=somebody, line="pontianak")["messages"]
    assert message["status"] == "read"


def test_an_answer_quotes_and_reaches_a_person_without_a_number(phone: Phone):
    who = f"ID.{uuid.uuid4().int % 10**17:017d}"
    heard = phone.say({"user_id": who, "username": "warga.tanpa.nomor"})
    sent = send(phone, Address(user_id=who), TextOut("Baik"), reply_to=heard)
    assert sent.recipient.user_id == who
    assert received(phone, who, sent)["reply_to"]


def test_receipts_carry_our_own_id_and_the_price(phone: Phone, city: City, somebody: str):
    phone.say(somebody)
    ref = str(uuid.uuid4())
    sent = send(phone, somebody, TextOut("Baik"), ref=ref)
    city.wait(lambda: "delivered" in receipts(city, sent.external_id))
    phone.act("read", line="pontianak", of=somebody)
    city.wait(lambda: len(receipts(city, sent.external_id)) == 3)
    found = receipts(city, sent.external_id)
    assert {r.ref for r in found.values()} == {ref}
    assert {r.line for r in found.values()} == {PTK["phone_number_id"]}
    assert found["delivered"].price_category == "service"
    assert found["delivered"].billable is not None
    assert found["read"].recipient.wa_id == somebody.lstrip("+")


def test_what_became_of_a_message_can_be_asked(phone: Phone, city: City, somebody: str):
    """The tenth hole of the leaders: nobody asks."""
    phone.say(somebody)
    sent = send(phone, somebody, TextOut("Baik"))
    city.wait(lambda: "delivered" in receipts(city, sent.external_id))
    secrets = secrets_of(phone)
    asked = partial(templates.message_history, sent.external_id, secrets)
    assert [fate.status for fate in talk(asked)] == ["accepted", "sent", "delivered"]
    assert talk(partial(templates.message_history, "wamid.nobody", secrets)) == []


# -- templates


TOWN = Town(pk=1, slug="kota")


def _template(made: Any) -> Template:
    return Template(
        city=TOWN, name=made.name, language=made.language, category=made.category,
        header=made.header, header_text=made.header_text, body=made.body, footer=made.footer,
        buttons=[asdict(button) for button in made.buttons],
        variables=[[variable.name, variable.sample] for variable in made.variables],
    )  # fmt: skip


def _filled(made: Template, photo: Path) -> TemplateOut:
    kinds = [button["type"] for button in made.buttons]
    return TemplateOut(
        made.name, made.language, tuple(sample for _, sample in made.variables),
        image=str(photo) if made.header == "image" else "", image_mime="image/jpeg",
        payloads=tuple(f"choice:{n}" for n in range(kinds.count("quick_reply"))),
        url_suffix="token" if "url" in kinds else "",
    )  # fmt: skip


@pytest.mark.parametrize("slug", packs.slugs())
def test_every_template_of_a_city_is_handed_in_approved_and_sent(
    phone: Phone, somebody: str, files: Path, slug: str
):
    """Long after the window has closed, as templates are."""
    phone.faults(template_delay_s=0.0)
    line, secrets = Line(city=TOWN, app=PlatformApp(platform_id="4711")), secrets_of(phone)
    for made in packs.load(slug).templates:
        template = _template(made)
        template.name = f"{slug}_{made.name}"

        async def submit(wire: aiohttp.ClientSession, t: Template = template) -> Any:
            body = await draft(t, line, secrets, wire)
            return await templates.submit_template(PTK["waba_id"], body, secrets, wire)

        assert talk(submit).status == "PENDING"
        phone.act("templates", name=template.name, status="APPROVED")
        sent = send(phone, somebody, _filled(template, files / "photo.jpg"))
        found = received(phone, somebody, sent)
        assert found["type"] == "template"
        for _, sample in template.variables:
            assert " ".join(sample.split()) in str(found), template.name
    listed = talk(partial(templates.list_templates, PTK["waba_id"], secrets))
    mine = [t for t in listed if t.name.startswith(slug)]
    assert {t.status for t in mine} == {"APPROVED"}
    assert len(mine) == len(packs.load(slug).templates)


def test_the_line_and_its_subscription_can_be_looked_up(phone: Phone):
    secrets = secrets_of(phone)
    fields = talk(partial(templates.line_fields, secrets))
    assert (fields.quality, fields.throughput) == ("GREEN", "HIGH")
    talk(partial(templates.subscribe, PTK["waba_id"], secrets))
    assert len(talk(partial(templates.subscribed_apps, PTK["waba_id"], secrets))) == 1
