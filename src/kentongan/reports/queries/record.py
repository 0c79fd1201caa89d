"""Public figures, month by month: from sealed journal lines alone, never from a field that
somebody can change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from kentongan.cases.models import JournalTally, Matter
from kentongan.pure import sayings
from kentongan.pure.flow import Role
from kentongan.reports.flow import S

MONTHS = 12
_ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Month:
    """One month's figures. `half` is how many working days half of the first answers took at
    most; None where nothing was answered."""

    day: date
    told: int
    answered: int
    confirmed: int
    silent: int
    by_office: int
    declined: int
    referred: int
    reopened: int
    promised: int
    half: int | None

    @property
    def name(self) -> str:
        return f"{sayings.MONTHS[self.day.month - 1]} {self.day.year}"

    @property
    def in_words(self) -> str:
        """How long an answer took; empty where there was none."""
        if self.half is None:
            return ""
        if self.half == 0:
            return "setengahnya di hari yang sama"
        return f"setengahnya dalam {self.half} hari kerja atau kurang"


@dataclass(frozen=True, slots=True)
class Record:
    """`owed`: promises of a date that are still to be kept."""

    months: list[Month]
    owed: int

    def of(self, day: date) -> Month | None:
        """The month of that day, if there is anything in it."""
        return next((month for month in self.months if month.day == day.replace(day=1)), None)


_COUNTED = (
    "told", _ANSWERED, "confirmed", "silent", "by_office", "declined", "referred", "reopened",
    "promised",
)  # fmt: skip
_CLOSED = {Role.RESIDENT: "confirmed", Role.SYSTEM: "silent", Role.OFFICER: "by_office"}
_ENTERED = {
    S.DECLINED: "declined", S.REFERRED: "referred", S.PROMISED: "promised",
}  # fmt: skip


def record() -> Record:
    """The last twelve months that have anything, newest first. One statement: a year has a few
    hundred rows, whatever the number of reports."""
    rows = JournalTally.objects.filter(kind=Matter.Kind.REPORT).order_by()
    shapes = rows.values("month", "verb", "from_state", "to_state", "role", "days")
    months: dict[date, Counter[str]] = {}
    days: dict[date, Counter[int]] = {}
    owed = 0
    for shape in shapes.annotate(n=Sum("count")):
        month, n = shape["month"], shape["n"]
        owed += n * _debt(shape)
        for name in _counts(shape):
            months.setdefault(month, Counter())[name] += n
        if shape["days"] >= 0:
            days.setdefault(month, Counter())[shape["days"]] += n
    latest = sorted(months, reverse=True)[:MONTHS]
    return Record([_month(day, months[day], days.get(day, Counter())) for day in latest], owed)


def _debt(shape: Mapping[str, Any]) -> int:
    """+1 for a line that makes a promise, -1 for one that ends it."""
    if shape["from_state"] == shape["to_state"]:
        return 0
    return int(shape["to_state"] == S.PROMISED) - int(shape["from_state"] == S.PROMISED)


def _counts(shape: Mapping[str, Any]) -> Iterable[str]:
    """The figures that a line of this shape belongs to."""
    if shape["verb"] == "receive":
        yield "told"
    if shape["verb"] == "reopen":
        yield "reopened"
    if shape["days"] >= 0:
        yield _ANSWERED
    if shape["from_state"] != shape["to_state"]:
        if shape["to_state"] == S.CLOSED:
            yield _CLOSED.get(shape["role"], "by_office")
        elif shape["to_state"] in _ENTERED:
            yield _ENTERED[S(shape["to_state"])]


def _month(day: date, counts: Mapping[str, int], days: Counter[int]) -> Month:
    return Month(day=day, half=_median(days), **{name: counts.get(name, 0) for name in _COUNTED})


def _median(days: Counter[int]) -> int | None:
    """The lower median of a histogram."""
    middle = (sum(days.values()) + 1) // 2
    for value in sorted(days):
        middle -= days[value]
        if middle <= 0:
            return value
    return None
