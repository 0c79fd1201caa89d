"""A real sandbox on a free port, a small city that receives its letters, and residents."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

SRC = Path(__file__).resolve().parents[2]
SECRET, VERIFY = "a secret of the app", "a word to verify"
PTK = {
    "key": "pontianak",
    "phone_number_id": "620561000000001",
    "waba_id": "900000000000001",
    "display_phone_number": "+62 561 1000 0001",
    "verified_name": "Kota Pontianak",
    "app": "demo",
    "token": "token of pontianak",
}
BDL = {
    "key": "bandarlampung",
    "phone_number_id": "620721000000002",
    "waba_id": "900000000000002",
    "display_phone_number": "+62 721 1000 0002",
    "verified_name": "Kota Bandar Lampung",
    "app": "demo",
    "token": "token of bandar lampung",
}
TEMPLATE = {
    "name": "answer_ready",
    "language": "id",
    "category": "UTILITY",
    "components": [
        {"type": "HEADER", "format": "TEXT", "text": "Laporan {{1}}"},
        {"type": "BODY", "text": "Halo {{1}}, laporan {{2}} sudah dijawab."},
        {"type": "FOOTER", "text": "Kota Pontianak"},
        {
            "type": "BUTTONS",
            "buttons": [
                {"type": "QUICK_REPLY", "text": "Baca"},
                {"type": "URL", "text": "Lihat", "url": "https://kota.test/t/{{1}}"},
            ],
        },
    ],
}
OFFER = {
    "name": "city_news",
    "language": "id",
    "category": "MARKETING",
    "components": [{"type": "BODY", "text": "Ada pasar murah hari Minggu."}],
}


class Reply:
    def __init__(self, status: int, raw: bytes, headers: Any) -> None:
        self.status, self.raw, self.headers = status, raw, headers

    def json(self) -> Any:
        return json.loads(self.raw)


def call(
    method: str, url: str, body: Any = None, headers: dict[str, str] | None = None, wait: float = 5
) -> Reply:
    raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    sent = {"Content-Type": "application/json", **(headers or {})}
    request = urllib.request.Request(url, raw, sent, method=method)
    try:
        with urllib.request.urlopen(request, timeout=wait) as found:
            return Reply(found.status, found.read(), found.headers)
    except urllib.error.HTTPError as refused:
        with refused:
            return Reply(refused.code, refused.read(), refused.headers)


class Letter:
    def __init__(self, raw: bytes, seal: str) -> None:
        self.raw, self.at = raw, time.monotonic()
        good = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
        self.sealed = seal == "sha256=" + good
        self.body = json.loads(raw)

    def values(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for entry in self.body["entry"]:
            for change in entry["changes"]:
                yield change["field"], change["value"]


class City:
    """What stands behind the webhook URL: it keeps letters and answers as it is told."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.status = 200
        self.handshakes = 0
        city = self

        class Door(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                if self.path.startswith("/files/"):
                    self.say(200, b"\xff\xd8\xff photo", "image/jpeg")
                    return
                asked = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
                good = asked.get("hub.mode") == "subscribe"
                good = good and asked.get("hub.verify_token") == VERIFY
                city.handshakes += good
                self.say(200 if good else 403, asked.get("hub.challenge", "").encode())

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                city.letters.append(Letter(raw, self.headers["X-Hub-Signature-256"]))
                self.say(city.status, b"")

            def say(self, status: int, raw: bytes, kind: str = "text/plain") -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks/whatsapp/demo"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def items(self, part: str = "messages") -> list[dict[str, Any]]:
        """Every message, status or echo that arrived, in order, duplicates included."""
        found: list[dict[str, Any]] = []
        for letter in list(self.letters):
            for _, value in letter.values():
                found += value.get(part) or []
        return found

    def wait(self, look: Callable[[], Any], seconds: float = 6) -> Any:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = look()
            if found:
                return found
            time.sleep(0.01)
        raise AssertionError("it did not come in time")

    def message(self, wamid: str) -> dict[str, Any]:
        found: dict[str, Any] = self.wait(
            lambda: next((m for m in self.items() if m["id"] == wamid), None)
        )
        return found

    def status_to(self, who: str) -> dict[str, Any]:
        """The first status about this person, by phone or business-scoped id."""
        named = (who.lstrip("+"), who)
        found: dict[str, Any] = self.wait(
            lambda: next(
                (
                    s
                    for s in self.items("statuses")
                    if s.get("recipient_id") in named or s["recipient_user_id"] in named
                ),
                None,
            )
        )
        return found

    def statuses(self, wamid: str) -> list[str]:
        return [s["status"] for s in self.items("statuses") if s["id"] == wamid]


class Phone:
    """A running sandbox: the platform's side and the residents' side of it."""

    def __init__(self, city: City, data: Path, **line: Any) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.data = data
        data.mkdir(parents=True, exist_ok=True)
        app = {"slug": "demo", "secret": SECRET, "verify_token": VERIFY, "webhook_url": city.url}
        wabas = {PTK["waba_id"]: [TEMPLATE, OFFER]}
        settings = {
            "apps": [app],
            "lines": [{**PTK, **line}, BDL],
            "templates": wabas,
            "public_url": self.url,
        }
        (data / "config.json").write_text(json.dumps(settings))
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "kentongan_sandbox", "--port", str(self.port)]
        command += ["--config", str(self.data / "config.json"), "--data", str(self.data)]
        self.process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(SRC)})
        end = time.monotonic() + 15
        while True:
            try:
                assert call("GET", self.url + "/healthz").status == 200
                return
            except OSError:
                assert time.monotonic() < end, "the sandbox did not start"
                time.sleep(0.03)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    # the platform's side

    def graph(self, method: str, path: str, body: Any = None, **more: Any) -> Reply:
        token = more.pop("token", PTK["token"])
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        return call(method, f"{self.url}/v23.0/{path}", body, headers, **more)

    def send(self, to: str, body: dict[str, Any], **more: Any) -> Reply:
        whole = {"messaging_product": "whatsapp", "to": to, **body}
        return self.graph("POST", f"{PTK['phone_number_id']}/messages", whole, **more)

    def text(self, to: str, words: str = "Baik, kami periksa.", **more: Any) -> Reply:
        return self.send(to, {"type": "text", "text": {"body": words}}, **more)

    # the residents' side

    def act(self, name: str, /, **spec: Any) -> Any:
        found = call("POST", f"{self.url}/sandbox/{name}", spec)
        assert found.status == 200, found.raw
        return found.json()

    def say(self, who: Any, words: str = "Lampu jalan mati", **spec: Any) -> str:
        made = self.act("say", **{"line": "pontianak", "from": who, "text": words, **spec})
        return str(made["id"])

    def faults(self, **spec: Any) -> Any:
        return self.act("faults", line="pontianak", **spec)

    def look(self, name: str, **query: Any) -> Any:
        asked = "&".join(f"{k}={quote(str(v))}" for k, v in query.items())
        return call("GET", f"{self.url}/sandbox/{name}?{asked}").json()


@pytest.fixture(scope="session")
def city() -> Iterator[City]:
    found = City()
    yield found
    found.close()


@pytest.fixture(scope="session")
def running(city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    found = Phone(city, tmp_path_factory.mktemp("sandbox"))
    yield found
    found.stop()


@pytest.fixture
def phone(running: Phone, city: City) -> Iterator[Phone]:
    """The sandbox in calm weather with an empty letter box behind it."""
    running.act("faults")
    city.status = 200
    city.wait(lambda: running.look("stats")["undelivered"] == 0)
    city.letters.clear()
    yield running
    running.act("faults")


NUMBERS = itertools.count(random.randrange(10_000, 90_000) * 100)


@pytest.fixture
def somebody() -> str:
    """The phone number of a resident nobody has heard of yet."""
    return f"+62812{next(NUMBERS):08d}"
