"""Working days and desk hours, counted from dates and never from yearly totals.

A working day is Monday to Friday without the city's holidays (public and joint leave), unless
the city declared that it works; Ramadan changes hours, not days. Day zero is the day of receipt:
a promise of n working days ends with the n-th working day after it. Both are practice, to be
confirmed against the text behind each `TimeLimit` (for public information UU 14/2008 with
Perki 1/2021, for complaints the guideline of the ministry); the days themselves are rows.

`holidays` and `worked` are given as sets; a date in both is worked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

Span: TypeAlias = tuple[time, time]

MONDAY: Final = 0
SATURDAY: Final = 5
END_OF_DAY: Final = time(23, 59, 59)
_MIDNIGHT_AFTER: Final = time.max
_SEARCH_DAYS: Final = 370
_ONE_DAY: Final = timedelta(days=1)


def is_workday(day: date, holidays: Collection[date], worked: Collection[date] = ()) -> bool:
    """Whether the city works on this day."""
    return day in worked or (day.weekday() < SATURDAY and day not in holidays)


def add(day: date, n: int, holidays: Collection[date], worked: Collection[date] = ()) -> date:
    """The n-th working day after `day`, which itself is day zero; `day` for n = 0.

    ValueError for a negative n; OverflowError when the calendar ends before.
    """
    if n < 0:
        raise ValueError("working days are counted forward")
    while n:
        day += _ONE_DAY
        n -= is_workday(day, holidays, worked)
    return day


def back(day: date, n: int, holidays: Collection[date], worked: Collection[date] = ()) -> date:
    """The n-th working day before `day`; `day` for n = 0. ValueError for a negative n."""
    if n < 0:
        raise ValueError("working days are counted from zero")
    while n:
        day -= _ONE_DAY
        n -= is_workday(day, holidays, worked)
    return day


def between(
    start: date, end: date, holidays: Collection[date], worked: Collection[date] = ()
) -> int:
    """Working days after `start` up to and with `end`; negative when `end` lies before.

    So `between(d, add(d, n)) == n`.
    """
    if end < start:
        return -between(end, start, holidays, worked)
    return sum(is_workday(day, holidays, worked) for day in _days_after(start, end))


def due_at(
    received: datetime,
    n: int,
    zone: ZoneInfo,
    holidays: Collection[date],
    worked: Collection[date] = (),
) -> datetime:
    """The last second of the n-th working day, in UTC.

    The day of receipt is the city's day: 17.30 UTC is the next day in Pontianak. ValueError
    for a naive `received`.
    """
    last = add(_local(received, zone).date(), n, holidays, worked)
    return datetime.combine(last, END_OF_DAY, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True, init=False)
class Hours:
    """When the desk is attended: spans of local time per weekday (Monday is 0).

    A span begins with its first minute and ends before its last; `time.max` is midnight.
    """

    spans: Mapping[int, tuple[Span, ...]]

    def __init__(self, spans: Mapping[int, tuple[Span, ...]]) -> None:
        for weekday, of_day in spans.items():
            if not MONDAY <= weekday <= 6:
                raise ValueError(f"no such weekday: {weekday}")
            borders = [moment for span in of_day for moment in span]
            if any(a >= b for a, b in of_day) or borders != sorted(borders):
                raise ValueError("a span must end after it begins and before the next one")
        kept = {weekday: tuple(spans[weekday]) for weekday in sorted(spans) if spans[weekday]}
        object.__setattr__(self, "spans", MappingProxyType(kept))

    @classmethod
    def parse(cls, text: str) -> Hours:
        """Hours as a city writes them: `Sen-Kam 07.15-15.30; Jum 07.15-11.30, 13.00-15.00`.

        Parts are divided by `;` or a new line, days by `-` or `,`, spans by `,`; days may be
        written out. Empty text is a desk that never opens. ValueError names what is unclear.
        """
        spans: dict[int, tuple[Span, ...]] = {}
        for part in filter(None, (piece.strip() for piece in re.split(r"[;\n]", text))):
            days, times = _split(part)
            for weekday in days:
                spans[weekday] = tuple(sorted((*spans.get(weekday, ()), *times)))
        return cls(spans)

    def on(self, day: date) -> tuple[Span, ...]:
        """The spans of this date's weekday."""
        return self.spans.get(day.weekday(), ())


def is_open(
    now: datetime,
    zone: ZoneInfo,
    hours: Hours,
    holidays: Collection[date] = (),
    worked: Collection[date] = (),
) -> bool:
    """Whether somebody sits at the desk now. A holiday is closed unless the city works."""
    local = _local(now, zone)
    spans = _attended(local.date(), hours, holidays, worked)
    return any(begin <= local.time() < end for begin, end in spans)


def next_opening(
    now: datetime,
    zone: ZoneInfo,
    hours: Hours,
    holidays: Collection[date] = (),
    worked: Collection[date] = (),
) -> datetime | None:
    """The first moment from now on at which the desk is attended, in UTC: `now` if it is open.

    None when it does not open within a year.
    """
    if is_open(now, zone, hours, holidays, worked):
        return now.astimezone(UTC)
    local = _local(now, zone)
    for day in _days_after(local.date() - _ONE_DAY, local.date() + timedelta(days=_SEARCH_DAYS)):
        for begin, _ in _attended(day, hours, holidays, worked):
            opening = datetime.combine(day, begin, zone)
            if opening > local:
                return opening.astimezone(UTC)
    return None


def _attended(
    day: date, hours: Hours, holidays: Collection[date], worked: Collection[date]
) -> tuple[Span, ...]:
    return () if day in holidays and day not in worked else hours.on(day)


def _days_after(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range(1, (end - start).days + 1))


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a time without zone says nothing")
    return moment.astimezone(zone)


_WEEKDAYS: Final[Mapping[str, int]] = {
    "sen": 0, "sel": 1, "rab": 2, "kam": 3, "jum": 4, "sab": 5, "min": 6, "aha": 6,
}  # fmt: skip
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-4])[.:]([0-5][0-9])")
_PART: Final = re.compile(r"([^0-9]+?)[\s:,]*([0-9][0-9.:,\s–-]*)")


def _split(part: str) -> tuple[list[int], list[Span]]:
    match = _PART.fullmatch(part)
    if not match:
        raise ValueError(f"unclear hours: {part!r}")
    days = [day for piece in match[1].split(",") for day in _weekdays(piece)]
    return days, [_span(piece) for piece in match[2].strip(" ,").split(",")]


def _weekdays(text: str) -> list[int]:
    ends = [name.strip().lower() for name in re.split("[-–]", text)]
    if len(ends) > 2 or any(name[:3] not in _WEEKDAYS for name in ends):
        raise ValueError(f"unclear weekday: {text!r}")
    first, last = _WEEKDAYS[ends[0][:3]], _WEEKDAYS[ends[-1][:3]]
    return [(first + n) % 7 for n in range((last - first) % 7 + 1)]


def _span(text: str) -> Span:
    ends = [_TIME.fullmatch(piece.strip()) for piece in re.split("[-–]", text)]
    moments = [_moment(int(match[1]), int(match[2])) for match in ends if match]
    if len(ends) != 2 or len(moments) != 2:
        raise ValueError(f"unclear time: {text!r}")
    return moments[0], moments[1]


def _moment(hour: int, minute: int) -> time:
    if hour == 24:
        if minute:
            raise ValueError("a day ends at 24.00")
        return _MIDNIGHT_AFTER
    return time(hour, minute)
