"""What a city pack says, as frozen values. Codes are stable words; names are for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from kentongan.cities.pack.words import Clue, Keyword, WordList, fold, without

MatterKind: TypeAlias = Literal["complaint", "oversight", "question", "suggestion", "appreciation"]
Publicity: TypeAlias = Literal["off", "category", "full"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees that holds the whole city with a margin; not its boundary."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east


@dataclass(frozen=True, slots=True)
class City:
    """`code` is the Kemendagri code. `opening` greets in the city's own language, and only there.
    `whatsapp` is the city's published number (may be empty). `hours` is what `workdays.Hours`
    reads. `words` are the city's own words by code, such as `ditch` → *parit*."""

    slug: str
    name: str
    code: str
    province: str
    zone: str
    accent: str
    opening: str
    whatsapp: str
    address: str
    hours: str
    hours_confirmed: bool
    words: Mapping[str, str]
    lat: float
    lon: float
    box: Box


@dataclass(frozen=True, slots=True)
class Agency:
    """A unit of the city, or a body outside its authority (`is_city` false).

    `district` is the area code of a kecamatan's own office. `confirmed` is false where the city
    must still confirm the unit.
    """

    code: str
    name: str
    short: str
    kind: str
    is_city: bool
    district: str
    phone: str
    topics: str
    keywords: tuple[str, ...]
    note: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Area:
    """The city, a kecamatan or a kelurahan, with a centre point in degrees (the city has none
    here: it stands in `City`)."""

    level: Literal["city", "kecamatan", "kelurahan"]
    code: str
    name: str
    parent: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class Topic:
    """What a report is about. `agency` takes it; with `by_district` the office of the kecamatan
    where it happened does, and `agency` only while the place is unknown. `referral`: that
    agency is outside the city's authority. Earlier topics win a tie."""

    code: str
    name: str
    group: str
    kind: MatterKind
    agency: str
    by_district: bool
    sp4n: str
    keywords: tuple[Keyword, ...]
    public: Publicity
    sensitive: bool
    referral: bool

    @property
    def written(self) -> str:
        """The key words as one text with semicolons; `keywords_of` reads it back."""
        return ";".join(str(keyword) for keyword in self.keywords)

    def score(self, folded: str) -> int:
        """Sum of the weights of the key words that occur; 0 means nothing speaks for it."""
        return sum(word.weight for word in self.keywords if word.phrase.occurs_in(folded))


@dataclass(frozen=True, slots=True)
class Number:
    """A number to call. `confirmed` is false until the city has tried it."""

    code: str
    name: str
    number: str
    purpose: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Emergency:
    """`when` raises it; phrases in `unless` are cut out of the text before looking, so that
    *bekas kebakaran* alone is quiet but *kebakaran* beside it is still heard. Of `lampu+tidak mau
    hidup` the last part is cut, and only where the others stand in the text as well."""

    kind: str
    name: str
    when: tuple[Clue, ...]
    unless: tuple[Clue, ...]
    confidential: bool
    advice: str
    numbers: tuple[Number, ...]

    def heard_in(self, folded: str) -> bool:
        quiet = [one.parts[-1] for one in self.unless if one.occurs_in(folded)]
        bare = without(folded, quiet)
        return any(clue.occurs_in(bare) for clue in self.when)


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit in working days, or in plain hours; exactly one of them is given."""

    code: str
    working_days: int | None
    hours: int | None
    law: str
    valid_from: date
    note: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder a late matter climbs. `days` are working days from the date it is
    due, negative before it; `clock` is `matter`, `step`, or the code of one step's limit."""

    code: str
    clock: str
    days: int
    level: str


@dataclass(frozen=True, slots=True)
class Variable:
    """The meaning of {{n}} in a template, and a sample for the platform's reviewers."""

    name: str
    sample: str


@dataclass(frozen=True, slots=True)
class TemplateButton:
    """`path` is appended to our own base URL; it ends in {{1}}, the part filled per message."""

    type: Literal["quick_reply", "url"]
    text: str
    path: str = ""
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """Words that the platform must approve before they may open a conversation."""

    name: str
    audience: Literal["resident", "post"]
    category: Literal["utility", "marketing"]
    language: str
    header: Literal["", "image", "text"]
    header_text: str
    body: str
    variables: tuple[Variable, ...]
    footer: str
    buttons: tuple[TemplateButton, ...]


@dataclass(frozen=True, slots=True)
class CannedReply:
    """Words an officer starts from; {nama}, {nomor}, {perangkat} and {tautan} are filled in."""

    code: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A short, regional or official word and its standard form. `folds`: it is rewritten
    before matching; the others are only explained."""

    form: str
    standard: str
    language: str
    folds: bool


@dataclass(frozen=True)
class Pack:
    """Everything one city brings. Topics stand in the order in which ties are broken."""

    city: City
    agencies: tuple[Agency, ...]
    areas: tuple[Area, ...]
    topics: tuple[Topic, ...]
    emergencies: tuple[Emergency, ...]
    numbers: tuple[Number, ...]
    limits: tuple[Limit, ...]
    ladder: tuple[Rung, ...]
    templates: tuple[Template, ...]
    replies: tuple[CannedReply, ...]
    lexicon: tuple[Entry, ...]
    folds: Mapping[str, str]
    greetings: WordList
    thanks: WordList
    rude: WordList
    spam: WordList
    commands: Mapping[str, tuple[str, ...]]

    def fold(self, text: str) -> str:
        return fold(text, self.folds)

    def agency(self, code: str) -> Agency:
        return next(agency for agency in self.agencies if agency.code == code)

    def topic(self, code: str) -> Topic:
        return next(topic for topic in self.topics if topic.code == code)

    def template(self, name: str) -> Template:
        return next(template for template in self.templates if template.name == name)

    def route(self, topic: Topic, area: str = "") -> Agency:
        """Who takes a topic; `area` is a kecamatan or kelurahan code, if the place is known."""
        if topic.by_district and area:
            for agency in self.agencies:
                if agency.district and f"{area}.".startswith(f"{agency.district}."):
                    return agency
        return self.agency(topic.agency)

    def suggest(self, text: str, most: int = 3) -> tuple[tuple[Topic, int], ...]:
        """The topics that the text speaks for, best first; empty when no key word occurs."""
        folded = self.fold(text)
        scored = [(topic, topic.score(folded)) for topic in self.topics]
        heard = [pair for pair in scored if pair[1]]
        return tuple(sorted(heard, key=lambda pair: -pair[1])[:most])

    def alarms(self, text: str) -> tuple[Emergency, ...]:
        """The emergencies that the text speaks of, gravest first (the order of the pack)."""
        folded = self.fold(text)
        return tuple(one for one in self.emergencies if one.heard_in(folded))

    def command(self, text: str) -> str:
        """The command that the whole text is, or an empty string."""
        bare = self.fold(text).strip()
        return next((code for code, words in self.commands.items() if bare in words), "")
