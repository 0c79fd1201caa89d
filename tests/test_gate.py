"""The gate before the pages: nothing changes on the way, and nobody pretends."""

from __future__ import annotations

import http.client
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kentongan.mailroom.tests.doorway import NOBODY, Door, doors


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Door]]:
    with doors(tmp_path) as start:
        yield start


class Pages(http.server.BaseHTTPRequestHandler):
    """Stands for Django behind the gate: says what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        told = {
            "method": self.command,
            "path": self.path,
            "headers": {k.lower(): v for k, v in self.headers.items()},
            "body": self.rfile.read(length).decode("latin-1"),
        }
        body = json.dumps(told).encode()
        self.send_response(302 if self.path.startswith("/go") else 200)
        self.send_header("Location", "/elsewhere")
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.send_header("Content-Encoding", "identity")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def pages() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_visitor_reaches_the_pages_as_if_the_gate_were_not_there(
    opened: Callable[..., Door], pages: str
):
    door = opened(NOBODY, upstream=pages)
    status, said = door.ask("POST", "/pontianak/lapor%2Fa?q=a%20b&q=%C3%A9", b"isi=\xe9")
    told = json.loads(said)
    assert status == 200 and told["path"] == "/pontianak/lapor%2Fa?q=a%20b&q=%C3%A9"
    assert told["body"] == "isi=\xe9" and told["method"] == "POST"
    assert told["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert told["headers"]["x-forwarded-host"] == f"127.0.0.1:{door.port}"
    link = http.client.HTTPConnection("127.0.0.1", door.port, timeout=10)
    link.request("GET", "/go")
    answer = link.getresponse()
    assert answer.status == 302 and answer.headers["Location"] == "/elsewhere"
    assert answer.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    answer.read()
    link.request("HEAD", "/x")
    assert link.getresponse().status == 200
    link.close()


def test_a_visitor_cannot_pretend_to_come_from_elsewhere(opened: Callable[..., Door], pages: str):
    forged = {
        "X-Forwarded-For": "10.9.9.9", "X-Forwarded-Proto": "https", "Forwarded": "for=1",
        "X_Forwarded_Proto": "https", "X-Forwarded-Host": "evil.example",
        "Connection": "close, X-Secret-Hop", "X-Secret-Hop": "1",
    }  # fmt: skip
    door = opened(NOBODY, upstream=pages)
    told = json.loads(door.ask("GET", "/", **forged)[1])["headers"]
    assert told["x-forwarded-for"] == "127.0.0.1" and told["x-forwarded-proto"] == "http"
    assert "evil" not in told["x-forwarded-host"]
    assert not {"forwarded", "x_forwarded_proto", "x-secret-hop"} & set(told)


def test_behind_a_proxy_we_trust_the_visitors_address_and_scheme_are_kept(
    opened: Callable[..., Door], pages: str
):
    door = opened(NOBODY, upstream=pages, KENTONGAN_TRUSTED_PROXY="1")
    headers = {"X-Forwarded-For": "36.1.2.3", "X-Forwarded-Proto": "https"}
    told = json.loads(door.ask("GET", "/", **headers)[1])["headers"]
    assert told["x-forwarded-for"] == "36.1.2.3"
    assert told["x-forwarded-proto"] == "https"


def test_while_the_pages_are_away_a_visitor_is_asked_for_a_moment(opened: Callable[..., Door]):
    door = opened(NOBODY)
    status, said = door.get("/pontianak/")
    assert status == 503 and "Sebentar" in said.decode()
