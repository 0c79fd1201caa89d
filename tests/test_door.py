"""The door as a process of its own: what it acknowledges is never lost."""

from __future__ import annotations

import contextlib
import http.client
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from kentongan.mailroom import spool
from kentongan.mailroom.tests.doorway import (
    NOBODY,
    PREVIOUS,
    TOKEN,
    Door,
    doors,
    eventually,
    letter,
)
from kentongan.site.launch.testbed import Testbed


@pytest.fixture
def stored(testbed: Testbed, empty_database: Callable[[], None]) -> Callable[[], list[bytes]]:
    def read() -> list[bytes]:
        with psycopg.connect(testbed.urls["owner"]) as link:
            rows = link.execute("SELECT body FROM mailroom_letter ORDER BY id").fetchall()
        return [bytes(body) for (body,) in rows]

    return read


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Door]]:
    with doors(tmp_path) as start:
        yield start


def test_the_platform_shakes_hands_and_a_stranger_does_not(opened: Callable[..., Door]):
    door = opened(NOBODY)
    query = "?hub.mode=subscribe&hub.challenge=4711&hub.verify_token="
    assert door.get(f"/hooks/whatsapp/demo{query}{TOKEN}") == (200, b"4711")
    assert door.get(f"/hooks/whatsapp/demo{query}guess")[0] == 403
    assert door.get("/hooks/whatsapp/other")[0] == 404
    assert door.ask("PUT", "/hooks/whatsapp/demo")[0] == 405


def test_a_sealed_letter_is_stored_before_it_is_acknowledged(
    opened: Callable[..., Door], testbed: Testbed, stored: Callable[[], list[bytes]]
):
    door = opened(testbed.urls["door"])
    assert door.post(letter(1)) == 200
    assert stored() == [letter(1)]
    assert door.post(letter(2), secret=PREVIOUS) == 200
    assert door.post(b"\x00 this is not json") == 200
    assert stored() == [letter(1), letter(2), b"\x00 this is not json"]


def test_the_workers_hear_of_a_letter_when_they_can_see_it(
    opened: Callable[..., Door], testbed: Testbed, stored: Callable[[], list[bytes]]
):
    door = opened(testbed.urls["door"])
    with psycopg.connect(testbed.urls["app"], autocommit=True) as worker:
        worker.execute("LISTEN kentongan")
        assert door.post(letter(1)) == 200
        [heard] = worker.notifies(timeout=10, stop_after=1)
        assert heard.channel == "kentongan"
        row = worker.execute("SELECT headers, app FROM mailroom_letter").fetchone()
    assert row is not None and row[1] == "demo"
    assert "x-hub-signature-256: sha256=" in row[0]


def test_a_wrong_seal_is_turned_away_counted_and_nothing_is_kept(
    opened: Callable[..., Door], testbed: Testbed, stored: Callable[[], list[bytes]]
):
    door = opened(testbed.urls["door"])
    assert door.post(letter(1), secret="guess") == 401
    assert door.ask("POST", "/hooks/whatsapp/demo", letter(1))[0] == 401
    assert door.post(letter(1), path="/hooks/whatsapp/other") == 404
    assert stored() == []
    assert door.counts()["refused_seals"] == 2


def test_three_megabytes_pass_and_more_does_not(
    opened: Callable[..., Door], testbed: Testbed, stored: Callable[[], list[bytes]]
):
    door = opened(testbed.urls["door"])
    largest = b"x" * (3 * 1024 * 1024)
    assert door.post(largest) == 200
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        assert door.post(largest + b"x") == 413
    chunked = http.client.HTTPConnection("127.0.0.1", door.port, timeout=15)
    pieces = iter([b"x" * 1024 * 1024] * 4)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        chunked.request("POST", "/hooks/whatsapp/demo", pieces, encode_chunked=True,
                        headers={"Transfer-Encoding": "chunked"})  # fmt: skip
        assert chunked.getresponse().status == 413
    chunked.close()
    assert stored() == [largest]
    assert door.counts()["too_big"] == 2


def test_while_the_database_is_away_letters_wait_on_disk_and_come_home_later(
    opened: Callable[..., Door], testbed: Testbed, stored: Callable[[], list[bytes]], tmp_path: Path
):
    away = opened(NOBODY)
    assert [away.post(letter(n)) for n in range(5)] == [200] * 5
    counts = away.counts()
    assert counts["spooled"] == 5 and not counts["database"]
    away.stop(signal.SIGKILL)
    assert len(spool.waiting(tmp_path / "spool")) == 5
    back = opened(testbed.urls["door"])
    eventually(lambda: len(stored()) == 5)
    assert stored() == [letter(n) for n in range(5)]
    eventually(lambda: back.counts()["replayed"] == 5)
    assert spool.waiting(tmp_path / "spool") == []


def test_a_database_that_comes_back_is_used_again_without_a_restart(
    opened: Callable[..., Door], testbed: Testbed, stored: Callable[[], list[bytes]]
):
    door = opened(testbed.urls["door"])
    assert door.post(letter(1)) == 200
    with psycopg.connect(testbed.urls["postgres"], autocommit=True) as link:
        name = link.info.dbname
        link.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT 0'.encode())
        try:
            link.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE usename = 'door' AND datname = current_database()"
            )
            assert door.post(letter(2)) == 200
            eventually(lambda: door.counts()["spooled"] == 1)
        finally:
            link.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT -1'.encode())
    eventually(lambda: sorted(stored()) == [letter(1), letter(2)])
    eventually(lambda: bool(door.counts()["database"]))
    assert door.post(letter(3)) == 200
    assert door.counts()["spooled"] == 1


def test_when_the_disk_is_full_too_the_platform_is_asked_to_come_again(
    opened: Callable[..., Door], tmp_path: Path
):
    (tmp_path / "spool").write_text("there is no directory here, and none can be made")
    door = opened(NOBODY)
    assert door.post(letter(1)) == 503
    assert door.counts()["turned_away"] == 1


def test_a_damaged_spool_file_gives_back_what_is_whole_and_keeps_the_rest(
    opened: Callable[..., Door], testbed: Testbed, stored: Callable[[], list[bytes]], tmp_path: Path
):
    away = opened(NOBODY)
    assert away.post(letter(1)) == 200
    away.stop()
    [path] = spool.waiting(tmp_path / "spool")
    path.write_bytes(path.read_bytes() + b"torn by a crash")
    opened(testbed.urls["door"])
    eventually(lambda: stored() == [letter(1)])
    eventually(lambda: not path.exists())
    assert path.with_suffix(".torn").read_bytes() == b"torn by a crash"


@pytest.mark.crash
@pytest.mark.parametrize("database", ["there", "away"])
def test_killed_while_residents_write_nothing_acknowledged_is_lost(
    opened: Callable[..., Door],
    testbed: Testbed,
    stored: Callable[[], list[bytes]],
    tmp_path: Path,
    database: str,
):
    door = opened(testbed.urls["door"] if database == "there" else NOBODY)
    acknowledged: list[bytes] = []

    def write(first: int) -> None:
        for n in range(first, first + 100_000):
            try:
                if door.post(letter(n)) == 200:
                    acknowledged.append(letter(n))
            except (OSError, http.client.HTTPException):
                return

    residents = [threading.Thread(target=write, args=(n * 1_000_000,)) for n in range(8)]
    for resident in residents:
        resident.start()
    eventually(lambda: len(acknowledged) > 100)
    door.stop(signal.SIGKILL)
    for resident in residents:
        resident.join()
    kept = stored()
    for path in spool.waiting(tmp_path / "spool"):
        rows, rest = spool.read(path.read_bytes())
        assert not rest
        kept += [row for row in rows]
    bodies = b"\n".join(kept)
    assert all(body in bodies for body in acknowledged)
    assert len(kept) - len(acknowledged) <= len(residents)
