"""Ask the platform whether a number, its account, its token and its app belong together.

Everything is asked before anything is stored, and each trouble says what to look at. Nothing here
touches the database.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

import aiohttp
from django.conf import settings

from kentongan.channels.loose import ident, records
from kentongan.channels.whatsapp import graph, templates
from kentongan.channels.whatsapp.graph import Call
from kentongan.channels.whatsapp.templates import LineFields
from kentongan.channels.wire import Secrets, Undeliverable
from kentongan.pure.errors import Outage, Refusal

_T = TypeVar("_T")
TOKEN_CODES = frozenset((0, 190, 401))
RIGHTS_CODES = frozenset((3, 10, 403, *range(200, 300)))

UNREACHED = (
    "Platform WhatsApp di {base} belum menjawab. Periksa sambungan internet server ini, "
    "lalu ulangi."
)
BAD_TOKEN = (
    "Token tidak diterima platform. Periksa apakah tersalin utuh dan belum kedaluwarsa; pakai "
    "token System User yang permanen, bukan token sementara dari halaman API Setup."
)
NO_RIGHTS = (
    "Token ini belum berhak atas {what}. Di Business Settings, beri System User aset WhatsApp "
    "tersebut dengan izin whatsapp_business_management dan whatsapp_business_messaging."
)
NO_NUMBER = (
    "Phone number ID {line} tidak dikenal platform, atau bukan milik token ini. Periksa di "
    "WhatsApp Manager: yang diperlukan adalah ID-nya, bukan nomor teleponnya."
)
NO_ACCOUNT = (
    "ID akun WhatsApp Business (WABA) {account} tidak dikenal platform, atau bukan milik token "
    "ini. Periksa di Business Settings, bagian WhatsApp Accounts."
)
NOT_IN_ACCOUNT = (
    "Nomor {line} tidak ada dalam akun WhatsApp Business {account}. Periksa kedua ID itu di "
    "WhatsApp Manager."
)
BAD_SECRET = (
    "App secret tidak cocok dengan token. Salin lagi dari App settings, bagian Basic, dan "
    "pastikan token dibuat untuk aplikasi yang sama."
)
PROOF_WANTED = (
    "Aplikasi ini mewajibkan appsecret_proof. Matikan “Require App Secret” di App settings, "
    "bagian Advanced, lalu ulangi."
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the operator says belongs together."""

    line: str
    account: str
    token: str
    app_secret: str


@dataclass(frozen=True, slots=True)
class Proven:
    """`apps` are the ids of the apps that get the account's letters, ours among them."""

    fields: LineFields
    apps: tuple[str, ...]

    @property
    def per_second(self) -> int:
        """Messages per second that the platform lets this number send."""
        return 1_000 if self.fields.throughput == "HIGH" else 80


def prove(claim: Claim) -> Proven:
    """Raises `Refusal` with one sentence about the first thing that does not fit.

    Ends with asking the platform to send us the account's letters.
    """
    return asyncio.run(_prove(claim))


async def _prove(claim: Claim) -> Proven:
    secrets = Secrets(
        app=(claim.app_secret,),
        token=claim.token,
        line=claim.line,
        base_url=settings.GRAPH_URL,
        version=settings.GRAPH_VERSION,
    )
    number, account = f"nomor {claim.line}", f"akun {claim.account}"
    unknown = NO_ACCOUNT.format(account=claim.account)
    async with aiohttp.ClientSession() as wire:
        fields = await _told(
            templates.line_fields(secrets, wire), number, NO_NUMBER.format(line=claim.line)
        )
        await _told(_app_secret(claim, secrets, wire), number, BAD_SECRET)
        if claim.line not in await _told(_numbers(claim, secrets, wire), account, unknown):
            raise Refusal(NOT_IN_ACCOUNT.format(line=claim.line, account=claim.account))
        await _told(templates.subscribe(claim.account, secrets, wire), account, unknown)
        apps = await _told(
            templates.subscribed_apps(claim.account, secrets, wire), account, unknown
        )
    return Proven(fields, tuple(apps))


async def _app_secret(claim: Claim, secrets: Secrets, wire: aiohttp.ClientSession) -> None:
    """Sign the token with the secret: the platform refuses a signature that is not its app's.

    Meta, "Secure Graph API calls": `appsecret_proof` is the HMAC-SHA256 of the token, in hex,
    keyed with the secret of the app the token was made for.
    """
    key = claim.app_secret.encode()
    proof = hmac.new(key, claim.token.encode(), hashlib.sha256).hexdigest()
    params = {"fields": "id", "appsecret_proof": proof}
    await graph.ask(Call("GET", graph.path(claim.line), params=params), secrets, wire)


async def _numbers(claim: Claim, secrets: Secrets, wire: aiohttp.ClientSession) -> list[str]:
    """The ids of the account's numbers; an account has at most a few dozen."""
    params = {"fields": "id", "limit": "100"}
    call = Call("GET", graph.path(claim.account, "phone_numbers"), params=params)
    return [ident(node, "id") for node in records(await graph.ask(call, secrets, wire), "data")]


async def _told(asked: Awaitable[_T], what: str, unknown: str) -> _T:
    """The answer, or the platform's refusal as a sentence about `what`."""
    try:
        return await asked
    except Undeliverable as error:
        if unknown != BAD_SECRET and "appsecret_proof" in error.reason:
            raise Refusal(PROOF_WANTED) from error
        if error.code in TOKEN_CODES:
            raise Refusal(BAD_TOKEN) from error
        if error.code in RIGHTS_CODES:
            raise Refusal(NO_RIGHTS.format(what=what)) from error
        raise Refusal(f"{unknown} (platform: {error.reason})") from error
    except Outage as error:
        raise Refusal(UNREACHED.format(base=settings.GRAPH_URL)) from error
