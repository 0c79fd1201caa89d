"""Residents do things; what the city is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import PTK, City, Phone, call


def test_the_letter_is_sealed_over_its_exact_bytes(phone: Phone, city: City, somebody: str) -> None:
    wamid = phone.say(somebody, "Jalan rusak — “parah” 🙏", name="Ibu Sari")
    message = city.message(wamid)
    assert message["from"] == somebody[1:]
    assert message["text"] == {"body": "Jalan rusak — “parah” 🙏"}
    assert all(letter.sealed for letter in city.letters)
    field, value = next(city.letters[0].values())
    assert field == "messages"
    assert value["metadata"]["phone_number_id"] == PTK["phone_number_id"]
    assert value["contacts"][0]["profile"]["name"] == "Ibu Sari"
    assert value["contacts"][0]["wa_id"] == somebody[1:]
    assert city.letters[0].body["object"] == "whatsapp_business_account"
    assert city.letters[0].body["entry"][0]["id"] == PTK["waba_id"]


def test_the_city_proved_that_it_knows_the_verify_token(phone: Phone, city: City) -> None:
    assert city.handshakes >= 1
    assert phone.look("stats")["handshakes"]["demo"]["ok"] is True


@pytest.mark.parametrize(
    ("kind", "mime_type"),
    [
        ("image", "image/jpeg"),
        ("voice", "audio/ogg; codecs=opus"),
        ("audio", "audio/ogg; codecs=opus"),
        ("video", "video/mp4"),
        ("document", "application/pdf"),
        ("sticker", "image/webp"),
    ],
)
def test_a_resident_sends_files(
    phone: Phone, city: City, somebody: str, kind: str, mime_type: str
) -> None:
    wire = "audio" if kind == "voice" else kind
    message = city.message(phone.say(somebody, "", type=kind))
    assert message["type"] == wire
    body = message[wire]
    assert {"id", "mime_type", "sha256"} <= body.keys()
    assert body["mime_type"] == mime_type
    if wire == "audio":
        assert body["voice"] is (kind == "voice")


@pytest.mark.parametrize(
    ("spec", "check"),
    [
        (
            {"type": "location", "latitude": -0.02, "longitude": 109.34, "name": "Pasar"},
            {"location": {"latitude": -0.02, "longitude": 109.34, "name": "Pasar"}},
        ),
        ({"type": "unsupported", "kind": "poll"}, {"unsupported": {"type": "poll"}}),
        (
            {"type": "hologram", "body": {"depth": 3}},
            {"type": "hologram", "hologram": {"depth": 3}},
        ),
        ({"type": "request_welcome"}, {"type": "request_welcome"}),
        ({"forwarded": True}, {"context": {"forwarded": True}}),
        ({"timestamp": 1_700_000_000}, {"timestamp": "1700000000"}),
    ],
)
def test_other_kinds_arrive_as_the_platform_writes_them(
    phone: Phone, city: City, somebody: str, spec: dict[str, Any], check: dict[str, Any]
) -> None:
    message = city.message(phone.say(somebody, **spec))
    assert {k: message[k] for k in check} == check
    if spec.get("type") == "unsupported":
        assert message["errors"][0]["code"] == 131051


def test_contacts_and_files_by_form(phone: Phone, city: City, somebody: str) -> None:
    card = city.message(phone.say(somebody, type="contacts", contact_name="Pak RT"))
    assert card["contacts"][0]["name"]["formatted_name"] == "Pak RT"
    rows = [("line", b"pontianak"), ("from", somebody.encode()), ("type", b"image")]
    raw = b"".join(
        b'--xx\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (n.encode(), v)
        for n, v in [*rows, ("caption", "Lubang — dalam".encode())]
    )
    raw += b'--xx\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
    raw += b"Content-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n--not the end\r\n\r\n--xx--\r\n"
    made = call(
        "POST",
        phone.url + "/sandbox/say",
        raw,
        {"Content-Type": "multipart/form-data; boundary=xx"},
    )
    message = city.message(made.json()["id"])
    assert message["image"]["mime_type"] == "image/png"
    assert message["image"]["caption"] == "Lubang — dalam"
    stored = call("GET", f"{phone.url}/sandbox/media/{message['image']['id']}")
    assert stored.raw == b"\x89PNG\r\n\x1a\n--not the end\r\n"
    piece = call(
        "GET", f"{phone.url}/sandbox/media/{message['image']['id']}", headers={"Range": "bytes=1-3"}
    )
    assert (piece.status, piece.raw) == (206, b"PNG")


def test_a_resident_with_only_a_username_shows_no_number(phone: Phone, city: City) -> None:
    who = {"user_id": "ID.4711000000000001", "username": "siti.ptk"}
    wamid = phone.say(who, "Halo", name="Siti")
    message = city.message(wamid)
    assert "from" not in message
    assert message["from_user_id"] == who["user_id"]
    contact = next(city.letters[0].values())[1]["contacts"][0]
    assert contact == {
        "profile": {"name": "Siti", "username": "siti.ptk"},
        "user_id": who["user_id"],
    }
    body = {
        "messaging_product": "whatsapp",
        "recipient": who["user_id"],
        "type": "text",
        "text": {"body": "Halo Siti"},
    }
    sent = phone.graph("POST", f"{PTK['phone_number_id']}/messages", body)
    assert sent.json()["contacts"] == [{"input": who["user_id"], "user_id": who["user_id"]}]
    wamid = sent.json()["messages"][0]["id"]
    city.wait(lambda: "delivered" in city.statuses(wamid))
    status = city.status_to(who["user_id"])
    assert "recipient_id" not in status
    assert status["recipient_user_id"] == who["user_id"]


def test_second_thoughts_and_reactions_are_told(phone: Phone, city: City, somebody: str) -> None:
    said = phone.say(somebody, "Lampu mati di gang Melati")
    edit = city.message(phone.act("edit", message=said, text="Lampu mati di gang Mawar")["id"])
    assert edit["edit"]["original_message_id"] == said
    assert edit["edit"]["message"] == {
        "type": "text",
        "text": {"body": "Lampu mati di gang Mawar"},
    }
    answer = phone.text(somebody).json()["messages"][0]["id"]
    react = city.message(phone.act("react", message=answer, emoji="🙏")["id"])
    assert react["reaction"] == {"message_id": answer, "emoji": "🙏"}
    undone = city.message(phone.act("react", message=answer, emoji="")["id"])
    assert undone["reaction"] == {"message_id": answer}
    revoke = city.message(phone.act("revoke", message=said)["id"])
    assert revoke["revoke"] == {"original_message_id": said}


def test_an_edit_after_a_quarter_of_an_hour_is_too_late(phone: Phone, somebody: str) -> None:
    said = phone.say(somebody)
    phone.faults(clock_forward_s=16 * 60)
    late = call("POST", phone.url + "/sandbox/edit", {"message": said, "text": "x"})
    assert late.status == 400
    assert phone.act("edit", message=said, text="x", force=True)["id"]


def test_a_new_number_is_told_without_contacts(phone: Phone, city: City, somebody: str) -> None:
    phone.say(somebody, name="Pak Budi")
    new = somebody[:-1] + ("1" if somebody[-1] != "1" else "2") + "7"
    made = phone.act("number-change", of=somebody, to=new)
    told = city.message(made["id"])
    assert (told["type"], told["from"]) == ("system", somebody[1:])
    assert told["system"]["type"] == "user_changed_number"
    assert told["system"]["wa_id"] == new[1:]
    later = city.message(phone.say(new, "Ini nomor baru saya"))
    assert (later["from"], later["from_user_id"]) == (new[1:], made["user_id"])
    for letter in city.letters:
        for _, value in letter.values():
            if any(m["type"] == "system" for m in value.get("messages", [])):
                assert "contacts" not in value


def test_buttons_rows_places_and_quotes_lead_back_to_what_was_asked(
    phone: Phone, city: City, somebody: str
) -> None:
    phone.say(somebody)
    options = [{"type": "reply", "reply": {"id": "yes", "title": "Ya"}}]
    body = {"type": "button", "body": {"text": "Benar?"}, "action": {"buttons": options}}
    asked = phone.send(somebody, {"type": "interactive", "interactive": body}).json()
    tapped = city.message(phone.act("tap", line="pontianak", of=somebody, button="yes")["id"])
    assert tapped["interactive"] == {
        "type": "button_reply",
        "button_reply": {"id": "yes", "title": "Ya"},
    }
    assert tapped["context"]["id"] == asked["messages"][0]["id"]
    rows = [{"id": "r1", "title": "Jalan", "description": "Lubang, retak"}]
    listed = {"button": "Lihat", "sections": [{"title": "Topik", "rows": rows}]}
    body = {"type": "list", "body": {"text": "Tentang apa?"}, "action": listed}
    phone.send(somebody, {"type": "interactive", "interactive": body})
    chosen = city.message(phone.act("tap", line="pontianak", of=somebody, row="Jalan")["id"])
    assert chosen["interactive"]["list_reply"] == rows[0]
    body = {
        "type": "location_request_message",
        "body": {"text": "Di mana?"},
        "action": {"name": "send_location"},
    }
    phone.send(somebody, {"type": "interactive", "interactive": body})
    place = {"latitude": -0.03, "longitude": 109.33}
    pin = city.message(phone.act("tap", line="pontianak", of=somebody, location=place)["id"])
    assert (pin["type"], pin["location"]) == ("location", place)
    quoted = city.message(phone.say(somebody, "ini", reply_to=asked["messages"][0]["id"]))
    assert quoted["context"] == {
        "id": asked["messages"][0]["id"],
        "from": "6256110000001",
    }


def test_the_phone_app_beside_the_api(phone: Phone, city: City, somebody: str) -> None:
    phone.say(somebody)
    spec = {"line": "pontianak", "to": somebody, "text": "Kami ke sana"}
    assert call("POST", phone.url + "/sandbox/app-say", spec).status == 400
    phone.faults(coexistence=True)
    wamid = phone.act("app-say", **spec)["id"]
    echo = city.wait(lambda: city.items("message_echoes"))[0]
    assert (echo["id"], echo["to"], echo["text"]["body"]) == (wamid, somebody[1:], "Kami ke sana")
    made = phone.act("history", line="pontianak")
    chunks = city.wait(
        lambda: len(city.items("history")) == made["letters"] and city.items("history")
    )
    assert sorted(c["metadata"]["phase"] for c in chunks) == [0, 1]
    assert sum(len(t["messages"]) for c in chunks for t in c["threads"]) == made["messages"]
    phone.act("history", line="pontianak", declined=True)
    declined = city.wait(lambda: [c for c in city.items("history") if c.get("errors")])
    assert declined[0]["errors"][0]["code"] == 2593109
