"""The operator connects a line: templates, subscription, the line's health, a message's fate."""

from __future__ import annotations

import json

import pytest
from aiohttp import web

from kentongan.channels.tests.platform import LINE, Platform, fake, refused
from kentongan.channels.whatsapp import templates
from kentongan.channels.wire import Json, Undeliverable

WABA = "110000000000001"


def test_all_pages_of_templates_are_read():
    async def page(request: web.Request) -> web.StreamResponse:
        after = request.query.get("after", "")
        name = {"": "jawaban_siap", "two": "pengingat"}[after]
        paging = {"cursors": {"after": "two"}} | ({"next": "more"} if not after else {})
        row = {"name": name, "language": "id", "status": "APPROVED", "category": "UTILITY"}
        return web.json_response({"data": [row | {"id": 7}, "not a record"], "paging": paging})

    platform = Platform().on(f"GET /{WABA}/message_templates", page)
    found = fake(platform, lambda secrets, wire: templates.list_templates(WABA, secrets, wire))
    assert [template.name for template in found] == ["jawaban_siap", "pengingat"]
    assert {template.status for template in found} == {"APPROVED"}
    assert found[0].id == "7"


def test_a_template_is_handed_in_and_waits_for_approval():
    answer = web.json_response({"id": "9", "status": "PENDING", "category": "MARKETING"})
    platform = Platform().on(f"POST /{WABA}/message_templates", answer)
    draft: dict[str, Json] = {
        "name": "jawaban_siap",
        "language": "id",
        "category": "UTILITY",
        "components": [],
    }
    told = fake(platform, lambda s, wire: templates.submit_template(WABA, draft, s, wire))
    assert json.loads(platform.asked[0].body) == draft
    assert (told.name, told.id, told.status, told.category) == (
        "jawaban_siap",
        "9",
        "PENDING",
        "MARKETING",
    )


def test_a_template_of_a_name_in_use_is_refused():
    platform = Platform().on(f"POST /{WABA}/message_templates", refused(2388024))
    with pytest.raises(Undeliverable):
        fake(platform, lambda s, wire: templates.submit_template(WABA, {"name": "x"}, s, wire))


def test_an_example_photo_is_handed_over_in_two_steps(tmp_path):
    photo = tmp_path / "contoh.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    platform = Platform()
    platform.on("POST /app.1/uploads", web.json_response({"id": "upload:abc"}))
    platform.on("POST /upload:abc", web.json_response({"h": "4::handle"}))
    handle = fake(
        platform, lambda s, wire: templates.sample_handle("app.1", photo, "image/jpeg", s, wire)
    )
    assert handle == "4::handle"
    assert platform.asked[0].query["file_length"] == "3"
    assert platform.asked[1].body == b"\xff\xd8\xff"
    assert platform.asked[1].headers["Authorization"] == "OAuth a-token"


def test_the_account_is_subscribed_and_says_who_is():
    platform = Platform().on(f"POST /{WABA}/subscribed_apps", web.json_response({"success": True}))
    app = {"whatsapp_business_api_data": {"id": "55", "name": "kota"}}
    platform.on(f"GET /{WABA}/subscribed_apps", web.json_response({"data": [app]}))
    fake(platform, lambda s, wire: templates.subscribe(WABA, s, wire))
    assert fake(platform, lambda s, wire: templates.subscribed_apps(WABA, s, wire)) == ["55"]


def test_a_line_tells_its_number_quality_throughput_and_limit():
    answer = {
        "display_phone_number": "+62 561 000 0001",
        "quality_rating": "GREEN",
        "throughput": {"level": "STANDARD"},
        "whatsapp_business_manager_messaging_limit": "TIER_250",
    }
    platform = Platform().on(f"GET /{LINE}", web.json_response(answer))
    line = fake(platform, templates.line_fields)
    assert (line.number, line.quality, line.throughput, line.limit) == (
        "+62 561 000 0001",
        "GREEN",
        "STANDARD",
        "TIER_250",
    )


def test_the_fate_of_a_message_is_told_in_order():
    events = [
        {"delivery_status": "DELIVERED", "occurrence_timestamp": 1762000009},
        {"delivery_status": "SENT", "occurrence_timestamp": 1762000001},
    ]
    answer = {"data": [{"id": "1", "events": {"data": events}}]}
    platform = Platform().on(f"GET /{LINE}/message_history", web.json_response(answer))
    fates = fake(platform, lambda s, wire: templates.message_history("wamid.1", s, wire))
    assert [fate.status for fate in fates] == ["sent", "delivered"]
    assert platform.asked[0].query == {"message_id": "wamid.1"}


@pytest.mark.parametrize("answer", [web.json_response({"data": []}), refused(100)])
def test_a_message_of_which_the_platform_knows_nothing_has_no_fate(answer: web.Response):
    platform = Platform().on(f"GET /{LINE}/message_history", answer)
    assert fake(platform, lambda s, wire: templates.message_history("wamid.1", s, wire)) == []
