"""How people are, drawn once for the whole year: who is quick, who is slow, who is away when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

# How likely somebody at an agency acts on one thing that lies there, per working day.
QUICK, USUAL, SLOW, ASLEEP = 0.5, 0.25, 0.08, 0.01
TEMPERS = (QUICK, QUICK, USUAL, USUAL, USUAL, SLOW, SLOW, ASLEEP)
# What hearing of it from above does to that.
PRESSURE = {"owner": 1.5, "chief": 3.0, "secretary": 8.0, "mayor": 40.0}

# What an officer does with something new, by weight.
FIRST = {"dispose": 72, "wrong": 8, "ask": 7, "reply": 6, "decline": 3, "refer": 4}
# What an agency does when it acts.
THEN = {"repaired": 62, "temporary": 6, "explained": 14, "promised": 6, "cannot": 4,
        "hand_back": 8}  # fmt: skip
# What a resident does per day after an answer; most stay silent.
YES, NO, ANSWERS = 0.05, 0.015, 0.12


@dataclass(frozen=True)
class Temper:
    """An agency through the year: how quick it is, and when nobody is there at all."""

    pace: float
    away: tuple[tuple[date, date], ...]

    def there(self, day: date) -> bool:
        return not any(start <= day <= end for start, end in self.away)


def temper(dice: Random, first: date, days: int) -> Temper:
    """One agency. Now and then it is empty for weeks: leave, a vacant post, an election."""
    away = []
    for _ in range(dice.choice((0, 1, 1, 2))):
        start = first + timedelta(days=dice.randrange(max(1, days)))
        away.append((start, start + timedelta(days=dice.randrange(5, 40))))
    return Temper(dice.choice(TEMPERS), tuple(away))


def drawn(dice: Random, weights: dict[str, int]) -> str:
    return dice.choices(list(weights), list(weights.values()))[0]
