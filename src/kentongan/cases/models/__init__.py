"""Matters, their journal and their clocks."""

from kentongan.cases.models.journal import (
    JournalHead,
    JournalLine,
    JournalNote,
    JournalSeal,
    JournalTally,
    Unsealed,
)
from kentongan.cases.models.matters import Deadline, Holiday, Matter, Notice, Rung, TimeLimit

__all__ = [
    "Deadline",
    "Holiday",
    "JournalHead",
    "JournalLine",
    "JournalNote",
    "JournalSeal",
    "JournalTally",
    "Matter",
    "Notice",
    "Rung",
    "TimeLimit",
    "Unsealed",
]
