"""Officers who answer from the phone's own app."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kentongan.cases.models import Matter
from kentongan.cities.locks import inside
from kentongan.mailroom import fetching
from kentongan.mailroom.models import File, Lane, Message, Word
from kentongan.mailroom.tests.scene import (
    JOKO,
    NOW,
    SRI,
    Scene,
    change,
    renamed,
    says,
    status,
    unpacked,
)
from kentongan.people.models import Agency, Contact

MINUTE = timedelta(minutes=1)
CITY_NUMBER = "625610000001"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path


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
    assert word.taken_at is None, "what it means for the report is not for us to say"
    with inside(post.pontianak):
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


def test_an_answer_from_the_phone_finds_the_report_of_an_older_number(post: Scene):
    unpacked(change([says(JOKO)]))
    matter = _open_matter(post)
    unpacked(change([renamed(JOKO, SRI, at=NOW + MINUTE)]), now=NOW + MINUTE)
    with inside(post.pontianak):
        root = Contact.objects.create(name="Sri", since=NOW)
        Contact.objects.exclude(pk=root.pk).update(same_as=root)
    unpacked(_echoes(_echo(at=NOW + 2 * MINUTE)), now=NOW + 2 * MINUTE)
    assert [word.matter_id for word in _words(post)] == [matter.pk]


def test_a_sign_from_the_phone_answers_nobody(post: Scene):
    reaction = {"message_id": "wamid.theirs", "emoji": "👍"}
    unpacked(_echoes(_echo(type="reaction", reaction=reaction)))
    assert _words(post)[0].taken_at is not None


@pytest.mark.parametrize(
    ("kind", "content", "mime"),
    [("image", "photo", "image/jpeg"), ("audio", "OggS talk", "audio/ogg"),
     ("document", "%PDF-1.4 x", "application/pdf")],
)  # fmt: skip
def test_what_an_officer_sends_from_the_phone_is_fetched_like_a_residents_photo(
    post: Scene, monkeypatch: pytest.MonkeyPatch, kind: str, content: str, mime: str
):
    class Wire:
        async def fetch(self, *_: object) -> bytes:
            return picture() if kind == "image" else content.encode()

    monkeypatch.setattr(fetching, "fetcher", lambda _: Wire())
    unpacked(change([says(SRI)]))
    matter = _open_matter(post)
    more: dict[str, Any] = {kind: {"id": "media.3", "mime_type": mime}}
    unpacked(_echoes(_echo(type=kind, at=NOW + MINUTE, **more)))
    assert fetching.batch(post.pontianak, NOW + MINUTE) == 1
    with inside(post.pontianak):
        file = File.objects.get()
        assert Matter.objects.get().touched_at != NOW, "the page looks again"
    assert (file.state, file.mime, file.matter_id) == ("ready", mime, matter.pk)
    assert file.word_id == _words(post)[0].pk and _words(post)[0].text == ""


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(made, "JPEG")
    return made.getvalue()


def test_what_has_no_file_is_named_in_the_timeline(post: Scene):
    unpacked(_echoes(_echo(type="contacts", contacts=[])))
    assert _words(post)[0].text


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
