"""Telephone numbers: kept in E.164 (`+6281234567890`), shown as people in Indonesia write them.

A number is never the key of a person: platforms may hide it. Short codes (112, 1708) are not
telephone numbers here, and neither is a NIK.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

_LONGEST_INPUT: Final = 60
_PLAUSIBLE: Final = re.compile(r"(?:tel:)?\+?[0-9 ().\-/]+")
_MASK: Final = "•"
_SHOWN_AT_THE_END: Final = 3


def normalise(text: str, region: str = "ID") -> str | None:
    """E.164 of a number typed alone, or None when it is not a valid one.

    Understands 0815…, 62 815…, 62 0815…, +62 0815…, 0062 815…, with spaces, dots, dashes,
    brackets; mobile and fixed lines. `region` is for numbers without country code.
    """
    if len(text) > _LONGEST_INPUT:
        return None
    plain = "".join(_plain(c) for c in unicodedata.normalize("NFKC", text)).strip()
    if not _PLAUSIBLE.fullmatch(plain):
        return None
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    return _valid(plain, region)


def from_wa_id(digits: str) -> str:
    """E.164 of a WhatsApp id: digits with country code, without plus.

    The platform vouches for it, so a number that the plan does not know is kept as it came.
    ValueError when it is not 6 to 15 digits.
    """
    if not re.fullmatch(r"[1-9][0-9]{5,14}", digits):
        raise ValueError("a WhatsApp id is 6 to 15 digits without plus")
    return _valid(f"+{digits}", None) or f"+{digits}"


def pretty(e164: str) -> str:
    """As people write it: `0812-3456-7890`, `(0561) 740000`; abroad `+60 12-345 6789`."""
    number = _parsed(e164, None)
    if number is None:
        return e164
    at_home = number.country_code == 62
    return phonenumbers.format_number(
        number, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    )


def masked(e164: str) -> str:
    """Enough to recognise a number one knows, too little to call it: `0812-••••-•890`."""
    shown = pretty(e164)
    digits = [place for place, char in enumerate(shown) if char.isdigit()]
    first = 4 if shown.startswith(("0", "(0")) else len(shown.split(" ")[0].lstrip("+"))
    first = min(first, max(0, len(digits) - 7))
    hidden = set(digits[first:-_SHOWN_AT_THE_END])
    return "".join(_MASK if place in hidden else char for place, char in enumerate(shown))


def last_digits(e164: str, n: int = 4) -> str:
    """The last `n` digits, for telling two people of one name apart."""
    digits = re.sub(r"[^0-9]", "", e164)
    return digits[-n:] if n > 0 else ""


def _valid(text: str, region: str | None) -> str | None:
    number = _parsed(text, region)
    if number is None or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _parsed(text: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _plain(char: str) -> str:
    """Digits of any script as ASCII, any dash as a dash, any space as a space, unseen ones gone."""
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind == "Pd":
        return "-"
    if kind == "Cf":
        return ""
    return " " if char.isspace() else char
