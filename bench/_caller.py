"""The load for `door.py`, in a process of its own: sealed letters over raw sockets.

    python bench/_caller.py PORT [--connections 16] [--seconds 5] [--get PATH]

Prints its figures as JSON. An HTTP library would cost more than the door that is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import time
from typing import Any

import uvloop

SECRET = "bench-secret"
BODIES = 500
PATH = "/hooks/whatsapp/bench"


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


async def call(port: int, connections: int, seconds: float, get: str) -> dict[str, float]:
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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="load for door.py")
    parser.add_argument("port", type=int)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--get", default="", help="read this page instead of posting letters")
    given = parser.parse_args()
    calls = call(given.port, given.connections, given.seconds, given.get)
    print(json.dumps(uvloop.run(calls)))
