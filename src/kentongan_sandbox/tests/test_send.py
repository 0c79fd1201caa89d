"""The city sends: what the platform takes, and what it refuses with which code."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .conftest import BDL, PTK, City, Phone, call

CALLBACK = "0b5c1f9e-our-own-id"


def refused(reply: Any, status: int, code: int) -> dict[str, Any]:
    assert (reply.status, reply.json()["error"]["code"]) == (status, code), reply.raw
    error: dict[str, Any] = reply.json()["error"]
    assert {"message", "type", "code", "fbtrace_id"} <= error.keys()
    return error


def buttons(count: int) -> dict[str, Any]:
    made = [
        {"type": "reply", "reply": {"id": f"b{i}", "title": f"Pilihan {i}"}} for i in range(count)
    ]
    body = {"type": "button", "body": {"text": "Pilih"}, "action": {"buttons": made}}
    return {"type": "interactive", "interactive": body}


def rows(count: int) -> dict[str, Any]:
    made = [{"id": f"r{i}", "title": f"Baris {i}"} for i in range(count)]
    action = {"button": "Lihat", "sections": [{"title": "Semua", "rows": made}]}
    body = {"type": "list", "body": {"text": "Pilih"}, "action": action}
    return {"type": "interactive", "interactive": body}


def asking(kind: str, name: str, **parameters: Any) -> dict[str, Any]:
    action = {"name": name, **({"parameters": parameters} if parameters else {})}
    return {
        "type": "interactive",
        "interactive": {"type": kind, "body": {"text": "Di mana?"}, "action": action},
    }


KINDS: list[dict[str, Any]] = [
    {"type": "text", "text": {"body": "x" * 4096, "preview_url": True}},
    {"type": "location", "location": {"latitude": -0.02, "longitude": 109.34, "name": "Kantor"}},
    {"type": "contacts", "contacts": [{"name": {"formatted_name": "Damkar"}, "phones": []}]},
    {"type": "image", "image": {"link": "http://127.0.0.1:9/foto.jpg", "caption": "Sesudah"}},
    {"type": "document", "document": {"link": "http://127.0.0.1:9/a.pdf", "filename": "a.pdf"}},
    buttons(3),
    rows(10),
    asking("location_request_message", "send_location"),
    asking("request_contact_info", "request_contact_info"),
    asking("cta_url", "cta_url", display_text="Buka", url="https://kota.test/t/1"),
]


@pytest.mark.parametrize("body", KINDS, ids=lambda b: b.get("interactive", b)["type"])
def test_the_resident_receives_every_kind_the_city_may_send(
    phone: Phone, somebody: str, body: dict[str, Any]
) -> None:
    phone.say(somebody)
    reply = phone.send(somebody, body)
    assert reply.status == 200, reply.raw
    made = reply.json()
    assert made["messaging_product"] == "whatsapp"
    assert made["contacts"][0]["input"] == somebody
    assert made["contacts"][0]["wa_id"] == somebody[1:]
    inbox = phone.look("inbox", of=somebody)["messages"]
    assert [m["id"] for m in inbox] == [made["messages"][0]["id"]]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": "text", "text": {"body": "x" * 4097}}, 100),
        ({"type": "text", "text": {}}, 131008),
        ({"type": "text"}, 131008),
        ({"type": "poll", "poll": {}}, 131051),
        (buttons(4), 131009),
        (buttons(0), 131009),
        (rows(11), 131009),
        ({"type": "location", "location": {"latitude": 0}}, 131008),
        ({"type": "image", "image": {"id": "1", "link": "http://x.test"}}, 100),
        ({"type": "text", "text": {"body": "x"}, "biz_opaque_callback_data": "x" * 513}, 100),
        ({"type": "text", "text": {"body": "x"}, "messaging_product": "sms"}, 100),
        ({"type": "text", "text": {"body": "x"}, "context": {"message_id": "wamid.none"}}, 131009),
        ({"type": "text", "text": {"body": "x"}, "to": "bukan nomor"}, 131009),
    ],
)
def test_a_body_that_is_not_as_documented_is_refused(
    phone: Phone, somebody: str, body: dict[str, Any], code: int
) -> None:
    phone.say(somebody)
    refused(phone.send(somebody, body), 400, code)


def test_a_button_title_may_not_be_longer_than_twenty(phone: Phone, somebody: str) -> None:
    phone.say(somebody)
    body = buttons(1)
    body["interactive"]["action"]["buttons"][0]["reply"]["title"] = "x" * 21
    refused(phone.send(somebody, body), 400, 100)


def test_a_wrong_token_an_unknown_number_and_the_other_city_are_refused(
    phone: Phone, somebody: str
) -> None:
    refused(phone.text(somebody, token="wrong"), 401, 190)
    refused(phone.text(somebody, token=""), 401, 190)
    refused(phone.text(somebody, token=BDL["token"]), 403, 10)
    unknown = phone.graph("POST", "1234567890/messages", {"messaging_product": "whatsapp"})
    assert refused(unknown, 400, 100)["error_subcode"] == 33


def test_the_version_in_the_path_is_free(phone: Phone) -> None:
    for path in ("v26.0/", "v19.0/", ""):
        number = PTK["phone_number_id"]
        url = f"{phone.url}/{path}{number}?fields=display_phone_number"
        reply = call("GET", url, headers={"Authorization": f"Bearer {PTK['token']}"})
        assert reply.json() == {"display_phone_number": PTK["display_phone_number"], "id": number}


def test_after_24_hours_only_a_template_reaches_the_resident(phone: Phone, somebody: str) -> None:
    refused(phone.text(somebody), 400, 131047)
    phone.say(somebody)
    assert phone.text(somebody).status == 200
    phone.faults(clock_forward_s=24 * 3600 + 1)
    refused(phone.text(somebody), 400, 131047)
    phone.say(somebody)
    assert phone.text(somebody).status == 200


def test_too_much_to_one_resident_hits_the_pair_rate(phone: Phone, somebody: str) -> None:
    phone.faults(throughput=1000)
    phone.say(somebody)
    answers = [phone.text(somebody).status for _ in range(46)]
    assert answers == [200] * 45 + [400]
    refused(phone.text(somebody), 400, 131056)
    phone.faults(clock_forward_s=7)
    assert phone.text(somebody).status == 200
    refused(phone.text(somebody), 400, 131056)


def test_more_than_the_throughput_is_refused_until_a_second_has_passed(
    phone: Phone, somebody: str
) -> None:
    phone.say(somebody)
    phone.faults(throughput=3)
    phone.faults(clock_forward_s=10)
    answers = [phone.text(somebody) for _ in range(12)]
    late = [a for a in answers if a.status != 200]
    assert late
    refused(late[0], 400, 130429)
    phone.faults(clock_forward_s=20)
    assert phone.text(somebody).status == 200


def test_a_number_that_cannot_receive_and_one_that_stopped_news(
    phone: Phone, somebody: str
) -> None:
    phone.say(somebody)
    phone.act("residents", phone=somebody, undeliverable=True)
    refused(phone.text(somebody), 400, 131026)
    phone.act("residents", phone=somebody, undeliverable=False)
    phone.act("preferences", line="pontianak", of=somebody, value="stop")
    news = {"type": "template", "template": {"name": "city_news", "language": {"code": "id"}}}
    refused(phone.send(somebody, news), 400, 131050)
    assert phone.text(somebody).status == 200


def test_refusals_can_come_by_status_instead(phone: Phone, city: City, somebody: str) -> None:
    phone.faults(errors_by_webhook=True)
    wamid = phone.text(somebody).json()["messages"][0]["id"]
    city.wait(lambda: city.statuses(wamid) == ["failed"])
    failed = next(s for s in city.items("statuses") if s["id"] == wamid)
    assert failed["errors"][0]["code"] == 131047


def test_receipts_come_forward_only_with_price_and_our_own_id(
    phone: Phone, city: City, somebody: str
) -> None:
    phone.say(somebody)
    body = {"type": "text", "text": {"body": "Halo"}, "biz_opaque_callback_data": CALLBACK}
    wamid = phone.send(somebody, body).json()["messages"][0]["id"]
    city.wait(lambda: sorted(city.statuses(wamid)) == ["delivered", "sent"])
    phone.look("inbox", of=somebody, mark_read=1)
    city.wait(lambda: "read" in city.statuses(wamid))
    for status in [s for s in city.items("statuses") if s["id"] == wamid]:
        assert status["recipient_id"] == somebody[1:]
        assert status["biz_opaque_callback_data"] == CALLBACK
        assert status["pricing"]["category"] == "service"
        assert "conversation" in status
        assert re.fullmatch(r"\d{10}", status["timestamp"])
    phone.look("inbox", of=somebody, mark_read=1)
    assert city.statuses(wamid).count("read") == 1


def test_the_history_of_a_message_can_be_asked_for(phone: Phone, city: City, somebody: str) -> None:
    phone.say(somebody)
    wamid = phone.text(somebody).json()["messages"][0]["id"]
    city.wait(lambda: sorted(city.statuses(wamid)) == ["delivered", "sent"])
    number = PTK["phone_number_id"]
    found = phone.graph("GET", f"{number}/message_history?message_id={wamid}").json()["data"]
    steps = [e["delivery_status"] for e in found[0]["events"]["data"]]
    assert (found[0]["message_id"], steps) == (wamid, ["ACCEPTED", "SENT", "DELIVERED"])
    events = phone.graph("GET", f"{found[0]['id']}/events").json()["data"]
    assert [e["delivery_status"] for e in events] == steps
    assert phone.graph("GET", f"{number}/message_history?message_id=wamid.x").status == 400


def test_reading_gives_blue_ticks_and_three_dots(phone: Phone, city: City, somebody: str) -> None:
    first, second = phone.say(somebody), phone.say(somebody, "Masih mati")
    city.message(second)
    body = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": second,
        "typing_indicator": {"type": "text"},
    }
    done = phone.graph("POST", f"{PTK['phone_number_id']}/messages", body)
    assert done.json() == {"success": True}
    thread = phone.look("thread", of=somebody, line="pontianak")["messages"]
    assert {m["id"]: m["status"] for m in thread} == {first: "read", second: "read"}
    state = phone.look("state")
    chat = next(c for c in state["chats"] if c["last"] and c["last"]["id"] == second)
    assert chat["typing_until"] > state["now"]


def test_a_city_reaction_stands_on_the_message(phone: Phone, somebody: str) -> None:
    said = phone.say(somebody)
    body = {"type": "reaction", "reaction": {"message_id": said, "emoji": "👍"}}
    assert phone.send(somebody, body).status == 200
    thread = phone.look("thread", of=somebody, line="pontianak")["messages"]
    assert thread[0]["reactions"] == {"city": "👍"}


def test_fields_subscriptions_and_the_secret_can_be_checked(phone: Phone, city: City) -> None:
    number, waba = PTK["phone_number_id"], PTK["waba_id"]
    fields = "quality_rating,throughput,whatsapp_business_manager_messaging_limit"
    found = phone.graph("GET", f"{number}?fields={fields}").json()
    assert found["throughput"] == {"level": "STANDARD"}
    assert phone.graph("GET", f"{number}?fields=nonsense").status == 400
    assert phone.graph("GET", f"{waba}/phone_numbers").json()["data"][0]["id"] == number
    assert phone.graph("GET", f"{number}?appsecret_proof=wrong").status == 400
    assert phone.graph("DELETE", f"{waba}/subscribed_apps").json() == {"success": True}
    assert phone.graph("GET", f"{waba}/subscribed_apps").json() == {"data": []}
    phone.graph("POST", f"{waba}/subscribed_apps")
    apps = phone.graph("GET", f"{waba}/subscribed_apps").json()["data"]
    assert apps[0]["whatsapp_business_api_data"]["name"] == "demo"
