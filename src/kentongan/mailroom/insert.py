"""Insert what is new, and learn what was: one statement, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from kentongan.cities.locks import current_id


def insert_new(
    table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], returning: Sequence[str]
) -> list[tuple[Any, ...]]:
    """`columns` names PostgreSQL's type of each; the city is ours. A row that a unique constraint
    knows already, from before or from this very statement, is passed over."""
    if not rows:
        return []
    names = ", ".join(columns)
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    statement = (
        f"INSERT INTO {table} (city_id, {names}) "
        f"SELECT %s, {names} FROM unnest({arrays}) AS new ({names}) "
        f"ON CONFLICT DO NOTHING RETURNING {', '.join(returning)}"
    )
    with connection.cursor() as cursor:
        arguments = [list(column) for column in zip(*rows, strict=True)]
        cursor.execute(statement, [current_id(), *arguments])
        return list(cursor.fetchall())
