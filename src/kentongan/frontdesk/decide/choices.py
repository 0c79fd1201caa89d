"""Pressed buttons and chosen rows. An old one counts only if the state still offers it."""

from __future__ import annotations

from collections.abc import Callable

from kentongan.frontdesk import wording
from kentongan.frontdesk.decide import orders, substance
from kentongan.frontdesk.decide.desk import Desk
from kentongan.frontdesk.decide.facts import Heard
from kentongan.frontdesk.decide.verdicts import ANSWERED, VERDICTS

_MENU: dict[str, Callable[[Desk, Heard], bool]] = {
    "menu:report": orders.new,
    "menu:status": orders.status,
    "menu:human": orders.human,
}


def chosen(desk: Desk, heard: Heard) -> bool:
    """Whether the choice was one of ours; if not, its title is read like a text."""
    verb, _, rest = heard.choice.partition(":")
    if heard.choice in _MENU:
        return _MENU[heard.choice](desk, heard)
    if verb == "status":
        return orders.status_of(desk, heard, rest)
    if verb == "read":
        return _read(desk, heard, rest)
    if verb in VERDICTS:
        return _verdict(desk, heard, verb, rest)
    if verb in ("join", "new"):
        _which(desk, heard, verb)
        return True
    return False


def _read(desk: Desk, heard: Heard, number: str) -> bool:
    """ "Read it here": the window is open now, so what was only announced is said in full."""
    case = desk.numbered(number)
    if case is None:
        return orders.status_of(desk, heard, number)
    desk.note(heard, "replied", "minta dibacakan", case)
    desk.say_again(case)
    return True


def _verdict(desk: Desk, heard: Heard, verb: str, number: str) -> bool:
    """ "Is it fixed?": yes closes what was answered, no opens it again. Whatever else the report
    is just then, an officer sees what they pressed."""
    case = desk.numbered(number)
    if case is None:
        return False
    note = VERDICTS[verb]
    if verb == "yes" and case.state == "replied":
        desk.note(heard, "answer", note, case)
        desk.turn(case, "close", note)
        desk.say("verdict", wording.closed_by(case), case=case)
    else:
        desk.add(heard, case, note=note)
        if verb == "no" and case.state in ANSWERED:
            desk.turn(case, "reopen", note)
            desk.say("verdict", wording.reopened_by(case), case=case)
    return True


def _which(desk: Desk, heard: Heard, verb: str) -> None:
    """The answer to "which report?", if it is still asked about that very message."""
    waiting, talk = heard.choice.partition(":")[2], desk.talk
    if talk.question != "which" or waiting != str(talk.waiting) or not talk.waiting:
        desk.note(heard, "set_aside", "pilihan lama", desk.case(talk.about))
        return
    if verb == "new" and substance.answered_new(desk, heard):
        return
    case = desk.case(talk.about)
    substance.settle_question(desk)
    desk.note(heard, "answer", "laporan yang sama", case)
