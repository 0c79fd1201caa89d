"""Carry out what was decided for many lanes at once: a constant number of statements."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from kentongan.cases import waiting
from kentongan.cases.actor import RESIDENT
from kentongan.cities.locks import current_id
from kentongan.frontdesk.decide import Case, Decision, Moved
from kentongan.frontdesk.doing import talking
from kentongan.frontdesk.doing.batch import Batch
from kentongan.frontdesk.models import DataRequest
from kentongan.frontdesk.reading import LaneRow
from kentongan.frontdesk.rights.asking import Ask, ask_many
from kentongan.frontdesk.understand import Knowledge
from kentongan.reports.actions.intake import (
    Addition,
    NewReport,
    add_many,
    listed,
    receive_many,
)
from kentongan.reports.actions.residents import Rating, Verdict, judge_many, rate_many
from kentongan.reports.flow import FLOW

__all__ = ("Batch", "carry_out")

# The longest reason that `Message.outcome_note` holds.
NOTE = 200
SAME_NUMBER = DataRequest.Identity.SAME_NUMBER.value


def carry_out(batch: Batch) -> None:
    _open(batch)
    _change(batch)
    _add(batch)
    _go_on(batch)
    _turn(batch)
    _rate(batch)
    _taken(batch)
    talking.keep_talks(batch)
    talking.say(batch)
    _claim(batch)


def _open(batch: Batch) -> None:
    new = [(row, d, case) for row, d in batch.pairs for case in d.opened]
    reports = receive_many(
        [_new_report(batch, row, d, case) for row, d, case in new], now=batch.now
    )
    for (row, _, case), report in zip(new, reports, strict=True):
        batch.matters[row.id, case.key] = report.matter_id


def _new_report(batch: Batch, row: LaneRow, decision: Decision, case: Case) -> NewReport:
    know = batch.know
    topic = know.topics.get(case.topic)
    ids = [one.message_id for one in decision.outcomes if one.key == case.key]
    details: dict[str, int | str | bool | None] = {"messages": listed(ids)}
    if case.from_number:
        details["from"] = case.from_number
    if case.several:
        details["several"] = True
    return NewReport(
        contact_id=row.contact_id,
        owner_id=know.facts.owner_id,
        channel=row.channel,
        text=case.text,
        received_at=case.received_at,
        kind=case.kind,
        topic_id=topic.id if topic else None,
        suggestions=case.suggestions,
        place=case.place,
        latitude=case.latitude,
        longitude=case.longitude,
        area_id=case.area_id,
        urgent=case.urgent,
        emergency=case.emergency,
        confidential=case.confidential,
        anonymous=case.anonymous,
        mark=case.mark,
        late=case.late,
        ack_due_at=case.ack_due_at,
        details=details,
    )


_CHANGE = """
UPDATE reports_report r SET
    text = n.text, topic_id = n.topic, suggestions = n.suggestions, place = n.place,
    latitude = n.latitude, longitude = n.longitude, area_id = n.area, urgent = n.urgent,
    emergency = n.emergency, confidential = n.confidential, anonymous = n.anonymous,
    mark = n.mark, ack_due_at = n.ack_due_at, kind = n.kind
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::jsonb[], %s::text[], %s::float8[],
            %s::float8[], %s::bigint[], %s::bool[], %s::text[], %s::bool[], %s::bool[],
            %s::text[], %s::timestamptz[], %s::text[])
     AS n (id, text, topic, suggestions, place, latitude, longitude, area, urgent, emergency,
           confidential, anonymous, mark, ack_due_at, kind)
WHERE r.city_id = %s AND r.matter_id = n.id
"""


def _change(batch: Batch) -> None:
    rows = [_columns(case, batch.know) for _, d in batch.pairs for case in d.changed]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_CHANGE, [*map(list, zip(*rows, strict=True)), current_id()])


def _columns(case: Case, know: Knowledge) -> tuple[Any, ...]:
    topic = know.topics.get(case.topic)
    return (
        case.key, case.text, topic.id if topic else case.topic_id, json.dumps(case.suggestions),
        case.place, case.latitude, case.longitude, case.area_id, case.urgent, case.emergency,
        case.confidential, case.anonymous, case.mark, case.ack_due_at, case.kind,
    )  # fmt: skip


def _add(batch: Batch) -> None:
    """Additions, what is hidden from here on, and messages that were attached to one report and
    belong to another."""
    states = {key: state for _, d in batch.pairs for key, state in d.states}
    additions = [
        Addition(key, states.get(key, ""), ids) for _, d in batch.pairs for key, ids in d.added
    ]
    additions += [
        Addition(key, states.get(key, ""), (), "amend", dict.fromkeys(marks, True))
        for _, d in batch.pairs
        for key, marks in d.hidden
    ]
    additions += [
        Addition(one.key, states.get(one.key, ""), (one.message_id,),
                 verb="same" if one.same else "differ", details={"as": one.twin})
        for _, d in batch.pairs
        for one in d.likened
    ]  # fmt: skip
    for row, decision in batch.pairs:
        for moved in decision.moved:
            additions.append(_gone(batch, row, moved, states))
    add_many(additions, now=batch.now)


def _go_on(batch: Batch) -> None:
    """Whoever was waited for has answered: the clocks run on."""
    ids = sorted({key for _, d in batch.pairs for key in d.awaited})
    if ids:
        waiting.resume_many(ids, flow=FLOW, by=RESIDENT, now=batch.now, why="answered")


def _turn(batch: Batch) -> None:
    """Verdicts of residents, under the lock under which the reports were read."""
    turned = [Verdict(one.key, one.verb, one.note) for _, d in batch.pairs for one in d.turned]
    if turned:
        judge_many(turned, owner_id=batch.know.facts.owner_id, now=batch.now)


def _rate(batch: Batch) -> None:
    given = [
        Rating(one.key, one.state, one.stars, one.words)
        for _, d in batch.pairs
        for one in d.rated
    ]  # fmt: skip
    if given:
        rate_many(given, now=batch.now)


def _claim(batch: Batch) -> None:
    """Rights on their own data: each a matter of its own, which answers its asker itself. Where
    the platform vouches for the number, it is them who reported from it."""
    asks = [
        Ask(row.contact_id, one.wants, one.words,
            SAME_NUMBER if row.channel == "whatsapp" else "")
        for row, d in batch.pairs
        for one in d.claimed
    ]  # fmt: skip
    if asks:
        ask_many(asks, by=RESIDENT, now=batch.now)


def _gone(batch: Batch, row: LaneRow, moved: Moved, states: dict[int, str]) -> Addition:
    """The line in the journal of the report that a message leaves."""
    key = moved.from_key
    return Addition(
        key, states.get(key, ""), (moved.message_id,), verb="move_message",
        details={"to": batch.matter(row, moved.to_key)},
    )  # fmt: skip


_TAKEN = """
WITH emptied AS (
    UPDATE mailroom_lane SET pending = 0 WHERE city_id = %(city)s AND id = ANY(%(lanes)s)),
wished AS (
    UPDATE people_contact c SET wants_broadcasts = w.wants
    FROM unnest(%(who)s::bigint[], %(wants)s::bool[]) AS w (id, wants)
    WHERE c.city_id = %(city)s AND c.id = w.id)
UPDATE mailroom_message m
SET outcome = n.outcome, outcome_note = n.note, matter_id = n.matter, taken_at = %(now)s
FROM unnest(%(ids)s::bigint[], %(outcomes)s::text[], %(notes)s::text[], %(matters)s::bigint[])
     AS n (id, outcome, note, matter)
WHERE m.city_id = %(city)s AND m.id = n.id
"""


def _taken(batch: Batch) -> None:
    """Every message has its outcome, "stop" is heard, and the lanes are empty. They are ours
    until we commit, so whoever adds a message meanwhile waits and counts after us."""
    wishes = {row.contact_id: d.wants_broadcasts for row, d in batch.pairs}
    wishes = {who: wants for who, wants in wishes.items() if wants is not None}
    found = [(row, one) for row, d in batch.pairs for one in d.outcomes]
    args: dict[str, Any] = {
        "city": current_id(),
        "now": batch.now,
        "who": list(wishes),
        "wants": list(wishes.values()),
        "lanes": [row.id for row, _ in batch.pairs],
        "ids": [one.message_id for _, one in found],
        "outcomes": [one.outcome for _, one in found],
        "notes": [one.note[:NOTE] for _, one in found],
        "matters": [batch.matter(row, one.key) for row, one in found],
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, args)
