"""The ground that all other tests stand on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection

from kentongan.site.launch.testbed import Testbed

CHECKOUT = Path(__file__).resolve().parents[5]


def one(query: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row: tuple[object, ...] = cursor.fetchone()
        return row


@pytest.mark.django_db
def test_a_test_enters_the_database_as_app_which_owns_nothing():
    assert one("SELECT current_user") == ("app",)
    assert one("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'app'") == (False,)
    assert one("SELECT count(*) FROM pg_class WHERE relowner = 'app'::regrole") == (0,)


@pytest.mark.django_db
def test_app_may_not_truncate():
    with pytest.raises(DatabaseError):
        one("TRUNCATE django_session")


def test_what_a_test_committed_is_gone_and_what_the_migrations_made_stays(
    empty_database, testbed: Testbed
):
    before = one("SELECT count(*) FROM django_migrations")
    keep = "INSERT INTO django_session VALUES ('k', 'd', now()) RETURNING 1"
    assert one(keep) == (1,)
    forgotten = psycopg.connect(testbed.urls["app"])
    forgotten.execute("SELECT count(*) FROM django_session")
    empty_database()
    forgotten.close()
    connection.close()
    assert one("SELECT count(*) FROM django_session") == (0,)
    assert one("SELECT count(*) FROM django_migrations") == before
    assert before > (10,)


def test_a_process_that_a_test_starts_finds_the_same_database(testbed: Testbed):
    ask = "import os, psycopg; print(psycopg.connect(os.environ['KENTONGAN_DATABASE_URL'])"
    ask += ".execute('SELECT current_database()').fetchone()[0])"
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == testbed.database


def test_a_run_killed_with_kill_9_leaves_no_server_and_no_room(tmp_path):
    """The inner run kills itself once it has the database; its keeper must notice."""
    inner = tmp_path / "test_inner.py"
    inner.write_text(
        "import os, signal\n"
        "def test_it(testbed):\n"
        "    print(testbed.seeds.parents[1], flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    (tmp_path / "conftest.py").write_text((CHECKOUT / "conftest.py").read_text())
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nDJANGO_SETTINGS_MODULE = kentongan.site.settings\n"
        f"pythonpath = {CHECKOUT / 'src'}\n"
    )
    command = [sys.executable, "-m", "pytest", "-s", "-q", "-p", "no:cacheprovider", str(inner)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
    )
    room = Path(done.stdout.split()[-1])
    assert done.returncode == -9 and room.name.startswith("kentongan-test-"), done.stdout
    until = time.monotonic() + 10
    while room.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not room.exists()
