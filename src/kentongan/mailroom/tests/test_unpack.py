"""From letters to messages on lanes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kentongan.channels import whatsapp
from kentongan.channels.wire import Event, Raw
from kentongan.cities.locks import inside
from kentongan.mailroom.models import File, Lane, Letter, Message, Quarantine, Tombstone
from kentongan.mailroom.tests.scene import (
    BANDARLAMPUNG,
    JOKO,
    NOW,
    PONTIANAK,
    SRI,
    Scene,
    change,
    letter,
    posted,
    says,
    unpacked,
)
from kentongan.mailroom.unpack import batch, replay_quarantine, talk
from kentongan.mailroom.unpack.item import digest

MINUTE = timedelta(minutes=1)


def _lane(post: Scene) -> Lane:
    with inside(post.pontianak):
        return Lane.objects.get(way="in")


def test_what_a_resident_says_waits_on_her_lane(post: Scene):
    unpacked(change([says(SRI, "Jalan berlubang", at=NOW - MINUTE)]))
    [message] = post.messages()
    assert (message.kind, message.text, message.outcome) == ("text", "Jalan berlubang", "")
    assert message.at == NOW - MINUTE and message.arrived_at == NOW
    lane = _lane(post)
    assert (lane.pending, lane.spoke_at) == (1, NOW - MINUTE)
    assert not Letter.objects.filter(unpacked_at=None).exists()


def test_a_letter_delivered_twice_is_one_message(post: Scene):
    item = says(SRI)
    unpacked(change([item]))
    unpacked(change([item, item]), now=NOW + MINUTE)
    assert len(post.messages()) == 1
    assert _lane(post).pending == 1


def test_a_busy_lane_counts_on_and_keeps_its_place(post: Scene):
    unpacked(change([says(SRI)]))
    first = _lane(post)
    later = NOW + 5 * MINUTE
    unpacked(change([says(SRI, at=later), says(SRI, at=later - MINUTE)]), now=later)
    lane = _lane(post)
    assert (lane.pending, lane.ready_at, lane.spoke_at) == (3, first.ready_at, later)


def test_residents_of_two_cities_in_one_letter_each_reach_their_own(post: Scene):
    unpacked(
        change([says(SRI, "dari Pontianak")]),
        change([says(SRI, "dari Lampung"), says(JOKO)], line=BANDARLAMPUNG),
    )
    assert [m.text for m in post.messages()] == ["dari Pontianak"]
    with inside(post.cities[BANDARLAMPUNG]):
        assert Message.objects.count() == 2
        assert Message.objects.filter(text="dari Lampung").exists()


def test_the_timeline_follows_the_platforms_clock_and_ties_follow_arrival(post: Scene):
    unpacked(change([says(SRI, "ketiga", at=NOW + MINUTE)]))
    unpacked(change([says(SRI, "pertama"), says(SRI, "kedua")]))
    assert [m.text for m in post.messages()] == ["pertama", "kedua", "ketiga"]


@pytest.mark.parametrize("stamp", ["", "heute", "99999999999999", str(int(NOW.timestamp()) + 400)])
def test_a_clock_that_cannot_be_right_is_replaced_by_the_arrival(post: Scene, stamp: str):
    unpacked(change([says(SRI, timestamp=stamp)]))
    assert post.messages()[0].at == NOW


def test_a_clock_that_is_a_little_fast_is_believed(post: Scene):
    soon = NOW + timedelta(minutes=4)
    unpacked(change([says(SRI, at=soon)]))
    assert post.messages()[0].at == soon


def test_an_edit_that_overtakes_its_message_is_kept_and_points_to_it(post: Scene):
    inner = {"type": "text", "text": {"body": "Jalan Ahmad Yani"}}
    edit = {"original_message_id": "wamid.late", "message": inner}
    unpacked(change([says(SRI, type="edit", edit=edit, at=NOW + MINUTE)]))
    unpacked(change([says(SRI, "Jalan Ahmad", id="wamid.late")]))
    original, change_ = post.messages()
    assert change_.kind == "edit" and change_.text == "Jalan Ahmad Yani"
    assert change_.refers_to == original.external_id == "wamid.late"


def test_a_photo_comes_with_its_words_and_the_file_follows_by_its_own_tray(post: Scene):
    image = {"id": "media.1", "mime_type": "image/jpeg", "sha256": "ab" * 32, "caption": "Ini"}
    unpacked(change([says(SRI, type="image", image=image)]))
    [message] = post.messages()
    assert (message.kind, message.text) == ("image", "Ini")
    with inside(post.pontianak):
        file = File.objects.get(message=message)
    assert file.state == "waiting" and file.media["id"] == "media.1"


def test_a_pin_keeps_its_place_and_its_name(post: Scene):
    place = {"latitude": -0.0263, "longitude": 109.3425, "name": "Taman Alun Kapuas"}
    unpacked(change([says(SRI, type="location", location=place)]))
    [message] = post.messages()
    assert (message.latitude, message.longitude) == (-0.0263, 109.3425)
    assert message.text == "Taman Alun Kapuas"


def test_what_nobody_can_read_is_a_message_all_the_same(post: Scene):
    unpacked(change([says(SRI, type="hologram")]))
    [message] = post.messages()
    assert message.kind == "unreadable" and message.body["type"] == "hologram"
    assert message.outcome == ""


def test_an_absurdly_long_id_still_names_one_message(post: Scene):
    long = "wamid." + "x" * 400
    unpacked(change([says(SRI, id=long)]))
    unpacked(change([says(SRI, id=long)]))
    assert len(post.messages()) == 1


def test_one_poisoned_item_among_a_thousand_stands_alone_and_the_rest_pass(
    post: Scene, monkeypatch: pytest.MonkeyPatch
):
    whole = talk._row

    def poisoned(told: talk.Told, now: datetime) -> tuple[Any, ...]:
        if told.item.name == "wamid.poison":
            raise ZeroDivisionError("a mistake of ours")
        return whole(told, now)

    monkeypatch.setattr(talk, "_row", poisoned)
    people = [says(f"62812{n:08d}", f"laporan {n}") for n in range(999)]
    letter(change([says(JOKO, "surat lain")]))
    letter(change([*people[:500], says(SRI, id="wamid.poison"), *people[500:]]))
    assert batch(NOW) == 2
    assert len(post.messages()) == 1000
    [held] = Quarantine.objects.all()
    assert "a mistake of ours" in held.reason and held.line == PONTIANAK
    assert json.loads(bytes(held.item))["external_id"] == "wamid.poison"
    assert not Letter.objects.filter(unpacked_at=None).exists()


def test_a_broken_item_among_good_ones_goes_to_quarantine_with_its_reason(post: Scene):
    unpacked(change([says(SRI), 17, {"id": "wamid.nobody", "type": "text"}]))  # type: ignore[list-item]
    assert len(post.messages()) == 1
    assert sorted(q.reason for q in Quarantine.objects.all()) == [
        "messages: not a record",
        "nobody said it",
    ]


def test_what_is_not_json_is_kept_with_the_reason_and_blocks_nobody(post: Scene):
    posted(b"\xff\xfe not json \x00")
    letter(change([says(SRI)]))
    assert batch(NOW) == 2
    [held] = Quarantine.objects.all()
    assert held.reason == "not JSON" and bytes(held.item) == b"\xff\xfe not json \x00"
    assert len(post.messages()) == 1


def test_a_letter_of_a_channel_that_is_gone_is_kept_whole(post: Scene):
    Letter.objects.create(channel="pigeon", app="demo", body=b"coo", received_at=NOW)
    assert batch(NOW) == 1
    assert bytes(Quarantine.objects.get().item) == b"coo"


def test_a_letter_its_channel_stumbles_over_is_kept_whole_and_its_neighbours_pass(
    post: Scene, monkeypatch: pytest.MonkeyPatch
):
    whole = whatsapp.parse

    def stumbling(raw: Raw) -> Iterator[Event]:
        events = list(whole(raw))
        yield events[0]
        if b"banana" in raw.body:
            raise ZeroDivisionError

    monkeypatch.setattr(whatsapp, "parse", stumbling)
    letter(change([says(SRI, "banana"), says(SRI, "lagi")]))
    letter(change([says(JOKO)]))
    assert batch(NOW) == 2
    assert [m.text for m in post.messages()] == ["Lampu jalan mati"]
    assert b"lagi" in bytes(Quarantine.objects.get().item)


def test_post_for_a_number_not_yet_ours_waits_and_comes_when_it_is_added(post: Scene):
    image = {"id": "media.9", "mime_type": "image/png"}
    unpacked(
        change([says(SRI, "halo"), says(SRI, type="image", image=image)], line="620300000000009"),
        change([says(JOKO)]),
    )
    assert [(q.line, q.reason) for q in Quarantine.objects.all()] == [
        ("620300000000009", "unknown line")
    ] * 2
    assert replay_quarantine("whatsapp", "620300000000009", now=NOW) == 0
    city = post.add("singkawang", "620300000000009")
    assert replay_quarantine("whatsapp", "620300000000009", now=NOW + MINUTE) == 2
    with inside(city):
        kinds = Message.objects.order_by("pk").values_list("kind", "arrived_at")
        assert [kind for kind, _ in kinds] == ["text", "image"]
        assert File.objects.get().media["mime"] == "image/png"
    assert not Quarantine.objects.filter(resolved_at=None).exists()
    assert replay_quarantine("whatsapp", "620300000000009", now=NOW + MINUTE) == 0


def test_another_app_may_not_speak_for_our_number(post: Scene):
    body = json.dumps({"entry": [{"id": "1", "changes": [change([says(SRI)])]}]}).encode()
    posted(body, app="stranger")
    batch(NOW)
    assert post.messages() == []
    assert Quarantine.objects.get().reason == "unknown line"


def test_a_replayed_letter_does_not_bring_an_erased_person_back(post: Scene):
    with inside(post.pontianak):
        Tombstone.objects.create(line=PONTIANAK, digest=digest("wamid.erased"))
    edit = {
        "original_message_id": "wamid.erased",
        "message": {"type": "text", "text": {"body": "rahasia"}},
    }
    unpacked(change([says(SRI, id="wamid.erased"), says(SRI, type="edit", edit=edit)]))
    assert post.messages() == [] and post.contacts() == []
    assert not Quarantine.objects.exists()


def test_an_imported_chat_opens_nothing_and_leaves_the_window_closed(post: Scene):
    old = NOW - timedelta(days=90)
    thread = {"id": SRI, "messages": [says(SRI, "dulu", at=old)]}
    unpacked(change(field="history", history=[{"metadata": {}, "threads": [thread]}]))
    [message] = post.messages()
    assert message.history and message.at == old
    assert (message.outcome, message.outcome_note) == ("set_aside", "riwayat")
    with inside(post.pontianak):
        assert not Lane.objects.exists()


def test_a_resident_who_stops_marketing_and_changes_her_mind_is_heard_in_order(post: Scene):
    def wish(value: str, at: datetime) -> dict[str, Any]:
        wishes = [
            {"wa_id": SRI, "category": "marketing_messages", "value": value,
             "timestamp": int(at.timestamp())}
        ]  # fmt: skip
        return change(field="user_preferences", user_preferences=wishes)

    unpacked(wish("stop", NOW))
    assert not post.contacts()[0].wants_broadcasts
    unpacked(wish("resume", NOW + MINUTE))
    unpacked(wish("stop", NOW))
    assert post.contacts()[0].wants_broadcasts
    assert [m.choice for m in post.messages()] == ["stop", "resume"]


def test_a_group_message_is_kept_but_nobody_is_asked_to_answer(post: Scene):
    unpacked(change([says(SRI, group_id="group.1")]))
    assert post.messages()[0].outcome_note == "pesan grup"


def _statements(items: Sequence[dict[str, Any]]) -> int:
    letter(change(items))
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert batch(NOW) == 1
    return len(seen)


def test_a_batch_costs_the_same_number_of_statements_however_large(post: Scene):
    few = _statements([says(f"62813{n:08d}") for n in range(2)])
    many = _statements([says(f"62814{n:08d}") for n in range(300)])
    assert few == many < 32


def test_a_hundred_large_letters_are_taken_in_portions(post: Scene):
    for _ in range(3):
        letter(change([says(SRI, "x" * 60_000) for _ in range(30)]))
    assert [batch(NOW), batch(NOW), batch(NOW)] == [2, 1, 0]
