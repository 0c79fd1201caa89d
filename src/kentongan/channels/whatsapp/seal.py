"""The seal: who may write to us. Source of the rules: Meta's page on webhooks."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from kentongan.channels.wire import Raw, Secrets
from kentongan.pure.errors import NotAllowed

HEADER = "x-hub-signature-256"


def verify(raw: Raw, secrets: Secrets) -> None:
    """Raise `NotAllowed` unless the body is sealed with the current or the previous secret.

    All secrets are tried in constant time, so the clock tells nobody how near a guess was.
    """
    given = raw.headers.get(HEADER, "").encode("utf-8", "replace")
    fits = False
    for secret in filter(None, secrets.app):
        fits |= hmac.compare_digest(given, seal(raw.body, secret).encode())
    if not fits:
        raise NotAllowed("Segel surat ini tidak cocok.")


def seal(body: bytes, secret: str) -> str:
    """The header's value for a body."""
    return "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()


def handshake(query: Mapping[str, str], verify_token: str) -> str | None:
    """What to answer to the platform's GET: its own challenge, or nothing if it is a stranger."""
    given = query.get("hub.verify_token", "").encode("utf-8", "replace")
    known = bool(verify_token) and hmac.compare_digest(given, verify_token.encode())
    return query.get("hub.challenge") if known and query.get("hub.mode") == "subscribe" else None
