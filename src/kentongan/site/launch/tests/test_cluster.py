"""The embedded PostgreSQL, as the person who starts it and the four roles know it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kentongan.pure.errors import Refusal
from kentongan.site.launch import secrets
from kentongan.site.launch.environment import SOURCES
from kentongan.site.launch.postgres import Cluster
from kentongan.site.launch.ties import alive


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    """A server in pytest's private directory, which a lesser account could not enter."""
    made = Cluster(tmp_path_factory.mktemp("cluster"), durable=False)
    made.create()
    made.start()
    yield made
    made.destroy()
    assert not made.home.exists()


@pytest.fixture
def started(cluster: Cluster) -> Cluster:
    if not cluster.running():
        cluster.start()
    return cluster


def pid_of(cluster: Cluster) -> int:
    return int((cluster.home / "postmaster.pid").read_text().split()[0])


def test_no_role_of_the_house_is_a_superuser_and_only_backup_reads_across_cities(started):
    with psycopg.connect(started.url("owner")) as link:
        roles = link.execute(
            "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles "
            "WHERE rolname IN ('owner', 'app', 'door', 'backup') ORDER BY 1"
        ).fetchall()
    assert roles == [
        ("app", False, False, False, False),
        ("backup", False, False, False, True),
        ("door", False, False, False, False),
        ("owner", False, False, False, False),
    ]


def test_owner_makes_tables_app_does_not_and_backup_only_reads(started):
    with psycopg.connect(started.url("owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE lantern (id int)")
        owner.execute("INSERT INTO lantern VALUES (7)")
    with psycopg.connect(started.url("app"), autocommit=True) as app:
        for attempt in ("CREATE TABLE mine (id int)", "SELECT * FROM lantern"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(attempt)
    with psycopg.connect(started.url("backup"), autocommit=True) as backup:
        assert backup.execute("SELECT id FROM lantern").fetchall() == [(7,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            backup.execute("DELETE FROM lantern")
    with psycopg.connect(started.url("owner"), autocommit=True) as owner:
        owner.execute("DROP TABLE lantern")


def test_a_wrong_password_does_not_open_the_database_even_on_the_own_machine(started):
    wrong = started.url("app").replace(started.passwords["app"], "tebakan")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(wrong)


def test_text_is_unicode_and_the_allowed_extensions_are_there(started):
    with psycopg.connect(started.url("app")) as link:
        assert link.execute("SELECT upper('é'), unaccent('é')").fetchone() == ("É", "e")
        known = {row[0] for row in link.execute("SELECT extname FROM pg_extension")}
    assert {"pg_trgm", "unaccent", "btree_gist", "citext"} <= known


def test_rows_are_kept_when_the_server_is_killed_with_kill_9(started):
    with psycopg.connect(started.url("owner"), autocommit=True) as link:
        link.execute("CREATE TABLE kept AS SELECT generate_series(1, 5000) AS id")
    os.kill(pid_of(started), signal.SIGKILL)
    started.process.wait()
    assert not started.running()
    started.start()
    with psycopg.connect(started.url("owner"), autocommit=True) as link:
        assert link.execute("SELECT count(*) FROM kept").fetchone() == (5000,)
        link.execute("DROP TABLE kept")


def test_a_command_uses_the_server_that_runs_and_leaves_it_running(started):
    other = Cluster(started.directory, durable=False)
    with other.borrowed():
        assert psycopg.connect(other.url("app")).execute("SELECT 1").fetchone() == (1,)
    assert other.process is None
    assert started.running()


def test_a_command_alone_starts_the_server_and_puts_it_away(started):
    started.stop()
    with started.borrowed():
        assert started.running()
    assert not started.running()


def test_the_server_goes_when_the_process_that_started_it_is_killed(started):
    started.stop()
    program = (
        "import sys, time; from kentongan.site.launch.postgres import Cluster\n"
        f"Cluster({str(started.directory)!r}, durable=False).start(); print('up', flush=True)\n"
        "time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=-1, env=environment)
    assert parent.stdout and parent.stdout.readline() == b"up\n"
    server = pid_of(started)
    parent.kill()
    parent.wait()
    until = time.monotonic() + 5
    while alive(server) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(server)


def test_secrets_are_made_once_and_readable_by_their_owner_alone(tmp_path):
    first = secrets.load(tmp_path)
    assert secrets.load(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert secrets.load(tmp_path_of(tmp_path, "other")).database != first.database


def tmp_path_of(tmp_path: Path, name: str) -> Path:
    (tmp_path / name).mkdir()
    return tmp_path / name


def test_a_given_app_secret_is_used_and_not_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("KENTONGAN_APP_SECRET", "given")
    assert secrets.load(tmp_path).app_secret == "given"
    monkeypatch.delenv("KENTONGAN_APP_SECRET")
    assert secrets.load(tmp_path).app_secret != "given"


def test_a_demonstration_password_is_three_words_and_a_number():
    words = secrets.sayable().split("-")
    assert len(words) == 4 and words[3].isdigit()
    assert len({secrets.sayable() for _ in range(50)}) == 50


def test_data_of_another_major_version_are_named(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(Refusal, match="made by PostgreSQL 9"):
        Cluster(tmp_path).command()


def test_a_very_deep_directory_gets_a_short_socket(tmp_path):
    deep = Cluster(tmp_path / ("d" * 60) / ("e" * 60), durable=False)
    deep.directory.mkdir(parents=True)
    secrets.load(deep.directory)
    assert len(f"{deep.make_socket_room()}/.s.PGSQL.5432") < 104
    assert deep.url("app").endswith(f"?host={deep.socket_room}")
    assert stat.S_IMODE(deep.socket_room.stat().st_mode) == 0o700
    deep.destroy()
    assert not deep.socket_room.exists() or deep.socket_room.parent != Path("/tmp")
