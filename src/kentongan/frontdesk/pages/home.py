"""A city's first page: the number to write to, what happens then, and honest figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TypedDict

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from kentongan.cases.clocks import calendar
from kentongan.cases.models import Deadline
from kentongan.cities import pack as packs
from kentongan.cities.locks import current
from kentongan.cities.models import City
from kentongan.mailroom.models import Line
from kentongan.pure import sayings, workdays
from kentongan.pure.phones import normalise, pretty
from kentongan.reports.queries.record import record


@dataclass(frozen=True, slots=True)
class CityLine:
    """The number to write to. `url` opens the chat; `qr` is an inline drawing of it."""

    number: str
    url: str
    qr: SafeString


class Figure(TypedDict):
    value: str
    words: str
    note: str


def city_line(city: City) -> CityLine | None:
    """The city's WhatsApp number; None while it has none. In the demonstration the link opens
    the practice phone."""
    line = Line.objects.filter(channel="whatsapp").order_by("pk").first()
    if line is None:
        return None
    phone = normalise(line.display) or "+" + "".join(c for c in line.display if c.isdigit())
    url = f"https://wa.me/{phone[1:]}"
    if settings.DEMO:
        url = f"{settings.GRAPH_URL}/?line={city.slug}"
    return CityLine(pretty(phone), url, _qr(url))


def _qr(url: str) -> SafeString:
    out = BytesIO()
    segno.make(url, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=0,
        svgclass=None, lineclass=None, title="Kode QR ke WhatsApp kota",
    )  # fmt: skip
    return mark_safe(out.getvalue().decode())  # our own drawing: no words of others in it


def is_open(city: City, now: datetime) -> bool:
    """Whether somebody sits at the desk right now."""
    days = calendar()
    hours = workdays.Hours.parse(city.hours)
    return workdays.is_open(now, city.tz, hours, days.off, days.on)


def hours_in_words(city: City) -> str:
    """When the desk is open, as one says it: "Senin–Jumat pukul 07.15–21.00"."""
    spans = workdays.Hours.parse(city.hours).spans
    groups: list[tuple[list[int], str]] = []
    for day in sorted(spans):
        times = " dan ".join(f"{a:%H.%M}–{b:%H.%M}" for a, b in spans[day])
        if groups and groups[-1][1] == times and groups[-1][0][-1] == day - 1:
            groups[-1][0].append(day)
        else:
            groups.append(([day], times))
    return ", ".join(f"{_days(days)} pukul {times}" for days, times in groups)


def _days(days: list[int]) -> str:
    first, last = sayings.WEEKDAYS[days[0]], sayings.WEEKDAYS[days[-1]]
    return first if first == last else f"{first}–{last}"


def numbers(city: City) -> list[dict[str, str]]:
    """Numbers for now, from the city's pack."""
    return [
        {"number": n.number, "name": n.name, "words": n.purpose}
        for n in packs.load(city.pack).numbers
    ]


def place_example(city: City) -> str:
    return packs.load(city.pack).city.words.get("place_example", "nama jalan, gang, dan patokan")


def figures(now: datetime) -> list[Figure]:
    """This month in three sentences, from the journal; nothing while there is nothing to tell.

    Few answers make no average: under five, the days are not said.
    """
    month = record().of(now.astimezone(current().tz).date())
    if month is None:
        return []
    late = Deadline.objects.filter(
        ended_at=None, paused_at=None, due_at__lt=now, clock=Deadline.Clock.MATTER
    )
    return [
        {"value": sayings.number(month.told), "words": "laporan masuk", "note": ""},
        {
            "value": sayings.number(month.answered),
            "words": "laporan mendapat jawaban",
            "note": month.in_words if month.answered >= 5 else "",
        },
        {"value": sayings.number(late.count()), "words": "laporan lewat batas waktunya",
         "note": ""},
    ]  # fmt: skip
