"""The tray of echoes: an answer typed in the phone's own app counts like one from the desk.

Mailroom has put the words into the timeline. Here the report learns of it: the journal, whether
there is still something an officer has not seen, and that somebody has read it at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Max, Q

from kentongan.cases import actions as cases
from kentongan.cases import journal
from kentongan.cases.actor import Actor
from kentongan.cases.halving import halved
from kentongan.cases.models import JournalLine, Matter
from kentongan.cities.locks import current_id, inside
from kentongan.cities.models import City
from kentongan.mailroom.models import Message, Word
from kentongan.people.models import Contact
from kentongan.pure.flow import Role
from kentongan.reports.flow import FLOW, S
from kentongan.reports.models import Report

# Who it was the platform does not say: one of those who hold the office's telephone.
OFFICER = Actor(Role.OFFICER)


@dataclass(frozen=True, slots=True)
class Echo:
    """Words an officer typed on the telephone. `person` is the root of whom they are said to."""

    word: int
    person: int
    matter: int
    at: datetime


# Not before what the resident said has been taken: it may open the report they answer.
_CLAIM = """
SELECT w.id, coalesce(c.same_as_id, c.id), coalesce(w.matter_id, 0),
       coalesce(w.sent_at, w.queued_at)
FROM mailroom_word w
JOIN people_contact c ON c.city_id = w.city_id AND c.id = w.contact_id
WHERE w.city_id = %s AND w.purpose = 'echo' AND w.taken_at IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM mailroom_lane l
    WHERE l.city_id = w.city_id AND l.contact_id = w.contact_id AND l.line_id = w.line_id
      AND l.way = 'in' AND l.pending > 0)
ORDER BY w.id LIMIT %s FOR UPDATE OF w SKIP LOCKED
"""

_PLACE = """
WITH placed AS (
    SELECT * FROM unnest(%(words)s::bigint[], %(matters)s::bigint[]) AS n (word, matter)),
moved AS (
    UPDATE mailroom_file f SET matter_id = placed.matter FROM placed
    WHERE f.city_id = %(city)s AND f.word_id = placed.word)
UPDATE mailroom_word w SET matter_id = placed.matter FROM placed
WHERE w.city_id = %(city)s AND w.id = placed.word
"""


def batch(city: City, now: datetime, *, most: int = 100) -> int:
    """Count up to `most` of them, in one transaction. Returns how many. One on which we stumble
    stays in the timeline and changes nothing."""
    with inside(city):
        echoes = _claim(most)
        if echoes:
            halved(echoes, partial(_count, now=now), partial(_pass_over, now=now))
    return len(echoes)


def _claim(most: int) -> list[Echo]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [current_id(), most])
        return [Echo(*row) for row in cursor.fetchall()]


def _pass_over(echo: Echo, _: Exception, *, now: datetime) -> None:
    Word.objects.filter(pk=echo.word).update(taken_at=now)


def _count(echoes: Sequence[Echo], *, now: datetime) -> None:
    """A constant number of statements, however many."""
    Word.objects.filter(pk__in=[one.word for one in echoes]).update(taken_at=now)
    placed = [one for one in _placed(echoes) if one.matter]
    if not placed:
        return
    reports = _held({one.matter for one in placed})
    placed = [one for one in placed if one.matter in reports]
    _journal(placed, reports, now)
    _read(placed, reports, now)
    _verify(placed, reports, now)


# ── which report ────────────────────────────────────────────────────────────────────────────────


def _placed(echoes: Sequence[Echo]) -> list[Echo]:
    """Those that hang on no report yet, on the latest open one of a time before they were said:
    when they came, it may not have been opened."""
    lost = [one for one in echoes if not one.matter]
    if not lost:
        return list(echoes)
    known = _open_matters({one.person for one in lost})
    found = {one.word: _latest(known.get(one.person, ()), one.at) for one in lost}
    found = {word: matter for word, matter in found.items() if matter}
    if found:
        args: dict[str, Any] = {"words": list(found), "matters": list(found.values())}
        with connection.cursor() as cursor:
            cursor.execute(_PLACE, args | {"city": current_id()})
    return [replace(one, matter=found.get(one.word, one.matter)) for one in echoes]


def _open_matters(people: set[int]) -> Mapping[int, list[tuple[datetime, int]]]:
    """(when it was told, matter) by person, the oldest first."""
    linked = dict(Contact.objects.filter(same_as__in=people).values_list("pk", "same_as_id"))
    theirs = Matter.objects.filter(contact__in={*people, *linked}, ended_at=None)
    found: dict[int, list[tuple[datetime, int]]] = {}
    for contact, at, pk in theirs.order_by("received_at", "pk").values_list(
        "contact_id", "received_at", "pk"
    ):
        found.setdefault(linked.get(contact or 0) or contact or 0, []).append((at, pk))
    return found


def _latest(matters: Iterable[tuple[datetime, int]], at: datetime) -> int:
    return next((pk for told, pk in reversed(list(matters)) if told <= at), 0)


# ── what it means for it ────────────────────────────────────────────────────────────────────────


def _held(matters: set[int]) -> dict[int, Report]:
    """Locked, the folders first, as everybody does."""
    folders = {
        m.pk: m for m in Matter.objects.select_for_update().filter(pk__in=matters).order_by("pk")
    }
    held = Report.objects.select_for_update().filter(pk__in=folders).order_by("pk")
    reports = {report.pk: report for report in held}
    for report in reports.values():
        report.matter = folders[report.pk]
    return reports


def _journal(placed: Sequence[Echo], reports: Mapping[int, Report], now: datetime) -> None:
    """The same verb as a word written at the desk."""
    entries = []
    for one in placed:
        matter = reports[one.matter].matter
        details: cases.Details = {"word": one.word, "echo": True}
        entries.append(journal.Entry(matter, "write", matter.state, matter.state, details=details))
    journal.write(entries, by=OFFICER, now=now)
    Matter.objects.filter(pk__in=reports).update(touched_at=now)


def _read(placed: Sequence[Echo], reports: Mapping[int, Report], now: datetime) -> None:
    """Who answers has read: what the resident said before, not what they said after, and not
    what an agency told the desk."""
    fresh = [pk for pk, report in reports.items() if report.has_news]
    if not fresh:
        return
    said = Message.objects.filter(matter__in=fresh, staff=None).exclude(kind="reaction")
    last = dict(said.values("matter").annotate(at=Max("at")).values_list("matter_id", "at"))
    told = _told_by_agencies(fresh)
    seen = {
        one.matter
        for one in placed
        if one.matter in fresh
        and one.matter not in told
        and reports[one.matter].matter.state != S.ANSWERED
        and one.at >= last.get(one.matter, one.at)
    }
    Report.objects.filter(pk__in=seen).update(has_news=False)


def _told_by_agencies(matters: Sequence[int]) -> set[int]:
    """Reports about which an agency has said something since the office last did."""
    lines = JournalLine.objects.filter(matter__in=matters).values("matter")
    last = lines.annotate(
        theirs=Max("pk", filter=Q(role=Role.AGENCY)),
        ours=Max("pk", filter=Q(role__in=(Role.OFFICER, Role.HEAD), staff__isnull=False)),
    )
    found = last.values_list("matter_id", "theirs", "ours")
    return {matter for matter, theirs, ours in found if (theirs or 0) > (ours or 0)}


def _verify(placed: Sequence[Echo], reports: Mapping[int, Report], now: datetime) -> None:
    """Somebody has read what is new and said something about it."""
    ids = {
        one.matter
        for one in placed
        if reports[one.matter].matter.state == S.RECEIVED
        and one.at >= reports[one.matter].matter.received_at
    }
    if ids:
        details: cases.Details = {"echo": True}
        cases.move_many(sorted(ids), "verify", flow=FLOW, by=OFFICER, now=now, details=details)
