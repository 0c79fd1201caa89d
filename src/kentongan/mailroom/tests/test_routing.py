"""The routing file: written by the house, read by the door."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kentongan.mailroom import vault
from kentongan.mailroom.door.routes import Routes
from kentongan.mailroom.models import PlatformApp
from kentongan.mailroom.routing import write_routing


@pytest.fixture
def app(db: None) -> PlatformApp:
    return PlatformApp.objects.create(
        channel="whatsapp", slug="demo", secret=vault.lock("today"),
        previous_secret=vault.lock("yesterday"), verify_token=vault.lock("handshake"),
    )  # fmt: skip


def _routes(file: Path, monkeypatch: pytest.MonkeyPatch) -> Routes:
    monkeypatch.setattr("kentongan.mailroom.door.routes.LOOK_AGAIN", 0)
    return Routes(file)


def test_the_door_knows_the_apps_with_both_secrets(
    app: PlatformApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = write_routing(tmp_path / "routing.json")
    assert file.stat().st_mode & 0o777 == 0o600
    route = _routes(file, monkeypatch).find("/hooks/whatsapp/demo")
    assert route is not None
    assert (route.secrets.app, route.verify_token) == (("today", "yesterday"), "handshake")


def test_a_new_secret_is_known_at_once_and_a_broken_file_changes_nothing(
    app: PlatformApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = write_routing(tmp_path / "routing.json")
    routes = _routes(file, monkeypatch)
    assert routes.find("/hooks/whatsapp/demo")
    PlatformApp.objects.update(secret=vault.lock("tomorrow"))
    write_routing(file)
    route = routes.find("/hooks/whatsapp/demo")
    assert route and route.secrets.app[0] == "tomorrow"
    for broken in ("{", "[]", '{"apps": {"pigeon/x": {}}}', '{"apps": {"whatsapp/demo": {}}}'):
        file.write_text(broken)
        assert routes.find("/hooks/whatsapp/demo") is route
    os.unlink(file)
    assert routes.find("/hooks/whatsapp/demo") is route
