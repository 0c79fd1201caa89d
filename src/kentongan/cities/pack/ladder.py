"""The ladder that a late matter climbs: who hears of it, and when."""

from __future__ import annotations

from pathlib import Path

from kentongan.cities.pack.matters import laid_over
from kentongan.cities.pack.shapes import Rung
from kentongan.cities.pack.table import Row, trouble

_COLUMNS = "code clock days level note"
LEVELS = ("resident", "owner", "chief", "secretary", "mayor", "system")
NEEDED = ("matter", "step", "step.replied", "step.waiting", "step.promised")


def read_ladder(common: Path, folder: Path) -> tuple[Rung, ...]:
    """All rungs, by clock and then by day: the order in which they are climbed."""
    found = laid_over(common / "ladder.csv", folder, _COLUMNS, "code")
    rungs = [_rung(rows[-1]) for rows in found.values()]
    clocks = {rung.clock for rung in rungs}
    if missing := [clock for clock in NEEDED if clock not in clocks]:
        raise trouble("ladder.csv", None, f"belum ada anak tangga untuk {', '.join(missing)}.")
    return tuple(sorted(rungs, key=lambda rung: (rung.clock, rung.days)))


def _rung(row: Row) -> Rung:
    days, level = row.need("days"), row.need("level")
    if not days.lstrip("-").isdigit() or abs(int(days)) > 365:
        raise row.error(f"“days” adalah jumlah hari kerja, misalnya -3 atau 5: “{days}”.")
    if level not in LEVELS:
        raise row.error(f"“level” salah satu dari {', '.join(LEVELS)}: “{level}”.")
    return Rung(row.need("code"), row.need("clock"), int(days), level)
