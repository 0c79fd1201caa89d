"""How alike a report is to what was found near it: place, words, topic and time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import cos, hypot, radians

from kentongan.pure import normalise
from kentongan.reports.models import Report
from kentongan.reports.queries.similar.finding import TIME, Row

# Farther apart they are two things. No wider than a cell, so that a cell and its neighbours hold
# everything.
NEAR = 350.0  # metres
# From so much of shared words on, they speak for it.
ALIKE = 0.35

_METRES = 111_320.0  # per degree


class Why(StrEnum):
    """What speaks for it, the strongest first."""

    NEAR = "near"
    WARD = "ward"
    TOPIC = "topic"
    FAMILY = "family"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Weighed:
    pk: int
    metres: float | None
    why: tuple[Why, ...]
    score: float


def weigh(report: Report, mine: frozenset[str], other: Row) -> Weighed:
    metres = _metres(report, other)
    if metres is not None and metres > NEAR:
        return Weighed(other.pk, metres, (), 0.0)
    place = 1 - metres / NEAR if metres is not None else 0.3
    alike = _share(mine, threes(f"{other.text} {other.place}"))
    same = report.topic_id is not None and report.topic_id == other.topic_id
    apart = abs(report.matter.received_at - other.received_at)
    score = 0.4 * place + 0.3 * alike + (0.2 if same else 0.1) + 0.1 * (1 - apart / TIME)
    return Weighed(other.pk, metres, _why(metres, alike, same), score)


def best(one: Weighed) -> tuple[float, int]:
    return (-one.score, one.pk)


def _why(metres: float | None, alike: float, same: bool) -> tuple[Why, ...]:
    place = Why.WARD if metres is None else Why.NEAR
    words = (Why.WORDS,) if alike >= ALIKE else ()
    return (place, Why.TOPIC if same else Why.FAMILY, *words)


def _metres(one: Report, other: Row) -> float | None:
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
    return _share(threes(one), threes(other))


def _share(left: frozenset[str], right: frozenset[str]) -> float:
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


# Words that say nothing of what it is about.
_EMPTY = frozenset(
    """ada agar akan assalamualaikum atau bapak bisa buk bu dah dan dari dekat dengan depan di dong
    dr gang ini itu jalan jangan jl jln juga kak kalau kami kamek kasih ke kita lagi mau min minta
    mohon nya pada pak sampai saya sdh segera sekali selamat siang sini sore sudah sya tadi tdk
    terima tidak tlg tolong untuk wr wb yang yg""".split()  # noqa: SIM905
)


def threes(text: str) -> frozenset[str]:
    words = (word for word in normalise.words(text) if word not in _EMPTY)
    return frozenset(
        f" {word} "[at : at + 3] for word in words if len(word) > 1 for at in range(len(word))
    )
