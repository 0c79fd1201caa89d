"""What people write about, and the words that tell: topics, emergencies, numbers, word lists.

The common files give names, key words and classes; a city's files say who is responsible and
add its own words. A city's row wins where it says something, and its key words are added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from kentongan.cities.pack.shapes import (
    Agency,
    Emergency,
    Entry,
    MatterKind,
    Number,
    Publicity,
    Topic,
)
from kentongan.cities.pack.table import Row, read_csv, read_lines, trouble, unique
from kentongan.cities.pack.words import (
    Clue,
    Keyword,
    Phrase,
    WordList,
    clue_of,
    fold,
    keyword_of,
    phrase_of,
)
from kentongan.pure.normalise import words

FALLBACK = "other"
_COMMON_TOPIC = "code name group kind sp4n keywords public sensitive"
_CITY_TOPIC = "code agency by_district name group kind sp4n keywords public sensitive note"
_EMERGENCY = "kind name when unless confidential advice numbers"
_NUMBER = "code name number purpose confirm"
_LEXICON = "form standard language folds"
_KINDS: tuple[MatterKind, ...] = (
    "complaint",
    "oversight",
    "question",
    "suggestion",
    "appreciation",
)
_PUBLIC: tuple[Publicity, ...] = ("off", "category", "full")
_LANGUAGES = ("id", "melayu", "lampung", "jawa")
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_SP4N = re.compile(r"[^a-z>]+( > [^a-z>]+)?")

Read = TypeVar("Read")
Folds = Mapping[str, str]


def _words(
    row: Row, name: str, read: Callable[[str, Folds], Read | None], folds: Folds
) -> tuple[Read, ...]:
    found = []
    for written in row.items(name):
        if (one := read(written, folds)) is None:
            raise row.error(f"“{written}” di “{name}” tidak dapat dipakai.")
        if one not in found:
            found.append(one)
    return tuple(found)


# ── topics ──────────────────────────────────────────────────────────────────────────────────────


def read_topics(
    common: Path, folder: Path, agencies: Sequence[Agency], folds: Folds
) -> tuple[Topic, ...]:
    basis = list(read_csv(common / "topics.csv", _COMMON_TOPIC))
    own = list(read_csv(folder / "topics.csv", _CITY_TOPIC))
    unique(basis, "code")
    unique(own, "code")
    shared = {row.need("code"): row for row in basis}
    order = {code: place for place, code in enumerate(shared)}
    known = {agency.code: agency for agency in agencies}
    own.sort(key=lambda row: order.get(row.need("code"), len(order)))
    topics = tuple(_topic(shared.get(row.need("code"), row), row, known, folds) for row in own)
    if FALLBACK not in {topic.code for topic in topics}:
        raise trouble("topics.csv", None, f"topik “{FALLBACK}” belum ada.")
    return topics


def _topic(basis: Row, own: Row, agencies: Mapping[str, Agency], folds: Folds) -> Topic:
    code = own.need("code")
    if not _CODE.fullmatch(code):
        raise own.error(f"kode “{code}” hanya huruf kecil, angka dan garis bawah.")
    agency = agencies.get(own.need("agency"))
    if agency is None:
        raise own.error(f"perangkat daerah “{own.text('agency')}” tidak ada di agencies.csv.")
    keywords = _keywords((basis, own) if basis is not own else (own,), folds)
    if not keywords and code != FALLBACK:
        raise own.error(f"topik “{code}” belum punya kata kunci.")

    def said(name: str) -> Row:
        return own if own.text(name) else basis

    sp4n = said("sp4n").need("sp4n")
    if not _SP4N.fullmatch(sp4n):
        raise said("sp4n").error(f"kategori “{sp4n}” ditulis seperti UTAMA > RINCIAN.")
    sensitive = basis.flag("sensitive") or own.flag("sensitive")
    public = said("public").one_of("public", _PUBLIC)
    if sensitive and public != "off":
        raise said("public").error(f"topik “{code}” rahasia, jadi “public” harus off.")
    return Topic(
        code=code,
        name=said("name").need("name"),
        group=said("group").need("group"),
        kind=said("kind").one_of("kind", _KINDS),
        agency=agency.code,
        by_district=own.flag("by_district"),
        sp4n=sp4n,
        keywords=keywords,
        public=public,
        sensitive=sensitive,
        referral=not agency.is_city,
    )


def _keywords(rows: Iterable[Row], folds: Folds) -> tuple[Keyword, ...]:
    found: dict[Phrase, Keyword] = {}
    for row in rows:
        for keyword in _words(row, "keywords", keyword_of, folds):
            found[keyword.phrase] = keyword
    return tuple(found.values())


# ── emergencies and numbers ─────────────────────────────────────────────────────────────────────


def laid_over(common: Path, folder: Path, columns: str, key: str) -> dict[str, list[Row]]:
    """The rows of both files by code, the common one first; the city's file may be absent."""
    found: dict[str, list[Row]] = {}
    for path in (common, folder / common.name):
        if path.parent == folder and not path.exists():
            continue
        rows = list(read_csv(path, columns))
        unique(rows, key)
        for row in rows:
            found.setdefault(row.need(key), []).append(row)
    return found


def read_numbers(common: Path, folder: Path) -> tuple[Number, ...]:
    found = laid_over(common / "numbers.csv", folder, _NUMBER, "code")
    return tuple(_number(rows[-1]) for rows in found.values())


def _number(row: Row) -> Number:
    number = row.need("number")
    if not re.fullmatch(r"\+?[0-9][0-9 -]*", number):
        raise row.error(f"nomor “{number}” tidak dapat ditelepon.")
    return Number(
        row.need("code"), row.need("name"), number, row.need("purpose"), not row.flag("confirm")
    )


def read_emergencies(
    common: Path, folder: Path, numbers: Sequence[Number], folds: Folds
) -> tuple[Emergency, ...]:
    found = laid_over(common / "emergencies.csv", folder, _EMERGENCY, "kind")
    return tuple(
        _emergency(rows, {one.code: one for one in numbers}, folds) for rows in found.values()
    )


def _emergency(rows: Sequence[Row], numbers: Mapping[str, Number], folds: Folds) -> Emergency:
    def said(name: str) -> Row:
        return next((row for row in reversed(rows) if row.text(name)), rows[-1])

    when: list[Clue] = []
    unless: list[Clue] = []
    for row in rows:
        when += _words(row, "when", clue_of, folds)
        unless += _words(row, "unless", clue_of, folds)
    if not when:
        raise rows[-1].error("“when” belum diisi.")
    called = said("numbers")
    for code in called.items("numbers"):
        if code not in numbers:
            raise called.error(f"nomor “{code}” tidak ada di numbers.csv.")
    return Emergency(
        kind=rows[0].need("kind"),
        name=said("name").need("name"),
        when=tuple(when),
        unless=tuple(sorted(unless, key=lambda clue: -len(clue.parts[-1].words))),
        confidential=any(row.flag("confidential") for row in rows),
        advice=said("advice").need("advice"),
        numbers=tuple(numbers[code] for code in called.items("numbers")),
    )


# ── words ───────────────────────────────────────────────────────────────────────────────────────


def read_lexicon(common: Path, folder: Path) -> tuple[Entry, ...]:
    found = laid_over(common / "lexicon.csv", folder, _LEXICON, "form")
    return tuple(_entry(rows[-1]) for rows in found.values())


def _entry(row: Row) -> Entry:
    form = row.need("form")
    if row.flag("folds") and words(form) != [form]:
        raise row.error(f"“{form}” seharusnya satu kata berhuruf kecil.")
    return Entry(form, row.need("standard"), row.one_of("language", _LANGUAGES), row.flag("folds"))


def folds_of(lexicon: Iterable[Entry]) -> Folds:
    """One folded word to the standard words that stand for it."""
    return {entry.form: fold(entry.standard, {}).strip() for entry in lexicon if entry.folds}


def read_list(path: Path, folds: Folds) -> WordList:
    clues = []
    for row in read_lines(path):
        if (clue := clue_of(row.need("words"), folds)) is None:
            raise row.error(f"“{row.text('words')}” tidak dapat dipakai.")
        clues.append(clue)
    return WordList(tuple(dict.fromkeys(clues)))


def read_commands(path: Path, folds: Folds) -> Mapping[str, tuple[str, ...]]:
    """Command to the folded texts that mean it; a text may mean one command only."""
    rows = list(read_csv(path, "command words"))
    unique(rows, "command")
    taken: dict[str, str] = {}
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        command = row.need("command")
        phrases = _words(row, "words", phrase_of, folds)
        found[command] = tuple(phrase.words for phrase in phrases)
        for said in found[command]:
            if taken.setdefault(said, command) != command:
                raise row.error(f"“{said}” sudah berarti “{taken[said]}”.")
    return found
