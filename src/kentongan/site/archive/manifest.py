"""What an archive says of itself, as its last member: without it, an archive is torn."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from kentongan.pure.errors import Refusal

NAME = "manifest.json"
DUMP, SECRETS = "database.dump", "secrets.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Member:
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`tables` counts the rows of each table in the very snapshot that was dumped; `server` and
    `tool` are PostgreSQL's major versions; `migrations` are "app.name"."""

    made_at: str
    version: str
    server: int
    tool: int
    tables: dict[str, int]
    migrations: list[str]
    missing: list[str] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    @property
    def files(self) -> int:
        return sum(name.startswith("files/") for name in self.members)

    def encode(self) -> bytes:
        facts = {"of": "Kentongan", "format": FORMAT, **asdict(self)}
        return _text({**facts, "sum": _sum(facts)})


def decode(raw: bytes) -> Manifest:
    """Raises `Refusal` for what is not ours, or newer than we are."""
    try:
        facts = json.loads(raw)
        if facts.pop("sum") != _sum(facts) or facts.pop("of") != "Kentongan":
            raise ValueError("not as it was written")
        made = int(facts.pop("format"))
        if made > FORMAT:
            raise Refusal("Arsip ini dibuat oleh Kentongan yang lebih baru: pakai versi itu.")
        members = {name: Member(**member) for name, member in facts.pop("members").items()}
        return Manifest(**facts, members=members)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal("Ini bukan arsip Kentongan, atau daftar isinya rusak.") from error


def _sum(facts: dict[str, Any]) -> str:
    """The list's own digest: it is compared with by everything else."""
    return hashlib.sha256(_text(facts)).hexdigest()


def _text(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, indent=1, sort_keys=True).encode()
