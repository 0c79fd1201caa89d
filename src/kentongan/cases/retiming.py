"""Another limit for a matter whose kind or topic was put right: in the open, with a line."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kentongan.cases import clocks, journal
from kentongan.cases.actor import Actor
from kentongan.cases.models import Deadline, Matter
from kentongan.pure.errors import Refusal


@transaction.atomic
def retime(matter: Matter, code: str, *, by: Actor, now: datetime) -> bool:
    """Give the law's clock the limit `code`, counted from where it started; what it stood still
    meanwhile is added again. Says whether anything changed.

    Nothing happens where the law's clock has ended, or has this limit already. Raises `Refusal`
    for a limit that the city does not have.
    """
    [matter] = Matter.objects.select_for_update().filter(pk=matter.pk)
    law = Deadline.objects.filter(matter=matter, clock="matter", ended_at=None).first()
    if law is None or law.code == code:
        return False
    calendar = clocks.calendar()
    if code not in calendar.limits:
        raise Refusal(f"Kota ini belum punya batas waktu “{code}”.")
    before = {"from": law.code, "due": law.due_at.isoformat()}
    stood = calendar.left(law.due_at, calendar.due(law.code, law.starts_at))
    fresh = calendar.due(code, law.starts_at)
    if law.paused_at and law.days_left is not None:
        law.days_left += calendar.left(fresh, calendar.due(law.code, law.starts_at))
    law.due_at = calendar.after(fresh, stood) if stood > 0 else fresh
    law.code, law.law, law.rungs = code, calendar.limits[code].law, 0
    if not law.paused_at:
        calendar.aim(law, now)
    law.save(update_fields=["code", "law", "due_at", "days_left", "rungs", "next_at"])
    details = {**before, "to": code}
    journal.write(
        [journal.Entry(matter, "retime", matter.state, matter.state, details={**details})],
        by=by,
        now=now,
    )
    return True
