"""Two towns side by side."""

from __future__ import annotations

import pytest

from kentongan.reports.tests.builders import Town, town


@pytest.fixture
def ponti(db: None) -> Town:
    return town("pontianak")


@pytest.fixture
def lampung(db: None) -> Town:
    return town("bandarlampung")
