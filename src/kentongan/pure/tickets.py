"""Ticket numbers people can say on the phone, and tokens nobody can guess.

A number is seven random symbols and a check symbol, shown as `K7M2-Q9XW`. The 29 symbols are
digits and capitals without vowels (so no words appear) and without 0, O, 1 and I. `L` stays, or
there would be 28: a prime number of symbols is what lets the check symbol catch every wrong
symbol and every pair of swapped ones. Numbers are shown in capitals only, where L looks like
nothing else; a typed 1 or I is read as L.

There are about 10^10 numbers, so a guessed one is almost never in use; but the check symbol
is no secret. A number alone must never show personal data: that is what `token` is for.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from typing import Final

ALPHABET: Final = "23456789BCDFGHJKLMNPQRSTVWXYZ"
PRIME: Final = len(ALPHABET)
LENGTH: Final = 8

_TOKEN_LENGTH: Final = 24
_TRIES: Final = 1000

# What is written in the same shape and is something else: number plates and RT/RW.
_OTHERWISE_MEANT: Final = re.compile(r"[A-Z]{1,2}[0-9]{3,4}[A-Z]{1,3}|RT[0-9]{2}RW[0-9]{2}")

_SIGN: Final = r"[1-9B-DF-NP-TV-Z]"
_WRITTEN: Final = re.compile(
    rf"(?<![0-9a-z])(?<![0-9a-z]-)({_SIGN}{{4}})(?: ?- ?| ?)({_SIGN}{{4}})(?![0-9a-z]|-[0-9a-z])",
    re.IGNORECASE | re.ASCII,
)
_AS_L: Final = str.maketrans("1I", "LL")


def new(choice: Callable[[str], str] | None = None) -> str:
    """A fresh number in its canonical form, with dash. Uniqueness is the database's to guard.

    Its random part has at least two digits and two letters that no digit is read as, so that
    neither a word nor a telephone number can be one. `choice` picks one symbol of a string, in
    place of the system's randomness; ValueError when it is so uneven that no number comes of it.
    """
    for _ in range(_TRIES):
        random = "".join(choice(ALPHABET) for _ in range(LENGTH - 1)) if choice else _drawn()
        number = random + _check_symbol(random)
        if _is_ours(number):
            return _shown(number)
    raise ValueError("choice never gives a mixture of digits and letters")


def _drawn() -> str:
    """Seven symbols from one draw: seven draws would cost as much as the rest of a report."""
    left, symbols = secrets.randbelow(PRIME ** (LENGTH - 1)), []
    for _ in range(LENGTH - 1):
        left, symbol = divmod(left, PRIME)
        symbols.append(ALPHABET[symbol])
    return "".join(symbols)


def normalise(text: str) -> str | None:
    """The canonical number somebody typed, or None if it is not one.

    Lower case, spaces, a missing or odd dash, a leading `#` and the stars of bold text are
    accepted; a wrong symbol or a swapped pair is not.
    """
    if len(text) > 40:
        return None
    bare = "".join(
        c for c in unicodedata.normalize("NFKC", text).upper() if not _is_dressing(c)
    ).translate(_AS_L)
    if len(bare) != LENGTH or not set(bare) <= set(ALPHABET):
        return None
    return _shown(bare) if _checks(bare) and _is_ours(bare) else None


def find(text: str) -> list[str]:
    """The canonical numbers written inside a text, in order, each once."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join("-" if _is_dash(c) else c for c in plain)
    return list(dict.fromkeys(number for _, _, number in spans(plain)))


def spans(text: str) -> list[tuple[int, int, str]]:
    """Where numbers stand in a text written in plain ASCII letters: start, end, number."""
    written = ((m.span(), normalise(m[1] + m[2])) for m in _WRITTEN.finditer(text))
    return [(start, end, number) for (start, end), number in written if number]


def token() -> str:
    """A secret for a private link: 24 letters and digits, more than 140 bits.

    No dash and no underscore: chat programs cut a link at one and read the other as italics. It
    is drawn whole, and drawn again while it holds one of them.
    """
    while True:
        drawn = secrets.token_urlsafe(_TOKEN_LENGTH * 3 // 4)
        if drawn.isalnum():
            return drawn


def _check_symbol(random: str) -> str:
    """The symbol that brings the weighted sum to a multiple of 29; its own weight is 1."""
    return ALPHABET[-_weighted(random) % PRIME]


def _checks(number: str) -> bool:
    return _weighted(number) % PRIME == 0


def _weighted(symbols: str) -> int:
    """Each position has a weight of its own (8 down to 1), none a multiple of the prime.

    So one wrong symbol changes the sum, and so does swapping any two different symbols.
    """
    return sum(
        weight * ALPHABET.index(symbol)
        for weight, symbol in zip(range(LENGTH, 0, -1), symbols, strict=False)
    )


def _is_ours(number: str) -> bool:
    random = number[:-1]
    digits = sum(symbol.isdigit() for symbol in random)
    letters = sum(symbol.isalpha() and symbol != "L" for symbol in random)
    return digits >= 2 and letters >= 2 and not _OTHERWISE_MEANT.fullmatch(number)


def _is_dressing(char: str) -> bool:
    odd = char in "#*_~.`" or char.isspace() or unicodedata.category(char) == "Cf"
    return odd or _is_dash(char)


def _is_dash(char: str) -> bool:
    return char == "−" or unicodedata.category(char) == "Pd"


def _shown(number: str) -> str:
    return f"{number[:4]}-{number[4:]}"
