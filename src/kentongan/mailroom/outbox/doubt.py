"""Words of which nobody can say whether they arrived. They are matched, not sent blindly."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from kentongan.cities.locks import current_id, inside
from kentongan.cities.models import City
from kentongan.mailroom import spool


def lapse(city: City, now: datetime) -> int:
    """A send whose lease ran out (its process is gone) becomes unknown; the lane goes on. A word
    that a receipt has moved on meanwhile only gives its lease back."""
    with inside(city), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (
                SELECT id, contact_id, line_id, lease FROM mailroom_lane
                WHERE city_id = %(city)s AND way = 'out' AND lease_until < %(now)s
                ORDER BY id FOR UPDATE SKIP LOCKED),
            doubted AS (
                UPDATE mailroom_word w SET
                    state = CASE WHEN w.state <> 'sending' THEN w.state
                        WHEN w.purpose = 'typing' THEN 'cancelled' ELSE 'unknown' END,
                    trouble = CASE WHEN w.state <> 'sending' THEN w.trouble
                        ELSE 'proses pengirim berhenti sebelum ada jawaban' END,
                    lease = NULL
                FROM gone
                WHERE w.city_id = %(city)s AND w.lease = gone.lease
                  AND w.contact_id = gone.contact_id AND w.line_id = gone.line_id
                RETURNING w.contact_id, w.line_id)
            UPDATE mailroom_lane l SET lease = NULL, lease_until = NULL, ready_at = %(now)s,
                pending = greatest(l.pending - (SELECT count(*) FROM doubted d
                    WHERE d.contact_id = l.contact_id AND d.line_id = l.line_id), 0)
            FROM gone WHERE l.city_id = %(city)s AND l.id = gone.id
            """,
            {"city": current_id(), "now": now},
        )
        return int(cursor.rowcount)


def resend(city: City, now: datetime) -> int:
    """A reply that stayed unknown for `UNKNOWN_WAIT` while other receipts came in on its line
    was not taken: it goes out once more, with the same id. A broadcast waits for an officer.

    Only when every letter of that time is open: after a standstill the receipt may lie in the
    tray, or in the spool, behind a hundred others.
    """
    if spool.waiting(settings.SPOOL):
        return 0
    wait = timedelta(seconds=settings.UNKNOWN_WAIT)
    args: dict[str, Any] = {"city": city.pk, "now": now, "before": now - wait, "wait": wait}
    with inside(city), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH again AS (
                UPDATE mailroom_word w SET state = 'queued', resent = true, not_before = NULL
                FROM mailroom_line n
                WHERE w.city_id = %(city)s AND n.city_id = %(city)s AND n.id = w.line_id
                  AND w.state = 'unknown' AND NOT w.bulk AND NOT w.resent AND w.resolved_at IS NULL
                  AND w.attempted_at < %(before)s AND n.last_receipt_at > w.attempted_at
                  AND NOT EXISTS (SELECT FROM mailroom_letter e WHERE e.unpacked_at IS NULL
                                  AND e.received_at < w.attempted_at + %(wait)s)
                RETURNING w.contact_id, w.line_id)
            UPDATE mailroom_lane l SET pending = l.pending + a.n,
                ready_at = CASE WHEN l.pending = 0 THEN %(now)s ELSE l.ready_at END
            FROM (SELECT contact_id, line_id, count(*) AS n FROM again GROUP BY 1, 2) a
            WHERE l.city_id = %(city)s AND l.way = 'out'
              AND l.contact_id = a.contact_id AND l.line_id = a.line_id
            """,
            args,
        )
        return int(cursor.rowcount)
