"""Writing the journal: codes and ids in the line, words beside it as a salted commitment."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kentongan.cases.actor import Actor
from kentongan.cases.models import JournalLine, JournalNote, Matter


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to write. `details` holds codes and ids only, never words of a person."""

    matter: Matter
    verb: str
    from_state: str
    to_state: str
    note: str = ""
    details: dict[str, int | str | bool | None] = field(default_factory=dict)


def commitment(salt: str, text: str) -> str:
    """What the line keeps of the words: sha256 over salt and text, hex."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def write(entries: Sequence[Entry], *, by: Actor, now: datetime) -> list[JournalLine]:
    """Two statements at most, in the caller's transaction."""
    salts = [secrets.token_hex(16) if e.note else "" for e in entries]
    lines = JournalLine.objects.bulk_create(
        JournalLine(
            matter=e.matter,
            at=now,
            verb=e.verb,
            from_state=e.from_state,
            to_state=e.to_state,
            role=by.role,
            staff_id=by.staff_id,
            details=e.details,
            note_digest=commitment(salt, e.note) if salt else "",
        )
        for e, salt in zip(entries, salts, strict=True)
    )
    JournalNote.objects.bulk_create(
        JournalNote(line=line, salt=salt, text=e.note)
        for e, salt, line in zip(entries, salts, lines, strict=True)
        if salt
    )
    return lines
