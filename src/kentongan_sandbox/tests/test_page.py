"""What the page is served with, and who may drive it."""

from __future__ import annotations

import json
import re
import threading
import urllib.request
from pathlib import Path

from ..faults import DEFAULTS
from ..samples import clip, knock, photo
from ..voice import as_voice, duration, ogg_of
from .conftest import Phone, call


def test_the_page_and_all_it_names_are_there_under_a_strict_policy(phone: Phone) -> None:
    page = call("GET", phone.url + "/")
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy
    text = page.raw.decode()
    assert "style=" not in text and "onclick" not in text
    named = re.findall(r'(?:src|href)="(/static/[^"#]+)"', text)
    assert named
    for path in named:
        assert call("GET", phone.url + path).status == 200, path
    assert call("GET", phone.url + "/static/../app.py").status == 404


def test_another_web_page_cannot_drive_the_phone(phone: Phone, somebody: str) -> None:
    spec = {"line": "pontianak", "from": somebody, "text": "x"}
    url = phone.url + "/sandbox/say"
    assert call("POST", url, spec, {"Origin": "https://jahat.test"}).status == 403
    assert call("POST", url, spec, {"Host": "jahat.test"}).status == 403
    assert call("POST", url, spec, {"Origin": phone.url}).status == 200


def test_an_open_page_is_told_at_once(phone: Phone, somebody: str) -> None:
    heard: list[bytes] = []
    words = f"dari {somebody}"

    def listen() -> None:
        with urllib.request.urlopen(phone.url + "/sandbox/stream?line=pontianak", timeout=5) as s:
            for row in s:
                heard.append(row)
                if words.encode() in row:
                    return

    thread = threading.Thread(target=listen)
    thread.start()
    while not heard:
        thread.join(0.01)
    wamid = phone.say(somebody, words)
    thread.join(5)
    news = json.loads(heard[-1].removeprefix(b"data:"))
    assert wamid in [m["id"] for m in news["messages"]]


def test_an_act_that_cannot_be_done_says_why(phone: Phone) -> None:
    for name, spec in (
        ("say", {"line": "tidak ada", "from": "+6281", "text": "x"}),
        ("say", {"line": "pontianak", "text": "x"}),
        ("say", {"line": "pontianak", "from": "+6281200000000"}),
        ("say", {"line": "pontianak", "from": "+6281200000000", "type": "image", "media": "%"}),
        ("tap", {"message": "wamid.none"}),
        ("revoke", {"message": "wamid.none"}),
    ):
        found = call("POST", f"{phone.url}/sandbox/{name}", spec)
        assert found.status == 400 and found.json()["error"], name
    assert call("POST", phone.url + "/sandbox/say", b"{not json").status == 400
    assert call("GET", phone.url + "/sandbox/nowhere").status == 404


def test_a_recorded_voice_becomes_ogg_opus_packet_by_packet() -> None:
    packets = [bytes([0xFC]) + bytes(40 + i) for i in range(60)]
    head = b"OpusHead" + bytes(11)
    blocks = b"".join(b"\xa3" + bytes([0x80 | (len(p) + 4)]) + b"\x81\0\0\x80" + p for p in packets)
    webm = b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67\x01" + b"\xff" * 7
    webm += b"\xec\x93" + head + b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 + blocks
    raw, mime_type = as_voice(webm, "audio/webm;codecs=opus")
    assert mime_type == "audio/ogg; codecs=opus"
    assert raw == ogg_of(packets, head)
    assert raw.count(b"OggS") == 4
    assert duration(packets[0]) == 960
    assert as_voice(b"ID3...", "audio/mpeg") == (b"ID3...", "audio/mpeg")


def test_samples_are_real_files() -> None:
    assert photo(1) != photo(2)
    assert photo(1)[:3] == b"\xff\xd8\xff"
    assert knock()[:4] == b"OggS"
    assert clip()[4:8] == b"ftyp"


def test_the_readme_names_every_fault_and_every_request_of_the_control_api(phone: Phone) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    for name in DEFAULTS:
        assert f"`{name}`" in readme, name
    source = (Path(__file__).parents[1] / "control.py").read_text()
    names = re.findall(
        r'^            "([a-z-]+)": (?:self\.[a-z_.]+|lambda .*),$', source, re.MULTILINE
    )
    assert len(names) >= 18
    for name in names:
        assert f"/sandbox/{name}" in readme, name
