"""Carry out what somebody of an agency means, as the post they hold, and say what was recorded.

Every function gives the sentence for the reply. What cannot be done now is told in the words of
the refusal; nothing is lost by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kentongan.frontdesk.crew import words
from kentongan.frontdesk.crew.meant import Do, Meant
from kentongan.mailroom.models import File
from kentongan.people.models import Agency, Staff
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.reports.access import enter
from kentongan.reports.actions import crewing, handling
from kentongan.reports.models import Answer, Report

WITHOUT_WORDS = "(pesan tanpa tulisan)"


@dataclass(frozen=True, slots=True)
class Brought:
    """What came with the words: photos or films of the work, and where it was done."""

    evidence: Sequence[File] = ()
    place: str = ""


def accept(report: Report, *, by: Staff, now: datetime) -> str:
    number = report.matter.number
    try:
        crewing.accept(report, by=by, now=now)
    except NotAllowed:
        return words.by_another(number)
    except Refusal:
        return words.no_longer(number)
    return words.accepted(number)


def hand_back(report: Report, reason: str, *, by: Staff, now: datetime) -> str:
    """With whose it is, where the words name one body that the city knows."""
    number, to = report.matter.number, named(reason, by.agency_id)
    try:
        enter(by, report)
        handling.hand_back(report, reason=reason, to=to, by=by, now=now)
    except Refusal as refusal:
        return _refused(number, refusal)
    return words.handed_back(number, to.short_name if to else "")


def answer(report: Report, meant: Meant, brought: Brought, *, by: Staff, now: datetime) -> str:
    """Done, done for a while, planned, or impossible."""
    number, outcome = report.matter.number, _outcome(meant)
    try:
        enter(by, report)
        handling.answer(
            report, text=meant.text, outcome=outcome, evidence=brought.evidence,
            place=brought.place, promised_for=meant.on, no_photo=meant.no_photo, by=by, now=now,
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(number, refusal)
    what = words.promised(meant.on) if meant.on else Answer.Outcome(outcome).label.lower()
    return words.answered(number, what, meant.text, len(brought.evidence))


def send_news(report: Report, text: str, *, by: Staff, now: datetime) -> None:
    crewing.send_news(report, text.strip() or WITHOUT_WORDS, by=by, now=now)


def _outcome(meant: Meant) -> str:
    if meant.do is Do.PROMISED:
        return Answer.Outcome.PROMISED
    if meant.do is Do.CANNOT:
        return Answer.Outcome.CANNOT
    return Answer.Outcome.TEMPORARY if meant.temporary else Answer.Outcome.REPAIRED


def _refused(number: str, refusal: Refusal) -> str:
    return f"*{number}*: {refusal}"


def named(text: str, own: int) -> Agency | None:
    """The one body that the words name, besides their own; nobody where they name several."""
    said = " ".join(re.findall(r"\w+", text.lower()))
    found = [
        agency
        for agency in Agency.objects.exclude(pk=own)
        if any(_occurs(name, said) for name in (agency.short_name, agency.name, agency.code))
    ]
    return found[0] if len(found) == 1 else None


def _occurs(name: str, said: str) -> bool:
    plain = " ".join(re.findall(r"\w+", name.lower()))
    return bool(plain) and f" {plain} " in f" {said} "
