"""What the platform's double reports is read as what was meant: every kind, every second thought,
every fault of the post.
"""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

import aiohttp
import pytest

from kentongan.channels import whatsapp
from kentongan.channels.wire import Event, LineNews, Raw, Renamed, Said, Secrets, Unreadable, Wish
from kentongan_sandbox.tests.conftest import (
    PTK,
    SECRET,
    City,
    Phone,
    city,
    phone,
    running,
    somebody,
)

__all__ = ["city", "phone", "running", "somebody"]
LINE, WABA = PTK["phone_number_id"], PTK["waba_id"]
E = TypeVar("E")


@pytest.fixture(autouse=True)
def _a_number_of_the_highest_tier(phone: Phone) -> None:
    """All tests together send more than 80 messages a second."""
    phone.faults(throughput=1000)


def events(city: City) -> list[Event]:
    """What the channel reads out of every letter that came, seals checked."""
    found: list[Event] = []
    for letter in list(city.letters):
        seal = whatsapp.seal.seal(letter.raw, SECRET)
        raw = Raw({"x-hub-signature-256": seal}, letter.raw)
        assert letter.sealed
        whatsapp.verify(raw, Secrets(app=(SECRET,)))
        found += whatsapp.parse(raw)
    assert not [e for e in found if isinstance(e, Unreadable)]
    return found


def heard(city: City, kind: type[E], fits: Callable[[E], Any] = lambda _: True) -> E:
    """The first event of a kind that fits; waits for it."""
    found: E = city.wait(
        lambda: next((e for e in events(city) if isinstance(e, kind) and fits(e)), None)
    )
    return found


def said(city: City, external_id: str) -> Said:
    found = heard(city, Said, lambda e: e.external_id == external_id)
    assert (found.line, found.echo, found.history) == (LINE, False, False)
    return found


@pytest.mark.parametrize(
    ("spec", "meant"),
    [
        ({"type": "text", "text": "Lampu mati"}, ("text", "Lampu mati")),
        ({"type": "image", "text": "Lubang ini"}, ("image", "Lubang ini")),
        ({"type": "video", "caption": "Banjir"}, ("video", "Banjir")),
        ({"type": "document", "caption": "Surat", "filename": "a.pdf"}, ("document", "Surat")),
        ({"type": "voice"}, ("audio", "")),
        ({"type": "audio"}, ("audio", "")),
        ({"type": "sticker"}, ("sticker", "")),
        ({"type": "location", "latitude": -0.02, "longitude": 109.34, "name": "Alun"},
         ("location", "")),
        ({"type": "contacts", "contact_name": "Pak RT"}, ("contacts", "Pak RT")),
        ({"type": "unsupported", "kind": "poll_creation"}, ("unreadable", "")),
        ({"type": "hologram", "body": {"of": "the mayor"}}, ("unreadable", "")),
        ({"type": "order", "body": {"catalog_id": "1", "text": "Dua", "product_items": []}},
         ("order", "Dua")),
        ({"type": "interactive", "body": {"type": "nfm_reply", "nfm_reply": {
            "name": "flow", "body": "Sent", "response_json": '{"nama":"Sri"}'}}}, ("form", "Sri")),
    ],
)  # fmt: skip
def test_whatever_a_resident_sends_is_read_as_what_it_is(
    phone: Phone, city: City, somebody: str, spec: dict[str, Any], meant: tuple[str, str]
):
    kind, text = meant
    made = phone.act("say", **{"line": "pontianak", "from": somebody, "name": "Sri"} | spec)
    found = said(city, made["id"])
    assert found.kind == kind
    assert text in found.text
    assert (found.sender.phone, found.sender.name) == (somebody, spec.get("name", "Sri"))
    assert (found.media is not None) == (kind in ("image", "video", "document", "audio", "sticker"))
    assert (found.place is not None) == (kind == "location")
    if spec["type"] == "voice":
        assert found.media and found.media.voice
    if spec["type"] == "unsupported":
        assert found.trouble and found.trouble.code == 131051


def test_a_file_that_came_can_be_fetched_and_is_the_one_that_was_meant(
    phone: Phone, city: City, somebody: str
):
    made = phone.act("say", line="pontianak", **{"from": somebody}, type="image")
    media = said(city, made["id"]).media
    assert media is not None
    secrets = Secrets(token=PTK["token"], line=LINE, base_url=phone.url, version="v23.0")

    async def fetch() -> bytes:
        async with aiohttp.ClientSession() as wire:
            return await whatsapp.fetch(media, secrets, wire)

    assert hashlib.sha256(asyncio.run(fetch())).hexdigest() == media.sha256


def test_a_quote_and_a_forward_are_marked(phone: Phone, city: City, somebody: str):
    first = phone.say(somebody)
    second = phone.say(somebody, "Masih", reply_to=first, forwarded=True)
    found = said(city, second)
    assert (found.reply_to, found.forwarded) == (first, True)


def test_somebody_with_only_a_username_is_somebody(phone: Phone, city: City):
    who = f"ID.{uuid.uuid4().int % 10**17:017d}"
    found = said(city, phone.say({"user_id": who, "username": "warga.pasar"}))
    assert (found.sender.phone, found.sender.user_id) == ("", who)
    assert found.sender.username == "warga.pasar"


def press(phone: Phone, who: str, offer: dict[str, Any], **tap: Any) -> tuple[str, str]:
    """The ids of what the city offered and of the answer."""
    offered = phone.send(who, offer).json()["messages"][0]["id"]
    return offered, phone.act("tap", message=offered, **tap)["id"]


def test_buttons_rows_and_quick_replies_bring_back_what_we_sent_along(
    phone: Phone, city: City, somebody: str
):
    phone.say(somebody)
    reply = {"type": "reply", "reply": {"id": "done:K7", "title": "Sudah"}}
    row = {"id": "topic:lamp", "title": "Lampu"}
    offers = (
        ("done:K7", {"type": "button", "body": {"text": "?"}, "action": {"buttons": [reply]}}),
        ("topic:lamp", {"type": "list", "body": {"text": "?"},
                        "action": {"button": "Pilih", "sections": [{"rows": [row]}]}}),
    )  # fmt: skip
    for wanted, interactive in offers:
        offer = {"type": "interactive", "interactive": interactive}
        offered, answer = press(phone, somebody, offer, title=wanted)
        found = said(city, answer)
        assert found.kind == "choice" and found.choice
        assert (found.choice.id, found.reply_to) == (wanted, offered)
    payload = {"type": "payload", "payload": "read:K7"}
    button = {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [payload]}
    link = {"type": "button", "sub_type": "url", "index": "1",
            "parameters": [{"type": "text", "text": "t"}]}  # fmt: skip
    words = [{"type": "text", "text": "Sri"}, {"type": "text", "text": "K7"}]
    template = {
        "name": "answer_ready", "language": {"code": "id"},
        "components": [
            {"type": "header", "parameters": words[1:]}, {"type": "body", "parameters": words},
            button, link,
        ],
    }  # fmt: skip
    _, answer = press(phone, somebody, {"type": "template", "template": template}, button="Baca")
    found = said(city, answer)
    assert found.choice and (found.choice.id, found.choice.title) == ("read:K7", "Baca")


def test_a_place_that_was_asked_for_answers_the_question(phone: Phone, city: City, somebody: str):
    phone.say(somebody)
    ask = {"type": "location_request_message", "body": {"text": "Di mana?"},
           "action": {"name": "send_location"}}  # fmt: skip
    place = {"latitude": -0.03, "longitude": 109.3}
    offer = {"type": "interactive", "interactive": ask}
    offered, answer = press(phone, somebody, offer, location=place)
    found = said(city, answer)
    assert found.place and (found.place.latitude, found.place.longitude) == (-0.03, 109.3)
    assert found.reply_to == offered


# -- second thoughts


def test_an_edit_a_revocation_and_a_reaction_speak_of_their_message(
    phone: Phone, city: City, somebody: str
):
    first = phone.say(somebody)
    for act, more, kind, text in (
        ("edit", {"text": "Lampu mati dua"}, "edit", "Lampu mati dua"),
        ("react", {"emoji": "👍"}, "reaction", "👍"),
        ("react", {"emoji": ""}, "reaction", ""),
        ("revoke", {}, "revoke", ""),
    ):
        done = phone.act(act, message=first, **more)["id"]
        found = said(city, done)
        assert (found.kind, found.refers_to, found.text) == (kind, first, text)
        assert found.sender.phone == somebody


def test_a_new_number_is_the_same_person(phone: Phone, city: City, somebody: str):
    phone.say(somebody)
    new = f"{somebody}9"
    done = phone.act("number-change", of=somebody, to=new)
    found = heard(city, Renamed, lambda e: e.external_id == done["id"])
    assert (found.old.phone, found.new.phone) == (somebody, new)
    assert found.new.user_id == done["user_id"]


@pytest.mark.parametrize("value", ["stop", "resume"])
def test_a_wish_about_marketing_is_heard(phone: Phone, city: City, somebody: str, value: str):
    phone.say(somebody)
    phone.act("preferences", line="pontianak", of=somebody, value=value)
    found = heard(city, Wish)
    assert (found.stop, found.sender.phone, found.line) == (value == "stop", somebody, LINE)


# -- the phone's own app


def test_what_an_officer_types_on_the_phone_is_an_echo(phone: Phone, city: City, somebody: str):
    phone.say(somebody)
    phone.faults(coexistence=True)
    done = phone.act("app-say", line="pontianak", to=somebody, text="Kami cek, Bu")["id"]
    found = heard(city, Said, lambda e: e.external_id == done)
    assert (found.echo, found.history, found.text) == (True, False, "Kami cek, Bu")
    assert found.sender.phone == somebody


def test_the_past_of_a_number_is_history_in_both_directions(
    phone: Phone, city: City, somebody: str
):
    past = [
        {"from": "resident", "text": "Dulu", "days_ago": 40},
        {"from": "city", "text": "Baik", "days_ago": 40},
        {"from": "resident", "text": "Terima kasih", "days_ago": 0.3},
    ]
    phone.act("history", line="pontianak", threads=[{"of": somebody, "messages": past}])
    city.wait(lambda: len([e for e in events(city) if isinstance(e, Said) and e.history]) == 3)
    found = {e.text: e for e in events(city) if isinstance(e, Said)}
    assert {text: e.echo for text, e in found.items()} == {
        "Dulu": False, "Baik": True, "Terima kasih": False,
    }  # fmt: skip
    assert {e.sender.phone for e in found.values()} == {somebody}


def test_a_past_that_is_withheld_is_news_about_the_line(phone: Phone, city: City):
    phone.act("history", line="pontianak", declined=True)
    found = heard(city, LineNews)
    assert (found.line, found.kind) == (LINE, "error")
    assert "2593109" in str(found.body)


def test_a_decision_on_a_template_is_news_about_the_account(phone: Phone, city: City):
    phone.act("templates", name="city_news", status="PAUSED")
    found = heard(city, LineNews)
    assert (found.account, found.kind) == (WABA, "message_template_status_update")
    assert found.body["event"] == "PAUSED"
    phone.act("templates", name="city_news", status="APPROVED")


# -- the post's faults


def test_every_letter_twice_names_the_same_things_twice(phone: Phone, city: City, somebody: str):
    phone.faults(duplicates=True)
    first = phone.say(somebody)
    phone.act("preferences", line="pontianak", of=somebody, value="stop")
    city.wait(lambda: len([e for e in events(city) if isinstance(e, Wish)]) == 2)
    city.wait(lambda: len([e for e in events(city) if e.external_id == first]) == 2)
    assert len({e.external_id for e in events(city) if isinstance(e, Wish)}) == 1


def test_shuffled_and_batched_letters_lose_nothing(phone: Phone, city: City, somebody: str):
    phone.faults(shuffle=True)
    sent = [phone.say(somebody, f"Bagian {n}") for n in range(8)]
    city.wait(lambda: {e.external_id for e in events(city)} >= set(sent))
    city.letters.clear()
    phone.faults(shuffle=False, batch=300, throughput=0)
    many = [phone.say(f"{somebody}{n % 7}", f"Laporan {n}") for n in range(300)]
    city.wait(lambda: {e.external_id for e in events(city)} >= set(many))
    assert len(city.letters) == 1
    found = [e for e in events(city) if isinstance(e, Said)]
    assert len(found) == 300
    assert {e.text for e in found} == {f"Laporan {n}" for n in range(300)}


def test_residents_of_both_cities_in_one_letter_keep_their_lines(phone: Phone, city: City):
    phone.act("faults", batch=2, batch_wait_ms=300)
    phone.act("say", line="pontianak", **{"from": "+6281200099991"}, text="Satu")
    phone.act("say", line="bandarlampung", **{"from": "+6281200099991"}, text="Dua")
    city.wait(lambda: len([e for e in events(city) if isinstance(e, Said)]) == 2)
    found = {e.text: e.line for e in events(city) if isinstance(e, Said)}
    assert found == {"Satu": LINE, "Dua": "620721000000002"}
