"""What the platform's answer, or its silence, says about a message of the city."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from kentongan.channels import whatsapp
from kentongan.channels.tests.platform import LINE, Platform, accepted, fake, refused, say, to_sri
from kentongan.channels.whatsapp import graph
from kentongan.channels.wire import Later, MediaOut, Secrets, TextOut, Undeliverable, Unknown

MESSAGES, MEDIA = f"POST /{LINE}/messages", f"POST /{LINE}/media"


@pytest.mark.parametrize(
    ("code", "remedy"),
    [(131047, "template"), (131026, "stop"), (131050, "opt_out"), (190, "pause_line")],
)
def test_a_refusal_tells_the_remedy(code: int, remedy: str):
    with pytest.raises(Undeliverable) as refusal:
        say(Platform().on(MESSAGES, refused(code)), to_sri(TextOut("Halo")))
    assert (refusal.value.code, refusal.value.remedy) == (code, remedy)


def test_an_answer_of_200_that_holds_an_error_is_a_refusal():
    with pytest.raises(Undeliverable) as refusal:
        say(Platform().on(MESSAGES, refused(131026, status=200)), to_sri(TextOut("Halo")))
    assert refusal.value.remedy == "stop"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_with_the_platforms_own_words_is_tried_later(status: int):
    with pytest.raises(Later):
        say(Platform().on(MESSAGES, refused(131016, status)), to_sri(TextOut("Halo")))
    with pytest.raises(Later):
        say(Platform().on(MESSAGES, refused(999_999, status)), to_sri(TextOut("Halo")))


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_without_words_leaves_the_outcome_unknown(status: int):
    page = web.Response(text="<h1>Bad gateway</h1>", status=status)
    with pytest.raises(Unknown):
        say(Platform().on(MESSAGES, page), to_sri(TextOut("Halo")))


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"messages": []}',
        '{"messages": [{}]}',
        '{"messages": [{"id": null}]}',
        '{"messages": [{"id": ""}]}',
        '{"messages": {"id": "wamid.1"}}',
    ],
)
def test_an_ok_without_an_id_leaves_the_outcome_unknown(answer: str):
    with pytest.raises(Unknown):
        say(Platform().on(MESSAGES, web.Response(text=answer)), to_sri(TextOut("Halo")))


def test_silence_after_the_request_has_left_is_unknown():
    async def asleep(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.5)
        return accepted()

    quick = graph.Call("POST", f"{LINE}/messages", json={}, once=True, seconds=0.1)
    platform = Platform().on(MESSAGES, asleep)
    with pytest.raises(Unknown):
        fake(platform, lambda secrets, wire: graph.ask(quick, secrets, wire))
    assert len(platform.asked) == 1


def test_a_connection_that_breaks_after_the_request_is_unknown():
    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    with pytest.raises(Unknown):
        say(Platform().on(MESSAGES, hang_up), to_sri(TextOut("Halo")))


def test_an_answer_cut_short_is_unknown():
    async def cut(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "100"})
        await answer.prepare(request)
        await answer.write(b'{"messages"')
        assert request.transport is not None
        request.transport.close()
        return answer

    with pytest.raises(Unknown):
        say(Platform().on(MESSAGES, cut), to_sri(TextOut("Halo")))


class NoNames(AbstractResolver):
    """A network whose name service is away."""

    async def resolve(self, host: str, port: int = 0, family: object = 0) -> list[ResolveResult]:
        raise OSError(f"no answer about {host}:{port} {family}")

    async def close(self) -> None:
        pass


@pytest.mark.parametrize(
    "base_url", ["http://127.0.0.1:1", "https://127.0.0.1:1", "https://platform.example"]
)
def test_a_platform_that_cannot_be_reached_is_tried_later(base_url: str):
    async def talk() -> None:
        connector = aiohttp.TCPConnector(resolver=NoNames())
        async with aiohttp.ClientSession(connector=connector) as wire:
            secrets = Secrets(token="t", line=LINE, base_url=base_url)
            await whatsapp.send(to_sri(TextOut("Halo"), tries=2), secrets, wire)

    with pytest.raises(Later) as later:
        asyncio.run(talk())
    assert later.value.scope == "line"
    assert later.value.wait is not None
    assert 20 <= later.value.wait.total_seconds() <= 25


def test_a_platform_without_tls_is_not_told_anything():
    platform = Platform().on(MESSAGES, accepted())

    async def talk(secrets: Secrets, wire: aiohttp.ClientSession) -> None:
        tls = replace(secrets, base_url=secrets.base_url.replace("http:", "https:"))
        await whatsapp.send(to_sri(TextOut("Halo")), tls, wire)

    with pytest.raises(Later):
        fake(platform, talk)
    assert platform.asked == []


def test_a_break_while_a_file_is_uploaded_is_tried_later_and_nothing_was_said(tmp_path: Path):
    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"a photo")
    platform = Platform().on(MEDIA, hang_up).on(MESSAGES, accepted())
    with pytest.raises(Later):
        say(platform, to_sri(MediaOut("image", str(photo), "image/jpeg")))
    assert all(asked.path.endswith("/media") for asked in platform.asked)


def test_a_redirect_is_not_followed_with_the_token():
    away = web.Response(status=302, headers={"Location": "https://elsewhere.example/"})
    platform = Platform().on(MESSAGES, away)
    with pytest.raises(Later):
        say(platform, to_sri(TextOut("Halo")))
    assert len(platform.asked) == 1


def test_too_many_requests_waits_as_long_as_it_was_asked_to():
    busy = web.Response(status=429, headers={"Retry-After": "7"})
    with pytest.raises(Later) as later:
        say(Platform().on(MESSAGES, busy), to_sri(TextOut("Halo")))
    assert later.value.wait is not None
    assert later.value.wait.total_seconds() == 7
