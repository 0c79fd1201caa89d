"""What people ask about their own data, where it rose to somebody. The room that answers it lies
above this one, so only its folder is known here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kentongan.cases.models import Deadline, Matter


@dataclass(frozen=True, slots=True)
class DataRequest:
    """One that waits for an answer. `due` is None where no clock runs."""

    number: str
    received_at: datetime
    due: datetime | None


def waiting(matters: Collection[int]) -> dict[int, DataRequest]:
    """Which of these folders are such requests. Two statements, and none for none."""
    if not matters:
        return {}
    found = Matter.objects.filter(pk__in=matters, kind=Matter.Kind.DATA, ended_at=None)
    clocks = Deadline.objects.filter(matter__in=matters, clock="matter", ended_at=None)
    due = dict(clocks.values_list("matter", "due_at"))
    return {one.pk: DataRequest(one.number, one.received_at, due.get(one.pk)) for one in found}
