"""What only this installation knows: made once, at random, kept in one file of mode 0600."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kentongan.pure.errors import Refusal
from kentongan.site.launch import demo
from kentongan.site.launch.words import WORDS

FILE = "secrets.json"
DATABASE_ROLES = ("postgres", "owner", "app", "door", "backup")


@dataclass(frozen=True)
class Secrets:
    """Passwords of the database by role, Django's key, the vault's Fernet key, the demonstration.

    `tokens` maps a line to its bearer token, `passwords` a user name to its password.
    """

    database: dict[str, str]
    secret_key: str
    vault_key: str
    app_secret: str
    verify_token: str
    tokens: dict[str, str]
    passwords: dict[str, str]


def load(data: Path) -> Secrets:
    """The secrets of a data directory; made when there are none yet.

    Raises Refusal when the file is there and cannot be read.
    """
    path = data / FILE
    if not path.exists():
        write_private(path, json.dumps(_make(), indent=2) + "\n")
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        found = Secrets(**kept)
    except PermissionError:
        raise Refusal(f"{path} may only be read by the account that made it.") from None
    except (ValueError, TypeError):
        raise Refusal(f"{path} is damaged: put it back from a backup.") from None
    given = os.environ.get("KENTONGAN_APP_SECRET")
    return Secrets(**{**kept, "app_secret": given}) if given else found


def write_private(path: Path, text: str) -> None:
    """Replace a file whole, readable by its owner alone at every moment."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _make() -> dict[str, Any]:
    return {
        "database": {role: secrets.token_hex(24) for role in DATABASE_ROLES},
        "secret_key": secrets.token_urlsafe(48),
        "vault_key": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "app_secret": secrets.token_hex(16),
        "verify_token": secrets.token_urlsafe(18),
        "tokens": {line.key: secrets.token_urlsafe(48) for line in demo.LINES},
        "passwords": {person.username: sayable() for person in demo.STAFF},
    }


def sayable() -> str:
    """A password that can be read aloud: three words and a number, about 30 bits."""
    chosen = "-".join(secrets.choice(WORDS) for _ in range(3))
    return f"{chosen}-{secrets.randbelow(90) + 10}"
