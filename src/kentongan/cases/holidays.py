"""Public holidays and joint leave of Indonesia, so that a working day is one.

The `holidays` package marks what the joint ministers' decree has not fixed yet ("perkiraan");
a city corrects such days in its own table, which is never overwritten from here.
"""

from __future__ import annotations

from datetime import date

from holidays import country_holidays

from kentongan.cases.models import Holiday

YEARS_AHEAD = 2


def ensure(today: date) -> int:
    """Add the days of last year, this one and the next two that the city does not have yet."""
    years = range(today.year - 1, today.year + YEARS_AHEAD + 1)
    days = country_holidays("ID", years=years, categories=("public", "government"), language="id")
    known = set(Holiday.objects.filter(day__year__gte=years[0]).values_list("day", flat=True))
    new = [Holiday(day=day, name=name[:160]) for day, name in days.items() if day not in known]
    Holiday.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
