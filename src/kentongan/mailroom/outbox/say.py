"""Queue words in the transaction that decided them: a row before a request; or take them back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from kentongan.cases.wake import wake
from kentongan.channels.wire import Content, TemplateOut
from kentongan.cities.locks import current_id
from kentongan.mailroom.contents import pack
from kentongan.mailroom.models import Lane, Word
from kentongan.mailroom.outbox.pace import BORROWED


@dataclass(frozen=True, slots=True)
class NewWord:
    """Something to say to one person on one line.

    `inside` is its form while the 24-hour window is open, `template` when it is closed. With
    neither form for the moment it is sent, the word becomes undeliverable, visibly.
    """

    contact_id: int
    line_id: int
    purpose: str
    text: str
    inside: Content | None = None
    template: TemplateOut | None = None
    matter_id: int | None = None
    staff_id: int | None = None
    reply_to: str = ""
    bulk: bool = False
    not_before: datetime | None = None
    expires_at: datetime | None = None


def say(word: NewWord, *, now: datetime) -> Word:
    [stored] = say_many([word], now=now)
    return stored


def say_many(words: Sequence[NewWord], *, now: datetime) -> list[Word]:
    """Store the words and put them on their lanes: three statements, whatever the number."""
    if not words:
        return []
    stored = Word.objects.bulk_create(
        Word(
            contact_id=w.contact_id,
            line_id=w.line_id,
            matter_id=w.matter_id,
            staff_id=w.staff_id,
            purpose=w.purpose,
            text=w.text,
            inside=pack(w.inside),
            template=pack(w.template),
            reply_to=w.reply_to,
            bulk=w.bulk,
            queued_at=now,
            not_before=w.not_before,
            expires_at=w.expires_at,
        )
        for w in words
    )
    _put_on_lanes(words, now)
    wake()
    return stored


# A lane that waits for its turn keeps its `ready_at`: a word that is tried again later holds up
# those behind it, so that nobody reads the second sentence first (only broadcasts may be
# overtaken). A lane that merely waits for a word of a later hour is ready for one that may go
# now. And no lane is ready before the pair's own rate allows.
_LANES = """
INSERT INTO mailroom_lane (city_id, contact_id, line_id, way, pending, ready_at, bulk)
SELECT %s, contact, line, 'out', n, ready, bulk
FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::timestamptz[], %s::bool[])
     AS new (contact, line, n, ready, bulk)
ON CONFLICT (city_id, contact_id, line_id, way) DO UPDATE SET
    ready_at = greatest(mailroom_lane.next_send_at - make_interval(secs => %s), CASE
        WHEN mailroom_lane.pending = 0 THEN EXCLUDED.ready_at
        WHEN EXISTS (SELECT FROM mailroom_word w
            WHERE w.city_id = EXCLUDED.city_id AND w.contact_id = EXCLUDED.contact_id
              AND w.line_id = EXCLUDED.line_id AND w.state = 'queued' AND w.tries > 0
              AND (EXCLUDED.bulk OR NOT w.bulk)) THEN mailroom_lane.ready_at
        ELSE least(mailroom_lane.ready_at, EXCLUDED.ready_at) END),
    bulk = CASE WHEN mailroom_lane.pending = 0 THEN EXCLUDED.bulk
                ELSE mailroom_lane.bulk AND EXCLUDED.bulk END,
    pending = mailroom_lane.pending + EXCLUDED.pending
"""


def _put_on_lanes(words: Sequence[NewWord], now: datetime) -> None:
    counts: Counter[tuple[int, int]] = Counter()
    ready: dict[tuple[int, int], datetime] = {}
    bulk: dict[tuple[int, int], bool] = {}
    for w in words:
        lane, start = (w.contact_id, w.line_id), w.not_before or now
        counts[lane] += 1
        ready[lane] = min(ready.get(lane, start), start)
        bulk[lane] = bulk.get(lane, True) and w.bulk
    lanes = sorted(counts)  # one order for all, so that two writers never wait for each other
    with connection.cursor() as cursor:
        cursor.execute(
            _LANES,
            [
                current_id(),
                [contact for contact, _ in lanes],
                [line for _, line in lanes],
                [counts[lane] for lane in lanes],
                [ready[lane] for lane in lanes],
                [bulk[lane] for lane in lanes],
                BORROWED.total_seconds(),
            ],
        )


def cancel(words: QuerySet[Word], *, now: datetime, why: str = "") -> int:
    """Take back those of `words` that still wait, and give their lanes back. Says how many.

    What is under way already cannot be taken back. Inside a city, in the caller's transaction:
    lanes are locked before words, as whoever claims them does.
    """
    queued = words.filter(state=Word.State.QUEUED).order_by()
    keys = set(queued.values_list("contact_id", "line_id"))
    if not keys:
        return 0
    lanes = Lane.objects.select_for_update().filter(
        way=Lane.Way.OUT, contact__in={c for c, _ in keys}, line__in={n for _, n in keys}
    )
    list(lanes.order_by("contact_id", "line_id").values_list("pk"))
    again = Word.objects.filter(pk__in=queued.values("pk"), state=Word.State.QUEUED)
    held = list(again.select_for_update().order_by("pk").values_list("pk", "contact_id", "line_id"))
    Word.objects.filter(pk__in=[pk for pk, _, _ in held]).update(
        state=Word.State.CANCELLED, ended_at=now, trouble=why[:300]
    )
    for (contact, line), n in Counter((c, line) for _, c, line in held).items():
        of_pair = Lane.objects.filter(way=Lane.Way.OUT, contact=contact, line=line)
        of_pair.update(pending=Greatest(F("pending") - n, 0))
    return len(held)
