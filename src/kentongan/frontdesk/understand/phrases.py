"""Finding thousands of phrases in a text at once: each run of words is looked up, not each phrase
searched for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kentongan.cities.pack import Phrase

# Longer texts are read to here; what a report is about stands at its beginning.
MOST_WORDS = 400


class Finder:
    """Which of the phrases occur in a folded text."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        everything = set(phrases)
        self._closed = {p.words: p for p in everything if not p.open}
        self._open = tuple(p for p in everything if p.open)
        self._longest = max((len(p.words.split()) for p in everything), default=0)

    def found(self, folded: str) -> set[Phrase]:
        closed, hits = self._closed, set()
        words = folded.split()[:MOST_WORDS]
        for start in range(len(words)):
            run = ""
            for word in words[start : start + self._longest]:
                run = f"{run} {word}" if run else word
                if run in closed:
                    hits.add(closed[run])
        hits.update(p for p in self._open if p.needle in folded)
        return hits


class Cover:
    """Whether phrases cover a text entirely, longest first from the left."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._phrases = {p.words for p in phrases}
        self._longest = max((len(words.split()) for words in self._phrases), default=0)

    def rest(self, words: Sequence[str]) -> list[str]:
        """The words that no phrase covers."""
        left, at = [], 0
        while at < len(words):
            step = self._step(words, at)
            if not step:
                left.append(words[at])
            at += step or 1
        return left

    def _step(self, words: Sequence[str], at: int) -> int:
        for length in range(min(self._longest, len(words) - at), 0, -1):
            if " ".join(words[at : at + length]) in self._phrases:
                return length
        return 0
