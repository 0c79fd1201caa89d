"""What comes in: new reports, and what is added to one that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from kentongan.cases import actions as cases
from kentongan.cases import journal
from kentongan.cases.actor import RESIDENT, Actor
from kentongan.cases.models import Matter
from kentongan.cities.locks import current_id
from kentongan.reports.flow import FLOW
from kentongan.reports.models import Kind, Report
from kentongan.reports.queries.limits import limits


@dataclass(frozen=True, slots=True)
class NewReport:
    """What somebody told us. The law's clock starts at `received_at`, when they spoke.

    `owner_id` answers for it until it is disposed. `ack_due_at` is when the acknowledgement is
    to be said; None where nobody waits for one. `details` goes into the journal: codes and ids.
    """

    contact_id: int | None
    owner_id: int
    channel: str
    text: str
    received_at: datetime
    kind: str = Kind.COMPLAINT
    topic_id: int | None = None
    suggestions: tuple[str, ...] = ()
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    area_id: int | None = None
    urgent: bool = False
    emergency: str = ""
    confidential: bool = False
    anonymous: bool = False
    mark: str = ""
    late: bool = False
    ack_due_at: datetime | None = None
    details: cases.Details = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Addition:
    """Messages that joined a report, or another verb without a change of state; then there may
    be no messages."""

    matter_id: int
    state: str
    messages: tuple[int, ...]
    verb: str = "add"
    details: cases.Details = field(default_factory=dict)


def listed(messages: Sequence[int]) -> str:
    """Message ids as the journal holds them: `12,13`."""
    return ",".join(str(pk) for pk in messages)


@transaction.atomic(savepoint=False)
def receive_many(news: Sequence[NewReport], *, now: datetime, by: Actor = RESIDENT) -> list[Report]:
    """Open reports, each with its folder, journal and clocks. Ten statements, however many; one
    more where the city promises less than the law for a topic."""
    known = limits(new.topic_id for new in news)
    matters = cases.open_many(
        [
            cases.NewMatter(
                kind="report",
                contact_id=new.contact_id,
                owner_id=new.owner_id,
                received_at=new.received_at,
                limit=known.code(new.kind, new.topic_id),
                details={"channel": new.channel, **new.details},
            )
            for new in news
        ],
        flow=FLOW,
        by=by,
        now=now,
    )
    reports = [_report(new, matter) for new, matter in zip(news, matters, strict=True)]
    return Report.objects.bulk_create(reports) if reports else []


def _report(new: NewReport, matter: Matter) -> Report:
    return Report(
        matter=matter,
        kind=new.kind,
        channel=new.channel,
        text=new.text,
        topic_id=new.topic_id,
        suggestions=list(new.suggestions),
        place=new.place,
        latitude=new.latitude,
        longitude=new.longitude,
        area_id=new.area_id,
        urgent=new.urgent,
        emergency=new.emergency,
        confidential=new.confidential or new.kind == Kind.OVERSIGHT,
        anonymous=new.anonymous or new.kind == Kind.OVERSIGHT,
        mark=new.mark,
        late=new.late,
        ack_due_at=new.ack_due_at,
    )


_NEWS = """
WITH touched AS (
    UPDATE cases_matter SET touched_at = %(now)s
    WHERE city_id = %(city)s AND id = ANY(%(ids)s))
UPDATE reports_report SET has_news = true WHERE city_id = %(city)s AND matter_id = ANY(%(ids)s)
"""


@transaction.atomic(savepoint=False)
def add_many(additions: Sequence[Addition], *, now: datetime, by: Actor = RESIDENT) -> None:
    """Journal what joined these reports and put them before an officer's eyes.

    Two statements, however many.
    """
    if not additions:
        return
    entries = []
    for one in additions:
        matter = Matter(pk=one.matter_id, state=one.state)
        details: cases.Details = {**one.details}
        if one.messages:
            details["messages"] = listed(one.messages)
        entries.append(journal.Entry(matter, one.verb, one.state, one.state, details=details))
    journal.write(entries, by=by, now=now)
    with connection.cursor() as cursor:
        ids = sorted({one.matter_id for one in additions})
        cursor.execute(_NEWS, {"now": now, "city": current_id(), "ids": ids})
