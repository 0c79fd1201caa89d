"""A town with people at work, for what needs both sides of the desk."""

from __future__ import annotations

import pytest

from kentongan.reports.tests.builders import Town, town


@pytest.fixture
def ponti(db: None) -> Town:
    return town("pontianak")
