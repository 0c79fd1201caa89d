"""Tell the workers that there is something in a tray. Heard when the transaction commits."""

from __future__ import annotations

from django.db import connection

CHANNEL = "kentongan"


def wake() -> None:
    """PostgreSQL folds equal notices of one transaction into one."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
