"""How a text and a list of key words meet: both are folded the same way, then compared as words.

A folded text has one space between its words and one at each end, so that `" lampu jalan "` is
found as words and never inside another word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kentongan.pure.normalise import expand, words

_DOUBLED = re.compile(r"2(?:nya|nye|an)\Z")
_CLITICS = ("nya", "nye")
_WHOLE = frozenset({"bertanya", "bertanye", "ditanya", "menanya"})


def fold(text: str, lexicon: Mapping[str, str]) -> str:
    """The words of a text in their standard form, each with a space before and after.

    `lexicon` maps one word to one or more standard words. The possessive `-nya` (Malay `-nye`)
    is cut from long words, because residents write *lampunya* as often as *lampu*.
    """
    bare = (_bare(word, lexicon) for word in words(text))
    return f" {' '.join(expand(bare, lexicon))} "


def _bare(word: str, lexicon: Mapping[str, str]) -> str:
    if word in lexicon or word in _WHOLE:
        return word
    if len(word) > 6 and word.endswith(_CLITICS) and not _DOUBLED.search(word):
        return word[:-3]
    return _DOUBLED.sub("2", word)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other, already folded. An open phrase may go on: *nyamuk* finds
    *nyamuknye*. `needle` is what is looked for in a folded text."""

    words: str
    open: bool = False

    @property
    def needle(self) -> str:
        return f" {self.words}" if self.open else f" {self.words} "

    def occurs_in(self, folded: str) -> bool:
        return self.needle in folded


@dataclass(frozen=True, slots=True)
class Keyword:
    """A phrase that speaks for a topic; `weight` is its number of words unless the pack says."""

    phrase: Phrase
    weight: int

    def __str__(self) -> str:
        """As a pack writes it, so that `keywords_of` reads it back."""
        return f"{self.phrase.words}{'*' * self.phrase.open}^{self.weight}"


@dataclass(frozen=True, slots=True)
class Clue:
    """Phrases that must all occur, anywhere in the text."""

    parts: tuple[Phrase, ...]

    def occurs_in(self, folded: str) -> bool:
        return all(part.occurs_in(folded) for part in self.parts)


@dataclass(frozen=True, slots=True)
class WordList:
    """A list such as greetings or rude words."""

    clues: tuple[Clue, ...]

    def occurs_in(self, folded: str) -> bool:
        return any(clue.occurs_in(folded) for clue in self.clues)

    def covers(self, folded: str) -> bool:
        """Nothing is left of the text when the phrases of this list are taken out."""
        phrases = [part for clue in self.clues for part in clue.parts]
        rest = without(folded, sorted(phrases, key=lambda phrase: -len(phrase.words)))
        return bool(folded.strip()) and not rest.strip()


def without(folded: str, phrases: Iterable[Phrase]) -> str:
    """The text with these phrases cut out (of an open one, the whole last word), still folded."""
    for phrase in phrases:
        needle = phrase.needle
        while (start := folded.find(needle)) >= 0:
            end = folded.index(" ", start + len(needle) - (not phrase.open))
            folded = folded[:start] + folded[end:]
    return folded


def phrase_of(written: str, lexicon: Mapping[str, str]) -> Phrase | None:
    """What a pack writes as one phrase; a star at the end leaves it open. None if empty."""
    bare = written.strip()
    words = fold(bare.rstrip("*"), lexicon).strip()
    return Phrase(words, bare.endswith("*")) if words else None


def clue_of(written: str, lexicon: Mapping[str, str]) -> Clue | None:
    """`kabel+percikan api`: both must occur. None if any part is empty."""
    parts = tuple(phrase_of(part, lexicon) for part in written.split("+"))
    found = tuple(part for part in parts if part is not None)
    return Clue(found) if len(found) == len(parts) else None


def keyword_of(written: str, lexicon: Mapping[str, str]) -> Keyword | None:
    """`lampu jalan^3`: the weight after the caret. None if it cannot be read."""
    words, caret, weight = written.partition("^")
    phrase = phrase_of(words, lexicon)
    if phrase is None or (caret and not (weight.isdigit() and int(weight) > 0)):
        return None
    return Keyword(phrase, int(weight) if caret else len(phrase.words.split()))


def keywords_of(written: str, lexicon: Mapping[str, str]) -> tuple[Keyword, ...]:
    """The key words of a list with semicolons, without those that cannot be read."""
    found = (keyword_of(one, lexicon) for one in written.split(";"))
    return tuple(keyword for keyword in found if keyword is not None)
