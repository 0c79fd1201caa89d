"""Secrets of lines and apps, encrypted in the database with a key that lies outside it."""

from __future__ import annotations

from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from kentongan.pure.errors import Refusal


@cache
def _box(key: str) -> Fernet:
    try:
        return Fernet(key.encode())
    except ValueError as error:
        raise Refusal(
            "KENTONGAN_VAULT_KEY belum diisi atau bukan kunci Fernet (32 bita, base64)."
        ) from error


def lock(secret: str) -> str:
    """Encrypt. An empty secret stays empty."""
    return _box(settings.VAULT_KEY).encrypt(secret.encode()).decode() if secret else ""


def unlock(stored: str) -> str:
    """Decrypt. Raises `Refusal` when the key is not the one it was locked with."""
    if not stored:
        return ""
    try:
        return _box(settings.VAULT_KEY).decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise Refusal(
            "Kunci KENTONGAN_VAULT_KEY bukan kunci yang dipakai saat rahasia ini disimpan."
        ) from error
