"""People of an agency who answer a disposition from their telephone: colleagues, not residents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kentongan.frontdesk.decide import Decision, Heard, LaneFacts, Outcome, decide
from kentongan.frontdesk.reading import LaneRow
from kentongan.frontdesk.understand import Knowledge
from kentongan.mailroom.models import File, Message, Word
from kentongan.people.models import Staff
from kentongan.reports.actions.keeping import note_from_agency

FROM_AGENCY = "dari dinas"
_FILES = frozenset({"image", "video", "audio", "document"})
_SPOKEN = _FILES | {"text", "choice"}


def at_work(rows: Sequence[LaneRow]) -> dict[int, Staff]:
    """Who of these is a colleague, by lane. One statement, and none where nobody is."""
    ids = {row.staff_id for row in rows if row.staff_id}
    if not ids:
        return {}
    known = Staff.objects.filter(pk__in=ids).select_related("user", "agency")
    return {row.id: one for one in known for row in rows if row.staff_id == one.pk}


def heard(staff: Staff, row: LaneRow, facts: LaneFacts, know: Knowledge, now: datetime) -> Decision:
    """Their words become notes on the report they mean; what means none is a resident's after all.

    The note holds the words. Only a message with a file is laid into the folder itself, signed
    with who sent it: a photo of the work must not be lost, nor be taken for the resident's.
    """
    outcomes, rest = [], []
    for one in facts.messages:
        report = _noted(staff, row, one, now)
        if report is None:
            rest.append(one)
        else:
            key = report if one.kind in _FILES else 0
            outcomes.append(Outcome(one.id, "addition", FROM_AGENCY, key))
    _sign(staff, [one.message_id for one in outcomes])
    decision = decide(replace(facts, messages=tuple(rest)), know, now)
    return replace(decision, outcomes=(*outcomes, *decision.outcomes))


def _sign(staff: Staff, messages: Sequence[int]) -> None:
    """Who spoke, written on what they said and on what they sent with it."""
    if messages:
        Message.objects.filter(pk__in=messages).update(staff=staff)
        File.objects.filter(message__in=messages).update(staff=staff)


def _noted(staff: Staff, row: LaneRow, one: Heard, now: datetime) -> int | None:
    if one.kind not in _SPOKEN or one.history:
        return None
    quoted = None
    if one.reply_to:
        quoted = Word.objects.filter(line=row.line_id, external_id=one.reply_to).first()
    report = note_from_agency(staff, one.text, quoted, now=now)
    return report.pk if report else None
