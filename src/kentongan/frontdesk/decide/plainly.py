"""The way without understanding, for what we stumbled over: nothing is lost, somebody owns it."""

from __future__ import annotations

from datetime import datetime

from kentongan.frontdesk.decide.effects import Decision, Outcome
from kentongan.frontdesk.decide.facts import Case, LaneFacts

NOTE = "belum bisa diolah otomatis"


def plainly(facts: LaneFacts, now: datetime) -> Decision:
    """All messages to the latest open report, or to a new one with their words as they are."""
    ids = tuple(one.id for one in facts.messages)
    if not ids:
        return Decision(())
    latest = next((case for case in reversed(facts.cases) if not case.ended), None)
    if latest:
        return Decision(
            tuple(Outcome(pk, "addition", NOTE, latest.key) for pk in ids),
            added=((latest.key, ids),),
            states=((latest.key, latest.state),),
            awaited=(latest.key,) if latest.waits else (),
        )
    words = "\n".join(one.text for one in facts.messages if one.text)
    first = min(one.at for one in facts.messages)
    case = Case(-1, min(first, now), now, text=words or "(pesan)", ack_due_at=now)
    outcomes = [Outcome(pk, "report" if pk == ids[0] else "addition", NOTE, -1) for pk in ids]
    return Decision(tuple(outcomes), opened=(case,))
