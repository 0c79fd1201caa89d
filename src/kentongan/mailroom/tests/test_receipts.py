"""Ticks: what the platform says became of the city's words."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest

from kentongan.channels import wire
from kentongan.cities.locks import inside
from kentongan.mailroom import receipts
from kentongan.mailroom.models import Lane, Line, Receipt, Word
from kentongan.mailroom.tests.scene import (
    NOW,
    PONTIANAK,
    SRI,
    Scene,
    change,
    says,
    status,
    unpacked,
)

MINUTE = timedelta(minutes=1)


def _word(post: Scene, **more: Any) -> Word:
    """An answer of the city to Bu Sri."""
    if not post.contacts():
        unpacked(change([says(SRI)]))
    with inside(post.pontianak):
        facts = {"state": "sent", "external_id": "wamid.out", "purpose": "reply"} | more
        return Word.objects.create(
            line=post.line, contact=post.contacts()[0], queued_at=NOW, text="Terima kasih", **facts
        )


def _again(post: Scene, word: Word) -> Word:
    with inside(post.pontianak):
        return Word.objects.get(pk=word.pk)


def _hear(post: Scene, *statuses: dict[str, Any]) -> None:
    unpacked(change(statuses=list(statuses)))


def test_an_answer_is_sent_then_delivered_then_read_each_with_its_time(post: Scene):
    word = _word(post)
    for minutes, name in enumerate(("sent", "delivered", "read")):
        _hear(post, status("wamid.out", name, at=NOW + minutes * MINUTE))
    word = _again(post, word)
    assert word.state == "read"
    assert (word.delivered_at, word.read_at) == (NOW + MINUTE, NOW + 2 * MINUTE)


@pytest.mark.parametrize("order", list(itertools.permutations(("sent", "delivered", "read"))))
def test_ticks_only_move_forward_in_whatever_order_they_come(post: Scene, order: tuple[str, ...]):
    word = _word(post)
    for name in order:
        _hear(post, status("wamid.out", name))
    assert _again(post, word).state == "read"


def test_a_tick_delivered_twice_counts_once(post: Scene):
    word = _word(post)
    for at in (NOW, NOW + MINUTE):
        _hear(post, status("wamid.out", "delivered", at=at))
    assert _again(post, word).delivered_at == NOW
    with inside(post.pontianak):
        assert Receipt.objects.count() == 1


def test_trouble_is_shown_with_its_code_and_its_words(post: Scene):
    word = _word(post)
    error = {"code": 131026, "title": "Undeliverable", "error_data": {"details": "no WhatsApp"}}
    _hear(post, status("wamid.out", "failed", errors=[error]))
    word = _again(post, word)
    assert word.state == "undeliverable" and word.ended_at == NOW
    assert (word.trouble_code, word.trouble) == (131026, "Undeliverable: no WhatsApp")


def test_a_failure_after_delivery_is_kept_but_the_resident_still_has_it(post: Scene):
    word = _word(post)
    _hear(post, status("wamid.out", "delivered"), status("wamid.out", "failed"))
    assert _again(post, word).state == "delivered"
    with inside(post.pontianak):
        assert set(Receipt.objects.values_list("status", "word")) == {
            ("delivered", word.pk),
            ("failed", word.pk),
        }


def test_delivery_after_a_failure_proves_that_it_arrived(post: Scene):
    word = _word(post)
    _hear(post, status("wamid.out", "failed"))
    _hear(post, status("wamid.out", "delivered"))
    word = _again(post, word)
    assert word.state == "delivered" and word.ended_at is None


@pytest.mark.parametrize("state", ["sending", "unknown", "queued"])
def test_our_own_id_in_a_tick_settles_a_doubt(post: Scene, state: str):
    word = _word(post, state=state, external_id="")
    _hear(post, status("wamid.found", "sent", biz_opaque_callback_data=str(word.ref)))
    word = _again(post, word)
    assert (word.state, word.external_id, word.sent_at) == ("sent", "wamid.found", NOW)
    _hear(post, status("wamid.found", "read"))
    assert _again(post, word).state == "read"


def test_a_tick_before_its_word_waits_for_it(post: Scene):
    word = _word(post, state="sending", external_id="")
    _hear(post, status("wamid.early", "delivered"))
    with inside(post.pontianak):
        assert Receipt.objects.get().word is None
        Word.objects.filter(pk=word.pk).update(state="sent", external_id="wamid.early")
        assert receipts.join_waiting([word.pk], NOW) == 1
        assert receipts.join_waiting([word.pk], NOW) == 0
    assert _again(post, word).state == "delivered"


def test_a_tick_that_just_missed_its_word_is_joined_by_the_sweep(post: Scene):
    word = _word(post, external_id="")
    _hear(post, status("wamid.missed", "read"))
    assert receipts.batch(post.pontianak, NOW) == 0
    with inside(post.pontianak):
        Word.objects.filter(pk=word.pk).update(external_id="wamid.missed")
    assert receipts.batch(post.pontianak, NOW) == 1
    assert _again(post, word).state == "read"


def test_ticks_of_words_that_another_program_sent_stop_ringing_after_a_day(post: Scene):
    _hear(post, status("wamid.theirs", "sent"))
    receipts.batch(post.pontianak, NOW + timedelta(hours=23))
    with inside(post.pontianak):
        assert not Receipt.objects.get().set_aside
    receipts.batch(post.pontianak, NOW + timedelta(hours=25))
    with inside(post.pontianak):
        assert Receipt.objects.get().set_aside


def test_a_price_is_written_down(post: Scene):
    word = _word(post)
    pricing = {"billable": True, "pricing_model": "PMP", "category": "utility"}
    _hear(post, status("wamid.out", "sent", pricing=pricing))
    word = _again(post, word)
    assert (word.billable, word.price_category) == (True, "utility")


def test_when_the_window_closed_under_way_the_template_is_owed_instead(post: Scene):
    word = _word(post, template={"kind": "TemplateOut", "name": "answer_ready"})
    with inside(post.pontianak):
        Lane.objects.create(contact=word.contact, line=post.line, way="out", ready_at=NOW)
    error = {"code": 131047, "title": "Re-engagement message"}
    _hear(post, status("wamid.out", "failed", errors=[error]))
    word = _again(post, word)
    assert (word.state, word.trouble_code, word.external_id) == ("queued", 131047, "")
    with inside(post.pontianak):
        assert Lane.objects.get(way="out").pending == 1


def test_a_line_remembers_when_it_last_heard_of_its_words(post: Scene):
    _word(post)
    _hear(post, status("wamid.out", "sent"))
    with inside(post.pontianak):
        assert Line.objects.get(external_id=PONTIANAK).last_receipt_at == NOW


def test_a_tick_from_another_line_does_not_touch_our_word(post: Scene):
    word = _word(post)
    with inside(post.pontianak):
        other = Line.objects.create(channel="whatsapp", external_id="2", name="2", display="2")
    with inside(post.pontianak):
        event = wire.Receipt("2", "wamid.out", "read", NOW, ref=str(word.ref))
        receipts.record([receipts.Status(other.pk, "wamid.out", event, NOW, NOW)], NOW)
    assert _again(post, word).state == "sent"
