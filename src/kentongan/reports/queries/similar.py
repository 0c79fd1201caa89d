"""Open reports that are probably about the same thing: near in place and time, alike in words.

What lies near comes from two indexes that hold only what is open; how alike the words are is
weighed here, over at most fifty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import cos, floor, hypot, radians
from typing import Any

from django.db import connection

from kentongan.cities.locks import current_id
from kentongan.pure import normalise
from kentongan.reports.flow import S
from kentongan.reports.models import Kind, Report
from kentongan.reports.models.report import CELLS

# Farther apart they are two things. No wider than a cell, so that a cell and its neighbours hold
# everything.
NEAR = 350.0  # metres
# Of two that are farther apart in time the older was most likely another occasion.
TIME = timedelta(days=180)
# Weighed at most, by where they were found.
_BY_PIN, _BY_WARD = 30, 20
# Below this it is not worth an officer's glance; from `TWIN` on a resident may be asked.
WORTH, TWIN = 0.5, 0.7
# From so much of shared words on, they speak for it.
ALIKE = 0.35
# So much of a text is compared: who and what stand at the beginning.
_READ = 300

_METRES = 111_320.0  # per degree
# The states in which a report can still lead others: nobody has told its reporter an answer.
LEADS = (S.RECEIVED, S.VERIFIED, S.ASSIGNED, S.ANSWERED)


class Why(StrEnum):
    """What speaks for it, the strongest first."""

    NEAR = "near"
    WARD = "ward"
    TOPIC = "topic"
    FAMILY = "family"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Similar:
    """`metres` is None where one of the two has no point. `score` lies between 0 and 1."""

    report: Report
    metres: float | None
    why: tuple[Why, ...]
    score: float


def candidates(report: Report, *, most: int = 5) -> list[Similar]:
    """What is probably the same, the likeliest first. Two statements.

    A report that only few may know of has none, and is never among them; what was joined stands
    behind the report that leads it.
    """
    if secret(report) or not (_pinned(report) or report.area_id):
        return []
    mine = _threes(f"{report.text[:_READ]} {report.place}")
    weighed = [_weigh(report, mine, other) for other in _found(report)]
    worth = sorted((one for one in weighed if one.score >= WORTH), key=_best)
    shown = Report.objects.select_related("matter__owner", "matter__contact", "topic", "area")
    reports = shown.in_bulk([one.pk for one in worth[:most]])
    return [
        Similar(reports[one.pk], one.metres, one.why, one.score)
        for one in worth[:most]
        if one.pk in reports
    ]


def public_twin(report: Report) -> Similar | None:
    """One that a resident may be asked about: "is it the same?". Nothing of it is told that is
    not public, and nobody is asked about a report of their own."""
    if report.topic is None or report.topic.public == "off":
        return None
    for one in candidates(report):
        topic = one.report.topic
        shown = topic is not None and topic.public != "off" and not topic.sensitive
        theirs = one.report.matter.contact_id != report.matter.contact_id
        if shown and theirs and one.score >= TWIN and one.report.matter.state in LEADS:
            return one
    return None


def secret(report: Report) -> bool:
    """Whether only few may know of it: then it is compared and joined with nothing."""
    return report.confidential or report.kind == Kind.OVERSIGHT


def members(report: Report) -> list[Report]:
    """The reports that are worked on together with this one. One statement."""
    joined = Report.objects.filter(joined_to=report.pk, matter__state=S.JOINED)
    beside = ("matter__owner", "matter__contact", "topic", "area")
    return list(joined.select_related(*beside).order_by("pk"))


# -- finding: written out, because the rows are many and only a few of them become reports


@dataclass(frozen=True, slots=True)
class _Row:
    """What is weighed of one that was found."""

    pk: int
    text: str
    place: str
    topic_id: int | None
    latitude: float | None
    longitude: float | None
    received_at: datetime


_OPEN = """
SELECT r.matter_id, left(r.text, %(read)s), r.place, r.topic_id, r.latitude, r.longitude,
    m.received_at
FROM reports_report r JOIN cases_matter m ON m.city_id = r.city_id AND m.id = r.matter_id
WHERE r.city_id = %(city)s AND r.is_open AND NOT r.confidential AND r.kind <> 'oversight'
    AND r.matter_id <> %(self)s AND m.state <> 'joined'
    AND m.received_at BETWEEN %(after)s AND %(before)s
"""
# Of the same family; while nobody has said what it is about, of those its words speak for.
_ABOUT = """
    AND r.topic_id IN (SELECT t.id FROM reports_topic t WHERE t.city_id = %(city)s AND t."group" IN
        (SELECT o."group" FROM reports_topic o WHERE o.city_id = %(city)s
            AND (o.id = %(topic)s OR o.code = ANY(%(codes)s))))
"""
_BY_CELL = """
    AND r.cell_lat = ANY(%(rows)s) AND r.cell_lon BETWEEN %(west)s AND %(east)s
ORDER BY (r.latitude - %(lat)s) ^ 2 + (r.longitude - %(lon)s) ^ 2, r.matter_id LIMIT %(by_pin)s
"""
# The newest of the same kelurahan of which the distance is not known.
_BY_AREA = """
    AND r.area_id = %(area)s AND (%(pinless)s OR r.latitude IS NULL)
ORDER BY r.matter_id DESC LIMIT %(by_ward)s
"""


def _found(report: Report) -> list[_Row]:
    """At most fifty, from the cells around the point and from the kelurahan. One statement."""
    codes = report.suggestions if report.topic_id is None else []
    about = _ABOUT if report.topic_id or codes else ""
    told = report.matter.received_at
    facts: dict[str, Any] = {
        "city": current_id(), "self": report.pk, "read": _READ, "topic": report.topic_id,
        "codes": codes, "after": told - TIME, "before": told + TIME, "area": report.area_id,
        "pinless": not _pinned(report), "by_pin": _BY_PIN, "by_ward": _BY_WARD,
    }  # fmt: skip
    ways = [_BY_AREA] if report.area_id else []
    if report.latitude is not None and report.longitude is not None:
        row, column = floor(report.latitude * CELLS), floor(report.longitude * CELLS)
        facts |= {
            "rows": [row - 1, row, row + 1], "west": column - 1, "east": column + 1,
            "lat": report.latitude, "lon": report.longitude,
        }  # fmt: skip
        ways.append(_BY_CELL)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(f"({_OPEN}{about}{way})" for way in ways), facts)
        return [_Row(*row) for row in cursor.fetchall()]


def _pinned(report: Report) -> bool:
    return report.latitude is not None and report.longitude is not None


# -- weighing


@dataclass(frozen=True, slots=True)
class _Weighed:
    pk: int
    metres: float | None
    why: tuple[Why, ...]
    score: float


def _weigh(report: Report, mine: frozenset[str], other: _Row) -> _Weighed:
    metres = _metres(report, other)
    if metres is not None and metres > NEAR:
        return _Weighed(other.pk, metres, (), 0.0)
    place = 1 - metres / NEAR if metres is not None else 0.3
    alike = _share(mine, _threes(f"{other.text} {other.place}"))
    same = report.topic_id is not None and report.topic_id == other.topic_id
    apart = abs(report.matter.received_at - other.received_at)
    score = 0.4 * place + 0.3 * alike + (0.2 if same else 0.1) + 0.1 * (1 - apart / TIME)
    return _Weighed(other.pk, metres, _why(metres, alike, same), score)


def _best(one: _Weighed) -> tuple[float, int]:
    return (-one.score, one.pk)


def _why(metres: float | None, alike: float, same: bool) -> tuple[Why, ...]:
    place = Why.WARD if metres is None else Why.NEAR
    words = (Why.WORDS,) if alike >= ALIKE else ()
    return (place, Why.TOPIC if same else Why.FAMILY, *words)


def _metres(one: Report, other: _Row) -> float | None:
    if one.latitude is None or one.longitude is None:
        return None
    if other.latitude is None or other.longitude is None:
        return None
    north = other.latitude - one.latitude
    east = (other.longitude - one.longitude) * cos(radians(one.latitude))
    return hypot(north, east) * _METRES


def likeness(one: str, other: str) -> float:
    """How much of their words two texts share, by groups of three letters so that `lampu` and
    `lampunya` are near: 0 for nothing, 1 for all."""
    return _share(_threes(one), _threes(other))


def _share(left: frozenset[str], right: frozenset[str]) -> float:
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


# Words that say nothing of what it is about.
_EMPTY = frozenset(
    """ada agar akan assalamualaikum atau bapak bisa buk bu dah dan dari dekat dengan depan di dong
    dr gang ini itu jalan jangan jl jln juga kak kalau kami kamek kasih ke kita lagi mau min minta
    mohon nya pada pak sampai saya sdh segera sekali selamat siang sini sore sudah sya tadi tdk
    terima tidak tlg tolong untuk wr wb yang yg""".split()  # noqa: SIM905
)


def _threes(text: str) -> frozenset[str]:
    words = (word for word in normalise.words(text) if word not in _EMPTY)
    return frozenset(
        f" {word} "[at : at + 3] for word in words if len(word) > 1 for at in range(len(word))
    )
