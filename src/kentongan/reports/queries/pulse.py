"""Has anything changed on an open report? One statement, before anything is built."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef

from kentongan.cities.locks import current_id
from kentongan.people.models import Staff
from kentongan.reports.looks import LASTS, VERBS
from kentongan.reports.models import Draft, Presence, Report

ALIVE = timedelta(seconds=30)
TYPING = timedelta(seconds=20)

_STAMP = """
SELECT m.touched_at, m.state,
    (SELECT count(*) FROM mailroom_message x WHERE x.city_id = m.city_id AND x.matter_id = m.id),
    (SELECT string_agg(w.id || w.state || coalesce(w.resolved_at::text, ''), ',' ORDER BY w.id)
     FROM mailroom_word w WHERE w.city_id = m.city_id AND w.matter_id = m.id),
    (SELECT string_agg(f.id || f.state, ',' ORDER BY f.id) FROM mailroom_file f
     JOIN mailroom_message y ON y.city_id = f.city_id AND y.id = f.message_id
     WHERE y.city_id = m.city_id AND y.matter_id = m.id),
    (SELECT string_agg(p.staff_id::text, ',' ORDER BY p.staff_id) FROM reports_presence p
     WHERE p.city_id = m.city_id AND p.report_id = m.id AND p.at > %s AND p.staff_id <> %s),
    (SELECT string_agg(d.staff_id::text, ',' ORDER BY d.staff_id) FROM reports_draft d
     WHERE d.city_id = m.city_id AND d.report_id = m.id AND d.at > %s AND d.staff_id <> %s),
    (SELECT count(*) FROM cases_journalline j WHERE j.city_id = m.city_id AND j.matter_id = m.id
     AND j.verb = ANY(%s) AND j.staff_id = %s AND j.at > %s)
FROM cases_matter m WHERE m.city_id = %s AND m.id = %s
"""


def stamp(report: Report, staff: Staff, now: datetime) -> str:
    """A short mark that differs when a reader of the page would see something else."""
    looks = [list(VERBS), staff.pk, now - LASTS]
    args = [now - ALIVE, staff.pk, now - TYPING, staff.pk, *looks, current_id(), report.pk]
    with connection.cursor() as cursor:
        cursor.execute(_STAMP, args)
        return hashlib.blake2b(repr(cursor.fetchone()).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody else who has the report open, or is typing in it."""

    name: str
    typing: bool


def present(report: Report, staff: Staff, now: datetime) -> list[Guest]:
    """Colleagues whose sign of life is younger than 30 seconds. One statement."""
    typing = Draft.objects.filter(
        report=OuterRef("report"), staff=OuterRef("staff"), at__gt=now - TYPING
    )
    alive = Presence.objects.filter(report=report, at__gt=now - ALIVE).exclude(staff=staff)
    rows = alive.annotate(typing=Exists(typing)).order_by("staff__user__name")
    return [Guest(*row) for row in rows.values_list("staff__user__name", "typing")]
