"""The phone page keeps what somebody is typing, whatever happens around it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect
from tests.browser.people import Resident
from tests.browser.stage import Stage, chromium, house, stage

__all__ = ["chromium", "house", "stage"]
pytestmark = pytest.mark.browser
SAY = "**/sandbox/say"


def test_words_typed_while_a_photo_leaves_and_others_speak_are_not_lost(stage: Stage):
    resident = Resident(stage, "Bu Salmah")
    field = resident.page.get_by_role("textbox", name="Pesan")
    held: list[Route] = []
    resident.page.route(SAY, lambda route: held.append(route))
    field.fill("Ini fotonya")
    resident.send_photo()
    expect(field).to_have_value("")
    field.press_sequentially("Lampu di Gang Beringin")
    held[0].continue_()
    expect(resident.page.locator(".msg").filter(has_text="Ini fotonya")).to_be_visible()
    stage.house.act("residents", {"phone": "+6281299990077", "name": "Acong", "home": "pontianak"})
    stage.house.act("say", {"line": "pontianak", "from": resident.phone, "text": "dari mana-mana"})
    expect(resident.page.locator(".msg").filter(has_text="dari mana-mana")).to_be_visible()
    expect(field).to_have_value("Lampu di Gang Beringin")
    expect(field).to_be_focused()


def test_words_that_did_not_leave_stand_there_again(stage: Stage):
    resident = Resident(stage, "Pak Darma")
    resident.page.route(SAY, lambda route: route.fulfill(status=500, body="{}"))
    resident.write("Parit mampet di Jalan Merdeka")
    field = resident.page.get_by_role("textbox", name="Pesan")
    expect(field).to_have_value("Parit mampet di Jalan Merdeka")
    resident.page.unroute(SAY)
    resident.page.get_by_role("button", name="Kirim", exact=True).click()
    expect(field).to_have_value("")
    sent = resident.page.locator(".msg").filter(has_text="Parit mampet")
    expect(sent).to_have_count(1)
    assert all("500" in line for line in stage.complaints), "what the browser says of a refusal"
    stage.complaints.clear()
