"""Counting what is sealed, as it is sealed: public figures come from the journal alone.

A line's shape is its month, verb, states and role; one that answers the asker for the first time
carries the working days since the matter's first line. `recount` makes the same figures anew from
the whole chain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection

from kentongan.cases import clocks
from kentongan.cases.clocks import Calendar
from kentongan.cases.models import JournalTally
from kentongan.cities.locks import current_id
from kentongan.pure import workdays

Told = Mapping[str, frozenset[str]]
Shape = tuple[date, str, str, str, str, str, int]
"""(month, kind, verb, from_state, to_state, role, days)"""

NO_ANSWER = -1
_MOST_DAYS = 9_999
_PAGE = 2_000

# When each of these matters began, and whether it was answered before this position.
_BEFORE = """
SELECT l.matter_id, min(l.at), coalesce(bool_or(s.position < %s
    AND l.to_state = ANY(%s) AND l.to_state <> l.from_state), false)
FROM cases_journalline l
JOIN cases_journalseal s ON s.city_id = l.city_id AND s.line_id = l.id
WHERE l.city_id = %s AND l.matter_id = ANY(%s)
GROUP BY l.matter_id
"""
_ADD = """
INSERT INTO cases_journaltally AS t
    (city_id, month, kind, verb, from_state, to_state, role, days, count)
SELECT %s, * FROM unnest(%s::date[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::smallint[], %s::int[])
ON CONFLICT (city_id, month, kind, verb, from_state, to_state, role, days)
DO UPDATE SET count = t.count + EXCLUDED.count
"""


def add(lines: Sequence[Mapping[str, Any]], *, told: Told, before: int) -> None:
    """Count lines that were just linked; the first of them stands at position `before`."""
    _store(_counted(lines, told, before, clocks.calendar()))


def _counted(
    lines: Sequence[Mapping[str, Any]], told: Told, before: int, calendar: Calendar
) -> Counter[Shape]:
    answers = [line for line in lines if _answers(line, told)]
    began, answered = _known({line["matter"] for line in answers}, told, before)
    shapes: Counter[Shape] = Counter()
    for line in lines:
        days = NO_ANSWER
        if _answers(line, told) and line["matter"] not in answered:
            answered.add(line["matter"])
            days = _days(began.get(line["matter"], line["at"]), line["at"], calendar)
        month = calendar.day(line["at"]).replace(day=1)
        states = str(line["from"]), str(line["to"])
        shapes[(month, line["kind"], line["verb"], *states, line["role"], days)] += 1
    return shapes


def _answers(line: Mapping[str, Any], told: Told) -> bool:
    return line["from"] != line["to"] and line["to"] in told.get(line["kind"], frozenset())


def _known(matters: set[int], told: Told, before: int) -> tuple[dict[int, datetime], set[int]]:
    """When each matter began, and which of them had been answered already."""
    if not matters:
        return {}, set()
    states = sorted({state for states in told.values() for state in states})
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [before, states, current_id(), sorted(matters)])
        rows = cursor.fetchall()
    return {pk: at for pk, at, _ in rows}, {pk for pk, _, answered in rows if answered}


def _days(start: datetime, end: datetime, calendar: Calendar) -> int:
    days = workdays.between(calendar.day(start), calendar.day(end), calendar.off, calendar.on)
    return min(max(days, 0), _MOST_DAYS)


def _store(shapes: Mapping[Shape, int]) -> None:
    if not shapes:
        return
    rows = sorted((*shape, count) for shape, count in shapes.items())
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [current_id(), *([*column] for column in zip(*rows, strict=True))])


def recounted(chain: Iterable[tuple[int, Mapping[str, Any]]], *, told: Told) -> Counter[Shape]:
    """The figures as the whole chain gives them, from (position, line) in order."""
    calendar = clocks.calendar()
    shapes: Counter[Shape] = Counter()
    walk = iter(chain)
    while page := list(islice(walk, _PAGE)):
        shapes += _counted([line for _, line in page], told, page[0][0], calendar)
    return shapes


def counted() -> Counter[Shape]:
    """The figures as they stand."""
    columns = ("month", "kind", "verb", "from_state", "to_state", "role", "days", "count")
    return Counter({row[:-1]: row[-1] for row in JournalTally.objects.values_list(*columns)})


def put_right(shapes: Mapping[Shape, int]) -> None:
    """Replace the figures by these."""
    JournalTally.objects.all().delete()
    _store(shapes)
