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

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import current_id
from kentongan.frontdesk.decide import Case, Heard, LaneFacts, Quoted, TalkState
from kentongan.frontdesk.understand import Knowledge, may_hold_number
from kentongan.mailroom.models import Message, Word
from kentongan.pure import tickets

Lane = tuple[int, int]
"""Contact and line."""

# How long an officer's word keeps the desk silent, in general and after one typed on the
# telephone; and how long a closed report is remembered.
HUMAN_FOR = timedelta(hours=24)
ECHO_FOR = timedelta(minutes=30)
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A claimed lane: who, on which line, and where their talk stood."""

    id: int
    contact_id: int
    line_id: int
    channel: str
    wants_broadcasts: bool
    talk: TalkState


_CLAIM = """
SELECT l.id, l.contact_id, l.line_id, n.channel, c.wants_broadcasts,
       coalesce(t.question, ''), coalesce(t.about_id, 0), coalesce(t.waiting_id, 0),
       t.asked_at, t.greeted_at, t.warned_at, t.human_at
FROM mailroom_lane l
JOIN mailroom_line n ON n.city_id = l.city_id AND n.id = l.line_id
JOIN people_contact c ON c.city_id = l.city_id AND c.id = l.contact_id
LEFT JOIN frontdesk_talk t
  ON t.city_id = l.city_id AND t.contact_id = l.contact_id AND t.line_id = l.line_id
WHERE l.city_id = %s AND l.way = 'in' AND NOT l.bulk AND l.pending > 0 AND l.ready_at <= %s
ORDER BY l.ready_at LIMIT %s FOR UPDATE OF l SKIP LOCKED
"""

_MESSAGES = """
SELECT contact_id, line_id, id, external_id, at, kind, text, choice, latitude, longitude,
       reply_to, refers_to, history
FROM mailroom_message
WHERE city_id = %s AND contact_id = ANY(%s) AND outcome = ''
ORDER BY at, id
"""

# Locked, so that the acknowledgement is not said between our reading and our writing.
_CASES = """
SELECT m.contact_id, m.id, m.received_at, m.created_at, m.number, m.token, m.state, m.state_since,
       m.ended_at IS NOT NULL, a.name, r.kind, r.text, r.topic_id, r.suggestions, r.place,
       r.latitude, r.longitude, r.area_id, r.urgent, r.emergency, r.confidential, r.anonymous,
       r.mark, r.late, r.ack_due_at, r.taken_over_at
FROM cases_matter m
JOIN reports_report r ON r.city_id = m.city_id AND r.matter_id = m.id
JOIN people_agency a ON a.city_id = m.city_id AND a.id = m.owner_id
WHERE m.city_id = %s AND m.contact_id = ANY(%s)
  AND (m.ended_at IS NULL OR m.ended_at > %s OR m.number = ANY(%s))
ORDER BY m.id FOR UPDATE OF m, r
"""


def claim(now: datetime, most: int) -> list[LaneRow]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [current_id(), now, most])
        return [_lane(row, now) for row in cursor.fetchall()]


def _lane(row: tuple[Any, ...], now: datetime) -> LaneRow:
    lane, contact, line, channel, wants, question, about, waiting, *times = row
    asked, greeted, warned, human = times
    talk = TalkState(question, about, waiting, asked, greeted, warned, human, _recent(human, now))
    return LaneRow(lane, contact, line, channel, wants, talk)


def _recent(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - moment < HUMAN_FOR


def read(rows: Sequence[LaneRow], know: Knowledge, now: datetime) -> list[LaneFacts]:
    """The facts of each lane, in the same order. Two statements, one more where there are
    reports, two where something is quoted, one where somebody asked for an officer."""
    heard = _messages([row.contact_id for row in rows])
    cases, taken_over = _cases(rows, heard, know, now)
    quotes = _quotes(rows, heard)
    asked = {row.contact_id for row in rows if row.talk.human}
    human = asked - _handed_over(rows, cases) | _silent(cases, taken_over, now)
    return [_facts(row, heard, cases, quotes, human=row.contact_id in human) for row in rows]


def _facts(
    row: LaneRow, heard: Mapping[Lane, list[Heard]], cases: Mapping[int, list[Case]],
    quotes: Quotes, *, human: bool,
) -> LaneFacts:  # fmt: skip
    lane = row.contact_id, row.line_id
    return LaneFacts(
        messages=tuple(heard.get(lane, ())),
        cases=tuple(cases.get(row.contact_id, ())),
        talk=replace(row.talk, human=human),
        quoted=quotes.by_lane.get(lane, {}),
        waiting=quotes.waiting.get(row.talk.waiting),
        wants_broadcasts=row.wants_broadcasts,
        quiet=timedelta(seconds=settings.QUIET),
        quiet_most=timedelta(seconds=settings.QUIET_MOST),
        can_type=row.channel == "whatsapp",
    )


def _messages(contacts: Sequence[int]) -> dict[Lane, list[Heard]]:
    found: dict[Lane, list[Heard]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_MESSAGES, [current_id(), list(contacts)])
        for contact, line, *rest in cursor.fetchall():
            found[contact, line].append(Heard(*rest))
    return found


def _cases(
    rows: Sequence[LaneRow], heard: Mapping[Lane, list[Heard]], know: Knowledge, now: datetime
) -> tuple[dict[int, list[Case]], set[int]]:
    """Reports by contact, and the contacts of whom an officer has taken one over."""
    contacts = [row.contact_id for row in rows]
    numbers = [n for messages in heard.values() for one in messages for n in _numbers(one)]
    found: dict[int, list[Case]] = defaultdict(list)
    taken_over: set[int] = set()
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [current_id(), contacts, now - REMEMBERED, numbers])
        for contact, *rest in cursor.fetchall():
            found[contact].append(_case(tuple(rest), know))
            if rest[24]:
                taken_over.add(contact)
    return found, taken_over


def _numbers(heard: Heard) -> list[str]:
    if heard.choice:
        return [heard.choice.partition(":")[2]]
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
    if case.ack_due_at:
        case.last_at = max(case.received_at, case.ack_due_at - timedelta(seconds=settings.QUIET))
    return case


def _silent(cases: Mapping[int, list[Case]], taken_over: set[int], now: datetime) -> set[int]:
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


def _handed_over(rows: Sequence[LaneRow], cases: Mapping[int, list[Case]]) -> set[int]:
    """Who asked for an officer, and was handed back to the desk since."""
    asked = {row.contact_id: row.talk.human_at for row in rows if row.talk.human}
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


@dataclass(frozen=True, slots=True)
class Quotes:
    """What messages refer to, by lane and platform id; and messages that wait for an answer."""

    by_lane: dict[tuple[int, int], dict[str, Quoted]] = field(default_factory=dict)
    waiting: dict[int, Quoted] = field(default_factory=dict)


def _quotes(rows: Sequence[LaneRow], heard: Mapping[Lane, list[Heard]]) -> Quotes:
    """Two statements at most, and none where nothing is quoted."""
    everything = [one for messages in heard.values() for one in messages]
    ids = {i for one in everything for i in (one.reply_to, one.refers_to) if i}
    waiting = [row.talk.waiting for row in rows if row.talk.waiting]
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
