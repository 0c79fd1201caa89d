"""The mailroom's own ground: two cities whose post it sorts."""

from __future__ import annotations

import pytest

from kentongan.mailroom.tests.outgoing import Town, small_town
from kentongan.mailroom.tests.scene import Scene, two_cities


@pytest.fixture
def post(db: None) -> Scene:
    return two_cities()


@pytest.fixture
def town(db: None) -> Town:
    return small_town()
