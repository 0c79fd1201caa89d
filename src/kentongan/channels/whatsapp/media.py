"""Files on both ways: uploading ours, fetching theirs."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from kentongan.channels.loose import Node, ident, text, whole
from kentongan.channels.whatsapp import graph, limits
from kentongan.channels.whatsapp.graph import Call
from kentongan.channels.whatsapp.kinds import hex_digest
from kentongan.channels.whatsapp.verdicts import NO_ANSWER, verdict
from kentongan.channels.wire import Later, Media, Secrets, Undeliverable

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

LARGEST = 100 * limits.MEGABYTE
UPLOAD_SECONDS, FETCH_SECONDS = 30.0, 120.0
"""For one upload, and for one download however often it is sent elsewhere."""
HOPS = 3
NOT_FETCHED, NOT_UPLOADED = 131052, 131053
AGAIN = timedelta(minutes=5)


async def upload(
    source: Path, kind: str, mime: str, secrets: Secrets, wire: ClientSession, *, tries: int = 0
) -> str:
    """The platform's id of a file of ours, good for 30 days. An upload may be repeated safely.

    Raises `Later`, or `Undeliverable` where the file is missing, too big or of a wrong type.
    """
    from aiohttp import FormData

    try:
        content = await asyncio.to_thread(source.read_bytes)
    except OSError as error:
        raise limits.refuse(f"the file cannot be read: {error.strerror}") from error
    limits.file(kind, mime, len(content))
    form = FormData({"messaging_product": "whatsapp", "type": mime})
    form.add_field("file", content, filename=source.name, content_type=mime)
    below = graph.path(secrets.line, "media")
    call = Call("POST", below, form=form, seconds=UPLOAD_SECONDS, tries=tries)
    media_id = ident(await graph.ask(call, secrets, wire), "id")
    if not media_id:
        raise verdict(NOT_UPLOADED, "the upload was answered without an id", tries)
    return media_id


async def fetch(media: Media, secrets: Secrets, wire: ClientSession) -> bytes:
    """The bytes of a file that somebody sent, at most `LARGEST`, its sha256 checked.

    The address is looked up first: it lives for five minutes only. Raises `Later` for whatever
    may come right (a wrong checksum, a token that somebody will renew), `Undeliverable` for what
    is too big, gone or at an address that may not be asked.
    """
    try:
        found = await _look_up(media, secrets, wire)
    except Undeliverable as error:
        if error.remedy == "pause_line":
            raise Later(error.code, error.reason, AGAIN, "line") from error
        raise
    if (whole(found, "file_size") or 0) > LARGEST:
        raise Undeliverable(NOT_FETCHED, f"the file is larger than {LARGEST} bytes")
    content = await _download(text(found, "url", 4096), secrets, wire)
    promised = {media.sha256, hex_digest(text(found, "sha256", 128))} - {""}
    if promised and hashlib.sha256(content).hexdigest() not in promised:
        raise Later(NOT_FETCHED, "the file is not what was promised", AGAIN)
    return content


async def _look_up(media: Media, secrets: Secrets, wire: ClientSession) -> Node:
    call = Call("GET", graph.path(media.id), params={"phone_number_id": secrets.line})
    return await graph.ask(call, secrets, wire)


async def _download(address: str, secrets: Secrets, wire: ClientSession) -> bytes:
    from aiohttp import ClientError, InvalidURL

    try:
        async with asyncio.timeout(FETCH_SECONDS):
            return await _follow(address, secrets, wire)
    except InvalidURL as error:
        raise Undeliverable(NOT_FETCHED, f"no such address: {error}") from error
    except (ClientError, TimeoutError) as error:
        raise verdict(NO_ANSWER, f"{type(error).__name__}: {error}") from error


async def _follow(address: str, secrets: Secrets, wire: ClientSession) -> bytes:
    """From address to address, at most `HOPS` of them, each guarded before it is asked."""
    from aiohttp import ClientTimeout

    timeout = ClientTimeout(total=FETCH_SECONDS, connect=graph.CONNECT_SECONDS)
    headers = {"Authorization": f"Bearer {secrets.token}"}
    for _ in range(HOPS):
        guard(address, secrets)
        async with wire.get(
            address, headers=headers, timeout=timeout, allow_redirects=False
        ) as response:
            if response.status == 200:
                return await _capped(response)
            if response.status not in {301, 302, 303, 307, 308}:
                raise Later(NOT_FETCHED, f"HTTP {response.status} for a file", AGAIN)
            address = urljoin(address, response.headers.get("Location", ""))
    raise Later(NOT_FETCHED, "the file is sent from place to place", AGAIN)


async def _capped(response: ClientResponse) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(262_144):
        content += chunk
        if len(content) > LARGEST:
            raise Undeliverable(NOT_FETCHED, f"the file is larger than {LARGEST} bytes")
    return bytes(content)


def guard(address: str, secrets: Secrets) -> None:
    """Raise `Undeliverable` unless our token may travel there: to a named host over TLS, or to
    the very origin that was configured (a sandbox on this machine)."""
    try:
        there, home = _origin(address), _origin(secrets.base_url or graph.BASE_URL)
    except ValueError:
        there, home = ("", "", 0), ("https", "", 443)
    if there == home:
        return
    scheme, host, _ = there
    if scheme != "https" or "." not in host.strip(".") or _is_numeric(host):
        raise Undeliverable(NOT_FETCHED, "the file lies at an address that may not be asked")


def _origin(address: str) -> tuple[str, str, int]:
    parts = urlsplit(address)
    return (
        parts.scheme,
        parts.hostname or "",
        parts.port or (443 if parts.scheme == "https" else 80),
    )


def _is_numeric(host: str) -> bool:
    """An address written in numbers, in any notation: public files have names."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.rstrip(".").rpartition(".")[2].isdigit() or host.endswith(".localhost")
    return True
