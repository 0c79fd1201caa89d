"""One to five stars: how a resident judges what was done. Words and choices, no database."""

from __future__ import annotations

from typing import Final

from kentongan.channels.wire import ListOut, Row

NAMES: Final = {
    5: "Sangat puas",
    4: "Puas",
    3: "Cukup",
    2: "Kurang puas",
    1: "Tidak puas",
}
CHOICE: Final = "stars"
LABEL: Final = "Beri bintang"


def choices(number: str, text: str) -> ListOut:
    """The question for stars under `text`; a chosen row says `stars:<ticket number>:<stars>`."""
    rows = (
        Row(f"{CHOICE}:{number}:{count}", f"{'★' * count} {name}")
        for count, name in NAMES.items()
    )  # fmt: skip
    return ListOut(text, LABEL, tuple(rows))
