"""Where something is: streets, alleys, RT/RW, landmarks, and the names of the city's areas.

Names that mean two things are not believed alone. Ten names of Bandar Lampung are a kecamatan and
a kelurahan in it: alone they mean the kecamatan, which is true either way. Some names are ordinary
words (*tengah*, *panjang*) or another city (*Surabaya*): they need `kelurahan` or `di` before them.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kentongan.cities.pack import Box
from kentongan.frontdesk.understand import placewords as w

_TOKEN = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[,;:!?()\n\r/]")
_RT = re.compile(
    r"\brt\W{0,2}(\d{1,3})(?:\W{0,3}(rw|lk|lingkungan)\W{0,2}(\d{1,3}|[ivx]{1,4})\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AreaFact:
    """A kecamatan or kelurahan with the point in its middle, in degrees."""

    id: int
    level: str
    code: str
    name: str
    latitude: float
    longitude: float

    @property
    def title(self) -> str:
        return f"{self.level.capitalize()} {self.name}"


@dataclass(frozen=True, slots=True)
class Found:
    """A place that a text names. `named`: somebody who does not know the writer can go there."""

    text: str = ""
    area: AreaFact | None = None
    named: bool = False


NOWHERE = Found()


@dataclass(frozen=True, slots=True)
class Token:
    word: str
    as_written: str
    begins: bool  # something before it ends the phrase: a comma, a full stop, a new line


def tokens(text: str) -> list[Token]:
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        gap = text[end : match.start()]
        dot = "." in gap and bool(found) and len(found[-1].word) > 3
        found.append(Token(match[0].lower(), match[0], bool(_BREAK.search(gap)) or dot))
        end = match.end()
    return found


class Map:
    """The areas of one city, by name and by point."""

    def __init__(self, areas: Iterable[AreaFact], box: Box) -> None:
        self.box = box
        self.areas = {area.id: area for area in areas}
        self._by_name: dict[tuple[str, ...], dict[str, AreaFact]] = defaultdict(dict)
        for area in self.areas.values():
            self._by_name[tuple(area.name.lower().split())][area.level] = area
        self._longest = max((len(name) for name in self._by_name), default=0)
        self._wards = [a for a in self.areas.values() if a.level == "kelurahan"]

    def find(self, text: str) -> Found:
        """The place a text speaks of, written so that an officer can read it."""
        said = tokens(text[:2000])
        area = self._area(said)
        roads, stops = self._roads(said)
        spot = _landmark(said, stops)
        parts = [*([spot] if spot else []), *roads]
        if match := _RT.search(text):
            level = {"rw": "RW", "lk": "LK", "lingkungan": "LK"}.get((match[2] or "").lower())
            parts.append(f"RT {match[1]}" + (f" {level} {match[3].upper()}" if level else ""))
        if area:
            parts.append(area.title)
        named = bool(roads or area or (spot and not is_vague(spot)))
        return Found(", ".join(dict.fromkeys(parts))[:300], area, named)

    def streets(self, text: str) -> list[str]:
        """Only the streets and alleys that a text names, without the numbers of houses."""
        roads, _ = self._roads(tokens(text[:2000]))
        named = (w.HOUSE.split(road)[0].strip() for road in roads)
        return [road for road in dict.fromkeys(named) if " " in road]

    def holds(self, latitude: float, longitude: float) -> bool:
        return self.box.holds(latitude, longitude)

    def nearest(self, latitude: float, longitude: float) -> AreaFact | None:
        """The kelurahan whose middle is nearest; None outside the city."""
        if not self._wards or not self.holds(latitude, longitude):
            return None
        shrink = math.cos(math.radians(latitude)) ** 2
        return min(
            self._wards,
            key=lambda a: (a.latitude - latitude) ** 2 + shrink * (a.longitude - longitude) ** 2,
        )

    # ── areas ──────────────────────────────────────────────────────────────────────────────────

    def _area(self, said: list[Token]) -> AreaFact | None:
        """The first kelurahan named, else the first kecamatan."""
        best: AreaFact | None = None
        at = 0
        while at < len(said):
            area, length = self._area_at(said, at)
            if area and area.level == "kelurahan":
                return area
            best = best or area
            at += max(length, 1)
        return best

    def _area_at(self, said: list[Token], at: int) -> tuple[AreaFact | None, int]:
        for length in range(min(self._longest, len(said) - at), 0, -1):
            name = tuple(w.ALIASES.get(t.word, t.word) for t in said[at : at + length])
            levels = self._by_name.get(name)
            if levels:
                before = said[at - 1].word if at else ""
                return _believed(name, levels, before), length
        return None, 1

    # ── roads ──────────────────────────────────────────────────────────────────────────────────

    def _roads(self, said: list[Token]) -> tuple[list[str], set[int]]:
        """Streets and alleys, and the places in the text that they take up."""
        found, taken = [], set()
        for at, token in enumerate(said):
            title = w.ROADS.get(token.word)
            if not title or at in taken:
                continue
            name = self._road_name(said, at + 1)
            if name:
                found.append(f"{title} {' '.join(name)}")
                taken |= set(range(at, at + 1 + len(name)))
        return found[:3], taken

    def _road_name(self, said: list[Token], start: int) -> list[str]:
        name: list[str] = []
        for at in range(start, min(start + 5, len(said))):
            token = said[at]
            if (token.begins and name) or token.word in w.STOP or token.word in w.ROADS:
                break
            area, length = self._area_at(said, at) if name else (None, 0)
            if area and length > 1:
                break
            name.append(_capital(token))
        return name if any(len(part) > 1 for part in name) else []


def _believed(name: tuple[str, ...], levels: dict[str, AreaFact], before: str) -> AreaFact | None:
    if before in w.WARD_BEFORE:
        return levels.get("kelurahan")
    if before in w.DISTRICT_BEFORE:
        return levels.get("kecamatan")
    word = " ".join(name)
    if word in w.NEVER_ALONE or before in w.ROADS:
        return None
    if word in w.ORDINARY and before not in w.IN:
        return None
    return levels.get("kecamatan") or levels.get("kelurahan")


def _capital(token: Token) -> str:
    word = token.as_written
    return word if not word.islower() else word.upper() if len(word) == 1 else word.capitalize()


def _landmark(said: list[Token], taken: set[int]) -> str:
    """*depan masjid Al Falah*: the first landmark, up to where the sentence goes on."""
    for at, token in enumerate(said):
        if at in taken or not _begins_landmark(said, at):
            continue
        words = [w.NEAR.get(token.word, token.as_written)]
        for place in range(at + 1, min(at + 5, len(said))):
            following = said[place]
            if following.begins or following.word in w.STOP or place in taken:
                break
            words.append(following.as_written)
        if len(words) > 1:
            return " ".join(words)
    return ""


def _begins_landmark(said: list[Token], at: int) -> bool:
    """A school needs its number or name: *anak saya SMP dipukul* names no place."""
    word = said[at].word
    if word not in w.NEAR and word not in w.LANDMARKS:
        return False
    if word not in w.SCHOOLS:
        return True
    following = said[at + 1] if at + 1 < len(said) else None
    return following is not None and (
        following.word in w.SCHOOL_NAMES
        or following.word.isdigit()
        or following.as_written[:1].isupper()
    )


def is_vague(place: str) -> bool:
    """Whether a place says nothing to a stranger: *depan rumah*, *dekat gang kami*."""
    if any(title in place for title in w.CLEAR):
        return False
    return all(word in w.VAGUE for word in re.findall(r"[^\W_]+", place.lower()))
