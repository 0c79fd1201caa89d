"""Trouble on demand, and letters that are never lost."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from .conftest import City, Phone, call


def ids(city: City) -> Counter[str]:
    return Counter(m["id"] for m in city.items())


def test_every_letter_twice(phone: Phone, city: City, somebody: str) -> None:
    phone.faults(duplicates=True)
    said = {phone.say(somebody, f"nomor {i}") for i in range(5)}
    city.wait(lambda: ids(city) == dict.fromkeys(said, 2))


def test_letters_out_of_order_but_none_lost(phone: Phone, city: City, somebody: str) -> None:
    phone.faults(shuffle=True)
    said = [phone.say(somebody, f"nomor {i}") for i in range(12)]
    city.wait(lambda: len(city.items()) == 12)
    arrived = [m["id"] for m in city.items()]
    assert sorted(arrived) == sorted(said)
    assert arrived != said


def test_many_items_in_one_letter(phone: Phone, city: City) -> None:
    phone.faults(batch=250, batch_wait_ms=5000, throughput=1000)
    said = [phone.say(f"+6281990{i % 40:06d}", f"nomor {i}") for i in range(250)]
    city.wait(lambda: len(city.items()) == 250)
    assert [len(list(x.values())) for x in city.letters] == [3]
    assert [len(e["changes"]) for e in city.letters[0].body["entry"]] == [3]
    assert [m["id"] for m in city.items()] == said
    assert city.letters[0].sealed


def test_a_batch_that_never_fills_still_goes(phone: Phone, city: City, somebody: str) -> None:
    phone.faults(batch=1000, batch_wait_ms=150)
    wamid = phone.say(somebody)
    assert city.message(wamid)


def test_a_letter_can_be_late(phone: Phone, city: City, somebody: str) -> None:
    phone.faults(delay_ms=400)
    began = time.monotonic()
    wamid = phone.say(somebody)
    city.message(wamid)
    assert city.letters[0].at - began > 0.39


def test_the_next_sends_break_and_then_work_again(phone: Phone, somebody: str) -> None:
    phone.say(somebody)
    phone.faults(http_5xx=2)
    answers = [phone.text(somebody) for _ in range(3)]
    assert [a.status for a in answers] == [503, 503, 200]
    assert answers[0].json()["error"]["code"] == 2
    phone.faults(error={"code": 131057, "next": 1})
    answers = [phone.text(somebody) for _ in range(2)]
    assert [a.status for a in answers] == [500, 200]
    assert answers[0].json()["error"]["code"] == 131057


def test_an_answer_that_never_comes_after_the_message_was_taken(
    phone: Phone, city: City, somebody: str
) -> None:
    phone.say(somebody)
    phone.faults(timeout_after_accept=1)
    body = {"biz_opaque_callback_data": "mine", "type": "text", "text": {"body": "Halo"}}
    with pytest.raises(OSError):
        phone.send(somebody, body, wait=0.3)
    status = city.status_to(somebody)
    assert status["biz_opaque_callback_data"] == "mine"
    assert [m["text"] for m in phone.look("inbox", of=somebody)["messages"]] == ["Halo"]


def test_receipts_can_be_held_and_reading_kept_quiet(
    phone: Phone, city: City, somebody: str
) -> None:
    phone.say(somebody)
    phone.faults(hold_receipts=True, no_read=True)
    wamid = phone.text(somebody).json()["messages"][0]["id"]
    city.wait(lambda: phone.look("stats")["waiting"]["pontianak"]["held"] == 2)
    assert city.statuses(wamid) == []
    phone.faults(hold_receipts=False)
    city.wait(lambda: sorted(city.statuses(wamid)) == ["delivered", "sent"])
    phone.look("inbox", of=somebody, mark_read=1)
    time.sleep(0.2)
    assert "read" not in city.statuses(wamid)


def test_a_city_that_does_not_answer_200_is_asked_again(
    phone: Phone, city: City, somebody: str
) -> None:
    city.status = 500
    wamid = phone.say(somebody)
    city.wait(lambda: len(city.items()) == 1)
    assert phone.look("thread", of=somebody, line="pontianak")["messages"][0]["status"] == "sent"
    city.wait(lambda: len(city.items()) == 2)
    assert city.letters[1].raw == city.letters[0].raw
    assert 0.8 < city.letters[1].at - city.letters[0].at < 2
    city.status = 200
    assert phone.act("retry")["letters"] == 1
    city.wait(lambda: phone.look("stats")["undelivered"] == 0)
    assert ids(city)[wamid] == 3


def test_after_seven_days_a_letter_is_given_up(phone: Phone, city: City, somebody: str) -> None:
    city.status = 500
    phone.say(somebody)
    city.wait(lambda: city.letters)
    before = phone.look("stats")["counts"].get("given_up", 0)
    phone.faults(clock_forward_s=8 * 86_400)
    city.wait(lambda: phone.look("stats")["counts"].get("given_up", 0) == before + 1)
    assert phone.look("stats")["undelivered"] == 0


def test_faults_merge_show_and_go_away(phone: Phone) -> None:
    phone.faults(duplicates=True)
    assert phone.faults(delay_ms=5)["pontianak"] == {"duplicates": True, "delay_ms": 5}
    assert phone.look("faults")["bandarlampung"] == {}
    assert phone.faults()["pontianak"] == {}
    several = phone.act("faults", pontianak={"shuffle": True}, bandarlampung={"batch": 9})
    assert several == {"pontianak": {"shuffle": True}, "bandarlampung": {"batch": 9}}
    assert call("DELETE", phone.url + "/sandbox/faults").json()["bandarlampung"] == {}
    for wrong in ({"nonsense": 1}, {"batch": 1001}, {"delay_ms": "soon"}, {"templates": "maybe"}):
        assert call("POST", phone.url + "/sandbox/faults", wrong).status == 400


def test_chats_letters_and_faults_outlive_the_program(tmp_path: Path) -> None:
    city = City()
    phone = Phone(city, tmp_path / "data")
    try:
        city.status = 503
        wamid = phone.say("+6281234500001", "Sebelum berhenti")
        phone.faults(delay_ms=7)
        city.wait(lambda: city.letters)
        phone.stop()
        city.letters.clear()
        city.status = 200
        phone.start()
        assert city.message(wamid)["text"]["body"] == "Sebelum berhenti"
        thread = phone.look("thread", of="+6281234500001", line="pontianak")["messages"]
        assert [m["text"] for m in thread] == ["Sebelum berhenti"]
        assert phone.look("faults")["pontianak"] == {"delay_ms": 7}
        assert phone.text("+6281234500001").status == 200
    finally:
        phone.stop()
        city.close()


def test_the_phone_starts_while_the_city_is_away(tmp_path: Path) -> None:
    city = City()
    city.close()
    phone = Phone(city, tmp_path / "data")
    try:
        phone.say("+6281234500002")
        stats = phone.look("stats")
        assert stats["handshakes"]["demo"]["ok"] is False
        assert stats["undelivered"] == 1
    finally:
        phone.stop()
