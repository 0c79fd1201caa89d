"""Carries one letter to the city and shakes hands with it: the HTTP part of the post office."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp

from .settings import App

ANSWER_WITHIN = 10.0  # seconds the city has to answer a letter
LONGEST_PAUSE = 30.0  # seconds between two handshakes that were not answered


@dataclass(slots=True)
class Handshake:
    ok: bool = False
    tries: int = 0
    said: str = "belum dicoba"


class Courier:
    def __init__(self) -> None:
        self.session: aiohttp.ClientSession | None = None

    def open(self) -> None:
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN),
            skip_auto_headers={"User-Agent"},
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def close(self) -> None:
        if self.session is not None:
            await self.session.close()

    async def deliver(self, app: App, raw: bytes) -> bool:
        """Whether the city answered 200, the only answer that counts."""
        assert self.session is not None
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "kentongan-sandbox",
            "X-Hub-Signature-256": sealed(app.secret, raw),
        }
        try:
            async with self.session.post(
                app.webhook_url, data=raw, headers=headers, allow_redirects=False
            ) as response:
                await response.read()
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def fetch(self, url: str, limit: int) -> tuple[bytes, str] | None:
        """A file that the city sent by link: bytes and type; None when it cannot be had."""
        if self.session is None or not url.startswith(("http://", "https://")):
            return None
        try:
            async with self.session.get(url, max_redirects=3) as response:
                if response.status != 200:
                    return None
                raw = await response.content.read(limit + 1)
                while len(raw) <= limit and not response.content.at_eof():
                    raw += await response.content.read(limit + 1 - len(raw))
                return (raw, response.content_type) if len(raw) <= limit else None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None

    async def shake(self, app: App, state: Handshake) -> None:
        """Ask until the city proves that it knows the verify token."""
        while not state.ok:
            state.tries += 1
            challenge = str(int.from_bytes(os.urandom(4), "big"))
            state.said = await self._ask(app, challenge)
            state.ok = state.said == "diterima"
            if not state.ok:
                await asyncio.sleep(min(LONGEST_PAUSE, 2.0 ** (state.tries - 1)))

    async def _ask(self, app: App, challenge: str) -> str:
        assert self.session is not None
        asked = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": app.verify_token,
        }
        url = app.webhook_url + ("&" if "?" in app.webhook_url else "?") + urlencode(asked)
        try:
            async with self.session.get(url, allow_redirects=False) as response:
                said = (await response.text()).strip()
                if response.status == 200 and said == challenge:
                    return "diterima"
                return f"jawaban {response.status} tidak cocok"
        except (aiohttp.ClientError, TimeoutError, OSError):
            return "belum ada jawaban"


def sealed(secret: str, raw: bytes) -> str:
    """The value of X-Hub-Signature-256 for exactly these bytes."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
