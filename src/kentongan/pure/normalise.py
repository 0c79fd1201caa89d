"""Texts as people send them, made fit to keep (`clean`) and fit to understand (`fold`, `words`).

What is kept is what was sent: `fold` and its companions are for reading by machine only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

LONGEST_TEXT: Final = 10_000

_ZERO_WIDTH_JOINER: Final = "\u200d"
_LINE_ENDS: Final = re.compile("\r\n?|[\u0085\u2028\u2029\v\f]")
# Control characters, marks that turn the direction of writing, and code points that are no
# characters. PostgreSQL refuses NUL; the others are left out because they falsify what one sees.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")
_WORD: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)+(?![^\W_])|[^\W_]+")
_REPEATED: Final = re.compile(r"([^\W\d_]{3,})2")
_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_BACK: Final = 40


def clean(text: str, limit: int = LONGEST_TEXT) -> str:
    """The text without what PostgreSQL and JSON cannot hold, at most `limit` characters.

    Emoji, tabs and line ends stay (any kind of line end becomes `\\n`); halves of an emoji that
    were written apart are joined, a lonely half is dropped.
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return cut(_UNFIT.sub("", _LINE_ENDS.sub("\n", text)), limit)


def cut(text: str, n: int) -> str:
    """At most the first `n` characters, without tearing an emoji, a flag or an accent apart."""
    if len(text) <= n:
        return text
    end = max(n, 0)
    lowest = max(0, end - _BACK)
    while end > lowest and _holds_together(text[end - 1], text[end]):
        end -= 1
    flags = len(text[lowest:end]) - len(text[lowest:end].rstrip(_FLAG_LETTERS))
    if flags % 2 and text[end] in _FLAG_LETTERS:
        end -= 1
    return text[:end]


def fold(text: str) -> str:
    """One shape for many spellings: NFKC, lower case, no zero-width characters, single spaces.

    A letter written three times or more becomes one (`truuus` → `trus`); two stay (`maaf`).
    Digits are left alone.
    """
    text = "".join(c for c in unicodedata.normalize("NFKC", text) if not _unseen(c))
    text = unicodedata.normalize("NFKC", text.casefold()).translate(_QUOTES)
    return " ".join(_STRETCHED.sub(r"\1", text).split())


def words(text: str) -> list[str]:
    """The words and numbers of a text, folded; `1.500.000` is one, `jalan-jalan` are two."""
    return _WORD.findall(re.sub(r"(?<=[^\W\d_])'(?=[^\W\d_])", "", fold(text)))


def expand(words: Iterable[str], lexicon: Mapping[str, str]) -> list[str]:
    """Abbreviations and slang written out; an entry may hold several words, or none.

    What the lexicon does not know stays, except that a written-out plural is spelled out:
    `anak2` → `anak anak`.
    """
    return [full for word in words for full in _expanded(word, lexicon)]


def _expanded(word: str, lexicon: Mapping[str, str]) -> list[str]:
    if word in lexicon:
        return lexicon[word].split()
    repeated = _REPEATED.fullmatch(word)
    if repeated:
        return lexicon.get(repeated[1], repeated[1]).split() * 2
    return [word]


_FLAG_LETTERS: Final = "".join(chr(code) for code in range(0x1F1E6, 0x1F200))


def _holds_together(left: str, right: str) -> bool:
    skin = 0x1F3FB <= ord(right) <= 0x1F3FF
    tag = 0xE0020 <= ord(right) <= 0xE007F
    joined = _ZERO_WIDTH_JOINER in (left, right)
    return joined or skin or tag or unicodedata.category(right) in ("Mn", "Me", "Mc")


def _unseen(char: str) -> bool:
    kind = unicodedata.category(char)
    return kind in ("Cf", "Cs") or (kind == "Cc" and not char.isspace())
