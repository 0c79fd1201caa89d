"""Many voices, one repair: reports of the same thing are worked on as one, which leads them.

Each reporter keeps their ticket and their conversation. What becomes of the one that leads
becomes of all; a single one can be taken out again, or answered by itself.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases.actions import Details
from kentongan.cases.actor import acting
from kentongan.people.models import Staff
from kentongan.pure.errors import Refusal
from kentongan.reports.actions import telling
from kentongan.reports.actions.handling.following import let_go
from kentongan.reports.actions.handling.moving import end_disposition, move
from kentongan.reports.actions.holding import hold
from kentongan.reports.flow import LABELS, S
from kentongan.reports.models import Disposition, Report
from kentongan.reports.queries.similar import LEADS, members, secret

TOGETHER = (
    "Laporan Bapak/Ibu kami kerjakan bersama laporan serupa dari warga lain. Nomornya tetap, dan "
    "kabarnya tetap sampai ke sini."
)


@transaction.atomic
def join(report: Report, *, lead: Report, by: Staff, now: datetime) -> None:
    """Work on it together with `lead`. What was joined to it goes along; whoever was asked to act
    on it is no longer. Its reporter hears that it keeps its number.

    Raises `Refusal` where one of the two is secret, or `lead` cannot lead.
    """
    if report.pk == lead.pk:
        raise Refusal("Ini laporan yang sama. Pilih nomor yang lain.")
    hold(report, lead.pk)
    lead = Report.objects.select_related("matter__owner").get(pk=lead.pk)
    _may_join(report, lead)
    along = members(report)
    details: Details = {"lead": lead.pk}
    move(report, "join", by=by, now=now, owner=lead.matter.owner, details=details)
    end_disposition(report, Disposition.End.WITHDRAWN, now)
    gone = [report.pk, *(one.pk for one in along)]
    Report.objects.filter(pk__in=gone).update(joined_to=lead, has_news=False)
    for one in along:
        cases.note(one.matter, "join", by=acting(by), now=now, details=details)
    cases.note(lead.matter, "gather", by=acting(by), now=now, details={"report": report.pk})
    report.joined_to = lead
    telling.message(report, TOGETHER, by=by, now=now)


def _may_join(report: Report, lead: Report) -> None:
    if secret(report) or secret(lead):
        raise Refusal(
            "Laporan rahasia dan laporan pengawasan dikerjakan sendiri-sendiri, supaya isinya "
            "tidak sampai ke orang lain."
        )
    if lead.matter.state == S.JOINED:
        raise Refusal("Laporan itu sendiri sudah digabung. Gabungkan ke laporan utamanya.")
    if lead.matter.state not in LEADS:
        state = LABELS[S(lead.matter.state)].lower()
        raise Refusal(
            f"Laporan {lead.matter.number} {state}, jadi tidak ada lagi yang dikerjakan bersama. "
            "Jawab laporan ini sendiri."
        )


@transaction.atomic
def part(report: Report, *, by: Staff, now: datetime) -> None:
    """It is another matter after all: back to the officers, by itself."""
    lead = report.joined_to_id
    hold(report, *([lead] if lead else []))
    let_go(report, by=by, now=now)
