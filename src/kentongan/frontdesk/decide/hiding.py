"""*Anonim* and *rahasia*: a wish that is heard at any time, in a word."""

from __future__ import annotations

from kentongan.frontdesk import wording
from kentongan.frontdesk.decide.desk import HINTS, Desk
from kentongan.frontdesk.decide.facts import Heard
from kentongan.frontdesk.understand import Meaning

# With more words than these something is told beside the wish.
MOST_WORDS = 14


def wished(desk: Desk, heard: Heard, meaning: Meaning) -> bool:
    """Whether the text was nothing but this wish, about a report of theirs, and is granted. In a
    burst the acknowledgement says so; else one short bubble does."""
    wants = meaning.nameless or meaning.secret
    if not wants or meaning.words > MOST_WORDS or meaning.weight >= HINTS or meaning.alarm:
        return False
    quoted = desk.said_before(heard.reply_to)
    case = (desk.case(quoted.key) if quoted else None) or desk.burst
    case = case or next(iter(desk.open_cases), None) or next(reversed(desk.cases), None)
    if case is None:
        return False
    desk.hide(case, meaning)
    desk.note(heard, "answer", "minta anonim" if meaning.nameless else "minta rahasia", case)
    if case.in_burst:
        desk.still_typing(case)
    elif not desk.talk.human:
        text = wording.hidden(case, name=meaning.nameless, content=meaning.secret)
        desk.say("hidden", text, case=case)
    return True
