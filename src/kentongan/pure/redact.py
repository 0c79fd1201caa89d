"""Hide what does not belong on a screen, in an export or in a log: NIK and KK, phones, e-mail.

A NIK or KK is 16 digits without check digit: region (6), DDMMYY with 40 added to the day for
women (KK: day of issue), serial (4). Every such number is hidden, plausible or not, because a
number hidden by mistake costs little. Stays readable: ticket numbers, dates, money, RT/RW,
house numbers, coordinates, short codes.

The text is read in runs of digit groups, each looked at a bounded number of times, so the work
grows linearly with the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import Final, Literal, TypeAlias

from kentongan.pure import tickets

Kind: TypeAlias = Literal["nik", "phone", "email"]
Span: TypeAlias = tuple[Kind, int, int]

MARKS: Final[Mapping[Kind, str]] = {
    "nik": "[NIK disembunyikan]",
    "phone": "[nomor telepon disembunyikan]",
    "email": "[alamat e-mail disembunyikan]",
}

_NIK_DIGITS: Final = 16
_RUN: Final = re.compile(r"[0-9]+(?:[ .\-()]{1,3}[0-9]+)*")
_GROUP: Final = re.compile(r"[0-9]+")
_DOMAIN: Final = re.compile(r"(?:(?:[^\W_]|-)+\.)+[^\W\d_]{2,}")

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)[0-9]{2}"
_DATE: Final = (
    r"(?<![0-9])(?<![0-9][./-])"
    rf"(?:{_DAY}(?P<a>[./-]){_MONTH}(?P=a){_YEAR}|{_YEAR}(?P<b>[./-]){_MONTH}(?P=b){_DAY})"
    r"(?![0-9])(?![./-][0-9])"
)
_YEARS: Final = rf"(?<![0-9])(?<![0-9][ .-]){_YEAR}(?:[ -]{_YEAR})+(?![ .-]?[0-9])"
_THOUSANDS: Final = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![0-9])(?!\.[0-9])"
_RUPIAH: Final = rf"(?<![a-z])(?:rp|idr)\.? {{0,2}}(?:{_THOUSANDS}|[1-9][0-9]{{0,14}}(?![0-9]))"
_AMOUNT: Final = rf"(?<![0-9.+])(?<![0-9][ -])(?P<amount>{_THOUSANDS})"
# Degrees of latitude and longitude between Sabang and Merauke.
_DEGREES: Final = (
    r"(?<![0-9.])(?:-1[01]|-?[0-9]|9[5-9]|1[0-3][0-9]|14[01])\.[0-9]{4,}(?![0-9])(?!\.[0-9])"
)
_KEPT: Final = re.compile("|".join((_RUPIAH, _DATE, _YEARS, _DEGREES, _AMOUNT)), re.IGNORECASE)


def redact(text: str, keep: Collection[str] = ()) -> str:
    """The text with a readable mark in place of each private piece. `keep`: telephone numbers as
    `numbers_in` gives them that everybody may know, such as those of offices."""
    pieces, done = [], 0
    for kind, start, end in find_private(text):
        if keep and kind == "phone" and _at_home(text[start:end]) in keep:
            continue
        pieces += [text[done:start], MARKS[kind]]
        done = end
    return "".join(pieces) + text[done:]


def numbers_in(text: str) -> frozenset[str]:
    """The telephone numbers in a text, as digits that begin with 0 at home."""
    spans = find_private(text)
    return frozenset(_at_home(text[a:b]) for kind, a, b in spans if kind == "phone")


def _at_home(number: str) -> str:
    plain = _same_length(number)
    return _national("".join(_GROUP.findall(plain)), "+" in plain)


def find_private(text: str) -> list[Span]:
    """Kind, start and end of each private piece, in order, without overlap."""
    plain = _same_length(text)
    found: list[Span] = [("email", start, end) for start, end in _addresses(plain)]
    plain = _blank(plain, [(start, end) for _, start, end in found])
    plain = _blank(plain, [(start, end) for start, end, _ in tickets.spans(plain)])
    plain = _KEPT.sub(_unless_nik, plain)
    for run in _RUN.finditer(plain):
        found += _in_run(plain, run.start(), run.end())
    return sorted(found, key=lambda span: span[1])


def has_nik(text: str) -> bool:
    """Whether a number shaped like a NIK or KK stands in the text."""
    return any(kind == "nik" for kind, _, _ in find_private(text))


def _same_length(text: str) -> str:
    """Digits of any script as ASCII, any space, dash or unseen character as a plain one."""
    return text if text.isascii() and "\t" not in text else "".join(map(_plain, text))


def _plain(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind in ("Zs", "Cf") or char == "\t":
        return " "
    return "-" if kind == "Pd" or char == "−" else char


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], "\0" * (end - start)]
        done = end
    return "".join(pieces) + text[done:]


def _unless_nik(match: re.Match[str]) -> str:
    """Blanks what is kept; a spreadsheet may have put dots into a NIK as into an amount."""
    amount = match["amount"]
    if amount and len(amount.replace(".", "")) == _NIK_DIGITS:
        return match[0]
    return "\0" * len(match[0])


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    """E-mail addresses, found from their `@`: each character is passed at most twice."""
    done, at = 0, text.find("@")
    while at >= 0:
        start = at
        while start > done and (text[start - 1].isalnum() or text[start - 1] in "._%+-"):
            start -= 1
        domain = _DOMAIN.match(text, at + 1)
        if domain and start < at:
            done = domain.end()
            yield start, done
        at = text.find("@", at + 1)


def _in_run(text: str, start: int, end: int) -> Iterator[Span]:
    groups = [match.span() for match in _GROUP.finditer(text, start, end)]
    digits = [text[a:b] for a, b in groups]
    between = [text[a[1] : b[0]] for a, b in pairwise(groups)]
    at = 0
    while at < len(groups):
        first = groups[at][0]
        plus = text[first - 1 : first] == "+"
        kind, count = _number_at(digits[at : at + 16], between[at : at + 15], plus)
        if count:
            last = groups[at + count - 1][1]
            yield kind, _with_sign(text, first, last), last
        at += count or 1


def _with_sign(text: str, start: int, end: int) -> int:
    """The start, moved left over a plus and over a bracket that closes inside."""
    start -= text[start - 1 : start] == "+"
    return start - (text[start - 1 : start] == "(" and ")" in text[start:end])


def _number_at(digits: list[str], between: list[str], plus: bool) -> tuple[Kind, int]:
    """The kind of number that begins with these groups, and how many groups it takes (0: none)."""
    if len(digits[0]) == _NIK_DIGITS:
        return "nik", 1
    nik = 0 if plus else _nik_groups(digits)
    if nik and _plausible("".join(digits[:nik])):
        return "nik", nik
    phone = _phone_groups(digits, plus)
    if phone:
        return "phone", phone
    return "nik", nik if nik and _in_pattern(digits[:nik], between[: nik - 1]) else 0


def _in_pattern(digits: list[str], between: list[str]) -> bool:
    """One separator throughout, and groups as of one number: 6-6-4, 4-4-4-4, 2-2-2-6-4, 1-3-3-…"""
    sizes = [len(group) for group in digits]
    even = all(size % 2 == 0 for size in sizes)
    return len(set(between)) == 1 and (even or len(set(sizes[1:])) == 1)


def _nik_groups(digits: list[str]) -> int:
    """How many groups make exactly 16 digits; 0 if none, or if one of them is a phone number."""
    total = 0
    for count, group in enumerate(digits, 1):
        total += len(group)
        if total >= _NIK_DIGITS or (count > 1 and _is_phone(_national(group, False))):
            return count if total == _NIK_DIGITS else 0
    return 0


def _plausible(nik: str) -> bool:
    """The test that 96 % of the 16-digit numbers in real complaints pass: region, date, serial."""
    day, month = int(nik[6:8]) % 40, int(nik[8:10])
    region = 11 <= int(nik[:2]) <= 97
    return (
        region
        and 1 <= day <= 31
        and int(nik[6:8]) <= 71
        and 1 <= month <= 12
        and (nik[12:] != "0000")
    )


def _phone_groups(digits: list[str], plus: bool) -> int:
    """How many groups make a telephone number: the first that suffices, else the longest."""
    best, joined = 0, ""
    for count, group in enumerate(digits[:7], 1):
        joined += group
        number = _national(joined, plus)
        if not _is_phone(number) or not (plus or count == 1 or _said_in_groups(digits[:count])):
            continue
        best = count
        if len(number) >= _ENOUGH.get(number[:2], 9):
            break
    return best


_ENOUGH: Final[Mapping[str, int]] = {"08": 11, "++": 12}


def _national(digits: str, plus: bool) -> str:
    """`08…` or `0561…` at home, `++…` for abroad; empty if it begins like no telephone number."""
    if digits.startswith("00"):
        plus, digits = True, digits[2:]
    if digits.startswith("62"):
        return "0" + digits[2:].removeprefix("0")
    if plus:
        return "++" + digits
    return digits if digits.startswith("0") else "0" + digits if digits.startswith("8") else ""


def _is_phone(number: str) -> bool:
    """Mobile: 10 to 13 digits; fixed line with area code: 9 to 12; abroad: 9 to 15."""
    pattern = r"08[1-9][0-9]{7,10}|0[2-79][0-9]{7,10}|\+\+[1-9][0-9]{8,14}"
    return re.fullmatch(pattern, number) is not None


def _said_in_groups(digits: list[str]) -> bool:
    """Whether these groups look like a number and not like a list of RT or house numbers."""
    at = int(digits[0] in ("62", "0062"))
    at += at < len(digits) and digits[at] == "0"
    if at + 1 >= len(digits):
        return at < len(digits)
    head, follows = digits[at], digits[at + 1]
    bare = head.removeprefix("62").removeprefix("0")
    if bare.startswith("8"):
        return len(bare) >= 3 or (len(bare) == 2 and len(follows) >= 3)
    return 2 <= len(bare) <= 3 and len(follows) >= 3 and follows[0] not in "01"
