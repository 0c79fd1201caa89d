"""The sealer: links what was committed to the city's chain, counts it, and fixes a head a day.

Ids are given out before a commit, so their order says nothing; lines are linked in the order in
which the sealer finds them, and that order is what the chain remembers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from kentongan.cases import tally
from kentongan.cases.models import JournalHead, JournalSeal, Unsealed
from kentongan.cities.locks import current, current_id, inside
from kentongan.cities.models import City
from kentongan.pure import chain

Told = Mapping[str, frozenset[str]]
"""Kind of matter → the states in which its asker has been answered."""

_LOCK = 4_711_003
_PAGE = 5_000

_LINE = """
    l.id, l.matter_id, m.number, m.kind, l.at, l.verb, l.from_state, l.to_state, l.role,
    l.staff_id, l.details, l.note_digest
"""
_WAITING = f"""
SELECT {_LINE} FROM cases_unsealed u
JOIN cases_journalline l ON l.city_id = u.city_id AND l.id = u.line_id
JOIN cases_matter m ON m.city_id = l.city_id AND m.id = l.matter_id
WHERE u.city_id = %s ORDER BY u.line_id LIMIT %s
"""
_LINK = """
WITH new AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS n (line, position, digest)
), gone AS (
    DELETE FROM cases_unsealed WHERE city_id = %s AND line_id = ANY(%s::bigint[])
)
INSERT INTO cases_journalseal (city_id, line_id, position, digest)
SELECT %s, line, position, digest FROM new ORDER BY position
"""
_SEALED = f"""
SELECT s.position, s.digest, {_LINE} FROM cases_journalseal s
LEFT JOIN cases_journalline l ON l.city_id = s.city_id AND l.id = s.line_id
LEFT JOIN cases_matter m ON m.city_id = l.city_id AND m.id = l.matter_id
WHERE s.city_id = %s AND s.position > %s ORDER BY s.position LIMIT %s
"""
_FIELDS = (
    "id", "matter", "number", "kind", "at", "verb", "from", "to", "role", "staff", "details",
    "note",
)  # fmt: skip

Line = dict[str, Any]


def batch(city: City, now: datetime, *, told: Told, most: int = 2_000) -> int:
    """Link what waits; how many lines. Twelve statements, however many lines. One sealer at a time
    per city: who comes second finds nothing to do."""
    with inside(city):
        if not _something_to_do(now) or not _alone():
            return 0
        position, digest = end()
        _fix_head(position, digest, now)
        lines = _waiting(most)
        if lines:
            _link(lines, position, digest)
            tally.add(lines, told=told, before=position + 1)
    return len(lines)


def _something_to_do(now: datetime) -> bool:
    if Unsealed.objects.exists():
        return True
    return not JournalHead.objects.filter(day__gte=_ended(now)).exists()


def _alone() -> bool:
    """Held until the end of the transaction; what is read after it is what others committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, current_id()])
        return bool(cursor.fetchone()[0])


def end() -> tuple[int, str]:
    """Position and digest of the last link; (0, START) of a chain that has none."""
    last = JournalSeal.objects.order_by("-position").values_list("position", "digest").first()
    return last or (0, chain.START)


def _ended(now: datetime) -> Any:
    """The day that ended last, by the city's clock."""
    return now.astimezone(current().tz).date() - timedelta(days=1)


def _fix_head(position: int, digest: str, now: datetime) -> None:
    """The first turn after midnight fixes where the chain stood, before it links anything new."""
    day = _ended(now)
    last = JournalHead.objects.order_by("-day").first()
    if not position or (last and last.day >= day):
        return
    JournalHead.objects.create(
        day=day,
        position=position,
        digest=digest,
        count=position - (last.position if last else 0),
        at=now,
    )


def _waiting(most: int) -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [current_id(), most])
        return [_line(row) for row in cursor.fetchall()]


def _line(row: Sequence[Any]) -> Line:
    line: Line = dict(zip(_FIELDS, row, strict=True))
    if isinstance(line["details"], str):  # a plain cursor hands JSON out as text
        line["details"] = json.loads(line["details"])
    return line


def record(line: Line, position: int) -> dict[str, Any]:
    """A line as the chain covers it."""
    at = line["at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if line["at"] else None
    covered: Line = {name: line[name] for name in chain.FIELDS if name in line}
    return covered | {"at": at, "city": current_id(), "position": position}


def _link(lines: Sequence[Line], position: int, digest: str) -> None:
    digests = []
    for nth, line in enumerate(lines, position + 1):
        digest = chain.link(digest, record(line, nth))
        digests.append(digest)
    ids = [line["id"] for line in lines]
    positions = list(range(position + 1, position + 1 + len(lines)))
    city = current_id()
    with connection.cursor() as cursor:
        cursor.execute(_LINK, [ids, positions, digests, city, ids, city])


# -- reading it again


def sealed(after: int = 0, until: int | None = None) -> Iterator[tuple[int, str, Line]]:
    """(position, digest, line) along the chain, a page at a time. A line that is gone has id
    None."""
    while until is None or after < until:
        room = _PAGE if until is None else min(_PAGE, until - after)
        with connection.cursor() as cursor:
            cursor.execute(_SEALED, [current_id(), after, room])
            rows = cursor.fetchall()
        for position, digest, *line in rows:
            yield position, digest, _line(line)
        if len(rows) < room:
            return
        after = rows[-1][0]


def records(after: int = 0) -> Iterator[dict[str, Any]]:
    """The chain as `pure.chain` walks it and as it is exported."""
    for position, digest, line in sealed(after):
        yield {**record(line, position), "digest": digest}


def unsealed_older_than(before: datetime) -> int:
    """How many lines written before then the sealer has not linked."""
    return Unsealed.objects.filter(line__at__lt=before).count()


def chain_ok(last: int = 200) -> bool:
    """Whether the last links hold. Two statements; for a look from time to time."""
    position, _ = end()
    first = max(position - last, 0)
    walk = chain.Walk()
    if first:
        before = JournalSeal.objects.filter(position=first).values_list("digest", flat=True)
        walk = chain.Walk(first, before.first() or "")
    found = chain.verify(records(first), walk)
    return isinstance(found, chain.Whole) and found.position == position
