"""The public record of a city: the journal's head day by day, and what is counted from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kentongan.cases import seals
from kentongan.cases.models import JournalHead
from kentongan.cities.locks import current
from kentongan.pure import sayings
from kentongan.reports.queries.record import Record, record

HEADS = 60


def page(now: datetime) -> dict[str, Any]:
    """Three statements."""
    position, digest = seals.end()
    found = record()
    return {
        "position": position,
        "digest": digest if position else "",
        "heads": list(JournalHead.objects.all()[:HEADS]),
        "months": found.months,
        "owed": found.owed,
        "figures": _figures(found, now),
    }


def _figures(found: Record, now: datetime) -> list[dict[str, str]]:
    """This month in sentences; nothing while there is nothing to tell."""
    today = now.astimezone(current().tz).date()
    month = found.of(today)
    shown = []
    if month:
        shown = [
            _figure(month.told, "laporan masuk bulan ini"),
            _figure(month.answered, "mendapat jawaban pertama", month.in_words),
            _figure(month.confirmed, "dinyatakan beres oleh warganya sendiri"),
        ]
    return [*shown, _figure(found.owed, "janji bertanggal yang belum ditepati")]


def _figure(value: int, words: str, note: str = "") -> dict[str, str]:
    return {"value": sayings.number(value), "words": words, "note": note}
