"""A platform on loopback: a real server that notes what it was asked and answers as told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import aiohttp
from aiohttp import web

from kentongan.channels import whatsapp
from kentongan.channels.wire import Address, Content, Outgoing, Secrets, Sent

T = TypeVar("T")
LINE = "620561000000001"
REF = "7b1c1c52-8f0a-4b43-9f5c-0a6f8f6a3d10"
SRI = Address(phone="+62 812-0000-0001")
Answer = web.StreamResponse | Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Platform:
    """`answers` by "METHOD path", in order, the last one again and again if it is a callable;
    a ready response can be given once only."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    base_url: str = ""

    def on(self, what: str, *answers: Answer) -> Platform:
        self.answers.setdefault(what, []).extend(answers)
        return self

    @property
    def secrets(self) -> Secrets:
        return Secrets(token="a-token", line=LINE, base_url=self.base_url, version="v23.0")

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        path = request.path.removeprefix("/v23.0")
        self.asked.append(
            Asked(request.method, path, dict(request.query), dict(request.headers), body)
        )
        waiting = self.answers.get(f"{request.method} {path}", [])
        if not waiting:
            return web.json_response(
                {"error": {"code": 100, "message": "unknown path"}}, status=404
            )
        answer = waiting[0]
        if isinstance(answer, web.StreamResponse):
            return waiting.pop(0)  # type: ignore[return-value]
        return await answer(request)


def fake(platform: Platform, talk: Callable[[Secrets, aiohttp.ClientSession], Awaitable[T]]) -> T:
    """Run `talk` with a real client against the platform."""

    async def run() -> T:
        app = web.Application(client_max_size=200 * 2**20)
        app.router.add_route("*", "/{tail:.*}", platform.handle)
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        platform.base_url = f"http://127.0.0.1:{port}"
        try:
            async with aiohttp.ClientSession() as wire:
                return await talk(platform.secrets, wire)
        finally:
            await runner.cleanup()

    return asyncio.run(run())


def accepted(wamid: str = "wamid.out.1") -> web.StreamResponse:
    return web.json_response(
        {
            "messaging_product": "whatsapp",
            "contacts": [{"input": "6281200000001", "wa_id": "6281200000001"}],
            "messages": [{"id": wamid}],
        }
    )


def refused(code: int, status: int = 400, message: str = "no") -> web.StreamResponse:
    return web.json_response({"error": {"code": code, "message": message}}, status=status)


def to_sri(content: Content, to: Address = SRI, **more: object) -> Outgoing:
    """Words of the city for Bu Sri, or for somebody else."""
    return replace(Outgoing(REF, to, content), **more)  # type: ignore[arg-type]


def say(platform: Platform, outgoing: Outgoing) -> Sent:
    return fake(platform, lambda secrets, wire: whatsapp.send(outgoing, secrets, wire))
