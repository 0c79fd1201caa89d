"""What we asked somebody of an agency last, and how long their next words are about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kentongan.frontdesk.models import CrewTalk

Q = CrewTalk.Question
# How long what we asked is what the next words are about.
_FRESH: Mapping[str, timedelta] = {
    Q.WHICH: timedelta(hours=2), Q.WHAT: timedelta(hours=2), Q.WHOSE: timedelta(hours=2),
    Q.MORE: timedelta(minutes=10),
}  # fmt: skip


@dataclass(slots=True)
class Asked:
    """What we asked this person last; empty if that is long ago."""

    question: str = ""
    about: int = 0
    waiting: tuple[int, ...] = ()

    @classmethod
    def of(cls, row: CrewTalk | None, now: datetime) -> Asked:
        if row is None or not row.question or now - row.asked_at > _FRESH[row.question]:
            return cls()
        return cls(row.question, row.about_id or 0, tuple(row.waiting))
