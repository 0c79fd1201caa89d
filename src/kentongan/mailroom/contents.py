"""Words on paper: contents and templates as JSON in the row, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kentongan.channels.wire import (
    AskPlace,
    Button,
    ButtonsOut,
    Content,
    LinkOut,
    ListOut,
    MediaOut,
    Row,
    TemplateOut,
    TextOut,
    TypingOut,
)

_PLAIN: dict[str, type[Content]] = {
    "text": TextOut,
    "media": MediaOut,
    "place": AskPlace,
    "link": LinkOut,
    "typing": TypingOut,
}


def pack(content: Content | None) -> dict[str, Any]:
    """A content as JSON with its `type`; nothing as {}."""
    if content is None:
        return {}
    for name, cls in (*_PLAIN.items(), ("buttons", ButtonsOut), ("list", ListOut)):
        if type(content) is cls:
            return {"type": name, **asdict(content)}
    return {"type": "template", **asdict(content)}


def unpack(stored: dict[str, Any]) -> Content | None:
    """The content that `pack` wrote. Raises `KeyError` or `TypeError` for anything else."""
    if not stored:
        return None
    kind, rest = stored["type"], {k: v for k, v in stored.items() if k != "type"}
    if kind == "buttons":
        rest["buttons"] = tuple(Button(**b) for b in rest["buttons"])
        return ButtonsOut(**rest)
    if kind == "list":
        rest["rows"] = tuple(Row(**r) for r in rest["rows"])
        return ListOut(**rest)
    if kind == "template":
        rest["params"], rest["payloads"] = tuple(rest["params"]), tuple(rest["payloads"])
        return TemplateOut(**rest)
    return _PLAIN[kind](**rest)
