"""What the desk knows about its city, put in a form in which a message is understood quickly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kentongan.cities.pack import Clue, Emergency, Keyword, Pack, Phrase, WordList
from kentongan.frontdesk.understand.phrases import Cover, Finder
from kentongan.frontdesk.understand.places import AreaFact, Map
from kentongan.pure import workdays
from kentongan.pure.normalise import words

RUDE, SPAM = ":rude", ":spam"
MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class TopicFact:
    """A topic of the city's list. `agency` is a name for people; `is_city` says whether that is
    an office of the city or somebody outside."""

    id: int
    code: str
    name: str
    kind: str
    group: str
    agency: str
    is_city: bool = True
    sensitive: bool = False
    by_district: bool = False
    keywords: tuple[Keyword, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of one city. `owner_id` is the agency that answers for what nobody has taken yet;
    `off` and `on` are days without work, and days with work all the same. `offices` are the names
    of the offices of the kecamatan, by its code."""

    city_id: int
    slug: str
    name: str
    zone: ZoneInfo
    url: str
    hours: workdays.Hours | None
    owner_id: int
    topics: tuple[TopicFact, ...]
    areas: tuple[AreaFact, ...]
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    offices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Knowledge:
    """Facts of the database and words of the pack. Built once, then only read."""

    facts: Facts
    pack: Pack
    topics: dict[str, TopicFact] = field(init=False)
    map: Map = field(init=False)
    finder: Finder = field(init=False)
    raises: dict[Phrase, list[tuple[str, Clue]]] = field(init=False)
    speaks_for: dict[Phrase, list[tuple[str, int]]] = field(init=False)
    rank: dict[str, int] = field(init=False)
    commands: dict[str, str] = field(init=False)
    greeting: Cover = field(init=False)
    idle: Cover = field(init=False)
    abuse: Cover = field(init=False)
    _words: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        pack, topics = self.pack, self.facts.topics
        speaks: dict[Phrase, list[tuple[str, int]]] = defaultdict(list)
        for topic in topics:
            for keyword in topic.keywords:
                speaks[keyword.phrase].append((topic.code, keyword.weight))
        raises: dict[Phrase, list[tuple[str, Clue]]] = defaultdict(list)
        told = [(RUDE, clue) for clue in pack.rude.clues]
        told += [(SPAM, clue) for clue in pack.spam.clues]
        told += [(one.kind, clue) for one in pack.emergencies for clue in one.when]
        for name, clue in told:
            for part in clue.parts:
                raises[part].append((name, clue))
        greetings, thanks = _parts(pack.greetings), _parts(pack.thanks)
        built: dict[str, object] = {
            "topics": {topic.code: topic for topic in topics},
            "map": Map(self.facts.areas, pack.city.box),
            "finder": Finder([*speaks, *raises]),
            "raises": dict(raises),
            "speaks_for": dict(speaks),
            "rank": {topic.code: place for place, topic in enumerate(topics)},
            "commands": {text: code for code, texts in pack.commands.items() for text in texts},
            "greeting": Cover(greetings),
            "idle": Cover([*greetings, *thanks]),
            "abuse": Cover([*_parts(pack.rude), *greetings]),
        }
        for name, value in built.items():
            object.__setattr__(self, name, value)

    def suggest(self, hits: set[Phrase]) -> tuple[tuple[str, int], ...]:
        """Topic codes with the weight that speaks for them, best first, three at most."""
        scores: dict[str, int] = defaultdict(int)
        for phrase in hits:
            for code, weight in self.speaks_for.get(phrase, ()):
                scores[code] += weight
        best = sorted(scores.items(), key=lambda one: (-one[1], self.rank[one[0]]))
        return tuple(best[:3])

    def heard(self, hits: set[Phrase]) -> set[str]:
        """Rude words, spam, and the kinds of emergencies whose clues are complete."""
        return {
            name
            for hit in hits
            for name, clue in self.raises.get(hit, ())
            if len(clue.parts) == 1 or all(part in hits for part in clue.parts)
        }

    def alarms(self, heard: set[str], folded: str) -> list[Emergency]:
        """The emergencies that the text speaks of, where nothing in it says otherwise, gravest
        first."""
        told = (one for one in self.pack.emergencies if one.kind in heard)
        return [one for one in told if one.heard_in(folded)]

    def fold(self, text: str) -> str:
        """As the pack folds it; words that were met before are remembered."""
        known = self._words
        if len(known) > MOST_REMEMBERED:
            known.clear()
        found = []
        for word in words(text):
            if word not in known:
                known[word] = self.pack.fold(word).strip()
            found.append(known[word])
        return f" {' '.join(filter(None, found))} "

    def agency(self, topic: TopicFact, area_id: int | None) -> str:
        """Who takes it, by name: some topics go to the office of the kecamatan."""
        area = self.map.areas.get(area_id or 0)
        if topic.by_district and area:
            for district, name in self.facts.offices.items():
                if f"{area.code}.".startswith(f"{district}."):
                    return name
        return topic.agency

    def emergency(self, kind: str) -> Emergency | None:
        return next((one for one in self.pack.emergencies if one.kind == kind), None)

    def topic(self, topic_id: int | None) -> TopicFact | None:
        return next((t for t in self.topics.values() if t.id == topic_id), None)

    def is_open(self, now: datetime) -> bool:
        """Whether somebody sits at the desk. A city without known hours counts as open."""
        facts = self.facts
        return not facts.hours or workdays.is_open(
            now, facts.zone, facts.hours, facts.off, facts.on
        )

    def opens(self, now: datetime) -> datetime | None:
        """When somebody sits at the desk next."""
        facts = self.facts
        if not facts.hours:
            return None
        return workdays.next_opening(now, facts.zone, facts.hours, facts.off, facts.on)


def _parts(words: WordList) -> list[Phrase]:
    return [part for clue in words.clues for part in clue.parts]
