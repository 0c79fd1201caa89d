"""What can be done: buttons with their forms, and the box for words."""

from __future__ import annotations

from dataclasses import dataclass

from kentongan.mailroom.held import Action
from kentongan.reports.page.shapes.desk import Due

__all__ = ["Action", "Canned", "Composer"]


@dataclass(frozen=True, slots=True)
class Canned:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Composer:
    reply_url: str
    note_url: str
    draft_url: str
    draft: str
    saved: str
    limit: int
    window: Due | None
    outside: str
    price: str
    canned: list[Canned]
    final: str = ""
    as_final: bool = False
    error: str = ""
    note: str = ""
    mode: str = "reply"
    why_not: str = ""
    relay: str = ""  # how the resident reads what an agency writes through the desk
