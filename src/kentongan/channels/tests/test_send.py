"""The city says something: what goes over the wire, and what each answer means."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from kentongan.channels import whatsapp
from kentongan.channels.tests.platform import LINE, Platform, accepted, fake, refused
from kentongan.channels.whatsapp import graph
from kentongan.channels.wire import (
    Address,
    AskPlace,
    Button,
    ButtonsOut,
    Content,
    Later,
    LinkOut,
    ListOut,
    MediaOut,
    Outgoing,
    Row,
    Secrets,
    Sent,
    TemplateOut,
    TextOut,
    TypingOut,
    Undeliverable,
    Unknown,
)

MESSAGES = f"POST /{LINE}/messages"
MEDIA = f"POST /{LINE}/media"
REF = "7b1c1c52-8f0a-4b43-9f5c-0a6f8f6a3d10"
SRI = Address(phone="+62 812-0000-0001")
PHOTO = b"\xff\xd8\xff\xe0 a photo"


def out(content: Content, to: Address = SRI, **more: object) -> Outgoing:
    return replace(Outgoing(REF, to, content), **more)  # type: ignore[arg-type]


def say(platform: Platform, outgoing: Outgoing) -> Sent:
    return fake(platform, lambda secrets, wire: whatsapp.send(outgoing, secrets, wire))


def body_of(content: Content, to: Address = SRI, **more: object) -> dict[str, object]:
    platform = Platform().on(MESSAGES, accepted()).on(MEDIA, web.json_response({"id": "med.1"}))
    say(platform, out(content, to, **more))
    body: dict[str, object] = json.loads(platform.asked[-1].body)
    return body


def test_a_text_carries_our_own_id_the_token_and_the_quoted_message():
    platform = Platform().on(MESSAGES, accepted("wamid.out.7"))
    sent = say(platform, out(TextOut("Terima kasih, Bu."), reply_to="wamid.in.1"))
    asked = platform.asked[0]
    assert sent.external_id == "wamid.out.7"
    assert sent.recipient.phone == "+6281200000001"
    assert asked.headers["Authorization"] == "Bearer a-token"
    assert json.loads(asked.body) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "6281200000001",
        "type": "text",
        "text": {"body": "Terima kasih, Bu.", "preview_url": False},
        "context": {"message_id": "wamid.in.1"},
        "biz_opaque_callback_data": REF,
    }


def test_a_resident_without_a_phone_number_is_reached_by_user_id():
    body = body_of(TextOut("Halo"), Address(user_id="ID.9876543210"))
    assert body["recipient"] == "ID.9876543210"
    assert "to" not in body


def test_buttons_lists_links_and_the_question_for_a_place_take_the_documented_shape():
    buttons = body_of(ButtonsOut("Sudah beres?", (Button("y", "Sudah"), Button("n", "Belum")), "1"))
    rows = (Row("1", "Lampu jalan", "Padam atau rusak"), Row("2", "Sampah"))
    listed = body_of(ListOut("Tentang apa?", "Pilih", rows))
    place = body_of(AskPlace("Di mana tempatnya?"))
    link = body_of(LinkOut("Ikuti laporannya", "Buka", "https://kota.example/t/abc"))
    assert buttons["interactive"] == {
        "type": "button",
        "body": {"text": "Sudah beres?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "y", "title": "Sudah"}},
                {"type": "reply", "reply": {"id": "n", "title": "Belum"}},
            ]
        },
        "footer": {"text": "1"},
    }
    assert listed["interactive"]["action"] == {  # type: ignore[index]
        "button": "Pilih",
        "sections": [
            {
                "rows": [
                    {"id": "1", "title": "Lampu jalan", "description": "Padam atau rusak"},
                    {"id": "2", "title": "Sampah"},
                ]
            }
        ],
    }
    assert place["interactive"] == {
        "type": "location_request_message",
        "body": {"text": "Di mana tempatnya?"},
        "action": {"name": "send_location"},
    }
    assert link["interactive"]["action"] == {  # type: ignore[index]
        "name": "cta_url",
        "parameters": {"display_text": "Buka", "url": "https://kota.example/t/abc"},
    }


def test_a_photo_is_uploaded_first_and_then_sent_by_its_id(tmp_path: Path):
    photo = tmp_path / "jalan.jpg"
    photo.write_bytes(PHOTO)
    platform = Platform().on(MESSAGES, accepted()).on(MEDIA, web.json_response({"id": "med.1"}))
    sent = say(platform, out(MediaOut("image", str(photo), "image/jpeg", "Sesudah ditambal")))
    upload, message = platform.asked
    assert sent.uploaded == "med.1"
    assert PHOTO in upload.body
    assert b'name="messaging_product"' in upload.body
    assert upload.headers["Content-Type"].startswith("multipart/form-data")
    assert json.loads(message.body)["image"] == {"id": "med.1", "caption": "Sesudah ditambal"}


def test_a_photo_that_the_platform_has_already_is_not_uploaded_again():
    platform = Platform().on(MESSAGES, accepted())
    say(platform, out(MediaOut("image", "", "image/jpeg", uploaded="med.9")))
    assert [asked.path for asked in platform.asked] == [f"/{LINE}/messages"]
    assert json.loads(platform.asked[0].body)["image"] == {"id": "med.9"}


def test_a_template_carries_photo_words_payloads_and_link_in_their_places(tmp_path: Path):
    photo = tmp_path / "sesudah.jpg"
    photo.write_bytes(PHOTO)
    content = TemplateOut(
        name="konfirmasi_selesai",
        language="id",
        params=("PTK-7K2M", "Lubang sudah\nditambal.   Aspal\tbaru"),
        image=str(photo),
        image_mime="image/jpeg",
        payloads=("selesai:1", "belum:1"),
        url_suffix="abc",
    )
    body = body_of(content)
    assert body["template"] == {
        "name": "konfirmasi_selesai",
        "language": {"code": "id", "policy": "deterministic"},
        "components": [
            {"type": "header", "parameters": [{"type": "image", "image": {"id": "med.1"}}]},
            {
                "type": "body",
                "parameters": [
                    {"type": "text", "text": "PTK-7K2M"},
                    {"type": "text", "text": "Lubang sudah ditambal. Aspal baru"},
                ],
            },
            {
                "type": "button",
                "sub_type": "quick_reply",
                "index": "0",
                "parameters": [{"type": "payload", "payload": "selesai:1"}],
            },
            {
                "type": "button",
                "sub_type": "quick_reply",
                "index": "1",
                "parameters": [{"type": "payload", "payload": "belum:1"}],
            },
            {
                "type": "button",
                "sub_type": "url",
                "index": "2",
                "parameters": [{"type": "text", "text": "abc"}],
            },
        ],
    }


def test_typing_marks_the_message_as_read_and_brings_no_id():
    platform = Platform().on(MESSAGES, web.json_response({"success": True}))
    assert say(platform, out(TypingOut("wamid.in.1"))) == Sent("")
    assert json.loads(platform.asked[0].body) == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": "wamid.in.1",
        "typing_indicator": {"type": "text"},
    }


BUTTON = Button("a", "Ya")
ROW = Row("a", "Lampu")


@pytest.mark.parametrize(
    "content",
    [
        TextOut(""),
        TextOut("  \n"),
        TextOut("x" * 4097),
        ButtonsOut("x" * 1025, (BUTTON,)),
        ButtonsOut("Ya?", ()),
        ButtonsOut("Ya?", tuple(Button(str(i), str(i)) for i in range(4))),
        ButtonsOut("Ya?", (Button("a", "x" * 21),)),
        ButtonsOut("Ya?", (Button("x" * 257, "Ya"),)),
        ButtonsOut("Ya?", (BUTTON, Button("a", "Tidak"))),
        ButtonsOut("Ya?", (BUTTON, Button("b", "Ya"))),
        ListOut("Apa?", "x" * 21, (ROW,)),
        ListOut("Apa?", "Pilih", ()),
        ListOut("Apa?", "Pilih", tuple(Row(str(i), "x") for i in range(11))),
        ListOut("Apa?", "Pilih", (Row("a", "x" * 25),)),
        ListOut("Apa?", "Pilih", (Row("a", "x", "x" * 73),)),
        LinkOut("Lihat", "x" * 21, "https://kota.example/"),
        LinkOut("Lihat", "Buka", "javascript:alert(1)"),
        MediaOut("image", "", "image/jpeg", caption="x" * 1025, uploaded="med.1"),
        MediaOut("image", "/nowhere/photo.jpg", "image/jpeg"),
        TemplateOut("", "id"),
        TemplateOut("jawaban", "id", params=("",)),
        TemplateOut("jawaban", "id", params=("x" * 1025,)),
    ],
)
def test_what_breaks_a_limit_is_refused_before_anything_is_sent(content: Content):
    platform = Platform()
    with pytest.raises(Undeliverable) as refusal:
        say(platform, out(content))
    assert (refusal.value.code, refusal.value.remedy) == (100, "bug")
    assert platform.asked == []


@pytest.mark.parametrize(
    ("kind", "mime", "size"),
    [("image", "image/gif", 10), ("image", "image/png", 5 * 2**20 + 1), ("audio", "audio/ogg", 0)],
)
def test_a_file_of_a_wrong_type_or_size_is_not_uploaded(tmp_path: Path, kind, mime, size):
    file = tmp_path / "berkas"
    file.write_bytes(b"x" * size)
    platform = Platform()
    with pytest.raises(Undeliverable) as refusal:
        say(platform, out(MediaOut(kind, str(file), mime)))
    assert refusal.value.remedy == "bug"
    assert platform.asked == []


@pytest.mark.parametrize("to", [Address(), Address(phone="kantor"), Address(user_id="x" * 129)])
def test_nobody_is_written_to_without_an_address(to: Address):
    with pytest.raises(Undeliverable):
        say(Platform(), out(TextOut("Halo"), to))


@pytest.mark.parametrize(
    ("code", "remedy"),
    [(131047, "template"), (131026, "stop"), (131050, "opt_out"), (190, "pause_line")],
)
def test_a_refusal_tells_the_remedy(code: int, remedy: str):
    with pytest.raises(Undeliverable) as refusal:
        say(Platform().on(MESSAGES, refused(code)), out(TextOut("Halo")))
    assert (refusal.value.code, refusal.value.remedy) == (code, remedy)


def test_an_answer_of_200_that_holds_an_error_is_a_refusal():
    with pytest.raises(Undeliverable) as refusal:
        say(Platform().on(MESSAGES, refused(131026, status=200)), out(TextOut("Halo")))
    assert refusal.value.remedy == "stop"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_with_the_platforms_own_words_is_tried_later(status: int):
    with pytest.raises(Later):
        say(Platform().on(MESSAGES, refused(131016, status)), out(TextOut("Halo")))
    with pytest.raises(Later):
        say(Platform().on(MESSAGES, refused(999_999, status)), out(TextOut("Halo")))


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_without_words_leaves_the_outcome_unknown(status: int):
    page = web.Response(text="<h1>Bad gateway</h1>", status=status)
    with pytest.raises(Unknown):
        say(Platform().on(MESSAGES, page), out(TextOut("Halo")))


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
        say(Platform().on(MESSAGES, web.Response(text=answer)), out(TextOut("Halo")))


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
        say(Platform().on(MESSAGES, hang_up), out(TextOut("Halo")))


def test_an_answer_cut_short_is_unknown():
    async def cut(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "100"})
        await answer.prepare(request)
        await answer.write(b'{"messages"')
        assert request.transport is not None
        request.transport.close()
        return answer

    with pytest.raises(Unknown):
        say(Platform().on(MESSAGES, cut), out(TextOut("Halo")))


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
            await whatsapp.send(out(TextOut("Halo"), tries=2), secrets, wire)

    with pytest.raises(Later) as later:
        asyncio.run(talk())
    assert later.value.scope == "line"
    assert later.value.wait is not None
    assert 20 <= later.value.wait.total_seconds() <= 25


def test_a_platform_without_tls_is_not_told_anything():
    platform = Platform().on(MESSAGES, accepted())

    async def talk(secrets: Secrets, wire: aiohttp.ClientSession) -> None:
        tls = replace(secrets, base_url=secrets.base_url.replace("http:", "https:"))
        await whatsapp.send(out(TextOut("Halo")), tls, wire)

    with pytest.raises(Later):
        fake(platform, talk)
    assert platform.asked == []


def test_a_break_while_a_file_is_uploaded_is_tried_later_and_nothing_was_said(tmp_path: Path):
    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    photo = tmp_path / "a.jpg"
    photo.write_bytes(PHOTO)
    platform = Platform().on(MEDIA, hang_up).on(MESSAGES, accepted())
    with pytest.raises(Later):
        say(platform, out(MediaOut("image", str(photo), "image/jpeg")))
    assert all(asked.path.endswith("/media") for asked in platform.asked)


def test_a_redirect_is_not_followed_with_the_token():
    away = web.Response(status=302, headers={"Location": "https://elsewhere.example/"})
    platform = Platform().on(MESSAGES, away)
    with pytest.raises(Later):
        say(platform, out(TextOut("Halo")))
    assert len(platform.asked) == 1


def test_too_many_requests_waits_as_long_as_it_was_asked_to():
    busy = web.Response(status=429, headers={"Retry-After": "7"})
    with pytest.raises(Later) as later:
        say(Platform().on(MESSAGES, busy), out(TextOut("Halo")))
    assert later.value.wait is not None
    assert later.value.wait.total_seconds() == 7
