"""Open reports near another in place and time, of the same family. Written out, because the rows
are many and only a few of them become reports."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from typing import Any

from django.db import connection

from kentongan.cities.locks import current_id
from kentongan.reports.models import Report
from kentongan.reports.models.report import CELLS

# Of two that are farther apart in time the older was most likely another occasion.
TIME = timedelta(days=180)
# Weighed at most, by where they were found.
_BY_PIN, _BY_WARD = 30, 20
# So much of a text is compared: who and what stand at the beginning.
READ = 300


@dataclass(frozen=True, slots=True)
class Row:
    """What is weighed of one that was found."""

    pk: int
    text: str
    place: str
    topic_id: int | None
    latitude: float | None
    longitude: float | None
    received_at: datetime


_OPEN = """
SELECT r.matter_id, left(r.text, %(read)s), r.place, r.topic_id, r.latitude, r.longitude,
    m.received_at
FROM reports_report r JOIN cases_matter m ON m.city_id = r.city_id AND m.id = r.matter_id
WHERE r.city_id = %(city)s AND r.is_open AND NOT r.confidential AND r.kind <> 'oversight'
    AND r.matter_id <> %(self)s AND m.state <> 'joined'
    AND m.received_at BETWEEN %(after)s AND %(before)s
"""
# Of the same family; while nobody has said what it is about, of those its words speak for.
_ABOUT = """
    AND r.topic_id IN (SELECT t.id FROM reports_topic t WHERE t.city_id = %(city)s AND t."group" IN
        (SELECT o."group" FROM reports_topic o WHERE o.city_id = %(city)s
            AND (o.id = %(topic)s OR o.code = ANY(%(codes)s))))
"""
_BY_CELL = """
    AND r.cell_lat = ANY(%(rows)s) AND r.cell_lon BETWEEN %(west)s AND %(east)s
ORDER BY (r.latitude - %(lat)s) ^ 2 + (r.longitude - %(lon)s) ^ 2, r.matter_id LIMIT %(by_pin)s
"""
# The newest of the same kelurahan of which the distance is not known.
_BY_AREA = """
    AND r.area_id = %(area)s AND (%(pinless)s OR r.latitude IS NULL)
ORDER BY r.matter_id DESC LIMIT %(by_ward)s
"""
_BOUNDS = {"read": READ, "by_pin": _BY_PIN, "by_ward": _BY_WARD}


def pinned(report: Report) -> bool:
    return report.latitude is not None and report.longitude is not None


def found(report: Report) -> list[Row]:
    """At most fifty, from the cells around the point and from the kelurahan. One statement."""
    facts = _facts(report)
    about = _ABOUT if facts["topic"] or facts["codes"] else ""
    ways = [_BY_AREA] if report.area_id else []
    ways += [_BY_CELL] if pinned(report) else []
    with connection.cursor() as cursor:
        sql = " UNION ".join(f"({_OPEN}{about}{way})" for way in ways)
        cursor.execute(sql, facts | _BOUNDS | {"city": current_id()})
        return [Row(*row) for row in cursor.fetchall()]


# The same, with what is asked for standing in the columns of `n`.
_COLUMNS = {
    "self": "bigint", "topic": "bigint", "codes": "text[]", "after": "timestamptz",
    "before": "timestamptz", "area": "bigint", "pinless": "bool", "rows": "int[]", "west": "int",
    "east": "int", "lat": "float8", "lon": "float8",
}  # fmt: skip
_OF_EACH = {name: f"%({name})s" for name in ("city", *_BOUNDS)} | {
    name: f"n.{name}" for name in _COLUMNS
}
_MANY = (
    "SELECT n.self, f.* FROM jsonb_to_recordset(%%(asked)s) AS n("
    + ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    + f") CROSS JOIN LATERAL (({_OPEN}{_ABOUT}{_BY_AREA}) UNION ({_OPEN}{_ABOUT}{_BY_CELL})) f"
) % _OF_EACH


def found_many(reports: Sequence[Report]) -> Mapping[int, list[Row]]:
    """The same for many that have a topic, by their ids. One statement."""
    near: dict[int, list[Row]] = defaultdict(list)
    asked = json.dumps([_facts(report) for report in reports], default=datetime.isoformat)
    with connection.cursor() as cursor:
        cursor.execute(_MANY, _BOUNDS | {"city": current_id(), "asked": asked})
        for pk, *row in cursor.fetchall():
            near[pk].append(Row(*row))
    return near


def _facts(report: Report) -> dict[str, Any]:
    told = report.matter.received_at
    facts: dict[str, Any] = {
        "self": report.pk, "topic": report.topic_id, "area": report.area_id,
        "codes": report.suggestions if report.topic_id is None else [],
        "after": told - TIME, "before": told + TIME, "pinless": not pinned(report),
    }  # fmt: skip
    if report.latitude is not None and report.longitude is not None:
        row, column = floor(report.latitude * CELLS), floor(report.longitude * CELLS)
        facts |= {
            "rows": [row - 1, row, row + 1], "west": column - 1, "east": column + 1,
            "lat": report.latitude, "lon": report.longitude,
        }  # fmt: skip
    return facts
