"""The page of what the city has promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from kentongan.cities.locks import current
from kentongan.people.models import Staff
from kentongan.pure import sayings
from kentongan.reports.models import Report
from kentongan.reports.page.dues import Calendar, age
from kentongan.reports.page.rows import link
from kentongan.reports.page.shapes import Due, Pager
from kentongan.reports.queries import promises

SIZE = 50


@dataclass(frozen=True, slots=True)
class Debt:
    """One promise. `age` is that of the report."""

    number: str
    url: str
    topic: str
    area: str
    agency: str
    day: str
    due: Due
    age: str


def debts(staff: Staff, number: int, days: Calendar) -> dict[str, Any]:
    """What `promises.html` shows. Three statements."""
    found = promises.page(staff, number, SIZE)
    return {
        "debts": [_debt(report, days) for report in found[:SIZE]],
        "total": promises.of(staff, days.today),
        "agencies": promises.by_agency(staff, days.today),
        "pager": pager("desk:promises", number, len(found)),
    }


def _debt(report: Report, days: Calendar) -> Debt:
    assert report.promised_for
    left = (report.promised_for - days.today).days
    kind = "late" if left < 0 else "soon" if left <= 5 else "ok"
    return Debt(
        number=report.matter.number,
        url=link(report.matter.number),
        topic=report.topic.name if report.topic else "Topik belum dipilih",
        area=report.area.name if report.area else "",
        agency=report.matter.owner.short_name,
        day=sayings.short_day(report.promised_for),
        due=Due(kind, span(left), sayings.day(report.promised_for)),
        age=_told(age(report.matter.received_at, days.now)),
    )


def _told(age: str) -> str:
    return "dilaporkan baru saja" if age == "baru" else f"dilaporkan {age} lalu"


def span(left: int) -> str:
    """Calendar days until a date: `12 hari lagi`, `hari ini`, `lewat 3 hari`."""
    if left == 0:
        return "hari ini"
    return (
        f"{sayings.number(left)} hari lagi" if left > 0 else f"lewat {sayings.number(-left)} hari"
    )


def pager(name: str, number: int, found: int) -> Pager | None:
    """Where there is more than one page; `found` counts the one row of the next page."""
    if number == 1 and found <= SIZE:
        return None
    home, first = reverse(name, args=[current().slug]), (number - 1) * SIZE + 1
    last = first + min(found, SIZE) - 1
    return Pager(
        words=f"{sayings.number(first)}–{sayings.number(last)}",
        previous_url=f"{home}?hal={number - 1}" if number > 1 else "",
        next_url=f"{home}?hal={number + 1}" if found > SIZE else "",
    )
