"""Who has a report open right now."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from kentongan.cities.locks import current_id
from kentongan.people.models import Staff
from kentongan.reports.models import Report

# A heartbeat comes every 4 seconds; the row is written at most this often.
RHYTHM = timedelta(seconds=10)

_HERE = """
INSERT INTO reports_presence AS p (city_id, report_id, staff_id, at) VALUES (%s, %s, %s, %s)
ON CONFLICT (city_id, report_id, staff_id) DO UPDATE SET at = EXCLUDED.at
WHERE p.at < %s
"""


def here(report: Report, *, by: Staff, now: datetime) -> None:
    """A sign of life. One statement, and mostly no write."""
    with connection.cursor() as cursor:
        cursor.execute(_HERE, [current_id(), report.pk, by.pk, now, now - RHYTHM])
