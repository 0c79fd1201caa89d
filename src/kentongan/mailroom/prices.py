"""What a message costs, as far as anybody has told us. To be checked before budgeting.

Source: the platform's rate card of 2024 for Indonesia; since 1 October 2026 free-form messages
are billed at the rate of utility templates, and vendors state that the first 1,000 of a number
and month are free (channels.md, C3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings

from kentongan.pure import sayings


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per delivered message, and since when; `checked` against this year's card."""

    dollars: Decimal
    since: date
    checked: bool = False


PRICES: Mapping[str, Price] = {
    "service": Price(Decimal("0.020"), date(2026, 10, 1)),
    "utility": Price(Decimal("0.020"), date(2025, 7, 1)),
    "marketing": Price(Decimal("0.0411"), date(2025, 7, 1)),
    "authentication": Price(Decimal("0.030"), date(2025, 7, 1)),
}


def price_words(category: str, today: date) -> str:
    """`1 pesan berbayar, sekitar Rp 330`; without an exchange rate in the settings
    (`RUPIAH_PER_DOLLAR`) only the first half. Empty while the category costs nothing."""
    price = PRICES.get(category)
    if price is None or today < price.since:
        return ""
    rate = getattr(settings, "RUPIAH_PER_DOLLAR", None)
    if not rate:
        return "1 pesan berbayar"
    rupiah = int((price.dollars * Decimal(rate)).quantize(Decimal(10)))
    return f"1 pesan berbayar, sekitar Rp {sayings.number(rupiah)}"
