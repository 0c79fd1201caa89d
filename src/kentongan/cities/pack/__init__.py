"""A city pack: the CSV, TOML and word lists that make the house speak for one city.

Stdlib only. A pack that does not fit is refused with a `PackError` that names file and line.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kentongan.cities.pack import ladder, matters, places, promises
from kentongan.cities.pack.shapes import (
    Agency,
    Area,
    Box,
    CannedReply,
    City,
    Emergency,
    Entry,
    Limit,
    Number,
    Pack,
    Rung,
    Template,
    TemplateButton,
    Topic,
    Variable,
)
from kentongan.cities.pack.table import PackError
from kentongan.cities.pack.words import Clue, Keyword, Phrase, WordList, fold, keywords_of

__all__ = [
    "Agency", "Area", "Box", "CannedReply", "City", "Clue", "Emergency", "Entry",
    "Keyword", "Limit", "Number", "Pack", "PackError", "Phrase", "Rung", "Template",
    "TemplateButton", "Topic", "Variable", "WordList", "fold", "keywords_of", "load",
    "load_directory", "slugs",
]  # fmt: skip

_PACKS = Path(__file__).resolve().parent.parent / "packs"
_SHIPPED = ("pontianak", "bandarlampung")


def slugs() -> tuple[str, ...]:
    """The cities whose packs are part of the house, in the order they are shown."""
    return _SHIPPED


@cache
def load(where: str) -> Pack:
    """The pack of a shipped city by its slug, or of any city by the path of its directory.

    Read once per process. Raises `PackError` when there is none or it does not fit.
    """
    if where in _SHIPPED:
        return load_directory(_PACKS / where)
    if not Path(where).is_absolute():
        raise PackError(f"Paket kota “{where}” tidak ada. Yang ada: {', '.join(_SHIPPED)}.")
    return load_directory(Path(where))


def load_directory(folder: Path, common: Path = _PACKS / "common") -> Pack:
    """A pack from any directory, on top of the common words and limits.

    Needs `city.toml`, `areas.csv`, `agencies.csv` and `topics.csv`; may bring its own
    `emergencies.csv`, `numbers.csv`, `limits.csv`, `ladder.csv`, `replies.csv` and `lexicon.csv`,
    whose rows win over the common ones of the same code.
    """
    city, areas = places.read_city(folder), places.read_areas(folder)
    agencies = places.read_agencies(folder, areas)
    lexicon = matters.read_lexicon(common, folder)
    folds = matters.folds_of(lexicon)
    numbers = matters.read_numbers(common, folder)
    return Pack(
        city=city,
        agencies=agencies,
        areas=areas,
        topics=matters.read_topics(common, folder, agencies, folds),
        emergencies=matters.read_emergencies(common, folder, numbers, folds),
        numbers=numbers,
        limits=promises.read_limits(common, folder),
        ladder=ladder.read_ladder(common, folder),
        templates=promises.read_templates(common, city),
        replies=promises.read_replies(common, folder),
        lexicon=lexicon,
        folds=folds,
        greetings=matters.read_list(common / "greetings.txt", folds),
        thanks=matters.read_list(common / "thanks.txt", folds),
        rude=matters.read_list(common / "rude.txt", folds),
        spam=matters.read_list(common / "spam.txt", folds),
        commands=matters.read_commands(common / "commands.csv", folds),
    )
