"""Residents' files on their way from the platform into our folder."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kentongan.cities.locks import inside, somewhere
from kentongan.mailroom import fetching, storage
from kentongan.mailroom.models import File
from kentongan.mailroom.photos import develop
from kentongan.mailroom.tests.scene import NOW, SRI, Scene, change, says, unpacked


class _Wire:
    def __init__(self, content: bytes) -> None:
        self.content = content

    async def fetch(self, *_: object) -> bytes:
        return self.content


def _sent(post: Scene, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    body: dict[str, Any] = {"type": "image", "image": {"id": "m1", "mime_type": "image/jpeg"}}
    unpacked(change([says(SRI, **body)]))
    monkeypatch.setattr(fetching, "fetcher", lambda _: _Wire(content))


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.FILES = tmp_path
    return tmp_path


def _file(post: Scene) -> File:
    with inside(post.pontianak):
        return File.objects.get()


def test_no_city_waits_while_a_residents_photo_is_developed(
    post: Scene, monkeypatch: pytest.MonkeyPatch
):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    seen: list[bool] = []

    def watched(raw: bytes) -> Any:
        seen.append(somewhere())
        return develop(raw)

    _sent(post, monkeypatch, out.getvalue())
    monkeypatch.setattr("kentongan.mailroom.storage.develop", watched)
    assert fetching.batch(post.pontianak, NOW) == 0, "not before it is there"
    assert fetching.batch(post.pontianak, NOW.replace(minute=1)) == 1
    file = _file(post)
    assert (file.state, file.width, file.has_thumbnail, seen) == ("ready", 40, True, [False])
    with inside(post.pontianak):
        assert storage.path_of(file).is_file() and storage.path_of(file, thumbnail=True).is_file()


def test_a_file_without_content_is_asked_for_again(post: Scene, monkeypatch: pytest.MonkeyPatch):
    _sent(post, monkeypatch, b"")
    fetching.batch(post.pontianak, NOW.replace(minute=1))
    assert (_file(post).state, _file(post).trouble) == ("waiting", "the file is empty")


def test_a_picture_too_large_to_open_is_kept_as_a_download(
    post: Scene, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("kentongan.mailroom.photos.MOST_PIXELS", 1_000)
    out = io.BytesIO()
    Image.new("1", (100, 100)).save(out, "PNG")
    _sent(post, monkeypatch, out.getvalue())
    fetching.batch(post.pontianak, NOW.replace(minute=1))
    file = _file(post)
    assert (file.state, file.has_thumbnail, file.width) == ("ready", False, None)
    assert (file.mime, file.size) == ("application/octet-stream", len(out.getvalue()))
