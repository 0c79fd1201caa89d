"""The eighth hole: a file that cannot be fetched takes its words, or its neighbours, with it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from kentongan.channels.wire import Media
from kentongan.cities.locks import inside
from kentongan.mailroom import fetching
from kentongan.mailroom.models import File
from kentongan.mailroom.tests.conftest import post
from kentongan.mailroom.tests.scene import NOW, SRI, Scene, change, says, unpacked
from kentongan.pure.errors import Outage

__all__ = ["post"]

MINUTE = timedelta(minutes=1)


class _Wire:
    """The platform's files: what each id gives back, or raises."""

    def __init__(self, **files: bytes | Exception) -> None:
        self.files = files

    async def fetch(self, media: Media, secrets: object, wire: object) -> bytes:
        found = self.files[media.id]
        if isinstance(found, Exception):
            raise found
        return found


def _photo(scene: Scene, media: str) -> None:
    body = {"type": "image", "image": {"id": media, "mime_type": "image/jpeg", "caption": "Lubang"}}
    unpacked(change([says(SRI, **body)]))


def _files(scene: Scene) -> dict[str, File]:
    with inside(scene.pontianak):
        return {file.media["id"]: file for file in File.objects.all()}


@pytest.mark.django_db
def test_8_media_failure(post: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The words are there at once; the file is waited for, seven days long, in sight."""
    _photo(post, "lost")
    monkeypatch.setattr(fetching, "fetcher", lambda _: _Wire(lost=Outage("HTTP 500")))
    now, tries = NOW + MINUTE, 0
    with override_settings(FILES=tmp_path):
        while now < NOW + timedelta(days=6):
            tries += fetching.batch(post.pontianak, now)
            now += timedelta(hours=6)
        waiting = _files(post)["lost"]
        assert (waiting.state, waiting.trouble) == ("waiting", "HTTP 500")
        assert tries > 20
        monkeypatch.setattr(fetching, "fetcher", lambda _: _Wire(lost=b"%PDF-1.4 surat"))
        assert fetching.batch(post.pontianak, now) == 1
    assert _files(post)["lost"].state == "ready"
    assert [message.text for message in post.messages()] == ["Lubang"]


@pytest.mark.django_db
def test_8_media_failure_of_one_photo_is_not_that_of_its_neighbours(
    post: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """A file over which our own code stumbles, on the way or when it is opened, stands alone."""
    for media in ("good", "strange", "poisoned", "fine"):
        _photo(post, media)
    files = _Wire(
        good=b"OggS 1", strange=KeyError("nobody thought of this"), poisoned=b"boom", fine=b"OggS 2"
    )
    keep = fetching.keep

    def keeping(content: bytes, claimed: str, **where: Any) -> Any:
        if content == b"boom":
            raise IndexError("a picture that breaks its reader")
        return keep(content, claimed, **where)

    monkeypatch.setattr(fetching, "fetcher", lambda _: files)
    monkeypatch.setattr(fetching, "keep", keeping)
    began = timezone.now()
    with override_settings(FILES=tmp_path):
        assert fetching.batch(post.pontianak, NOW + MINUTE) == 4
    found = _files(post)
    assert {media: file.state for media, file in found.items()} == {
        "good": "ready", "strange": "waiting", "poisoned": "waiting", "fine": "ready",
    }  # fmt: skip
    for media in ("strange", "poisoned"):
        assert found[media].trouble and found[media].tries == 1 and found[media].lease is None
        assert found[media].ready_at > began


@pytest.mark.django_db
def test_8_media_failure_ends_after_seven_days_whatever_the_reason(
    post: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    _photo(post, "strange")
    late = timedelta(days=8)
    with inside(post.pontianak):
        File.objects.update(since=NOW - 400 * late, media=asdict(Media("strange")))
    monkeypatch.setattr(fetching, "fetcher", lambda _: _Wire(strange=TypeError("still not")))
    with override_settings(FILES=tmp_path):
        fetching.batch(post.pontianak, NOW + MINUTE)
    assert _files(post)["strange"].state == "gone"
