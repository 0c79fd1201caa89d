"""The platform's limits, checked before anything is sent: a refusal costs a call and a minute.

Source: Meta's reference of messages and media. Lengths in characters, sizes in bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kentongan.channels.wire import Undeliverable

INVALID = 100
"""Meta's own code for a bad parameter."""

TEXT, CAPTION, INTERACTIVE, LIST_TEXT, FOOTER, PARAM = 4096, 1024, 1024, 4096, 60, 1024
REF = 512
MEGABYTE = 1024 * 1024
FILES: dict[str, tuple[int, frozenset[str]]] = {
    "image": (5 * MEGABYTE, frozenset({"image/jpeg", "image/png"})),
    "video": (16 * MEGABYTE, frozenset({"video/mp4", "video/3gpp"})),
    "audio": (
        16 * MEGABYTE,
        frozenset({"audio/aac", "audio/amr", "audio/mp4", "audio/mpeg", "audio/ogg"}),
    ),
    "document": (100 * MEGABYTE, frozenset()),
}
"""Largest size and accepted types per kind; a document may be of any type."""


def refuse(reason: str) -> Undeliverable:
    return Undeliverable(INVALID, reason, "bug")


def words(what: str, value: str, most: int) -> str:
    """`value`, if it says something and is not too long; raises `Undeliverable` otherwise."""
    if not value.strip():
        raise refuse(f"{what} is empty")
    return at_most(what, value, most)


def at_most(what: str, value: str, most: int) -> str:
    if len(value) > most:
        raise refuse(f"{what} has {len(value)} characters, {most} are allowed")
    return value


def count(what: str, things: Collection[object], least: int, most: int) -> None:
    if not least <= len(things) <= most:
        raise refuse(f"{len(things)} {what}, {least} to {most} are allowed")


def different(what: str, values: Iterable[str]) -> None:
    seen = list(values)
    if len(set(seen)) != len(seen):
        raise refuse(f"two {what} are the same")


def file(kind: str, mime: str, size: int) -> None:
    most, types = FILES[kind]
    if types and mime.partition(";")[0].strip().lower() not in types:
        raise refuse(f"{kind} of type {mime} is not accepted")
    if not 0 < size <= most:
        raise refuse(f"{kind} of {size} bytes, 1 to {most} are allowed")
