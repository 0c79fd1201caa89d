"""How many webhooks per second become durable, beside what the machine could do at best.

    python bench/door.py [--seconds 8] [--pages]

In one run, one after the other: a null ASGI application, PostgreSQL's own single-row commits
(pgbench), and the door, each with 16 and 64 connections. Everything runs on a throw-away server
with fsync on. With `--pages` the door is measured once more while Django's pages are under load.
Trust the ratios, not the figures: machines are noisy.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import psycopg  # noqa: E402
import uvloop  # noqa: E402

from kentongan.site.launch import postgres  # noqa: E402

SECRET = "bench-secret"
BODIES = 500
PATH = "/hooks/whatsapp/bench"
NULL = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        await receive()
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"OK"})
"""
MIGRATE = "import django; django.setup(); from kentongan.site.migrate import migrate; migrate()"


# -- the load, in a process of its own


def request(number: int) -> bytes:
    """A text message of a resident as the platform sends it, sealed."""
    message = {
        "from": f"62812{number:08d}",
        "id": f"wamid.BENCH{number:020d}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": f"Lampu jalan di depan gang {number} mati sejak tiga hari yang lalu."},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "62561", "phone_number_id": "620561000000001"},
        "contacts": [{"profile": {"name": "Warga"}, "wa_id": message["from"]}],
        "messages": [message],
    }
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    seal = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: facebookexternalua\r\n"
        f"Content-Type: application/json\r\nX-Hub-Signature-256: sha256={seal}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Caller(asyncio.Protocol):
    """One connection: sends, waits for the answer, sends the next."""

    requests: tuple[bytes, ...] = ()
    times: list[float] = []
    refused = 0
    until = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self.next = id(self) // 64 % len(self.requests)
        self.seen = b""
        self._send()

    def _send(self) -> None:
        self.next = (self.next + 1) % len(self.requests)
        self.began = time.perf_counter()
        self.transport.write(self.requests[self.next])

    def data_received(self, data: bytes) -> None:
        self.seen += data
        head, gap, rest = self.seen.partition(b"\r\n\r\n")
        if not gap or len(rest) < _length(head):
            return
        self.seen = b""
        now = time.perf_counter()
        if head.startswith(b"HTTP/1.1 200"):
            self.times.append(now - self.began)
        else:
            type(self).refused += 1
        if now < self.until:
            self._send()
        else:
            self.transport.close()


def _length(head: bytes) -> int:
    place = head.lower().find(b"content-length:")
    return int(head[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0


async def _call(port: int, connections: int, seconds: float, get: str) -> dict[str, float]:
    if get:
        Caller.requests = (f"GET {get} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode(),)
    else:
        Caller.requests = tuple(request(number) for number in range(BODIES))
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    Caller.until = began + seconds
    for _ in range(connections):
        await loop.create_connection(Caller, "127.0.0.1", port)
    while time.perf_counter() < Caller.until + 0.3:
        await asyncio.sleep(0.1)
    times = sorted(Caller.times)
    return {
        "good": len(times),
        "refused": Caller.refused,
        "rate": len(times) / seconds,
        "p50": times[len(times) // 2] * 1000 if times else 0.0,
        "p99": times[int(len(times) * 0.99)] * 1000 if times else 0.0,
    }


def load(port: int, connections: int, seconds: float, get: str = "") -> subprocess.Popen[bytes]:
    command = [sys.executable, __file__, "--call", str(port), "--connections", str(connections)]
    command += ["--seconds", str(seconds), "--get", get]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def result(caller: subprocess.Popen[bytes]) -> dict[str, float]:
    said, _ = caller.communicate()
    figures: dict[str, float] = json.loads(said)
    return figures


# -- what is measured


@dataclass
class Ground:
    """The throw-away installation."""

    cluster: postgres.Cluster
    data: Path
    environment: Mapping[str, str]

    def count(self) -> int:
        with psycopg.connect(self.cluster.url("owner")) as link:
            row = link.execute("SELECT count(*) FROM mailroom_letter").fetchone()
            assert row is not None
            return int(row[0])


@contextmanager
def ground() -> Iterator[Ground]:
    postgres.SETTINGS["max_connections"] = "110"
    room = Path(tempfile.mkdtemp(prefix="kentongan-bench-"))
    room.chmod(0o711)
    cluster = postgres.Cluster(room / "server")
    try:
        cluster.create()
        cluster.start()
        data = room / "data"
        data.mkdir()
        apps = {"whatsapp/bench": {"secrets": [SECRET], "verify_token": "bench"}}
        (data / "routing.json").write_text(json.dumps({"apps": apps}))
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "kentongan.site.settings",
            "KENTONGAN_DATA": str(data),
            "KENTONGAN_SECRET_KEY": "bench",
            "KENTONGAN_DATABASE_URL": cluster.url("app"),
            "KENTONGAN_OWNER_URL": cluster.url("owner"),
            "KENTONGAN_DOOR_URL": cluster.url("door"),
        }
        subprocess.run([sys.executable, "-c", MIGRATE], env=environment, check=True)
        yield Ground(cluster, data, environment)
    finally:
        cluster.destroy()
        shutil.rmtree(room, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """A server of ours, from its first answer on until the block ends."""
    child = subprocess.Popen(command, env=dict(environment))
    try:
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > until or child.poll() is not None:
                    raise
                time.sleep(0.05)
        yield
    finally:
        child.terminate()
        child.wait(20)


def uvicorn(app: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "uvicorn", app, "--port", str(port), "--loop", "uvloop"),
        *("--http", "httptools", "--no-access-log", "--log-level", "warning", "--no-server-header"),
        *("--no-proxy-headers", "--backlog", "2048"),
    ]


def measure_null(place: Ground, connections: int, seconds: float) -> dict[str, float]:
    (place.data / "null_app.py").write_text(NULL)
    port = free_port()
    command = [*uvicorn("null_app:app", port), "--app-dir", str(place.data)]
    with serving(command, port, place.environment):
        return result(load(port, connections, seconds))


def measure_pgbench(place: Ground, connections: int, seconds: float) -> float:
    """PostgreSQL's own single-row commits per second, of the same row; 0 without pgbench."""
    try:
        tool = place.cluster.binaries.tool("pgbench")
    except (KeyError, OSError):
        return 0.0
    if not Path(tool).exists():
        tool = shutil.which("pgbench") or ""
    if not tool:
        return 0.0
    body = request(1).partition(b"\r\n\r\n")[2]
    script = place.data / "single_row.sql"
    script.write_text(
        "INSERT INTO mailroom_letter (channel, app, headers, body, received_at) VALUES "
        f"('whatsapp', 'bench', '{'x' * 190}', '\\x{body.hex()}', now());\n"
    )
    command = [
        *(tool, "-n", "-M", "prepared", "-c", str(connections), "-j", "2"),
        *("-T", str(max(1, round(seconds))), "-f", str(script)),
    ]
    environment = {**os.environ, **place.cluster.psql_env("owner")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    line = next(row for row in done.stdout.splitlines() if row.startswith("tps = "))
    return float(line.split()[2])


def measure_door(
    place: Ground, connections: int, seconds: float, *, pages: bool = False
) -> tuple[dict[str, float], dict[str, float]]:
    """The door's figures, and those of the pages if they were under load meanwhile."""
    port, upstream = free_port(), free_port()
    environment = {**place.environment, "KENTONGAN_UPSTREAM": f"http://127.0.0.1:{upstream}"}
    before = place.count()
    with serving(uvicorn("kentongan.site.gate:app", port), port, environment):
        if pages:
            with serving(granian(upstream), upstream, environment):
                reader = load(upstream, 4, seconds, get="/patterns/")
                figures = result(load(port, connections, seconds))
                read = result(reader)
        else:
            figures, read = result(load(port, connections, seconds)), {}
    facts = json.loads((place.data / "door.json").read_text())
    assert facts["spooled"] == 0, f"letters went to the spool: {facts}"
    assert place.count() - before == figures["good"], "an acknowledged letter is not there"
    return figures, read


def granian(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "kentongan.site.wsgi:application"),
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--blocking-threads", "4", "--log-level", "warning"),
    ]


def main(seconds: float, pages: bool) -> None:
    with ground() as place:
        print(f"{os.cpu_count()} cores, {seconds:g} s each, letters of {len(request(1))} bytes")
        for connections in (16, 64):
            null = measure_null(place, connections, seconds)
            single = measure_pgbench(place, connections, seconds)
            door, _ = measure_door(place, connections, seconds)
            print(f"{connections} connections")
            print(f"  null ASGI application   {null['rate']:9,.0f}/s")
            if single:
                print(f"  PostgreSQL single rows  {single:9,.0f}/s")
            print(
                f"  the door                {door['rate']:9,.0f}/s"
                f"   p50 {door['p50']:.1f} ms   p99 {door['p99']:.1f} ms"
            )
            print(f"  door / null             {door['rate'] / null['rate']:9.2f}")
            if single:
                print(f"  door / single rows      {door['rate'] / single:9.2f}")
            if pages:
                door, read = measure_door(place, connections, seconds, pages=True)
                print(
                    f"  the door, pages loaded  {door['rate']:9,.0f}/s"
                    f"   p99 {door['p99']:.1f} ms   and {read['rate']:,.0f} pages/s"
                )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="durable webhooks per second")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--pages", action="store_true", help="once more with the pages loaded")
    parser.add_argument("--call", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--connections", type=int, default=16, help=argparse.SUPPRESS)
    parser.add_argument("--get", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.call:
        calls = _call(given.call, given.connections, given.seconds, given.get)
        print(json.dumps(uvloop.run(calls)))
    else:
        main(given.seconds, given.pages)
