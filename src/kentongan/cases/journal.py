"""Writing the journal: codes and ids in the line, words beside it as a salted commitment."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from kentongan.cases.actor import Actor, came
from kentongan.cases.models import JournalLine, JournalNote, Matter
from kentongan.cities.locks import current_id


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


# The lines and the sealer's tray in one statement: there is never one without the other.
_WRITE = """
WITH new AS (
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::jsonb[], %s::text[])
        WITH ORDINALITY AS e (matter, verb, from_state, to_state, details, digest, nth)
), written AS (
    INSERT INTO cases_journalline (city_id, matter_id, at, verb, from_state, to_state, role,
        staff_id, details, note_digest)
    SELECT %s, matter, %s, verb, from_state, to_state, %s, %s, details, digest
    FROM new ORDER BY nth
    RETURNING id
), waiting AS (
    INSERT INTO cases_unsealed (city_id, line_id) SELECT %s, id FROM written
)
SELECT id FROM written ORDER BY id
"""


def write(entries: Sequence[Entry], *, by: Actor, now: datetime) -> list[JournalLine]:
    """Two statements at most, in the caller's transaction."""
    if not entries:
        return []
    way = {"via": came()} if came() else {}
    salts = [secrets.token_hex(16) if e.note else "" for e in entries]
    lines = [
        JournalLine(
            matter=e.matter,
            at=now,
            verb=e.verb,
            from_state=e.from_state,
            to_state=e.to_state,
            role=by.role,
            staff_id=by.staff_id,
            details={**e.details, **way},
            note_digest=commitment(salt, e.note) if salt else "",
        )
        for e, salt in zip(entries, salts, strict=True)
    ]
    _store(lines, by, now)
    JournalNote.objects.bulk_create(
        JournalNote(line=line, salt=salt, text=e.note)
        for e, salt, line in zip(entries, salts, lines, strict=True)
        if salt
    )
    return lines


def _store(lines: Sequence[JournalLine], by: Actor, now: datetime) -> None:
    """Ids are handed out in the order of the lines."""
    columns = (
        [line.matter_id for line in lines],
        [line.verb for line in lines],
        [line.from_state for line in lines],
        [line.to_state for line in lines],
        [json.dumps(line.details) for line in lines],
        [line.note_digest for line in lines],
    )
    city = current_id()
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [*columns, city, now, str(by.role), by.staff_id, city])
        for line, (pk,) in zip(lines, cursor.fetchall(), strict=True):
            line.pk, line._state.adding, line._state.db = pk, False, connection.alias
