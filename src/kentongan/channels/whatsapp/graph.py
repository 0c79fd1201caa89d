"""The one place that talks to the platform, and what its silence or its errors mean.

aiohttp is imported where it is used: the door and the pages import this package for its letters
and never call out, and need not carry a client.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson

from kentongan.channels.loose import Node, load, record, text, whole
from kentongan.channels.whatsapp.verdicts import BUG, NO_ANSWER, Wait, verdict
from kentongan.channels.wire import Later, Secrets, Undeliverable, Unknown

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession, FormData

SECONDS = 10.0
"""How long one call may take. A lease on a message must last longer than twice this."""
CONNECT_SECONDS = 4.0
LONGEST_ANSWER = 4 * 1024 * 1024
BASE_URL, VERSION = "https://graph.facebook.com", "v23.0"


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `path` is below the version. `once` marks what must not happen twice: then
    silence after the request has left is `Unknown`, otherwise it is worth another try."""

    method: str
    path: str
    json: Node | None = None
    params: Mapping[str, str] | None = None
    form: FormData | None = None
    upload: bytes | None = None
    once: bool = False
    seconds: float = SECONDS
    tries: int = 0
    seed: str = ""
    authorization: str = ""


def path(*parts: str) -> str:
    """A path of quoted parts: an id can never climb out of its place."""
    return "/".join(quote(part, safe="") for part in parts)


def url(secrets: Secrets, below: str) -> str:
    base = (secrets.base_url or BASE_URL).rstrip("/")
    return f"{base}/{secrets.version or VERSION}/{below}"


async def ask(call: Call, secrets: Secrets, wire: ClientSession) -> Node:
    """The platform's answer to a call that succeeded; an empty record if it cannot be read.

    Raises `Later`, `Undeliverable` or (only if `call.once`) `Unknown`.
    """
    from aiohttp import ClientConnectorError, ClientError, ConnectionTimeoutError, InvalidURL

    try:
        return await _exchange(call, secrets, wire)
    except InvalidURL as error:
        raise Undeliverable(NO_ANSWER, f"no such address: {error}", "pause_line") from error
    except (ClientConnectorError, ConnectionTimeoutError) as error:
        raise not_reached(call, str(error)) from error
    except (ClientError, TimeoutError) as error:
        reason = f"{type(error).__name__}: {error}"
        if call.once:
            raise Unknown(f"no answer after the request had left ({reason})") from error
        raise not_reached(call, reason) from error


def not_reached(call: Call, reason: str) -> Later | Undeliverable:
    return verdict(NO_ANSWER, reason, call.tries, seed=call.seed)


async def _exchange(call: Call, secrets: Secrets, wire: ClientSession) -> Node:
    from aiohttp import ClientTimeout

    headers = {"Authorization": call.authorization or f"Bearer {secrets.token}"}
    data: FormData | bytes | None = call.form
    if call.json is not None:
        headers["Content-Type"] = "application/json"
        data = orjson.dumps(call.json)
    elif call.upload is not None:
        headers["file_offset"] = "0"
        data = call.upload
    async with wire.request(
        call.method,
        url(secrets, call.path),
        data=data,
        params=call.params,
        headers=headers,
        allow_redirects=False,
        timeout=ClientTimeout(total=call.seconds, connect=CONNECT_SECONDS),
    ) as response:
        answer = _record(await _read(response))
        if response.status // 100 == 2 and "error" not in answer:
            return answer
        raise judge(call, response.status, answer, response.headers.get("Retry-After", ""))


async def _read(response: ClientResponse) -> bytes:
    """At most `LONGEST_ANSWER` bytes: nobody may fill our memory with an answer."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        body += chunk
        if len(body) > LONGEST_ANSWER:
            return b""
    return bytes(body)


def _record(body: bytes) -> Node:
    try:
        answer = load(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def judge(
    call: Call, status: int, answer: Node, retry_after: str = ""
) -> Later | Undeliverable | Unknown:
    """What a refusal means: first the code in the body, then the status of the answer."""
    error = record(answer, "error")
    code = whole(error, "code")
    if code is not None:
        transient = status >= 500 or error.get("is_transient") is True
        unknown = Wait(2) if transient else BUG
        return verdict(code, _reason(error), call.tries, seed=call.seed, unknown=unknown)
    reason = f"HTTP {status} without an error code"
    if status == 429:
        return Later(status, reason, _asked_wait(retry_after), "line")
    if status in {401, 403}:
        return Undeliverable(status, reason, "pause_line")
    if 300 <= status < 400 or status in {408, 425}:
        return not_reached(call, reason)
    if 400 <= status < 500:
        return Undeliverable(status, reason, "bug")
    return Unknown(reason) if call.once else not_reached(call, reason)


def _reason(error: Node) -> str:
    details = text(record(error, "error_data"), "details", 1000)
    return ": ".join(filter(None, (text(error, "message", 500), details))) or "no reason given"


def _asked_wait(header: str) -> timedelta:
    """`Retry-After` in seconds, between one second and an hour; a minute if it says nothing."""
    seconds = int(header) if header.isascii() and header.isdigit() and len(header) < 6 else 60
    return timedelta(seconds=min(max(seconds, 1), 3_600))
