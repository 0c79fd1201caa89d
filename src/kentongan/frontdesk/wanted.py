"""Messages that were set aside, and of which an officer wants a report after all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from kentongan.cases import journal
from kentongan.cases.actor import acting
from kentongan.frontdesk.decide import Decision, LaneFacts
from kentongan.frontdesk.decide.desk import Desk
from kentongan.frontdesk.decide.substance import open_report
from kentongan.frontdesk.reading import LaneRow
from kentongan.frontdesk.understand import Knowledge, understand
from kentongan.mailroom.models import Message
from kentongan.people.models import Staff


def heard(facts: LaneFacts, wanted: Collection[int], know: Knowledge, now: datetime) -> Decision:
    """Each of them opens a report of its own. A person has read it: it is no advertisement,
    so the resident hears of it like anybody else."""
    messages = tuple(one for one in facts.messages if one.id in wanted)
    desk = Desk(replace(facts, messages=messages), know, now)
    for one in messages:
        meaning = replace(understand(one.text, know), spam=False)
        case = open_report(desk, one, meaning)
        desk.alarm(one, case, meaning)
    return desk.decision()


def called_back(rows: Sequence[LaneRow]) -> list[Message]:
    """As they lie there now, with the reason for which they had been set aside. One statement."""
    ids = [pk for row in rows for pk in row.wanted]
    return list(Message.objects.filter(pk__in=ids).select_related("wanted_by"))


def sign(messages: Sequence[Message], now: datetime) -> None:
    """Who decided so, in the journal of the reports that were opened."""
    taken = Message.objects.select_related("matter").in_bulk([one.pk for one in messages])
    entries: dict[Staff, list[journal.Entry]] = defaultdict(list)
    for before in messages:
        matter = taken[before.pk].matter
        if matter is not None and before.wanted_by is not None:
            text = f"Dijadikan laporan. Semula disisihkan: {before.outcome_note}."
            details = {"message": before.pk}
            entry = journal.Entry(matter, "note", matter.state, matter.state, text, dict(details))
            entries[before.wanted_by].append(entry)
    for staff, theirs in entries.items():
        journal.write(theirs, by=acting(staff), now=now)
