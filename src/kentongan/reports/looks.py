"""A look at who told us: which journal lines open it, and for how long."""

from __future__ import annotations

from datetime import timedelta

VERBS = ("see_identity", "unmask")
LASTS = timedelta(minutes=10)
"""What one look opens, for the officer who asked and for this report alone."""
