"""What can be done: buttons with their forms, and the box for words."""

from __future__ import annotations

from dataclasses import dataclass

from django.forms import BaseForm

from kentongan.reports.page.shapes.desk import Due


@dataclass(frozen=True, slots=True)
class Action:
    """`tone`: main, plain or stop."""

    verb: str
    label: str
    url: str
    tone: str = "plain"
    key: str = ""
    form: BaseForm | None = None
    hint: str = ""
    send: str = ""
    open: bool = False


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
