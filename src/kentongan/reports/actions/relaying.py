"""An agency writes to the resident through the desk, and never learns their address."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases.actor import acting
from kentongan.people.models import Agency, Staff
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.pure.flow import Role
from kentongan.reports.actions import telling
from kentongan.reports.actions.handling import open_disposition
from kentongan.reports.actions.holding import hold
from kentongan.reports.actions.typed import said, sendable
from kentongan.reports.models import Report


def signed(agency: Agency, text: str) -> str:
    return f"{agency.short_name} lewat Kentongan: {text}"


@transaction.atomic
def relay(report: Report, *, text: str, by: Staff, now: datetime) -> None:
    """A word between from the agency it lies with now. What the resident answers lands in the
    report, as everything they write. Nothing is decided by it, and no clock waits."""
    if by.role != Role.AGENCY:
        raise NotAllowed("Petugas menulis kepada warga langsung.")
    text = said(text, "Tulis pesannya dahulu.")
    words = sendable(signed(by.agency, text))
    hold(report)
    open_disposition(report, by)
    if telling.line_of(report) is None:
        raise Refusal("Warga ini tidak bisa ditulisi dari sini. Mintalah petugas menghubunginya.")
    cases.note(report.matter, "write", by=acting(by), now=now, details={"relay": True})
    telling.message(report, words, by=by, now=now)
