"""Nobody is ignored, even by lazy agencies: a short year of a simulated city."""

from __future__ import annotations

from datetime import date

import pytest
from tests.year.life import Year
from tests.year.town import staffed

pytestmark = pytest.mark.django_db


def test_in_a_simulated_quarter_nobody_is_ignored() -> None:
    city = staffed("pontianak", date(2026, 1, 1))
    told = Year(city, first=date(2026, 2, 2), days=60, reports=120, seed=3).live()
    assert told.reports == 120
    assert told.broken == {}
    assert told.ignored == 0
    assert set(told.ends) <= {"closed", "declined", "referred"}
    # It was no easy time: agencies slept, things came back, promises fell due.
    assert told.escalated["chief"] and told.escalated["secretary"] and told.escalated["mayor"]
    assert told.facts["times hand_back"] and told.facts["times reopen"]
    assert told.facts["times pause"] == told.facts["times resume"]
    assert told.facts["closed by silence"] > 20
