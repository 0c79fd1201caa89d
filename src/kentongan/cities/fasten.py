"""Locks two and three, put on after the migrations: policies, composite keys, rights.

Django cannot say these things, so the database is told here, from the models themselves; a table
that is new gets its locks without anybody thinking of it. Safe to run again.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.backends.utils import CursorWrapper

from kentongan.cities.locks import CityRow

POLICY = "city_id = nullif(current_setting('app.city', true), '')::int"

# Tables without a policy, each with its reason. A test compares this list with the catalogue.
BEFORE_THE_LOCKS = {
    "django_migrations": "the state of the schema",
    "django_content_type": "Django's own list of models",
    "auth_permission": "Django's own, unused",
    "auth_group": "Django's own, unused",
    "auth_group_permissions": "Django's own, unused",
    "django_session": "login sessions: a browser has no city",
    "people_user": "a person may work for two cities",
    "people_signinattempt": "counted before we know who it is",
    "cities_city": "how we know the cities",
    "mailroom_platformapp": "the seal is checked before the city is known",
    "mailroom_linekey": "routing keys: which number belongs to which city",
    "mailroom_letter": "a letter belongs to no city until it is unpacked",
    "mailroom_quarantine": "what could not be unpacked belongs to nobody yet",
    "mailroom_heartbeat": "the workers' signs of life",
}

# What `app` may not do: what has happened stays as it was written.
WRITTEN_ONCE = ("cases_journalline", "cases_journalseal", "cases_journalhead")


def city_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if issubclass(model, CityRow) and not model._meta.proxy:
            yield model


def fasten(cursor: CursorWrapper) -> None:
    """Put every lock on. Runs as the owner of the tables."""
    rows = list(city_models())
    for model in rows:
        _policy(cursor, model._meta.db_table)
        _key(cursor, model)
    for model in rows:
        for field in model._meta.local_fields:
            target = field.related_model if isinstance(field, models.ForeignKey) else None
            if isinstance(target, type) and issubclass(target, CityRow) and field.column:
                _composite(cursor, model._meta.db_table, field.column, target)
    _rights(cursor)


def _policy(cursor: CursorWrapper, table: str) -> None:
    cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    cursor.execute("SELECT 1 FROM pg_policies WHERE tablename = %s", [table])
    if not cursor.fetchone():
        cursor.execute(f'CREATE POLICY city ON "{table}" USING ({POLICY}) WITH CHECK ({POLICY})')


def _key(cursor: CursorWrapper, model: type[models.Model]) -> None:
    table, pk = model._meta.db_table, model._meta.pk.column
    _constraint(cursor, table, f"{table}_in_city", f'UNIQUE (city_id, "{pk}")')


def _composite(cursor: CursorWrapper, table: str, column: str, target: type[models.Model]) -> None:
    other, pk = target._meta.db_table, target._meta.pk.column
    _constraint(
        cursor,
        table,
        f"{table}_{column}_in_city",
        f'FOREIGN KEY (city_id, "{column}") REFERENCES "{other}" (city_id, "{pk}")'
        " DEFERRABLE INITIALLY IMMEDIATE",
    )


def _constraint(cursor: CursorWrapper, table: str, name: str, rule: str) -> None:
    name = name[:63]
    cursor.execute(
        "SELECT 1 FROM pg_constraint WHERE conname = %s AND conrelid = %s::regclass",
        [name, f'"{table}"'],
    )
    if not cursor.fetchone():
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {rule}')


def _rights(cursor: CursorWrapper) -> None:
    """Roles that do not exist here (a single-role trial of the code) are passed over."""
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname IN ('app', 'door', 'backup')")
    roles = {name for (name,) in cursor.fetchall()}
    for role in sorted(roles):
        cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{role}"')
    if "app" in roles:
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app")
        cursor.execute("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO app")
        for table in WRITTEN_ONCE:
            cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM app')
    if "door" in roles:
        cursor.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM door")
        cursor.execute("GRANT INSERT ON mailroom_letter TO door")
        cursor.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO door")
    if "backup" in roles:
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO backup")
        cursor.execute("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO backup")
