"""Kentongan: every voice in a city becomes a report with an owner, a clock and an answer."""

__version__ = "0.1.0"
