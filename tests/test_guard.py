"""An operator who mixes up the database's roles is told so, and no page opens meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connections

from kentongan.pure.errors import Refusal
from kentongan.site.guard import refuse_unsafe_role
from kentongan.site.launch import ports
from kentongan.site.launch.foundation import SUPERUSER
from kentongan.site.launch.testbed import Testbed
from kentongan.site.settings import database

SOURCES = Path(__file__).resolve().parents[1] / "src"
FAULTS = {
    "owner": "memiliki tabel",
    "backup": "boleh melewati keamanan baris",
    SUPERUSER: "adalah superuser",
}
PROGRAMS = {
    "pages": "import kentongan.site.wsgi",
    "worker": "from kentongan.site.worker import main; main()",
}


@pytest.fixture
def working_as(transactional_db: None, testbed: Testbed) -> Iterator[Callable[[str], None]]:
    """Django's connection as another role, for the length of a test."""
    ours: Any = connections["default"]
    before = ours.settings_dict

    def change(role: str) -> None:
        ours.close()
        ours.settings_dict = {**before, **database(testbed.urls[role])}

    yield change
    ours.close()
    ours.settings_dict = before


@pytest.mark.parametrize("role", FAULTS)
def test_a_role_that_sees_over_the_walls_is_refused(working_as, role: str):
    working_as(role)
    with pytest.raises(Refusal, match=FAULTS[role]) as refused:
        refuse_unsafe_role()
    assert f"“{role}”" in str(refused.value) and "KENTONGAN_OWNER_URL" in str(refused.value)


def test_the_role_of_the_house_is_welcome(working_as):
    working_as("app")
    refuse_unsafe_role()


def started(program: str, url: str) -> subprocess.CompletedProcess[str]:
    """A program of the house in a process of its own, with the database's URL for the pages."""
    env = {**os.environ, "KENTONGAN_DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, "-c", PROGRAMS[program]],
        env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_program_starts_as_the_owner(testbed: Testbed, program: str):
    done = started(program, testbed.urls["owner"])
    assert done.returncode != 0
    assert "memiliki tabel" in done.stderr


def test_a_refused_start_is_one_sentence(testbed: Testbed):
    for role, fault in FAULTS.items():
        done = started("pages", testbed.urls[role])
        assert done.returncode == 1 and fault in done.stderr
        assert "Traceback" not in done.stderr and fault in done.stderr.splitlines()[-1]


def test_the_pages_start_as_app(testbed: Testbed):
    assert started("pages", testbed.urls["app"]).returncode == 0


def test_a_database_that_is_away_is_said_to_be_away(testbed: Testbed):
    parts = urlsplit(testbed.urls["app"])
    nowhere = urlunsplit(parts._replace(query="host=/tempat/yang/tidak/ada"))
    done = started("pages", nowhere)
    assert done.returncode == 1 and "belum menjawab" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_server_of_the_pages_says_why_it_does_not_open(testbed: Testbed):
    """Granian, as it runs under `up` and in production, with the owner's URL by mistake."""
    port = ports.free()
    words = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    done = subprocess.run(
        [sys.executable, "-m", "granian", "kentongan.site.wsgi:application", *words],
        env={**os.environ, "KENTONGAN_DATABASE_URL": testbed.urls["owner"]},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "memiliki tabel" in done.stdout + done.stderr
    with pytest.raises(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
