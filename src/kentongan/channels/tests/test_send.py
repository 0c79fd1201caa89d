"""The city says something: what goes over the wire, and what each answer means."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aiohttp import web

from kentongan.channels.tests.platform import LINE, REF, SRI, Platform, accepted, say, to_sri
from kentongan.channels.wire import (
    Address,
    AskPlace,
    Button,
    ButtonsOut,
    Content,
    LinkOut,
    ListOut,
    MediaOut,
    Row,
    Sent,
    TemplateOut,
    TextOut,
    TypingOut,
    Undeliverable,
)

MESSAGES = f"POST /{LINE}/messages"
MEDIA = f"POST /{LINE}/media"
PHOTO = b"\xff\xd8\xff\xe0 a photo"


def body_of(content: Content, to: Address = SRI, **more: object) -> dict[str, object]:
    platform = Platform().on(MESSAGES, accepted()).on(MEDIA, web.json_response({"id": "med.1"}))
    say(platform, to_sri(content, to, **more))
    body: dict[str, object] = json.loads(platform.asked[-1].body)
    return body


def test_a_text_carries_our_own_id_the_token_and_the_quoted_message():
    platform = Platform().on(MESSAGES, accepted("wamid.out.7"))
    sent = say(platform, to_sri(TextOut("Terima kasih, Bu."), reply_to="wamid.in.1"))
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
    sent = say(platform, to_sri(MediaOut("image", str(photo), "image/jpeg", "Sesudah ditambal")))
    upload, message = platform.asked
    assert sent.uploaded == "med.1"
    assert PHOTO in upload.body
    assert b'name="messaging_product"' in upload.body
    assert upload.headers["Content-Type"].startswith("multipart/form-data")
    assert json.loads(message.body)["image"] == {"id": "med.1", "caption": "Sesudah ditambal"}


def test_a_photo_that_the_platform_has_already_is_not_uploaded_again():
    platform = Platform().on(MESSAGES, accepted())
    say(platform, to_sri(MediaOut("image", "", "image/jpeg", uploaded="med.9")))
    assert [asked.path for asked in platform.asked] == [f"/{LINE}/messages"]
    assert json.loads(platform.asked[0].body)["image"] == {"id": "med.9"}


def button(kind: str, index: str, parameter: dict[str, str]) -> dict[str, object]:
    return {"type": "button", "sub_type": kind, "index": index, "parameters": [parameter]}


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
            button("quick_reply", "0", {"type": "payload", "payload": "selesai:1"}),
            button("quick_reply", "1", {"type": "payload", "payload": "belum:1"}),
            button("url", "2", {"type": "text", "text": "abc"}),
        ],
    }


def test_typing_marks_the_message_as_read_and_brings_no_id():
    platform = Platform().on(MESSAGES, web.json_response({"success": True}))
    assert say(platform, to_sri(TypingOut("wamid.in.1"))) == Sent("")
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
        say(platform, to_sri(content))
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
        say(platform, to_sri(MediaOut(kind, str(file), mime)))
    assert refusal.value.remedy == "bug"
    assert platform.asked == []


@pytest.mark.parametrize("to", [Address(), Address(phone="kantor"), Address(user_id="x" * 129)])
def test_nobody_is_written_to_without_an_address(to: Address):
    with pytest.raises(Undeliverable):
        say(Platform(), to_sri(TextOut("Halo"), to))
