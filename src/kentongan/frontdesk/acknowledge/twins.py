"""Acknowledgements that ask whether somebody else told of the same before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kentongan.frontdesk import wording
from kentongan.frontdesk.decide import sameness
from kentongan.mailroom.models import Template
from kentongan.reports.models import Report
from kentongan.reports.queries.similar import public_twins


@dataclass(slots=True)
class Owed:
    """One acknowledgement: to whom, about what, and the form for a closed window."""

    report: Report
    contact_id: int
    line_id: int
    receipt: wording.Receipt
    template: Template | None

    @property
    def question(self) -> str:
        """What the talk waits for after it."""
        if self.receipt.twin:
            return sameness.QUESTION
        return "place" if self.receipt.asked == "place" else ""


def offer_twins(owed: Sequence[Owed]) -> None:
    """Where nothing else is asked, whether somebody told of the same before. Two statements at
    most; a talk waits for one answer only, so each person is asked once."""
    busy = {(one.contact_id, one.line_id) for one in owed if one.receipt.asked}
    free = {
        (one.contact_id, one.line_id): one
        for one in owed
        if _may_ask(one.receipt) and (one.contact_id, one.line_id) not in busy
    }
    twins = public_twins([one.report for one in free.values()])
    for one in free.values():
        if twin := twins.get(one.report.pk):
            one.receipt = replace(one.receipt, twin=_twin(twin.report))


def _may_ask(receipt: wording.Receipt) -> bool:
    """One question at most: where we need another way to reach them, that is it. Nobody in an
    emergency is asked, and no form for a closed window has these buttons."""
    case = receipt.case
    silent = receipt.asked or case.late or case.emergency or receipt.wants_officer
    return receipt.reachable and not silent


def _twin(report: Report) -> wording.Twin:
    topic = report.topic
    shows_place = topic is not None and topic.public == "full"
    return wording.Twin(
        id=report.pk,
        topic=topic.name if topic else "",
        state=report.matter.state,
        agency=report.matter.owner.name,
        place=report.place if shows_place else "",
        area_id=report.area_id,
    )
