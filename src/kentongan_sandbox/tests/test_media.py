"""Files: upload, look-up, five minutes of download, deletion; and templates."""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

from .conftest import BDL, PTK, City, Phone, call

NUMBER, WABA = PTK["phone_number_id"], PTK["waba_id"]
JPEG = b"\xff\xd8\xff" + bytes(range(256)) * 40


def upload(phone: Phone, raw: bytes = JPEG, kind: str = "image/jpeg") -> Any:
    head = b'--b0\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    body = head % (b"messaging_product", b"whatsapp") + head % (b"type", kind.encode())
    body += b'--b0\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
    body += b"Content-Type: %s\r\n\r\n" % kind.encode() + raw + b"\r\n--b0--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b0"}
    return phone.graph("POST", f"{NUMBER}/media", body, headers=headers)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_photo_of_a_resident_can_be_fetched_for_five_minutes(
    phone: Phone, city: City, somebody: str
) -> None:
    given = b64encode(JPEG).decode()
    message = city.message(phone.say(somebody, type="image", media=given, mime_type="image/jpeg"))
    media_id = message["image"]["id"]
    found = phone.graph("GET", f"{media_id}?phone_number_id={NUMBER}").json()
    assert (found["mime_type"], found["file_size"]) == ("image/jpeg", len(JPEG))
    assert b64decode(found["sha256"]) == sha256(JPEG).digest()
    assert found["sha256"] == message["image"]["sha256"]
    assert call("GET", found["url"], headers=bearer(PTK["token"])).raw == JPEG
    assert call("GET", found["url"]).status == 401
    assert call("GET", found["url"], headers=bearer(BDL["token"])).status == 404
    assert call("GET", found["url"] + "0", headers=bearer(PTK["token"])).status == 404
    phone.faults(clock_forward_s=301)
    assert call("GET", found["url"], headers=bearer(PTK["token"])).status == 404
    fresh = phone.graph("GET", media_id).json()["url"]
    assert call("GET", fresh, headers=bearer(PTK["token"])).status == 200
    phone.faults(clock_forward_s=7 * 86_400 + 60)
    assert phone.graph("GET", media_id).json()["error"]["error_subcode"] == 33


def test_an_uploaded_photo_is_sent_shown_and_deleted(phone: Phone, somebody: str) -> None:
    phone.say(somebody)
    media_id = upload(phone).json()["id"]
    body = {"type": "image", "image": {"id": media_id, "caption": "Sudah selesai"}}
    assert phone.send(somebody, body).status == 200
    shown = phone.look("inbox", of=somebody)["messages"][0]
    assert (shown["text"], shown["media"]["kind"]) == ("Sudah selesai", "image")
    assert call("GET", phone.url + shown["media"]["url"]).raw == JPEG
    assert phone.graph("GET", media_id, token=BDL["token"]).status == 400
    assert phone.graph("DELETE", media_id).json() == {"success": True}
    assert phone.send(somebody, body).json()["error"]["code"] == 131009


def test_a_photo_by_link_is_fetched_before_it_is_delivered(
    phone: Phone, city: City, somebody: str
) -> None:
    phone.say(somebody)
    base = city.url.rsplit("/hooks", 1)[0]
    good = phone.send(somebody, {"type": "image", "image": {"link": base + "/files/a.jpg"}})
    wamid = good.json()["messages"][0]["id"]
    city.wait(lambda: "delivered" in city.statuses(wamid))
    shown = phone.look("inbox", of=somebody)["messages"][0]
    assert call("GET", phone.url + shown["media"]["url"]).raw == b"\xff\xd8\xff photo"
    bad = phone.send(somebody, {"type": "video", "video": {"link": base + "/files/a.jpg"}})
    wamid = bad.json()["messages"][0]["id"]
    city.wait(lambda: city.statuses(wamid) == ["failed"])
    failed = [s for s in city.items("statuses") if s["id"] == wamid]
    assert failed[0]["errors"][0]["code"] == 131053


def test_types_and_sizes_beyond_the_rules_are_refused(phone: Phone) -> None:
    assert upload(phone, kind="image/gif").json()["error"]["code"] == 100
    assert upload(phone, raw=bytes(5_000_001)).json()["error"]["code"] == 131053
    assert phone.graph("POST", f"{NUMBER}/media", {"messaging_product": "whatsapp"}).status == 400


# -- templates ----------------------------------------------------------------------------


def answer_ready(*body: str, link: str = "AB12") -> dict[str, Any]:
    def words(given: tuple[str, ...]) -> list[dict[str, str]]:
        return [{"type": "text", "text": w} for w in given]

    components = [
        {"type": "header", "parameters": words(("PTK-1",))},
        {"type": "body", "parameters": words(body)},
        {"type": "button", "sub_type": "quick_reply", "index": "0",
         "parameters": [{"type": "payload", "payload": "read:1"}]},
        {"type": "button", "sub_type": "url", "index": "1", "parameters": words((link,))},
    ]  # fmt: skip
    template = {"name": "answer_ready", "language": {"code": "id"}, "components": components}
    return {"type": "template", "template": template}


def test_a_template_reaches_the_resident_as_words_and_buttons(
    phone: Phone, city: City, somebody: str
) -> None:
    sent = phone.send(somebody, answer_ready("Bu Sari", "lampu jalan"))
    assert sent.json()["messages"][0]["message_status"] == "accepted"
    shown = phone.look("inbox", of=somebody)["messages"][0]
    assert shown["text"] == "Halo Bu Sari, laporan lampu jalan sudah dijawab."
    assert (shown["header"], shown["footer"]) == ("Laporan PTK-1", "Kota Pontianak")
    assert shown["buttons"][1]["url"] == "https://kota.test/t/AB12"
    tapped = city.message(phone.act("tap", line="pontianak", of=somebody, button="Baca")["id"])
    assert (tapped["type"], tapped["button"]) == ("button", {"payload": "read:1", "text": "Baca"})
    status = city.status_to(somebody)
    assert status["pricing"]["category"] == "utility"
    assert status["pricing"]["billable"] is True


def test_a_template_with_the_wrong_parameters_or_state_is_refused(
    phone: Phone, somebody: str
) -> None:
    assert phone.send(somebody, answer_ready("Sari")).json()["error"]["code"] == 132000
    broken = answer_ready("Sari", "dua\nbaris")
    assert phone.send(somebody, broken).json()["error"]["code"] == 132007
    unknown = answer_ready("a", "b")
    unknown["template"]["language"]["code"] = "en"
    refused = phone.send(somebody, unknown)
    assert (refused.status, refused.json()["error"]["code"]) == (404, 132001)
    phone.act("templates", name="answer_ready", status="PAUSED")
    assert phone.send(somebody, answer_ready("a", "b")).json()["error"]["code"] == 132015
    phone.act("templates", name="answer_ready", status="APPROVED")
    assert phone.send(somebody, answer_ready("a", "b")).status == 200


def new_template(name: str, text: str, example: bool = True) -> dict[str, Any]:
    body: dict[str, Any] = {"type": "BODY", "text": text}
    if example:
        body["example"] = {"body_text": [["contoh"]]}
    return {"name": name, "language": "id", "category": "UTILITY", "components": [body]}


def test_a_new_template_waits_for_review_and_the_city_is_told(phone: Phone, city: City) -> None:
    phone.faults(template_delay_s=0.05)
    made = phone.graph("POST", f"{WABA}/message_templates", new_template("one", "Hai {{1}}, halo."))
    assert made.json()["status"] == "PENDING"
    told = city.wait(lambda: [v for x in city.letters for f, v in x.values() if "event" in v])
    assert (told[0]["event"], told[0]["message_template_name"]) == ("APPROVED", "one")
    assert str(told[0]["message_template_id"]) == made.json()["id"]
    again = phone.graph("POST", f"{WABA}/message_templates", new_template("one", "Hai."))
    assert again.json()["error"]["error_subcode"] == 2388024
    phone.faults(templates="reject")
    phone.graph("POST", f"{WABA}/message_templates", new_template("two", "Hai."))
    city.wait(
        lambda: any(v.get("event") == "REJECTED" for x in city.letters for _, v in x.values())
    )
    listed = phone.graph("GET", f"{WABA}/message_templates?name=two").json()["data"]
    assert [(t["status"], t["rejected_reason"]) for t in listed] == [("REJECTED", "INVALID_FORMAT")]
    for name in ("one", "two"):
        gone = phone.graph("DELETE", f"{WABA}/message_templates?name={name}")
        assert gone.json() == {"success": True}


def test_templates_that_break_the_rules_are_not_even_reviewed(phone: Phone) -> None:
    for wrong, subcode in (
        (new_template("edge", "{{1}} di awal"), 2388299),
        (new_template("bare", "Hai {{1}}, halo.", example=False), 2388043),
        (new_template("long", "x" * 1025), 2388040),
        (new_template("Nama Besar", "Hai."), None),
    ):
        refused = phone.graph("POST", f"{WABA}/message_templates", wrong)
        assert refused.status == 400
        assert refused.json()["error"].get("error_subcode") == subcode


def test_the_list_of_templates_comes_in_pages(phone: Phone) -> None:
    first = phone.graph("GET", f"{WABA}/message_templates?limit=1&fields=name,status").json()
    assert first["data"][0].keys() == {"id", "name", "status"}
    after = first["paging"]["cursors"]["after"]
    second = phone.graph("GET", f"{WABA}/message_templates?limit=1&after={after}").json()
    assert second["data"][0]["name"] != first["data"][0]["name"]
    assert phone.graph("GET", f"{BDL['waba_id']}/message_templates").status == 403
