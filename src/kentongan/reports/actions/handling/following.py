"""What becomes of a report that leads others becomes of all that are joined to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kentongan.cases import actions as cases
from kentongan.cases.actions import Details
from kentongan.cases.actor import acting
from kentongan.cases.models import Matter
from kentongan.people.models import Staff
from kentongan.reports.actions.handling.moving import move, office
from kentongan.reports.actions.reaching import reach_many
from kentongan.reports.flow import FLOW
from kentongan.reports.models import Report
from kentongan.reports.queries.similar import members


def follow(
    lead: Report, verb: str, *, each: Callable[[Report], None], by: Staff, now: datetime,
    note: str = "", details: Details | None = None, due: datetime | None = None, **fields: Any,
) -> list[Report]:  # fmt: skip
    """What was just done with `lead`, which is held, is done with all that is joined to it: the
    same step and words in the journal, the same `fields`, and `each` tells one reporter.

    Somebody who cannot be written to would not hear of it: theirs is parted, and comes back as
    news for the officers. Gives those.
    """
    joined = members(lead)
    if not joined:
        return []
    reached = reach_many(one.matter.contact_id for one in joined)
    able = [one for one in joined if one.matter.contact_id in reached]
    unheard = [one for one in joined if one not in able]
    said = {key: value for key, value in (details or {}).items() if key != "told"}
    ids = [one.pk for one in able]
    cases.move_many(
        ids, verb, flow=FLOW, by=acting(by), now=now, note=note,
        owner_id=lead.matter.owner_id, details={**said, "lead": lead.pk}, due=due,
    )  # fmt: skip
    Report.objects.filter(pk__in=ids).update(has_news=False, **fields)
    for one in able:
        each(one)
    for one in unheard:
        let_go(one, by=by, now=now, why="unreachable")
    return unheard


def let_go(report: Report, *, by: Staff, now: datetime, why: str = "officer") -> None:
    """The folders of both are held already."""
    lead = report.joined_to_id
    move(report, "part", by=by, now=now, owner=office(), details={"lead": lead, "why": why})
    report.joined_to, report.has_news = None, True
    report.save(update_fields=["joined_to", "has_news"])
    if lead:
        folder = Matter.objects.get(pk=lead)
        cases.note(folder, "let_go", by=acting(by), now=now, details={"report": report.pk})
