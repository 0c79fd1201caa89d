"""What the desk lends to these pages: they lie below the rooms that know it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from kentongan.cities.models import City


class Line(Protocol):
    """The city's number to write to, as people read it, and a link that opens the chat."""

    @property
    def number(self) -> str: ...
    @property
    def url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Around:
    """`frame` gives what `desk.html` needs; `say` shows words on the next page."""

    frame: Callable[..., Mapping[str, Any]]
    say: Callable[..., None]
    line: Callable[[City], Line | None]
