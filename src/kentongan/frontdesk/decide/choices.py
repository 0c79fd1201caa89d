"""Pressed buttons and chosen rows. An old one counts only if the state still offers it."""

from __future__ import annotations

from collections.abc import Callable

from kentongan.frontdesk.decide import judging, orders, ratings, sameness, substance
from kentongan.frontdesk.decide.desk import Desk
from kentongan.frontdesk.decide.facts import Heard
from kentongan.frontdesk.decide.verdicts import VERDICTS
from kentongan.reports import stars

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
    if verb in _NUMBERED:
        return _NUMBERED[verb](desk, heard, rest)
    if verb in VERDICTS:
        return judging.pressed(desk, heard, verb, rest)
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


_NUMBERED: dict[str, Callable[[Desk, Heard, str], bool]] = {
    "status": orders.status_of,
    "read": _read,
    "reopen": judging.opened_again,
    sameness.SAME: sameness.same,
    sameness.DIFFER: sameness.differs,
    stars.CHOICE: ratings.chosen,
}


def _which(desk: Desk, heard: Heard, verb: str) -> None:
    """The answer to "which report?", if it is still asked about that very message."""
    waiting, talk = heard.choice.partition(":")[2], desk.talk
    if talk.question not in ("which", "again") or waiting != str(talk.waiting) or not talk.waiting:
        desk.note(heard, "set_aside", "pilihan lama", desk.case(talk.about))
        return
    if verb == "new" and substance.answered_new(desk, heard):
        return
    case = desk.case(talk.about)
    desk.asked_nothing()
    desk.note(heard, "answer", "laporan yang sama", case)
