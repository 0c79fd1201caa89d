"""Lateness by agency as a table: sorted by the address, every number a way to its reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from kentongan.cities.locks import current
from kentongan.pure import sayings, workdays
from kentongan.reports.page.dues import Calendar
from kentongan.reports.queries import lateness
from kentongan.reports.queries.lateness import Lateness


@dataclass(frozen=True, slots=True)
class Cell:
    """`title` is the column's, for a narrow screen; `late` makes it stand out."""

    title: str
    words: str
    url: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    full_name: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """`order` is `ascending`, `descending` or `none`, as `aria-sort` says it."""

    title: str
    url: str
    order: str


@dataclass(frozen=True, slots=True)
class _Kind:
    code: str
    title: str
    value: Callable[[Lateness, Calendar], int]
    only: str = ""
    alarm: bool = False


def _days(one: Lateness, days: Calendar) -> int:
    """Working days since the earliest date that went by."""
    if one.oldest is None:
        return 0
    since = one.oldest.astimezone(days.zone).date()
    return max(workdays.between(since, days.today, days.off, days.on), 0)


_KINDS = (
    _Kind("terbuka", "Terbuka", lambda one, _: one.open, lateness.OPEN),
    _Kind("langkah", "Lewat langkah", lambda one, _: one.step, lateness.STEP, alarm=True),
    _Kind("aturan", "Lewat aturan", lambda one, _: one.law, lateness.LAW, alarm=True),
    _Kind("tertua", "Terlama", _days),
    _Kind("dikembalikan", "Dikembalikan", lambda one, _: one.back, lateness.BACK),
    _Kind("janji", "Dijanjikan", lambda one, _: one.promised, lateness.PROMISED),
)
_NAME, _FIRST = "nama", "aturan"
SORTS = (_NAME, *(kind.code for kind in _KINDS))


def context(rows: Sequence[Lateness], days: Calendar, sort: str, up: bool) -> dict[str, Any]:
    """`sort` is one of `SORTS`, else the worst by law comes first."""
    sort = sort if sort in SORTS else _FIRST
    ordered = sorted(rows, key=lambda one: one.agency.short_name.lower())
    kind = next((kind for kind in _KINDS if kind.code == sort), None)
    if kind is not None:
        value = kind.value
        ordered.sort(key=lambda one: (value(one, days), one.step), reverse=not up)
    elif not up:
        ordered.reverse()
    return {
        "headline": _headline(rows),
        "lines": [_line(one, days) for one in ordered],
        "columns": [
            _column(_NAME, "Perangkat", sort, up),
            *(_column(kind.code, kind.title, sort, up) for kind in _KINDS),
        ],
    }


def _headline(rows: Sequence[Lateness]) -> str:
    law, step = sum(one.law for one in rows), sum(one.step for one in rows)
    if not law and not step:
        return "Tidak ada yang lewat tenggat."
    if not law:
        return f"{sayings.number(step)} laporan lewat batas langkahnya, belum ada lewat aturan."
    return f"{sayings.number(law)} laporan lewat batas menurut aturan."


def _column(code: str, title: str, sort: str, up: bool) -> Column:
    current_one = code == sort
    turned = not up if current_one else code == _NAME
    url = f"?{urlencode({'urut': code, 'arah': 'naik' if turned else 'turun'})}"
    order = ("ascending" if up else "descending") if current_one else "none"
    return Column(title, url, order)


def _line(one: Lateness, days: Calendar) -> Line:
    return Line(one.agency.short_name, one.agency.name, [_cell(kind, one, days) for kind in _KINDS])


def _cell(kind: _Kind, one: Lateness, days: Calendar) -> Cell:
    value = kind.value(one, days)
    words = sayings.number(value)
    if kind.code == "tertua":
        words = f"{words} hari kerja" if one.oldest else "–"
    url = _url(kind.only, one.agency.code) if kind.only and value else ""
    return Cell(kind.title, words, url, kind.alarm and value > 0)


def _url(only: str, agency: str) -> str:
    home = reverse("desk:queue", args=[current().slug])
    return f"{home}?{urlencode({'baki': 'semua', 'dinas': agency, 'hanya': only})}"
