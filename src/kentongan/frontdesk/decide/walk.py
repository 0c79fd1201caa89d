"""The walk through one person's messages, one after the other, each to exactly one outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kentongan.frontdesk.decide import (
    changes,
    choices,
    hiding,
    idle,
    judging,
    orders,
    ratings,
    sameness,
    substance,
)
from kentongan.frontdesk.decide.desk import Desk
from kentongan.frontdesk.decide.effects import Decision
from kentongan.frontdesk.decide.facts import Heard, LaneFacts
from kentongan.frontdesk.understand import Knowledge, Meaning, understand

NOTHING = Meaning()
_ABOUT_OTHERS = {"edit": changes.edited, "revoke": changes.revoked, "reaction": changes.reacted}
_BESIDE = {"sticker": idle.sticker, "unreadable": idle.unreadable, "order": idle.unreadable}


_AT_ONCE = (
    judging.chosen_by_words,
    sameness.chosen_by_words,
    ratings.typed,
    hiding.wished,
    orders.followed,
)


def decide(facts: LaneFacts, know: Knowledge, now: datetime) -> Decision:
    """What to do about these messages. Raises nothing, whatever people write."""
    desk = Desk(facts, know, now)
    for heard in facts.messages:
        _one(desk, heard)
    return desk.decision()


def _one(desk: Desk, heard: Heard) -> None:
    if heard.history:
        desk.note(heard, "set_aside", "riwayat")
        return
    about = _ABOUT_OTHERS.get(heard.kind)
    if about:
        again = about(desk, heard)
        if again:
            _words(desk, again)
        return
    beside = _BESIDE.get(heard.kind)
    if beside:
        beside(desk, heard)
    elif heard.kind == "choice" and choices.chosen(desk, heard):
        return
    else:
        _words(desk, heard)


def _words(desk: Desk, heard: Heard) -> None:
    """Text, or a file or pin with or without words."""
    meaning = understand(heard.text, desk.know) if heard.text.strip() else NOTHING
    if heard.kind in ("location", "contacts"):
        meaning = replace(NOTHING, place=meaning.place)
    if heard.kind in ("text", "choice", "form") and _is_light(desk, heard, meaning):
        return
    substance.receive(desk, heard, meaning)


def _is_light(desk: Desk, heard: Heard, meaning: Meaning) -> bool:
    """Whether it was a wish, stars, an order to the desk, a greeting or the like, and is done."""
    if any(done(desk, heard, meaning) for done in _AT_ONCE):
        return True
    if desk.talk.human and desk.open_cases:
        return False  # an officer listens: "iya pak" is an answer, not noise
    return idle.passed(desk, heard, meaning)
