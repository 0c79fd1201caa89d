"""Edits, revocations and reactions: they change what was said, and keep its history."""

from __future__ import annotations

from dataclasses import replace

from kentongan.frontdesk import wording
from kentongan.frontdesk.decide.desk import Desk
from kentongan.frontdesk.decide.facts import Case, Heard, Quoted

# Outcomes of a message that led nowhere: its better wording may lead somewhere.
_LED_NOWHERE = ("set_aside", "replied", "")


def edited(desk: Desk, heard: Heard) -> Heard | None:
    """Returns the message to be read as a new one, if the old one led nowhere."""
    before = desk.said_before(heard.refers_to)
    case = desk.case(before.key) if before else None
    if before and case:
        _rewrite(case, before, heard.text)
        desk.add(heard, case, "change", "disunting")
        desk.quoted[heard.refers_to] = replace(before, text=heard.text)
        return None
    led_nowhere = before is None or before.outcome in _LED_NOWHERE
    if led_nowhere and heard.text.strip():
        return replace(heard, kind="text")
    desk.note(heard, "change", "disunting")
    return None


def revoked(desk: Desk, heard: Heard) -> None:
    before = desk.said_before(heard.refers_to)
    case = desk.case(before.key) if before else None
    if before and case:
        _rewrite(case, before, wording.REVOKED)
        desk.add(heard, case, "change", "ditarik")
        return
    desk.note(heard, "change", "ditarik")


def reacted(desk: Desk, heard: Heard) -> None:
    before = desk.said_before(heard.refers_to)
    desk.note(heard, "set_aside", "reaksi", desk.case(before.key) if before else None)


def _rewrite(case: Case, before: Quoted, text: str) -> None:
    """The report's words follow where they came from that message."""
    if before.text and before.text in case.text:
        case.text = case.text.replace(before.text, text, 1).strip() or wording.EMPTIED
