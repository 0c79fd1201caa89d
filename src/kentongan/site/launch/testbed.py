"""The tests' ground: real settings, and a real PostgreSQL entered as role `app`.

The root `conftest.py` takes its hooks and fixtures from here. A run has one throw-away server (see
`keeper`), started when the first test asks for the database; every xdist worker gets a copy of
the migrated database. Environment variables hold for processes that a test starts.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import importlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from kentongan.site.launch.foundation import DATABASE, SUPERUSER, entrance
from kentongan.site.launch.keeper import TABLES

PATIENCE = 120.0
VARIABLES = {
    "app": "KENTONGAN_DATABASE_URL",
    "owner": "KENTONGAN_OWNER_URL",
    "door": "KENTONGAN_DOOR_URL",
    "backup": "KENTONGAN_BACKUP_URL",
}


@dataclass
class Testbed:
    """One worker's database. `urls` by role: owner, app, door, backup, postgres (superuser)."""

    __test__ = False
    database: str
    urls: dict[str, str]
    seeded: list[str]
    seeds: Path

    def empty(self) -> None:
        """Every table as the migrations left it; sequences run on. For tests that commit.

        A connection that a test forgot in a transaction is cut after two seconds.
        """
        with psycopg.connect(self.urls[SUPERUSER], autocommit=True) as link:
            link.execute("SET lock_timeout = '2s'")
            try:
                self._refill(link)
            except psycopg.errors.LockNotAvailable:
                link.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                self._refill(link)

    def _refill(self, link: psycopg.Connection[Any]) -> None:
        tables = [row[0] for row in link.execute(TABLES).fetchall()]
        with link.transaction():
            link.execute("SET LOCAL session_replication_role = replica")
            names = sql.SQL(", ").join(sql.SQL(table) for table in tables)
            link.execute(sql.SQL("TRUNCATE {}").format(names))
            for table in self.seeded:
                file = sql.Literal(str(self.seeds / table))
                link.execute(sql.SQL("COPY {} FROM {}").format(sql.SQL(table), file))


# -- hooks


class Run:
    """A run of pytest and its room; in an xdist worker the room is the controller's."""

    def __init__(self, config: pytest.Config) -> None:
        given = getattr(config, "workerinput", None)
        self.worker = given["workerid"] if given else "alone"
        self.lock: IO[bytes] | None = None
        if given:
            self.room = Path(given["kentongan_room"])
            return
        self.room = Path(tempfile.mkdtemp(prefix="kentongan-test-"))
        self.room.chmod(0o711)
        self.lock = open(self.room / "lock", "wb")  # noqa: SIM115 - held until the run ends
        fcntl.flock(self.lock, fcntl.LOCK_EX)

    def environment(self) -> dict[str, str]:
        data = self.room / f"data-{self.worker}"
        data.mkdir(mode=0o700, exist_ok=True)
        return {
            "DJANGO_SETTINGS_MODULE": "kentongan.site.settings",
            "KENTONGAN_DATA": str(data),
            "KENTONGAN_URL": "http://127.0.0.1:8000",
            "KENTONGAN_SECRET_KEY": secrets.token_urlsafe(40),
            "KENTONGAN_VAULT_KEY": base64.urlsafe_b64encode(os.urandom(32)).decode(),
            "KENTONGAN_APP_SECRET": secrets.token_hex(16),
            "KENTONGAN_DEMO": "0",
            "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
            **dict.fromkeys(VARIABLES.values(), "postgresql:///none"),
        }

    def server(self) -> dict[str, Any]:
        """What the keeper says; the first worker that asks starts it."""
        ready = self.room / "ready.json"
        with open(self.room / "starting", "wb") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            keeper = None if ready.exists() else self._keeper()
            until = time.monotonic() + PATIENCE
            while not ready.exists():
                if time.monotonic() > until or (keeper and keeper.poll() is not None):
                    pytest.exit("The keeper of the test database went away.", returncode=3)
                time.sleep(0.02)
        said: dict[str, Any] = json.loads(ready.read_text())
        if "trouble" in said:
            pytest.fail(said["trouble"], pytrace=False)
        return said

    def _keeper(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "kentongan.site.launch.keeper", str(self.room)]
        return subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL)

    def end(self) -> None:
        """Give the lock back and see the room go."""
        if self.lock is None:
            return
        self.lock.close()
        until = time.monotonic() + 10
        while (self.room / "server").exists() and time.monotonic() < until:
            time.sleep(0.02)
        shutil.rmtree(self.room, ignore_errors=True)


RUN = pytest.StashKey[Run]()


# Two runs of the suite draw the same examples. To look for new ones: KENTONGAN_EXPLORE=1.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, print_blob=True)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("explore" if os.environ.get("KENTONGAN_EXPLORE") else "suite")
    run = config.stash[RUN] = Run(config)
    os.environ.update(run.environment())
    _settle()


def _settle() -> None:
    """Settings that were read before the environment was ready are read again."""
    if "kentongan.site.settings" not in sys.modules:
        return
    from django.conf import settings as read

    module = importlib.reload(sys.modules["kentongan.site.settings"])
    for name in filter(str.isupper, dir(module)):
        setattr(read, name, getattr(module, name))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["kentongan_room"] = str(node.config.stash[RUN].room)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if RUN in config.stash:
        config.stash[RUN].end()


# -- fixtures


@pytest.fixture(scope="session")
def testbed(request: pytest.FixtureRequest) -> Testbed:
    """This worker's own database, freshly copied; and the environment pointing at it."""
    run = request.config.stash[RUN]
    said = run.server()
    name = f"test_{run.worker}"
    with psycopg.connect(said["urls"][SUPERUSER].format(database="postgres")) as link:
        link.autocommit = True
        link.execute(f'CREATE DATABASE "{name}" OWNER owner TEMPLATE {DATABASE}'.encode())
        for statement in entrance(name):
            link.execute(statement.encode())
    urls = {role: url.format(database=name) for role, url in said["urls"].items()}
    for role, variable in VARIABLES.items():
        os.environ[variable] = urls[role]
    return Testbed(name, urls, said["seeded"], run.room / "server" / "seeds")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, testbed: Testbed
) -> Iterator[None]:
    """Instead of pytest-django's: no database is made, Django enters ours as `app`."""
    from django.db import connections
    from django.test import TransactionTestCase

    from kentongan.site.settings import database

    with django_db_blocker.unblock():
        connections["default"].close()
        connections.databases["default"].update(database(testbed.urls["app"]))
    case: Any = TransactionTestCase
    teardown = case._fixture_teardown

    def emptied(_: TransactionTestCase) -> None:  # `app` may not truncate, Django's flush would
        connections.close_all()
        testbed.empty()

    case._fixture_teardown = emptied
    yield
    case._fixture_teardown = teardown
    with django_db_blocker.unblock(), contextlib.suppress(psycopg.Error):
        connections.close_all()


@pytest.fixture
def empty_database(transactional_db: None, testbed: Testbed) -> Callable[[], None]:
    """For tests that commit: call it to put every table back as the migrations left it."""
    return testbed.empty
