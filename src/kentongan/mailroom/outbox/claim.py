"""Take words off their lanes: one at a time per person, under a lease, within the budgets."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q

from kentongan.channels.wire import Address, Content, Outgoing, Secrets, TypingOut
from kentongan.cities.locks import current_id, inside
from kentongan.cities.models import City
from kentongan.mailroom.contents import unpack
from kentongan.mailroom.models import Lane, Line, Word
from kentongan.mailroom.outbox.pace import BORROWED
from kentongan.mailroom.outbox.say import cancel
from kentongan.mailroom.vault import unlock
from kentongan.people.models import Contact, ContactAddress

# Five minutes before the platform's own 24 hours end, so that a word is not caught by the bell.
WINDOW = timedelta(hours=23, minutes=55)
# Meta closes the window; after this answer the other form is used (channels.md, C4).
WINDOW_CLOSED = 131047


@dataclass(frozen=True, slots=True)
class Job:
    """One word on its way out. No transaction is open while it is carried."""

    city: City
    lane: int
    word: int
    lease: uuid.UUID
    channel: str
    line: int
    secrets: Secrets
    outgoing: Outgoing
    template: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """The lanes taken in one go, by contact."""

    city: City
    lease: uuid.UUID
    lanes: dict[int, int]


# The choice stands in a WITH, which runs once: as a subquery a plan may run it again for each
# row, each time with other lanes, and take more than the limit.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM mailroom_lane
    WHERE city_id = %(city)s AND way = 'out' AND pending > 0 AND line_id = %(line)s
      AND ready_at <= %(now)s AND lease IS NULL
      AND (next_send_at IS NULL OR next_send_at <= %(ahead)s)
    ORDER BY bulk, ready_at LIMIT %(most)s FOR UPDATE SKIP LOCKED)
UPDATE mailroom_lane lane SET lease = %(lease)s, lease_until = %(until)s
FROM due WHERE lane.city_id = %(city)s AND lane.id = due.id
RETURNING lane.id, lane.contact_id
"""

_HEADS = """
SELECT DISTINCT ON (contact_id) id FROM mailroom_word
WHERE city_id = %(city)s AND line_id = %(line)s AND contact_id = ANY(%(contacts)s)
  AND state = 'queued' AND (not_before IS NULL OR not_before <= %(now)s)
ORDER BY contact_id, bulk, id
"""


def claim(city: City, now: datetime, *, most: int = 64) -> list[Job]:
    """Words that may go now. They are `sending` when this returns."""
    jobs: list[Job] = []
    with inside(city):
        _drop_expired(now)
        for line in _lines(now):
            room = min(most - len(jobs), _budget(line, now))
            if room > 0:
                jobs += _claim_on(city, line, now, room)
    return jobs


def _drop_expired(now: datetime) -> None:
    expired = Word.objects.filter(state=Word.State.QUEUED, expires_at__lt=now)
    cancel(expired, now=now, why="tidak lagi tepat waktu")


def _lines(now: datetime) -> list[Line]:
    waiting = Lane.objects.filter(
        way=Lane.Way.OUT, pending__gt=0, ready_at__lte=now, lease=None
    ).values("line")
    awake = Q(paused_until=None) | Q(paused_until__lte=now)
    lines = Line.objects.select_related("app").select_for_update(of=("self",))
    return list(lines.filter(awake, pk__in=waiting).order_by("pk"))


def _budget(line: Line, now: datetime) -> int:
    """How many sends the line's rate allows right now (GCRA with one second of burst)."""
    ahead = max((line.next_send_at or now) - now, timedelta())
    return max(0, int((timedelta(seconds=1) - ahead) / timedelta(seconds=1) * line.per_second))


def _claim_on(city: City, line: Line, now: datetime, room: int) -> list[Job]:
    lease = uuid.uuid4()
    until = now + timedelta(seconds=settings.LEASE)
    args: dict[str, Any] = {
        "city": current_id(), "line": line.pk, "now": now, "lease": lease, "until": until,
        "most": room, "ahead": now + BORROWED,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, args)
        lanes = {contact: lane for lane, contact in cursor.fetchall()}
        cursor.execute(_HEADS, {**args, "contacts": list(lanes)})
        heads = [pk for (pk,) in cursor.fetchall()]
    # Locked, and still queued when we have the lock: a receipt may have been quicker.
    queued = Word.objects.select_for_update(of=("self",)).filter(pk__in=heads, state="queued")
    words = list(queued.select_related("matter").order_by("pk"))
    _return_empty(line, lanes, words, now)
    jobs, hopeless = _jobs(line, Claim(city, lease, lanes), words, now)
    _mark(jobs, hopeless, lease, now)
    _free(hopeless, lanes, now)
    if jobs:
        spent = timedelta(seconds=len(jobs) / max(line.per_second, 1))
        line.next_send_at = max(line.next_send_at or now, now) + spent
        line.save(update_fields=["next_send_at"])
    return jobs


def _return_empty(line: Line, lanes: dict[int, int], words: Sequence[Word], now: datetime) -> None:
    """A lane without a word that may go now: count afresh and wait for the next one."""
    empty = [
        lane for contact, lane in lanes.items() if contact not in {w.contact_id for w in words}
    ]
    if not empty:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE mailroom_lane l SET lease = NULL, lease_until = NULL,
                pending = (SELECT count(*) FROM mailroom_word w
                           WHERE w.city_id = l.city_id AND w.line_id = l.line_id
                             AND w.contact_id = l.contact_id AND w.state = 'queued'),
                ready_at = coalesce((SELECT min(coalesce(w.not_before, %s)) FROM mailroom_word w
                           WHERE w.city_id = l.city_id AND w.line_id = l.line_id
                             AND w.contact_id = l.contact_id AND w.state = 'queued'), l.ready_at)
            WHERE l.city_id = %s AND l.id = ANY(%s)
            """,
            [now, current_id(), empty],
        )


def _jobs(
    line: Line, claim: Claim, words: Sequence[Word], now: datetime
) -> tuple[list[Job], list[tuple[Word, str]]]:
    """Choose the form and the address of each word; say why where there is none."""
    secrets = line_secrets(line)
    addresses = _addresses([w.contact_id for w in words])
    spoke = dict(
        Lane.objects.filter(
            way=Lane.Way.IN, line=line, contact__in=[w.contact_id for w in words]
        ).values_list("contact_id", "spoke_at")
    )
    jobs: list[Job] = []
    hopeless: list[tuple[Word, str]] = []
    for word in words:
        content, template = _form(word, spoke.get(word.contact_id), now)
        to = addresses.get(word.contact_id)
        if content is None or to is None:
            reason = "jendela 24 jam sudah tutup" if to else "tidak ada nomor yang bisa dihubungi"
            hopeless.append((word, reason))
            continue
        quoted = "" if template else word.reply_to
        outgoing = Outgoing(str(word.ref), to, content, quoted, word.tries)
        jobs.append(
            Job(claim.city, claim.lanes[word.contact_id], word.pk, claim.lease, line.channel,
                line.pk, secrets, outgoing, template)
        )  # fmt: skip
    return jobs, hopeless


def line_secrets(line: Line) -> Secrets:
    """What a channel needs to talk on this line."""
    app = line.app
    return Secrets(
        app=(unlock(app.secret), unlock(app.previous_secret)) if app else (),
        token=unlock(line.token),
        line=line.external_id,
        base_url=settings.GRAPH_URL,
        version=settings.GRAPH_VERSION,
    )


def _form(word: Word, spoke: datetime | None, now: datetime) -> tuple[Content | None, bool]:
    inside_form = unpack(word.inside)
    if isinstance(inside_form, TypingOut):
        return inside_form, False
    is_open = spoke is not None and now - spoke < WINDOW and word.trouble_code != WINDOW_CLOSED
    if inside_form is not None and is_open:
        return inside_form, False
    return unpack(word.template), True


def _addresses(contacts: Sequence[int]) -> dict[int, Address]:
    """A phone where we know one, else the platform's own id of the person. Whoever was linked to
    another contact is reached where that one is."""
    linked = dict(Contact.objects.filter(pk__in=contacts).values_list("pk", "same_as"))
    roots = {contact: linked.get(contact) or contact for contact in contacts}
    people = {*roots, *roots.values()}
    known = ContactAddress.objects.filter(contact__in=people, is_current=True)
    found: dict[int, Address] = {}
    for contact, kind, value in known.order_by("since").values_list("contact_id", "kind", "value"):
        before = found.get(contact, Address())
        if kind == ContactAddress.Kind.PHONE:
            found[contact] = Address(phone=value)
        elif kind == ContactAddress.Kind.USER_ID and not before.phone:
            found[contact] = Address(user_id=value)
    reached = {c: found.get(root) or found.get(c) for c, root in roots.items()}
    return {contact: address for contact, address in reached.items() if address}


def _mark(
    jobs: list[Job], hopeless: list[tuple[Word, str]], lease: uuid.UUID, now: datetime
) -> None:
    if jobs:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE mailroom_word w SET state = 'sending', lease = %s, attempted_at = %s,
                    tries = tries + 1, used_template = j.template
                FROM unnest(%s::bigint[], %s::bool[]) AS j (id, template)
                WHERE w.city_id = %s AND w.id = j.id
                """,
                [lease, now, [j.word for j in jobs], [j.template for j in jobs], current_id()],
            )
    for word, reason in hopeless:
        word.state, word.trouble, word.ended_at = Word.State.UNDELIVERABLE, reason, now
    if hopeless:
        Word.objects.bulk_update([w for w, _ in hopeless], ["state", "trouble", "ended_at"])


def _free(hopeless: list[tuple[Word, str]], lanes: dict[int, int], now: datetime) -> None:
    if hopeless:
        free_lanes([(lanes[w.contact_id], 1, now) for w, _ in hopeless])


def free_lanes(lanes: Sequence[tuple[int, int, datetime]]) -> None:
    """Give lanes back: (id, words settled, when the next may go). One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE mailroom_lane l SET lease = NULL, lease_until = NULL,
                pending = greatest(l.pending - f.done, 0), ready_at = f.ready
            FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[]) AS f (id, done, ready)
            WHERE l.city_id = %s AND l.id = f.id
            """,
            [[x[0] for x in lanes], [x[1] for x in lanes], [x[2] for x in lanes], current_id()],
        )
