"""Officers who answer from the phone's own app."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kentongan.cases.models import JournalLine, Matter
from kentongan.cities.locks import inside
from kentongan.mailroom.models import Lane, Message, Word
from kentongan.mailroom.tests.scene import NOW, SRI, Scene, change, says, status, unpacked
from kentongan.people.models import Agency

MINUTE = timedelta(minutes=1)
CITY_NUMBER = "625610000001"


def _echo(text: str = "Kami cek, Bu", **more: Any) -> dict[str, Any]:
    return says(CITY_NUMBER, text, to=SRI, **more)


def _echoes(*items: dict[str, Any]) -> dict[str, Any]:
    return change(field="smb_message_echoes", message_echoes=list(items))


def _words(post: Scene) -> list[Word]:
    with inside(post.pontianak):
        return list(Word.objects.order_by("pk"))


def _open_matter(post: Scene) -> Matter:
    with inside(post.pontianak):
        agency = Agency.objects.create(code="pu", name="Dinas PU", short_name="PU", kind="dinas")
        return Matter.objects.create(
            kind="report", number="A1", token="1-x", state="received", state_since=NOW,
            received_at=NOW, created_at=NOW, owner=agency, contact=post.contacts()[0],
            touched_at=NOW,
        )  # fmt: skip


def test_an_officers_answer_from_the_phone_is_the_citys_word_on_the_open_report(post: Scene):
    unpacked(change([says(SRI)]))
    matter = _open_matter(post)
    unpacked(_echoes(_echo(at=NOW + MINUTE)), now=NOW + 2 * MINUTE)
    [word] = _words(post)
    assert (word.purpose, word.state, word.text) == ("echo", "sent", "Kami cek, Bu")
    assert (word.matter_id, word.sent_at) == (matter.pk, NOW + MINUTE)
    assert word.contact_id == post.contacts()[0].pk
    with inside(post.pontianak):
        assert Matter.objects.get().touched_at > NOW
        line = JournalLine.objects.get()
        assert (line.verb, line.role, line.details["word"]) == ("write", "officer", word.pk)
        assert Message.objects.count() == 1
        assert Lane.objects.get().spoke_at == NOW


def test_an_echo_delivered_twice_is_said_once(post: Scene):
    echo = _echo()
    unpacked(_echoes(echo, echo))
    unpacked(_echoes(echo))
    assert len(_words(post)) == 1


def test_an_echo_of_what_we_sent_ourselves_is_nothing_new(post: Scene):
    unpacked(change([says(SRI)]))
    with inside(post.pontianak):
        Word.objects.create(
            line=post.line, contact=post.contacts()[0], queued_at=NOW, purpose="reply",
            state="sent", external_id="wamid.ours",
        )  # fmt: skip
    unpacked(_echoes(_echo(id="wamid.ours")))
    assert [word.purpose for word in _words(post)] == ["reply"]


def test_an_echo_to_somebody_new_enters_them_in_the_directory(post: Scene):
    unpacked(_echoes(_echo()))
    assert len(post.contacts()) == 1
    [word] = _words(post)
    assert word.matter_id is None


def test_a_photo_from_the_phone_is_named_in_the_timeline(post: Scene):
    image = {"id": "media.3", "mime_type": "image/jpeg"}
    unpacked(_echoes(_echo(type="image", image=image)))
    assert _words(post)[0].text == "Foto"


def test_ticks_of_an_echo_are_shown_even_if_they_came_first(post: Scene):
    unpacked(change(statuses=[status("wamid.echo", "read")]))
    unpacked(_echoes(_echo(id="wamid.echo")))
    assert _words(post)[0].state == "read"


def test_the_citys_side_of_an_imported_chat_is_history_and_belongs_to_no_report(post: Scene):
    unpacked(change([says(SRI)]))
    _open_matter(post)
    old = NOW - timedelta(days=30)
    thread = {"id": SRI, "messages": [_echo("Sudah diperbaiki", at=old)]}
    unpacked(change(field="history", history=[{"metadata": {}, "threads": [thread]}]))
    [word] = _words(post)
    assert (word.purpose, word.state, word.matter_id) == ("history", "sent", None)
    assert word.sent_at == old
