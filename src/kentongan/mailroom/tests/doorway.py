"""A gate under uvicorn in a process of its own, and how the platform talks to it."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

CURRENT, PREVIOUS, TOKEN = "current-secret", "previous-secret", "verify-me"
NOBODY = "postgresql://door@127.0.0.1:1/none?connect_timeout=1"


def seal(body: bytes, secret: str = CURRENT) -> dict[str, str]:
    return {
        "X-Hub-Signature-256": "sha256="
        + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    }


def letter(number: int) -> bytes:
    return json.dumps({"object": "whatsapp_business_account", "entry": [], "n": number}).encode()


class Door:
    """One data directory; it may be opened again after it was killed."""

    def __init__(self, data: Path, database: str, *, upstream: str = "", **more: str) -> None:
        self.data, self.database = data, database
        self.environment = {
            **os.environ,
            "KENTONGAN_DATA": str(data),
            "KENTONGAN_DOOR_URL": database,
            "KENTONGAN_UPSTREAM": upstream or "http://127.0.0.1:1",
            **more,
        }
        apps = {"whatsapp/demo": {"secrets": [CURRENT, PREVIOUS], "verify_token": TOKEN}}
        (data / "routing.json").write_text(json.dumps({"apps": apps}))

    def start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", "kentongan.site.gate:app"),
                *("--port", str(self.port), "--log-level", "warning", "--no-access-log"),
                "--no-proxy-headers",
            ],
            env=self.environment,
        )
        until = time.monotonic() + 20
        while True:
            with contextlib.suppress(OSError):
                self.get("/hooks/health")
                return
            assert self.process.poll() is None and time.monotonic() < until
            time.sleep(0.05)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(20)

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            return answer.status, answer.read()
        finally:
            link.close()

    def get(self, path: str) -> tuple[int, bytes]:
        return self.ask("GET", path)

    def post(self, body: bytes, path: str = "/hooks/whatsapp/demo", secret: str = CURRENT) -> int:
        return self.ask("POST", path, body, **seal(body, secret))[0]

    def counts(self) -> dict[str, int]:
        facts: dict[str, int] = json.loads(self.get("/hooks/health")[1])
        return facts


@contextlib.contextmanager
def doors(data: Path) -> Iterator[Callable[..., Door]]:
    """A function that opens one; whatever it opened is closed at the end."""
    started: list[Door] = []

    def start(database: str, **more: str) -> Door:
        door = Door(data, database, **more)
        started.append(door)
        door.start()
        return door

    try:
        yield start
    finally:
        for door in started:
            door.stop()


def eventually(check: Callable[[], bool]) -> None:
    until = time.monotonic() + 15
    while not check():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.05)
