"""The environment every process of Kentongan reads; the same names as in production."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from kentongan.pure.errors import Refusal
from kentongan.site.launch.postgres import Cluster
from kentongan.site.launch.secrets import Secrets

SOURCES = Path(__file__).resolve().parents[3]
VARIABLES = {
    "app": "KENTONGAN_DATABASE_URL",
    "owner": "KENTONGAN_OWNER_URL",
    "door": "KENTONGAN_DOOR_URL",
    "backup": "KENTONGAN_BACKUP_URL",
}


def external() -> bool:
    """Whether the database is somebody else's PostgreSQL, named by its URL."""
    return bool(os.environ.get(VARIABLES["app"]))


def database(cluster: Cluster, roles: tuple[str, ...] = tuple(VARIABLES)) -> dict[str, str]:
    """A URL for each role, of the embedded server or of the one given from outside.

    Raises Refusal when one of `roles` was not given.
    """
    if not external():
        return {VARIABLES[role]: cluster.url(role) for role in VARIABLES}
    given = {name: os.environ[name] for name in VARIABLES.values() if os.environ.get(name)}
    missing = [VARIABLES[role] for role in roles if VARIABLES[role] not in given]
    if missing:
        raise Refusal(
            f"KENTONGAN_DATABASE_URL names a PostgreSQL of yours: {' and '.join(missing)} "
            "must be given too, one account per role."
        )
    return given


def house(data: Path, known: Secrets, facts: Mapping[str, str]) -> dict[str, str]:
    """Everything but the database. What is set in our own environment wins, except the data."""
    ours = {
        "KENTONGAN_URL": facts["url"],
        "KENTONGAN_GRAPH_URL": facts["graph_url"],
        "KENTONGAN_SECRET_KEY": known.secret_key,
        "KENTONGAN_VAULT_KEY": known.vault_key,
        "KENTONGAN_APP_SECRET": known.app_secret,
        "KENTONGAN_DEMO": "1" if facts["demo"] == "1" else "0",
        "DJANGO_SETTINGS_MODULE": "kentongan.site.settings",
    }
    given = {name: os.environ[name] for name in ours if os.environ.get(name)}
    return {
        **ours,
        **given,
        "KENTONGAN_DATA": str(data),
        "PYTHONPATH": str(SOURCES),
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",  # threads share their heaps: a third less memory when idle
    }
