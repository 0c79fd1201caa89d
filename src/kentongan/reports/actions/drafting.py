"""What somebody was typing, kept while they type."""

from __future__ import annotations

from datetime import datetime

from kentongan.people.models import Staff
from kentongan.reports.models import Draft, Report


def save_draft(report: Report, *, text: str, by: Staff, now: datetime) -> None:
    """Keep it; an empty one is dropped."""
    if not text.strip():
        drop_draft(report, by=by)
        return
    Draft.objects.update_or_create(report=report, staff=by, defaults={"text": text, "at": now})


def drop_draft(report: Report, *, by: Staff) -> None:
    Draft.objects.filter(report=report, staff=by).delete()
