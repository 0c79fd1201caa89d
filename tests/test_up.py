"""A newcomer's first evening: up, look around, pull the plug, up again, Ctrl-C."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kentongan.site.launch import demo, ports
from kentongan.site.launch.postgres import Cluster

SOURCES = Path(__file__).resolve().parents[1] / "src"
IDLE_MEMORY = 300 * 1024  # kB, everything together


class House:
    """One `up` on a data directory; `screen` is what it has printed so far."""

    def __init__(self, data: Path, port: int, sandbox_port: int) -> None:
        self.data, self.port, self.sandbox_port = data, port, sandbox_port
        self.screen = ""
        options = ["--port", str(port), "--sandbox-port", str(sandbox_port)]
        self.process = subprocess.Popen(
            self.command("up", *options), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=self.environment(),
        )  # fmt: skip

    def command(self, name: str, *options: str) -> list[str]:
        words = [name, "--data", str(self.data), *options]
        return [sys.executable, "-m", "kentongan.site.launch", *words]

    def environment(self) -> dict[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("KENTONGAN_")}
        return {**clean, "PYTHONPATH": str(SOURCES)}

    def read_until(self, word: str, seconds: float = 90) -> None:
        out = self.process.stdout
        assert out
        until = time.monotonic() + seconds
        while word not in self.screen:
            ready, _, _ = select.select([out], [], [], max(0.0, until - time.monotonic()))
            data = os.read(out.fileno(), 65_536) if ready else b""
            assert data, f"it stopped before “{word}”:\n{self.screen}"
            self.screen += data.decode()

    def passwords(self) -> list[str]:
        return re.findall(r"\b[a-z]+-[a-z]+-[a-z]+-\d\d\b", self.screen)

    def family(self) -> list[int]:
        """Every living process below the supervisor, itself included."""
        said = subprocess.run(["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, check=True)
        rows = [line.split() for line in said.stdout.decode().splitlines()]
        found = [self.process.pid]
        for pid in found:
            found += [int(row[0]) for row in rows if int(row[1]) == pid and row[2][0] != "Z"]
        return found


@pytest.fixture
def up(tmp_path) -> Iterator[Callable[[], House]]:
    """Starts the same house again and again: one data directory, the same ports."""
    port, sandbox_port = ports.free(), ports.free()
    made: list[House] = []

    def start() -> House:
        made.append(House(tmp_path / "data", port, sandbox_port))
        made[-1].read_until("Ctrl-C")
        return made[-1]

    try:
        yield start
    finally:
        for house in made:
            house.process.send_signal(signal.SIGTERM)
            house.process.wait(30)
        Cluster(tmp_path / "data").destroy()  # as root it may lie outside the directory


def status(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return int(answer.status)


def memory(pid: int) -> int:
    """Its share of memory in kB, pages that several share counted once; 0 off Linux."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return int(re.findall(r"^Pss: +(\d+)", text, re.M)[0])


def living(pids: list[int]) -> list[int]:
    said = subprocess.run(["ps", "-eo", "pid=,stat="], capture_output=True, check=True)
    rows = [line.split() for line in said.stdout.decode().splitlines()]
    return [int(pid) for pid, state in rows if int(pid) in pids and state[0] != "Z"]


@pytest.mark.crash
def test_a_newcomers_first_evening(up: Callable[[], House]):
    house = up()
    for city in demo.CITIES:
        assert status(f"http://127.0.0.1:{house.port}/{city}/") == 200
    assert status(f"http://127.0.0.1:{house.sandbox_port}/") == 200
    assert len(house.passwords()) == len(demo.STAFF)
    assert sum(memory(pid) for pid in house.family()) < IDLE_MEMORY

    second = subprocess.run(
        house.command("up", "--port", str(ports.free())),
        capture_output=True,
        text=True,
        env=house.environment(),
        check=False,
    )
    assert second.returncode == 2 and "already running" in second.stderr

    everybody = house.family()
    house.process.kill()  # as if somebody pulled the plug
    house.process.wait()
    until = time.monotonic() + 10
    while living(everybody) and time.monotonic() < until:
        time.sleep(0.05)
    assert living(everybody) == []

    again = up()
    assert again.passwords() == house.passwords()
    assert "Making a database" not in again.screen
    again.process.send_signal(signal.SIGINT)
    assert again.process.wait(15) == 0
