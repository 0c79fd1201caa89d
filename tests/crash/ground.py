"""Where it happens: two cities with a line each, and times short enough to wait for."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

APP, SECRET, TOKEN = "demo", "the seal of a town that crashes", "the token of a town that crashes"
PATH = f"/hooks/whatsapp/{APP}"
LINES = {"pontianak": "620561000000001", "bandarlampung": "620721000000002"}
ACCOUNTS = {"pontianak": "620561000000100", "bandarlampung": "620721000000200"}
PEOPLE = {"officer": "diskominfo.officer", "agency": "dishub.liaison"}

# In seconds. A lease outlives the answers the platform gives late, not those it never gives.
LEASE, QUIET, QUIET_MOST, UNKNOWN_WAIT = 2, 0.6, 4.0, 3.0


@dataclass(frozen=True)
class Ports:
    """Sockets that outlive those who listen on them: a restarted door loses no caller."""

    platform: socket.socket
    door: socket.socket

    @property
    def platform_url(self) -> str:
        return f"http://127.0.0.1:{self.platform.getsockname()[1]}"

    @property
    def door_url(self) -> str:
        return f"http://127.0.0.1:{self.door.getsockname()[1]}{PATH}"


def ports() -> Ports:
    return Ports(_listening(), _listening())


def _listening() -> socket.socket:
    found = socket.create_server(("127.0.0.1", 0), backlog=1024)
    found.set_inheritable(True)
    return found


def settle_in(open_ports: Ports, data: Path) -> None:
    """The environment that every process of the town shares; before Django reads it."""
    data.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "kentongan.site.settings",
        "KENTONGAN_DATA": str(data),
        "KENTONGAN_GRAPH_URL": open_ports.platform_url,
        "KENTONGAN_LEASE": str(LEASE),
        "KENTONGAN_QUIET": str(QUIET),
        "KENTONGAN_QUIET_MOST": str(QUIET_MOST),
        "KENTONGAN_UNKNOWN_WAIT": str(UNKNOWN_WAIT),
        "KENTONGAN_LOG": os.environ.get("KENTONGAN_LOG", "CRITICAL"),
    }
    os.environ.setdefault("KENTONGAN_SECRET_KEY", secrets.token_hex(20))


def settle_cities() -> None:
    """Two cities from their packs, their lines, and people at the desks. Needs Django."""
    from kentongan.cities.locks import inside
    from kentongan.people.tests.at_work import hold
    from kentongan.site.settle import settle_city
    from kentongan.site.settle.line import AppFacts, LineFacts, add_app, add_line

    app = add_app(AppFacts("whatsapp", APP, SECRET, "verify"))
    for slug, number in LINES.items():
        city = settle_city(slug)
        add_line(city, app, LineFacts(number, ACCOUNTS[slug], f"+{number}", slug, TOKEN))
        with inside(city):
            for role, post in PEOPLE.items():
                hold(post, role, username=f"{role}.{slug}")
