"""Open reports that are probably about the same thing: near in place and time, alike in words.

What lies near comes from two indexes that hold only what is open; how alike the words are is
weighed here, over at most fifty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import cos, floor, hypot, radians

from django.db.models import F, Q, QuerySet

from kentongan.pure import normalise
from kentongan.reports.flow import S
from kentongan.reports.models import Kind, Report, Topic
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
    """What is probably the same, the likeliest first. Three statements at most.

    A report that only few may know of has none, and is never among them; what was joined stands
    behind the report that leads it.
    """
    if secret(report) or not (_pinned(report) or report.area_id):
        return []
    about = _about(report)
    found = {other.pk: other for other in (*_by_pin(report, about), *_by_ward(report, about))}
    weighed = (_weigh(report, other) for other in found.values())
    worth = [one for one in weighed if one.score >= WORTH]
    worth.sort(key=lambda one: (-one.score, one.report.pk))
    return worth[:most]


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
    return list(joined.select_related("matter__owner", "topic", "area").order_by("pk"))


# -- finding


def _pinned(report: Report) -> bool:
    return report.latitude is not None and report.longitude is not None


def _about(report: Report) -> list[int]:
    """The topics of the same family; while nobody has said what it is about, of those that its
    words speak for. Empty: any."""
    if report.topic is None and not report.suggestions:
        return []
    known = list(Topic.objects.values_list("pk", "code", "group"))
    families = {
        group
        for pk, code, group in known
        if pk == report.topic_id or (report.topic is None and code in report.suggestions)
    }
    return [pk for pk, _, group in known if group in families]


def _open(report: Report, about: list[int]) -> QuerySet[Report]:
    told = report.matter.received_at
    found = Report.objects.filter(
        is_open=True,
        confidential=False,
        matter__ended_at=None,
        matter__received_at__range=(told - TIME, told + TIME),
    )
    if about:
        found = found.filter(topic__in=about)
    found = found.exclude(Q(pk=report.pk) | Q(kind=Kind.OVERSIGHT) | Q(matter__state=S.JOINED))
    return found.select_related("matter__owner", "topic", "area")


def _by_pin(report: Report, about: list[int]) -> list[Report]:
    """The nearest in this cell and its neighbours."""
    if report.latitude is None or report.longitude is None:
        return []
    row, column = floor(report.latitude * CELLS), floor(report.longitude * CELLS)
    found = _open(report, about).filter(
        cell_lat__in=[row - 1, row, row + 1], cell_lon__range=(column - 1, column + 1)
    )
    north, east = F("latitude") - report.latitude, F("longitude") - report.longitude
    return list(found.order_by(north * north + east * east, "pk")[:_BY_PIN])


def _by_ward(report: Report, about: list[int]) -> list[Report]:
    """The newest of the same kelurahan of which the distance is not known."""
    if report.area_id is None:
        return []
    found = _open(report, about).filter(area=report.area_id)
    if _pinned(report):
        return list(found.filter(latitude=None).order_by("-pk")[:_BY_WARD])
    return list(found.order_by("-pk")[: _BY_PIN + _BY_WARD])


# -- weighing


def _weigh(report: Report, other: Report) -> Similar:
    metres = _metres(report, other)
    place = max(0.0, 1 - metres / NEAR) if metres is not None else 0.3
    alike = likeness(f"{report.text} {report.place}", f"{other.text} {other.place}")
    same = report.topic_id is not None and report.topic_id == other.topic_id
    apart = abs(report.matter.received_at - other.matter.received_at)
    score = 0.4 * place + 0.3 * alike + (0.2 if same else 0.1) + 0.1 * (1 - apart / TIME)
    if metres is not None and metres > NEAR:
        score = 0.0
    return Similar(other, metres, _why(metres, alike, same), min(score, 1.0))


def _why(metres: float | None, alike: float, same: bool) -> tuple[Why, ...]:
    place = Why.WARD if metres is None else Why.NEAR
    words = (Why.WORDS,) if alike >= 0.35 else ()
    return (place, Why.TOPIC if same else Why.FAMILY, *words)


def _metres(one: Report, other: Report) -> float | None:
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
    left, right = _threes(one), _threes(other)
    if not left or not right:
        return 0.0
    return 2 * len(left & right) / (len(left) + len(right))


# Words that say nothing of what it is about.
_EMPTY = frozenset(
    """ada agar akan assalamualaikum atau bapak bisa buk bu dah dan dari dekat dengan depan di dong
    dr gang ini itu jalan jangan jl jln juga kak kalau kami kamek kasih ke kita lagi mau min minta
    mohon nya pada pak sampai saya sdh segera sekali selamat siang sini sore sudah sya tadi tdk
    terima tidak tlg tolong untuk wr wb yang yg""".split()  # noqa: SIM905
)


def _threes(text: str) -> frozenset[str]:
    words = (word for word in normalise.words(text[:_READ]) if word not in _EMPTY)
    return frozenset(
        f" {word} "[at : at + 3] for word in words if len(word) > 1 for at in range(len(word))
    )
