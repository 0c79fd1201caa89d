"""Reading JSON whose shape nobody promised: every question has an answer of the asked type.

What is absent, of another type or absurd reads as empty. Nothing here raises, except `load`.
"""

from __future__ import annotations

import hashlib
import json
import math
from datetime import UTC, datetime
from typing import TypeAlias

import orjson

from kentongan.channels.wire import NO_TIME, Json
from kentongan.pure.normalise import LONGEST_TEXT, clean

Node: TypeAlias = dict[str, Json]

LONGEST_ID = 512
DEEPEST = 64
EARLIEST, LATEST = 1_230_768_000, 4_102_444_800
"""Seconds: 2009, when these platforms began, and 2100."""


def load(body: bytes) -> Json:
    """The tree of a body, safe to store: no NUL, no lone surrogate, no infinity, not too deep.

    Strict JSON is read fast. What a strict reader refuses as a whole (one broken byte, a lone
    surrogate, a NaN) is read again leniently, so that one bad item does not take 999 good ones
    with it. Raises `ValueError` for what is no JSON at all.
    """
    try:
        tree: Json = orjson.loads(body)
    except ValueError:
        return tidy(_lenient(body))
    if b"\\u0000" in body or not _storable(tree):
        return tidy(tree)
    return tree


def _lenient(body: bytes) -> Json:
    try:
        tree: Json = json.loads(
            body.decode("utf-8-sig", "replace"),
            strict=False,
            parse_int=_whole,
            parse_constant=lambda _: None,
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return tree


def _whole(digits: str) -> int | float:
    """As the strict reader has it, so that both give an item the same fingerprint."""
    number = int(digits) if len(digits) <= 20 else 2**64
    return number if -(2**63) <= number < 2**64 else float(digits)


def _storable(tree: Json) -> bool:
    try:
        orjson.dumps(tree)
    except TypeError:
        return False
    return True


def plain(text: str) -> str:
    """Without NUL, with surrogate pairs joined and lone ones replaced: what a database takes.

    This is for keeping items as they came; words to be shown go through `clean`.
    """
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def tidy(node: Json, depth: int = 0) -> Json:
    """The same tree, cleaned; what lies deeper than `DEEPEST` levels becomes null."""
    if isinstance(node, str):
        return plain(node)
    if isinstance(node, float):
        return node if math.isfinite(node) else None
    if depth >= DEEPEST and isinstance(node, list | dict):
        return None
    if isinstance(node, list):
        return [tidy(item, depth + 1) for item in node]
    if isinstance(node, dict):
        return {plain(key): tidy(item, depth + 1) for key, item in node.items()}
    return node


def canonical(node: Json) -> bytes:
    """The same bytes for the same content, whatever the order of its keys."""
    return orjson.dumps(node, option=orjson.OPT_SORT_KEYS)


def fingerprint(content: bytes) -> str:
    """The name of an item that brought none."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def record(node: Node, key: str) -> Node:
    value = node.get(key)
    return value if isinstance(value, dict) else {}


def records(node: Node, key: str) -> list[Node]:
    value = node.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(node: Node, key: str, most: int = LONGEST_TEXT) -> str:
    """Words fit to be shown, at most `most` characters of them; the letter keeps the rest."""
    value = node.get(key)
    return clean(value, most) if isinstance(value, str) else ""


def ident(node: Node, key: str, most: int = LONGEST_ID) -> str:
    """An id as text, also where it came as a number; empty if longer than `most`."""
    value = node.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return ""
    value = value.strip()
    return value if len(value) <= most else ""


def whole(node: Node, key: str) -> int | None:
    """A whole number of at most 18 digits, also where it came as text."""
    value = ident(node, key, most=18)
    sign, digits = (-1, value[1:]) if value.startswith("-") else (1, value)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        return None
    return sign * int(digits)


def decimal(node: Node, key: str) -> float | None:
    """A finite number, also where it came as text."""
    value = node.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def moment(node: Node, key: str) -> datetime:
    """Unix seconds (or milliseconds) as text or number; `NO_TIME` for anything else."""
    seconds = whole(node, key)
    if seconds is None:
        return NO_TIME
    if seconds > LATEST:
        seconds //= 1000
    return datetime.fromtimestamp(seconds, UTC) if EARLIEST <= seconds <= LATEST else NO_TIME
