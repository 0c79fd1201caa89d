"""A resident's photo is fetched whole, from where the token may travel, or later, or not at all."""

from __future__ import annotations

import base64
import hashlib

import pytest
from aiohttp import web

from kentongan.channels import whatsapp
from kentongan.channels.tests.platform import LINE, Answer, Platform, fake, refused
from kentongan.channels.whatsapp import media as files
from kentongan.channels.wire import Later, Media, Secrets, Undeliverable

PHOTO = b"\xff\xd8\xff a pothole"
HEX = hashlib.sha256(PHOTO).hexdigest()
LOOK_UP, FILE = "GET /med.1", "GET /files/1"


def at(platform: Platform, **more: object) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        url = f"{platform.base_url}/files/1"
        return web.json_response({"id": "med.1", "url": url, "mime_type": "image/jpeg"} | more)

    return answer


def fetch(platform: Platform, media: Media | None = None) -> bytes:
    wanted = media or Media("med.1")
    return fake(platform, lambda secrets, wire: whatsapp.fetch(wanted, secrets, wire))


def stored(platform: Platform, content: bytes = PHOTO, **more: object) -> Platform:
    return platform.on(LOOK_UP, at(platform, **more)).on(FILE, web.Response(body=content))


@pytest.mark.parametrize(
    "digest", [HEX, HEX.upper(), base64.b64encode(bytes.fromhex(HEX)).decode(), ""]
)
def test_a_photo_is_looked_up_for_our_line_and_fetched_with_the_token(digest: str):
    platform = stored(Platform(), sha256=digest, file_size=len(PHOTO))
    assert fetch(platform) == PHOTO
    look_up, download = platform.asked
    assert look_up.query == {"phone_number_id": LINE}
    assert download.headers["Authorization"] == "Bearer a-token"


def test_a_photo_that_is_not_the_one_announced_is_fetched_again_later():
    with pytest.raises(Later):
        fetch(stored(Platform()), Media("med.1", sha256="0" * 64))
    assert fetch(stored(Platform()), Media("med.1", sha256=HEX)) == PHOTO


def test_a_file_larger_than_the_cap_is_refused_while_it_streams(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "LARGEST", 1000)
    with pytest.raises(Undeliverable):
        fetch(stored(Platform(), b"x" * 1001))
    with pytest.raises(Undeliverable):
        fetch(stored(Platform(), b"x", file_size=1001))
    assert len(fetch(stored(Platform(), b"x" * 1000))) == 1000


@pytest.mark.parametrize("status", [403, 404, 410, 500, 503])
def test_a_file_that_cannot_be_had_now_is_tried_later(status: int):
    platform = Platform()
    platform.on(LOOK_UP, at(platform)).on(FILE, web.Response(status=status))
    with pytest.raises(Later):
        fetch(platform)


def test_a_token_that_must_be_renewed_does_not_lose_the_file():
    with pytest.raises(Later) as later:
        fetch(Platform().on(LOOK_UP, refused(190, 401)))
    assert (later.value.code, later.value.scope) == (190, "line")


def test_a_file_that_the_platform_no_longer_knows_is_given_up():
    with pytest.raises(Undeliverable):
        fetch(Platform().on(LOOK_UP, refused(100, 400)))


@pytest.mark.parametrize("answer", ["", "[]", '{"url": 5}', '{"url": ""}'])
def test_a_look_up_without_an_address_gives_nothing(answer: str):
    with pytest.raises(Undeliverable):
        fetch(Platform().on(LOOK_UP, web.Response(text=answer)))


def test_a_redirect_inside_the_platform_is_followed():
    platform = Platform()
    platform.on(LOOK_UP, at(platform))
    platform.on(FILE, web.Response(status=302, headers={"Location": "/files/2"}))
    platform.on("GET /files/2", web.Response(body=PHOTO))
    assert fetch(platform) == PHOTO


def test_a_redirect_to_a_forbidden_place_is_not_followed():
    platform = Platform()
    platform.on(LOOK_UP, at(platform))
    platform.on(FILE, web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}))
    with pytest.raises(Undeliverable):
        fetch(platform)


def test_a_file_that_is_sent_in_circles_is_left_for_later():
    async def circle(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "/files/1"})

    platform = Platform()
    platform.on(LOOK_UP, at(platform)).on(FILE, circle)
    with pytest.raises(Later):
        fetch(platform)


SANDBOX = Secrets(base_url="http://127.0.0.1:8001")


@pytest.mark.parametrize(
    "address",
    [
        "http://files.example/1",
        "http://127.0.0.1:8000/1",
        "https://127.0.0.1/1",
        "https://10.0.0.7/1",
        "https://[::1]/1",
        "https://2130706433/1",
        "https://127.1/1",
        "https://localhost/1",
        "https://desk.localhost/1",
        "https:///1",
        "ftp://127.0.0.1:8001/1",
        "file:///etc/passwd",
        "//files.example/1",
        "https://[broken/1",
        "https://files.example:port/1",
        "",
    ],
)
def test_the_token_travels_to_no_other_place(address: str):
    with pytest.raises(Undeliverable):
        files.guard(address, SANDBOX)


@pytest.mark.parametrize("address", ["https://files.example/1?a=b", "http://127.0.0.1:8001/x"])
def test_the_token_travels_to_named_hosts_over_tls_and_to_the_sandbox(address: str):
    files.guard(address, SANDBOX)
