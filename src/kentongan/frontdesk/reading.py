"""Claim lanes with messages and read everything that matters for them: a constant number of
statements, however many lanes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q

from kentongan.cases.waiting import WAITING
from kentongan.cities.locks import current_id
from kentongan.frontdesk import officers
from kentongan.frontdesk.decide import Case, Heard, LaneFacts, Quoted, TalkState
from kentongan.frontdesk.understand import Knowledge, may_hold_number
from kentongan.mailroom.models import Message, Word
from kentongan.pure import tickets

Lane = tuple[int, int]
"""Contact and line."""

# How long a closed report is remembered.
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A claimed lane: who, and on which line. `staff_id` is set for somebody who works for an
    agency, known by their telephone. `root` and `linked` are the contacts of the same person, who
    may have written from several numbers before we learned that. `wanted` are messages of which
    an officer wants a report. `proven`: their telephone acts for a post; False where it did once,
    None where it never did."""

    id: int
    contact_id: int
    line_id: int
    channel: str
    wants_broadcasts: bool
    staff_id: int | None = None
    root: int = 0
    linked: Sequence[int] = ()
    wanted: Sequence[int] = ()
    proven: bool | None = None


_CLAIM = """
SELECT l.id, l.contact_id, l.line_id, n.channel, c.wants_broadcasts,
       (SELECT s.id FROM people_contactaddress a
        JOIN people_staff s ON s.city_id = a.city_id AND s.phone = a.value
        WHERE a.city_id = l.city_id AND a.contact_id = l.contact_id AND a.kind = 'phone'
          AND a.is_current AND s.is_active AND s.role = 'agency' ORDER BY s.id LIMIT 1),
       coalesce(c.same_as_id, c.id),
       ARRAY(SELECT k.id FROM people_contact k WHERE k.city_id = l.city_id
             AND k.same_as_id = coalesce(c.same_as_id, c.id)),
       ARRAY(SELECT x.id FROM mailroom_message x WHERE x.city_id = l.city_id AND x.outcome = ''
             AND x.contact_id = l.contact_id AND x.line_id = l.line_id
             AND x.wanted_by_id IS NOT NULL),
       (SELECT bool_or(p.ended_at IS NULL) FROM people_phonelink p WHERE p.city_id = l.city_id
          AND p.contact_id = ANY(ARRAY[c.id, c.same_as_id] || ARRAY(
             SELECT k.id FROM people_contact k WHERE k.city_id = l.city_id
             AND k.same_as_id = coalesce(c.same_as_id, c.id))))
FROM mailroom_lane l
JOIN mailroom_line n ON n.city_id = l.city_id AND n.id = l.line_id
JOIN people_contact c ON c.city_id = l.city_id AND c.id = l.contact_id
WHERE l.city_id = %s AND l.way = 'in' AND NOT l.bulk AND l.pending > 0 AND l.ready_at <= %s
ORDER BY l.ready_at LIMIT %s FOR UPDATE OF l SKIP LOCKED
"""

# Read after the reports are locked: the acknowledgement asks its question under that lock.
_TALKS = """
SELECT contact_id, line_id, question, coalesce(about_id, 0), coalesce(waiting_id, 0),
       coalesce(twin_id, 0), asked_at, greeted_at, warned_at, human_at
FROM frontdesk_talk WHERE city_id = %s AND contact_id = ANY(%s)
"""

_MESSAGES = """
SELECT contact_id, line_id, id, external_id, at, kind, text, choice, latitude, longitude,
       reply_to, refers_to, history
FROM mailroom_message
WHERE city_id = %s AND contact_id = ANY(%s) AND outcome = ''
ORDER BY at, id
"""

# Locked, so that the acknowledgement is not said between our reading and our writing. The people
# come as an array: a join with what was just found out would read every report.
_CASES = """
SELECT m.contact_id, m.id, m.received_at, m.created_at, m.number, m.token, m.state, m.state_since,
       m.ended_at IS NOT NULL, a.name, r.kind, r.text, r.topic_id, r.suggestions, r.place,
       r.latitude, r.longitude, r.area_id, r.urgent, r.emergency, r.confidential, r.anonymous,
       r.mark, r.late, r.ack_due_at, r.taken_over_at, r.stars,
       EXISTS (SELECT FROM cases_deadline d WHERE d.city_id = m.city_id AND d.matter_id = m.id
               AND d.ended_at IS NULL AND d.clock = 'step' AND d.code = %(waiting)s)
FROM cases_matter m
JOIN reports_report r ON r.city_id = m.city_id AND r.matter_id = m.id
JOIN people_agency a ON a.city_id = m.city_id AND a.id = m.owner_id
WHERE m.city_id = %(city)s AND m.contact_id = ANY(%(people)s)
  AND (m.ended_at IS NULL OR m.ended_at > %(since)s OR m.number = ANY(%(numbers)s))
ORDER BY m.id FOR UPDATE OF m, r
"""


def claim(now: datetime, most: int) -> list[LaneRow]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [current_id(), now, most])
        return [LaneRow(*row) for row in cursor.fetchall()]


def _talks(contacts: list[int], now: datetime) -> dict[Lane, TalkState]:
    with connection.cursor() as cursor:
        cursor.execute(_TALKS, [current_id(), contacts])
        return {
            (contact, line): replace(TalkState(*rest), human=officers.asked_lately(rest[-1], now))
            for contact, line, *rest in cursor.fetchall()
        }


def read(rows: Sequence[LaneRow], know: Knowledge, now: datetime) -> list[LaneFacts]:
    """The facts of each lane, in the same order. Three statements, one more where there are
    reports, two where something is quoted, one where somebody asked for an officer."""
    contacts = [row.contact_id for row in rows]
    heard = _messages(contacts)
    cases, taken_over = _cases(_roots(rows), heard, know, now)
    talks = _talks(contacts, now)
    human = officers.speaking(talks, cases, taken_over, now)
    quotes = _quotes(rows, heard, talks)
    found = []
    for row in rows:
        lane = row.contact_id, row.line_id
        talk = replace(talks.get(lane, TalkState()), human=row.contact_id in human)
        facts = LaneFacts(
            messages=tuple(heard.get(lane, ())),
            cases=tuple(cases.get(row.contact_id, ())),
            talk=talk,
            quoted=quotes.by_lane.get(lane, {}),
            waiting=quotes.waiting.get(talk.waiting),
            wants_broadcasts=row.wants_broadcasts,
            quiet=timedelta(seconds=settings.QUIET),
            quiet_most=timedelta(seconds=settings.QUIET_MOST),
            can_type=row.channel == "whatsapp",
        )
        found.append(facts)
    return found


def _messages(contacts: Sequence[int]) -> dict[Lane, list[Heard]]:
    found: dict[Lane, list[Heard]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_MESSAGES, [current_id(), list(contacts)])
        for contact, line, *rest in cursor.fetchall():
            found[contact, line].append(Heard(*rest))
    return found


def _cases(
    roots: dict[int, int], heard: Mapping[Lane, list[Heard]], know: Knowledge, now: datetime
) -> tuple[dict[int, list[Case]], set[int]]:
    """Reports by the contact who asks, and the contacts of whom an officer has taken one over."""
    numbers = [n for messages in heard.values() for one in messages for n in _numbers(one)]
    theirs: dict[int, list[Case]] = defaultdict(list)
    taken_over: set[int] = set()
    with connection.cursor() as cursor:
        args: dict[str, Any] = {"city": current_id(), "people": list(roots), "numbers": numbers}
        cursor.execute(_CASES, args | {"since": now - REMEMBERED, "waiting": WAITING})
        for contact, *rest in cursor.fetchall():
            theirs[roots[contact]].append(_case(tuple(rest), know))
            if rest[24]:
                taken_over.add(roots[contact])
    return (
        {contact: theirs[root] for contact, root in roots.items() if root in theirs},
        {contact for contact, root in roots.items() if root in taken_over},
    )


def _roots(rows: Sequence[LaneRow]) -> dict[int, int]:
    """The root of every contact who is one with somebody who writes."""
    roots: dict[int, int] = {}
    for row in rows:
        root = row.root or row.contact_id
        roots |= dict.fromkeys((row.contact_id, root, *row.linked), root)
    return roots


def _numbers(heard: Heard) -> list[str]:
    if heard.choice:
        return heard.choice.split(":")[1:2]
    return tickets.find(heard.text) if may_hold_number(heard.text) else []


def _case(row: tuple[Any, ...], know: Knowledge) -> Case:
    topic = know.topic(row[11])
    case = Case(*row[:3])
    case.number, case.token, case.state, case.state_since, case.ended, case.owner = row[3:9]
    case.kind, case.text, case.topic_id = row[9:12]
    case.topic = topic.code if topic else ""
    case.suggestions = tuple(json.loads(row[12]))
    case.place, case.latitude, case.longitude, case.area_id = row[13:17]
    case.urgent, case.emergency, case.confidential, case.anonymous = row[17:21]
    case.mark, case.late, case.ack_due_at = row[21:24]
    case.stars, case.waits = row[25:27]
    if case.ack_due_at:
        case.last_at = max(case.received_at, case.ack_due_at - timedelta(seconds=settings.QUIET))
    return case


@dataclass(frozen=True, slots=True)
class Quotes:
    """What messages refer to, by lane and platform id; and messages that wait for an answer."""

    by_lane: dict[tuple[int, int], dict[str, Quoted]] = field(default_factory=dict)
    waiting: dict[int, Quoted] = field(default_factory=dict)


def _quotes(
    rows: Sequence[LaneRow], heard: Mapping[Lane, list[Heard]], talks: Mapping[Lane, TalkState]
) -> Quotes:
    """Two statements at most, and none where nothing is quoted."""
    everything = [one for messages in heard.values() for one in messages]
    ids = {i for one in everything for i in (one.reply_to, one.refers_to) if i}
    waiting = [talk.waiting for talk in talks.values() if talk.waiting]
    quotes = Quotes(defaultdict(dict))
    if not ids and not waiting:
        return quotes
    known = Message.objects.filter(
        Q(contact__in=[row.contact_id for row in rows], external_id__in=ids) | Q(pk__in=waiting)
    )
    fields = ("contact_id", "line_id", "external_id", "id", "matter_id", "outcome", "kind", "text",
              "at")  # fmt: skip
    for contact, line, external, pk, matter, *rest in known.values_list(*fields):
        quoted = Quoted(pk, matter or 0, *rest)
        quotes.by_lane.setdefault((contact, line), {})[external] = quoted
        quotes.waiting[pk] = quoted
    lines = {row.line_id for row in rows}
    words = Word.objects.filter(line__in=lines, external_id__in=ids).exclude(external_id="")
    known_words = words.values_list("contact_id", "line_id", "external_id", "matter_id")
    for contact, line, external, matter in known_words if ids else ():
        quotes.by_lane.setdefault((contact, line), {})[external] = Quoted(key=matter or 0)
    return quotes
