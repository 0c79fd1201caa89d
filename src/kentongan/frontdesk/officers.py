"""With whom an officer speaks right now, so that the desk is silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from kentongan.cases.models import JournalLine
from kentongan.frontdesk.decide import Case, TalkState
from kentongan.mailroom.models import Word

# How long an officer's word keeps the desk silent, in general and after one typed on the telephone.
HUMAN_FOR = timedelta(hours=24)
ECHO_FOR = timedelta(minutes=30)

Cases = Mapping[int, Sequence[Case]]
"""By contact."""


def asked_lately(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - moment < HUMAN_FOR


def speaking(
    talks: Mapping[tuple[int, int], TalkState], cases: Cases, taken_over: set[int], now: datetime
) -> set[int]:
    """Contacts who asked for an officer, or with whom one speaks. A statement each, if any."""
    asked = {contact: talk.human_at for (contact, _), talk in talks.items() if talk.human}
    asked = {who: at for who, at in asked.items() if _still_open(at, cases.get(who, ()))}
    waiting = set(asked) - _handed_over(asked, cases)
    return waiting | _with_officer(cases, taken_over, now)


def _still_open(asked_at: datetime | None, cases: Sequence[Case]) -> bool:
    """Whether a report of the time when they asked is still open: the silence ends with it."""
    return any(not one.ended and asked_at and one.opened_at <= asked_at for one in cases)


def _with_officer(cases: Cases, taken_over: set[int], now: datetime) -> set[int]:
    """Contacts with whom an officer speaks: whose report one has taken over and wrote about
    within a day, or whom one has just answered from the telephone."""
    matters = {case.key: who for who, mine in cases.items() for case in mine if not case.ended}
    if not matters:
        return set()
    spoken = Word.objects.filter(matter__in=matters, queued_at__gt=now - HUMAN_FOR)
    by_staff = spoken.filter(Q(staff__isnull=False) | Q(purpose="echo"))
    silent = set()
    for matter, at, purpose in by_staff.values_list("matter_id", "queued_at", "purpose"):
        who = matters[matter]
        if who in taken_over or (purpose == "echo" and now - at < ECHO_FOR):
            silent.add(who)
    return silent


def _handed_over(asked: Mapping[int, datetime | None], cases: Cases) -> set[int]:
    """Of those who asked for an officer, whom an officer has handed back to the desk since."""
    matters = {case.key: who for who in asked for case in cases.get(who, ())}
    if not matters:
        return set()
    given = JournalLine.objects.filter(matter__in=matters, verb="hand_over")
    back = set()
    for matter, at in given.values_list("matter_id", "at"):
        since = asked[matters[matter]]
        if since is not None and at > since:
            back.add(matters[matter])
    return back
