"""A day as people at work write it: 12 Des, 12/12, besok, lusa, Senin. Nothing less certain."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = (
    "jan", "feb|peb", "mar", "apr", "mei", "jun", "jul", "agu|ags|agt", "sep", "okt", "nov|nop",
    "des",
)  # fmt: skip
_NAMED = re.compile(
    rf"\b(\d{{1,2}})[\s./-]*({'|'.join(_MONTHS)})[a-z]*\b\.?(?:[\s./-]*(\d{{4}}))?", re.IGNORECASE
)
_WRITTEN = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?\b")
_WEEKDAYS: Final = ("senin", "selasa", "rabu", "kamis", "jumat|jum'at", "sabtu", "hari minggu")
_SOON: Final = ((re.compile(r"\blusa\b", re.IGNORECASE), 2), (re.compile(r"\b(?:besok|bsk)\b",
                re.IGNORECASE), 1))  # fmt: skip
# A day without a year that has gone by is meant for next year, unless that is nearly a year away.
_FAR = timedelta(days=270)


def day_in(text: str, today: date) -> date | None:
    """The first day that the text names; None where it names none that exists."""
    if named := _NAMED.search(text):
        month = next(n for n, names in enumerate(_MONTHS, 1) if _begins(named[2], names))
        return _day(int(named[1]), month, named[3], today)
    if written := _WRITTEN.search(text):
        return _day(int(written[1]), int(written[2]), written[3], today)
    for word, days in _SOON:
        if word.search(text):
            return today + timedelta(days=days)
    for weekday, names in enumerate(_WEEKDAYS):
        if re.search(rf"\b(?:{names})\b", text, re.IGNORECASE):
            return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return None


def _begins(word: str, names: str) -> bool:
    return any(word.lower().startswith(name) for name in names.split("|"))


def _day(day: int, month: int, year: str | None, today: date) -> date | None:
    wanted = int(year) + (2000 if len(year) == 2 else 0) if year else today.year
    try:
        found = date(wanted, month, day)
        if year or found > today:
            return found
        later = found.replace(year=today.year + 1)
    except ValueError:
        return None
    return later if later - today <= _FAR else found
