"""Bring the database to today's shape, as its owner: migrations, then the three locks."""

from __future__ import annotations

import os

from django.core.management import call_command
from django.db import connections

from kentongan.cities.fasten import fasten
from kentongan.site.settings import database

_GATE = 4_711_001  # the advisory lock under which only one process migrates


def migrate(owner_url: str | None = None, *, verbosity: int = 0) -> None:
    """Safe to run at every start. `owner_url` defaults to KENTONGAN_OWNER_URL.

    Raises `KeyError` when no owner is known.
    """
    url = owner_url or os.environ["KENTONGAN_OWNER_URL"]
    template = connections["default"].settings_dict
    connections.databases["owner"] = {**template, **database(url)}
    owner = connections["owner"]
    try:
        with owner.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_GATE])
            call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
            fasten(cursor)
    finally:
        owner.close()
        del connections["owner"]
        del connections.databases["owner"]
