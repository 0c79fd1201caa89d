"""For data migrations: row security holds for the owner of the tables as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def each_city(apps: Any, schema_editor: Any) -> Iterator[int]:
    """Enter every city in turn; gives its number. What is done between two belongs to it alone."""
    cursor = schema_editor.connection.cursor()
    cities = apps.get_model("cities", "City").objects.using(schema_editor.connection.alias)
    for city in cities.order_by("pk"):
        cursor.execute("SELECT set_config('app.city', %s, true)", [str(city.pk)])
        yield city.pk
    cursor.execute("SELECT set_config('app.city', '', true)")
