"""A code that was shown at the desk and is sent from a telephone: from then on it acts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from kentongan.channels.wire import TextOut
from kentongan.frontdesk.crew import words
from kentongan.frontdesk.decide import Heard, LaneFacts, Outcome, Said
from kentongan.frontdesk.reading import LaneRow
from kentongan.people import phones
from kentongan.people.models import PhoneLink
from kentongan.reports.actions.asking import TALK

_NAMED = re.compile(r"\s*hubungkan\b[\s:.*]*[\d\s-]{0,12}[*.!]?\s*", re.IGNORECASE)
_BARE = re.compile(r"\s*\d{3}[\s-]?\d{3}\s*[.!]?\s*")


@dataclass(slots=True)
class Codes:
    """What became of the codes among somebody's messages; `rest` is everything else."""

    outcomes: list[Outcome] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    rest: list[Heard] = field(default_factory=list)


def is_code(one: Heard) -> bool:
    """Whether these words are nothing but a code, or an attempt at one."""
    if one.kind != "text" or one.history:
        return False
    return bool(_NAMED.fullmatch(one.text) or _BARE.fullmatch(one.text))


def heard(row: LaneRow, facts: LaneFacts, now: datetime) -> Codes:
    """A code never opens a report. Six digits alone may be a resident's, who is telling us
    something: theirs they are while they have a report open and no such code waits."""
    codes = Codes()
    telling = any(not case.ended for case in facts.cases)
    for one in facts.messages:
        if not is_code(one):
            codes.rest.append(one)
            continue
        link = phones.prove(row.contact_id, one.text, now=now)
        if link is None and telling and not _NAMED.fullmatch(one.text):
            codes.rest.append(one)
            continue
        _answer(codes, one, link)
    return codes


def _answer(codes: Codes, one: Heard, link: PhoneLink | None) -> None:
    text = words.linked(link.staff) if link else words.WRONG_CODE
    note = words.LINKED_NOTE if link else words.CODE_NOTE
    codes.outcomes.append(Outcome(one.id, "replied", note))
    codes.said.append(Said(TALK, text, TextOut(text)))
