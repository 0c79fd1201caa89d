"""Looking at what is hidden: who told us, and numbers. Always on purpose, always in the journal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases.actor import acting
from kentongan.people.models import Staff
from kentongan.pure.errors import NotAllowed
from kentongan.pure.flow import Role
from kentongan.reports.actions.holding import hold
from kentongan.reports.actions.typed import said
from kentongan.reports.models import Report


@transaction.atomic
def see_identity(report: Report, *, reason: str, by: Staff, now: datetime) -> None:
    """An officer sees who told us though they asked to be hidden. The reason is kept."""
    _officers_only(by)
    reason = said(reason, "Tulis untuk apa identitas pelapor perlu dilihat.")
    hold(report)
    cases.note(report.matter, "see_identity", by=acting(by), now=now, text=reason)


@transaction.atomic
def unmask(report: Report, *, by: Staff, now: datetime) -> None:
    """An officer sees the telephone number, and the numbers that stand in the texts."""
    _officers_only(by)
    hold(report)
    if report.hides_reporter:
        raise NotAllowed("Pelapor ini minta disembunyikan. Pakai “Tampilkan identitas”.")
    cases.note(report.matter, "unmask", by=acting(by), now=now)


def _officers_only(by: Staff) -> None:
    if by.role != Role.OFFICER:
        raise NotAllowed("Identitas pelapor hanya dapat dilihat petugas.")
