"""What all verbs share: the step in the flow, who owns it, and whether somebody has read."""

from __future__ import annotations

from datetime import datetime

from kentongan.cases import actions as cases
from kentongan.cases.actions import Details
from kentongan.cases.actor import acting
from kentongan.cases.models import Matter
from kentongan.people.models import Agency, Staff
from kentongan.pure.errors import Refusal
from kentongan.reports.actions import asking, naming, telling
from kentongan.reports.flow import FLOW, S
from kentongan.reports.models import Disposition, Report
from kentongan.reports.queries.turns import OFFICE as OFFICE

UNREACHABLE = (
    "Warga ini tidak bisa dikirimi pesan dari sini. Sampaikan lewat telepon atau tatap muka, "
    "lalu centang “sudah saya sampaikan”."
)


def move(
    report: Report, verb: str, *, by: Staff, now: datetime, note: str = "",
    owner: Agency | None = None, details: Details | None = None, due: datetime | None = None,
) -> None:  # fmt: skip
    """Of a report that is held. An officer who moves a confidential one is named for it. Whoever
    owns it from now on owns what is joined to it."""
    report.matter = cases.move(
        report.matter, verb, flow=FLOW, by=acting(by), now=now, note=note,
        owner_id=owner.pk if owner else None, details=details, due=due,
    )  # fmt: skip
    naming.take(report, by=by, now=now)
    if owner:
        joined = Matter.objects.filter(report__joined_to=report.pk, state=S.JOINED)
        joined.update(owner=owner)


def office() -> Agency:
    return Agency.objects.get(code=OFFICE)


def end_disposition(report: Report, end: Disposition.End, now: datetime) -> None:
    """Nobody is asked any more; whoever has not heard of it yet never will."""
    Disposition.objects.filter(report=report, ended_at=None).update(ended_at=now, end=end)
    asking.unsay(report, now=now)


def last_asked(report: Report) -> Disposition:
    """The last disposition, open or ended. Raises `Refusal` where there never was one."""
    asked = Disposition.objects.filter(report=report).select_related("agency")
    last = asked.order_by("-pk").first()
    if last is None:
        raise Refusal("Belum ada dinas yang pernah ditugaskan untuk laporan ini.")
    return last


def news(report: Report) -> None:
    """Something an officer has not seen."""
    report.has_news = True
    report.save(update_fields=["has_news"])


def seen(report: Report) -> None:
    """Who answers has read."""
    report.has_news = False
    report.save(update_fields=["has_news"])


def reached(report: Report, told: bool) -> Details:
    """What the journal keeps of how the resident hears it. Raises `Refusal` for somebody who
    cannot be written to, unless an officer has `told` them already."""
    if telling.line_of(report) is not None:
        return {}
    if not told:
        raise Refusal(UNREACHABLE)
    return {"told": True}
