"""What is due first, without looking up the clocks of everything that lies in a tray."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from kentongan.cities.locks import current_id

# So many of the city's clocks are looked at for each report that is wanted.
_EACH = 20

# `near`: the city's first clocks to run out; `soon`: whose they are, without those that run out
# together with the last one looked at, of which some may have been cut off. Whatever lies in the
# tray and is urgent or among `soon` stands before everything else of the tray. If that is enough,
# it is the answer; only if not, the whole tray is sorted.
_FIRST = """
WITH near AS MATERIALIZED (
    SELECT matter_id, due_at FROM cases_deadline
    WHERE city_id = %s AND ended_at IS NULL AND paused_at IS NULL ORDER BY due_at LIMIT %s
), soon AS MATERIALIZED (
    SELECT DISTINCT matter_id FROM near WHERE due_at < (SELECT max(due_at) FROM near)
), quick AS MATERIALIZED (({urgent}) UNION ({soon}))
SELECT pk FROM (
    SELECT * FROM quick WHERE (SELECT count(*) FROM quick) >= %s
    UNION ALL
    SELECT * FROM ({every}) every WHERE (SELECT count(*) FROM quick) < %s
) first (pk, urgent, runs, received)
ORDER BY urgent DESC, runs NULLS LAST, received DESC, pk DESC OFFSET %s LIMIT %s
"""


def first(found: QuerySet[Any], urgent: Q, start: int, most: int) -> list[int]:
    """The ids of `most` of these reports from the `start`th on: what is urgent first, then what
    is due first, then the newest. `found` comes from `trays.timed`; `urgent` is what its index
    holds. One statement."""
    found = found.order_by().values("pk", "urgent", "runs", "matter__received_at")
    wanted = start + most
    order = (F("urgent").desc(), F("runs").asc(nulls_last=True), "-matter__received_at", "-pk")
    soon = found.filter(pk__in=RawSQL("SELECT matter_id FROM soon", ()))
    parts = {
        "urgent": found.filter(urgent),
        "soon": soon,
        "every": found.order_by(*order)[:wanted],
    }
    said = {name: part.query.sql_with_params() for name, part in parts.items()}
    statement = _FIRST.format(**{name: sql for name, (sql, _) in said.items()})
    args = [
        current_id(), wanted * _EACH, *said["urgent"][1], *said["soon"][1],
        wanted, *said["every"][1], wanted, start, most,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, args)
        return [pk for (pk,) in cursor.fetchall()]
