"""How times, spans and numbers are said in Indonesian, on pages and in messages.

Times are written with a dot (09.12), numbers with a dot for thousands and a comma for decimals.
All moments are aware; `now` and the city's zone come from the caller.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from kentongan.pure.normalise import cut
from kentongan.pure.workdays import between

WEEKDAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS: Final = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
ZONE_NAMES: Final[Mapping[str, str]] = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Ujung_Pandang": "WITA",
    "Asia/Jayapura": "WIT",
}

# The first hour of each part of the day. Custom, not law.
_PARTS: Final = ((18, "malam"), (15, "sore"), (11, "siang"), (4, "pagi"), (0, "dini hari"))
_EARLIER_TODAY: Final[Mapping[str, str]] = {"dini hari": "dini hari tadi", "malam": "malam ini"}
_UNITS: Final = ("byte", "KB", "MB", "GB", "TB")


def when(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment as one says it today: `tadi pagi 09.12`, `kemarin 14.03`, `3 November 2026`."""
    local, today = _local(at, zone), _local(now, zone).date()
    if 0 <= (now - at).total_seconds() < 60:
        return "baru saja"
    ago, part = (today - local.date()).days, _part(local)
    if ago == 0 and at > now:
        return f"nanti {part} {clock(local)}"
    if ago == 0:
        return f"{_EARLIER_TODAY.get(part, f'tadi {part}')} {clock(local)}"
    if abs(ago) == 1:
        return f"{'kemarin' if ago > 0 else 'besok'} {clock(local)}"
    if 1 < ago < 7:
        return f"{WEEKDAYS[local.weekday()]} {clock(local)}"
    return short_day(local.date())


def exact(at: datetime, zone: ZoneInfo) -> str:
    """A moment that leaves no doubt: `22 November 2026 09.12 WIB`."""
    local = _local(at, zone)
    name = ZONE_NAMES.get(zone.key) or f"UTC{local:%z}"
    return f"{short_day(local.date())} {clock(local)} {name}"


def clock(local: datetime) -> str:
    """Hour and minute of a moment that is already in the city's zone: `09.12`."""
    return f"{local:%H.%M}"


def day(of: date) -> str:
    """`Minggu, 22 November 2026`."""
    return f"{WEEKDAYS[of.weekday()]}, {short_day(of)}"


def short_day(of: date) -> str:
    """`22 November 2026`."""
    return f"{of.day} {MONTHS[of.month - 1]} {of.year}"


def left(
    due: datetime,
    now: datetime,
    zone: ZoneInfo,
    holidays: Collection[date],
    worked: Collection[date] = (),
) -> str:
    """What is left of a time limit: `3 hari kerja lagi`, `hari ini`, `lewat 2 hari kerja`.

    Where no working day lies between, calendar days are told: on Saturday, something of Friday
    is `lewat 1 hari`.
    """
    last, today = _local(due, zone).date(), _local(now, zone).date()
    if last == today:
        return "hari ini" if now <= due else "lewat hari ini"
    calendar, working = (last - today).days, between(today, last, holidays, worked)
    count = f"{number(abs(working))} hari kerja" if working else f"{abs(calendar)} hari"
    return f"{count} lagi" if calendar > 0 else f"lewat {count}"


def greeting(now: datetime, zone: ZoneInfo) -> str:
    """`Selamat pagi`, `siang`, `sore` or `malam`, by the city's clock."""
    part = _part(_local(now, zone))
    return f"Selamat {'malam' if part == 'dini hari' else part}"


def number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """`1.234,5`; with `decimals` rounded to that many places. ValueError for not-a-number."""
    exactly = Decimal(str(value))
    if not exactly.is_finite():
        raise ValueError("only finite numbers can be said")
    written = f"{exactly:,f}" if decimals is None else f"{exactly:,.{decimals}f}"
    if decimals is None and "." in written:
        written = written.rstrip("0").rstrip(".")
    written = written.translate(str.maketrans(",.", ".,"))
    return written.removeprefix("-") if not written.strip("-0.,") else written


def size(of_bytes: int) -> str:
    """The size of a file, in steps of 1,000: `850 byte`, `1,2 MB`, `64 MB`."""
    value, unit = Decimal(of_bytes), 0
    while round(value) >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    rounded = round(value, 1) if unit and value < Decimal("9.95") else Decimal(round(value))
    return f"{number(rounded)} {_UNITS[unit]}"


def shorten(text: str, n: int) -> str:
    """At most `n` characters on one line, cut after a word and marked with `…`."""
    line = " ".join(text.split())
    if len(line) <= n:
        return line
    if n < 1:
        return ""
    start = cut(line, n - 1)
    whole = start if line[len(start)] == " " else start[: max(start.rfind(" "), 0)]
    kept = whole if len(whole) * 2 >= n else start
    return kept.rstrip(" ,.;:-–(") + "…"


def _part(local: datetime) -> str:
    return next(name for hour, name in _PARTS if local.hour >= hour)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a time without zone says nothing")
    return moment.astimezone(zone)
