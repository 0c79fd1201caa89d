"""In the conversation: words between, a question for which the clock waits, who answers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases import waiting
from kentongan.cases.actor import acting
from kentongan.people.models import Staff
from kentongan.pure.errors import Refusal
from kentongan.reports.actions import naming, telling
from kentongan.reports.actions.handling.moving import reached, seen
from kentongan.reports.actions.holding import hold
from kentongan.reports.actions.typed import said, sendable
from kentongan.reports.flow import FLOW
from kentongan.reports.models import Report


@transaction.atomic
def write(report: Report, *, text: str, by: Staff, now: datetime) -> None:
    """Say something in the conversation without closing anything: a question, a word between."""
    text = sendable(said(text, "Tulis pesannya dahulu."))
    if telling.line_of(report) is None:
        raise Refusal("Warga ini tidak bisa ditulisi. Hubungi lewat cara lain, lalu catat.")
    hold(report)
    cases.note(report.matter, "write", by=acting(by), now=now)
    naming.take(report, by=by, now=now)
    telling.message(report, text, by=by, now=now)
    seen(report)


@transaction.atomic
def ask(report: Report, *, text: str, told: bool = False, by: Staff, now: datetime) -> None:
    """Ask the resident for the one thing without which nobody can go on: the law's clock waits
    for them, with a limit of its own. `told` as in `reply`."""
    text = sendable(said(text, "Tulis satu hal yang diperlukan dari warga."))
    hold(report)
    if waiting.waits(report.matter):
        raise Refusal("Kita sudah menunggu jawaban warga. Tulis pesan biasa saja.")
    details = reached(report, told)
    waiting.pause(report.matter, by=acting(by), now=now, note=text, details=details)
    telling.asked(report, text, by=by, now=now)
    seen(report)


@transaction.atomic
def resume(report: Report, *, reason: str, by: Staff, now: datetime) -> None:
    """Wait no longer for the resident: the clocks run on, and the journal says why."""
    reason = said(reason, "Tulis mengapa kita tidak menunggu lagi.")
    hold(report)
    if not waiting.resume_many([report.pk], flow=FLOW, by=acting(by), now=now, why="officer"):
        raise Refusal("Laporan ini tidak sedang menunggu jawaban warga.")
    cases.note(report.matter, "note", by=acting(by), now=now, text=f"Jam dijalankan: {reason}")


@transaction.atomic
def take_over(report: Report, *, by: Staff, now: datetime) -> None:
    """An officer speaks in the conversation from here on; the front desk is silent. Of two who
    press at once the second is told who was first."""
    hold(report)
    if report.taken_over_at:
        mine = report.taken_over_by == by
        who = "Anda" if mine or report.taken_over_by is None else report.taken_over_by.user.name
        raise Refusal(f"Percakapan ini sudah dipegang {who}.")
    report.taken_over_at, report.taken_over_by = now, by
    report.save(update_fields=["taken_over_at", "taken_over_by"])
    cases.note(report.matter, "take_over", by=acting(by), now=now)
    naming.take(report, by=by, now=now)


@transaction.atomic
def hand_over(report: Report, *, by: Staff, now: datetime) -> None:
    """The front desk answers by itself again."""
    hold(report)
    if not report.taken_over_at:
        raise Refusal("Percakapan ini sudah dijawab otomatis.")
    report.taken_over_at = report.taken_over_by = None
    report.save(update_fields=["taken_over_at", "taken_over_by"])
    cases.note(report.matter, "hand_over", by=acting(by), now=now)
