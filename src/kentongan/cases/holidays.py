"""Public holidays and joint leave of Indonesia, so that a working day is one.

The `holidays` package marks what the joint ministers' decree has not fixed yet ("perkiraan");
a city corrects such days in its own table, which is never overwritten from here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from functools import lru_cache

from kentongan.cases.models import Holiday
from kentongan.cities.locks import forget

YEARS_AHEAD = 2
_ASK = """
import json, sys
from holidays import country_holidays
years = range(int(sys.argv[1]), int(sys.argv[2]))
days = country_holidays("ID", years=years, categories=("public", "government"), language="id")
print(json.dumps({day.isoformat(): name for day, name in days.items()}))
"""


def ensure(today: date) -> int:
    """Add the days of last year, this one and the next two that the city does not have yet."""
    first, end = today.year - 1, today.year + YEARS_AHEAD + 1
    known = set(Holiday.objects.filter(day__year__gte=first).values_list("day", flat=True))
    days = _days(first, end)
    new = [Holiday(day=day, name=name[:160]) for day, name in days.items() if day not in known]
    Holiday.objects.bulk_create(new, ignore_conflicts=True)
    forget("calendar")
    return len(new)


@lru_cache(maxsize=1)
def _days(first: int, end: int) -> dict[date, str]:
    """Days from the year `first` until before `end`, with their names.

    Asked of a process of its own: the package and its calendars would stay in the worker's memory
    for good, 14 MB for a question of once a day.
    """
    ask = [sys.executable, "-c", _ASK, str(first), str(end)]
    said = subprocess.run(ask, capture_output=True, text=True, check=True, timeout=60)
    return {date.fromisoformat(day): name for day, name in json.loads(said.stdout).items()}
