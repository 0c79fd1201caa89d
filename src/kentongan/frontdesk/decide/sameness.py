"""*Ini sama?* What they say when we asked whether somebody else told of the same before them.

Joining belongs to an officer; this is a hint. Who does not answer changes nothing.
"""

from __future__ import annotations

from datetime import timedelta

from kentongan.frontdesk import wording
from kentongan.frontdesk.decide import verdicts
from kentongan.frontdesk.decide.desk import Desk
from kentongan.frontdesk.decide.facts import Case, Heard
from kentongan.frontdesk.understand import Meaning

QUESTION, SAME, DIFFER = "same", "same", "differ"
# The states in which it can still be joined.
_OFFERED = frozenset({"received", "verified", "assigned", "answered"})
ASKED_FOR = timedelta(days=2)
# As the pack folds them; said alone.
_SAYS_SAME = frozenset({
    "sama", "iya sama", "ya sama", "sama pak", "sama bu", "sama saja", "sama itu", "ya", "iya",
    "betul", "benar", "ya betul", "iya betul", "itu juga", "yang itu",
})  # fmt: skip
_SAYS_OTHER = frozenset({
    "beda", "berbeda", "tidak sama", "bukan sama", "lain", "bukan", "tidak", "bukan itu",
    "bukan yang itu", "itu beda", "beda pak", "beda bu", "berbeda pak", "berbeda bu",
})  # fmt: skip


def same(desk: Desk, heard: Heard, number: str) -> bool:
    return _pressed(desk, heard, number, same=True)


def differs(desk: Desk, heard: Heard, number: str) -> bool:
    return _pressed(desk, heard, number, same=False)


def chosen_by_words(desk: Desk, heard: Heard, meaning: Meaning) -> bool:
    """*Sama* or *beda*, typed: whether that was asked, and is noted."""
    case = _asked(desk)
    if case is None or desk.talk.human or verdicts.answered(desk):
        return False
    asked_at, quoted = desk.talk.asked_at, desk.said_before(heard.reply_to)
    if asked_at is None or heard.at - asked_at > ASKED_FOR:
        return False
    said = meaning.folded.strip()
    if (quoted and quoted.key != case.key) or said not in _SAYS_SAME | _SAYS_OTHER:
        return False
    _note(desk, heard, case, same=said in _SAYS_SAME)
    return True


def _asked(desk: Desk) -> Case | None:
    """The report of which we asked it, while the answer is of any use."""
    talk = desk.talk
    case = desk.case(talk.about) if talk.question == QUESTION and talk.twin else None
    return case if case and case.state in _OFFERED else None


def _pressed(desk: Desk, heard: Heard, number: str, *, same: bool) -> bool:
    case = _asked(desk)
    if case is None or case.number != number:
        desk.note(heard, "set_aside", "pilihan lama", desk.numbered(number))
        return True
    _note(desk, heard, case, same=same)
    return True


def _note(desk: Desk, heard: Heard, case: Case, *, same: bool) -> None:
    desk.note(heard, "answer", "kata warga: sama" if same else "kata warga: berbeda", case)
    desk.liken(case, heard, same=same)
    desk.asked_nothing()
    if not desk.talk.human and not desk.is_late(heard):
        desk.say("same", wording.same(case) if same else wording.differs(case), case=case)
