"""Every channel sits the same exam: letters as platforms send them, and what each of them means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest

from kentongan.channels import FETCHERS, INBOUND, OUTBOUND, by_name, whatsapp
from kentongan.channels.tests.exam import (
    PREVIOUS,
    SEALS,
    SECRET,
    Letter,
    all_letters,
    letters_of,
    plain,
)
from kentongan.channels.wire import Inbound, LineNews, Raw, Said, Secrets, Unreadable
from kentongan.pure.errors import NotAllowed

ALL = all_letters()
every_letter = pytest.mark.parametrize("letter", ALL, ids=str)
every_channel = pytest.mark.parametrize("channel", INBOUND, ids=lambda channel: channel.NAME)


@every_channel
def test_a_channel_comes_with_its_letters(channel: Inbound):
    assert letters_of(channel)
    assert channel.NAME in SEALS
    assert by_name(channel.NAME) is channel


def test_no_two_channels_share_a_name():
    for channels in (INBOUND, OUTBOUND, FETCHERS):
        names = [channel.NAME for channel in channels]
        assert len(set(names)) == len(names)


@every_letter
def test_a_letter_means_what_it_says(letter: Letter):
    told = [plain(event) for event in letter.channel.parse(letter.raw())]
    assert told == [_complete(event) for event in letter.meaning], letter.about


def _complete(event: dict[str, Any]) -> dict[str, Any]:
    return event | {"item": event.get("item")} if event["event"] == "Unreadable" else event


@every_letter
def test_a_letter_is_let_in_by_its_seal_alone(letter: Letter):
    """The secret before is good too, so that a change of secrets loses no letter on its way."""
    secrets = Secrets(app=(SECRET, PREVIOUS))
    letter.channel.verify(letter.raw(SECRET), secrets)
    letter.channel.verify(letter.raw(PREVIOUS), secrets)
    sealed = letter.raw()
    strangers = (
        replace(sealed, body=sealed.body + b" "),
        replace(sealed, headers=letter.headers),
        replace(sealed, headers={key: value + "0" for key, value in sealed.headers.items()}),
        replace(sealed, headers={key: "sha256=é" for key in sealed.headers}),
        letter.raw("somebody else's secret"),
        letter.raw(""),
    )
    for stranger in strangers:
        with pytest.raises(NotAllowed):
            letter.channel.verify(stranger, secrets)
    with pytest.raises(NotAllowed):
        letter.channel.verify(letter.raw(""), Secrets(app=("", "")))


@every_letter
def test_a_letter_delivered_again_in_another_order_of_keys_gives_the_same_ids(letter: Letter):
    """Otherwise an item without an id would be taken twice."""
    try:
        turned = _turned(orjson.loads(letter.body))
    except ValueError:
        turned = None
    again = orjson.dumps(turned) if turned is not None else letter.body
    first, second = (
        [event.external_id for event in letter.channel.parse(Raw({}, body))]
        for body in (letter.body, again)
    )
    assert first == second
    assert all(first)


def _turned(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _turned(node[key]) for key in reversed(node)}
    return [_turned(item) for item in node] if isinstance(node, list) else node


@every_letter
def test_an_event_keeps_its_item_as_it_came(letter: Letter):
    try:
        nodes = list(_nodes(orjson.loads(letter.body)))
    except ValueError:
        pytest.skip("bytes that a strict reader refuses are kept cleaned")
    for event in letter.channel.parse(letter.raw()):
        address_book = isinstance(event, LineNews) and event.kind == "smb_app_state_sync"
        if not isinstance(event, Unreadable) and not address_book:
            assert event.body in nodes


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    if isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from _nodes(child)


WHATSAPP = {letter.name: letter for letter in letters_of(whatsapp)}


def test_one_broken_item_among_a_thousand_is_set_aside_alone():
    tree = orjson.loads(WHATSAPP["text"].body)
    (message,) = tree["entry"][0]["changes"][0]["value"]["messages"]
    batch = [message | {"id": f"wamid.TEST.{n}"} for n in range(1000)]
    batch[500] = {"poison": [1, 2, 3]}
    tree["entry"][0]["changes"][0]["value"] |= {"messages": batch, "contacts": []}
    events = list(whatsapp.parse(Raw({}, orjson.dumps(tree))))
    assert sum(isinstance(event, Said) for event in events) == 999
    assert [index for index, event in enumerate(events) if isinstance(event, Unreadable)] == [500]


def test_the_lines_of_a_letter_are_known_without_reading_its_items():
    two = {"620561000000001", "620721000000002"}
    assert whatsapp.lines(WHATSAPP["batch_of_two_cities"].raw()) == two
    assert whatsapp.lines(WHATSAPP["not_json"].raw()) == set()
    assert whatsapp.lines(WHATSAPP["line_missing"].raw()) == set()


def test_the_platform_is_greeted_back_only_if_it_knows_our_word():
    query = {"hub.mode": "subscribe", "hub.verify_token": "kata", "hub.challenge": "1158201444"}
    assert whatsapp.handshake(query, "kata") == "1158201444"
    assert whatsapp.handshake(query, "lain") is None
    assert whatsapp.handshake(query | {"hub.verify_token": "é"}, "kata") is None
    assert whatsapp.handshake(query | {"hub.mode": "unsubscribe"}, "kata") is None
    assert whatsapp.handshake(query | {"hub.verify_token": ""}, "") is None
    assert whatsapp.handshake({}, "kata") is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"\xff\xfe",
        b"null",
        b"true",
        b"1e999",
        b'"\\ud800"',
        b"[[[[",
        b"[" * 100_000,
        b"[" * 500 + b"]" * 500,
        b'{"entry":' * 5_000,
        b"9" * 10_000,
        b'{"entry": {"changes": []}}',
        b'{"entry": [{"changes": [{"value": {"messages": [' + b"[" * 300 + b"]" * 300 + b"]}}]}]}",
    ],
)
def test_no_bytes_whatever_can_stop_the_post(body: bytes):
    events = list(whatsapp.parse(Raw({}, body)))
    assert events
    assert all(isinstance(event, Unreadable) for event in events)


def test_one_broken_byte_does_not_take_the_letter_with_it():
    body = WHATSAPP["person_each_their_own"].body.replace(b"Dari Joko", b"Dari \xff Joko")
    assert [event.text for event in whatsapp.parse(Raw({}, body)) if isinstance(event, Said)] == [
        "Dari \ufffd Joko",
        "Dari Sri",
    ]
