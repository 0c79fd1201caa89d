"""A newcomer's first evening: up, look around, talk, pull the plug, up again, Ctrl-C."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kentongan.site.launch import demo, ports
from kentongan.site.launch.postgres import Cluster

SOURCES = Path(__file__).resolve().parents[1] / "src"
IDLE_MEMORY = 300 * 1024  # kB, everything together
SILENCE = 8.0  # seconds after the last page; the last message is older
PEOPLE = 20
TALK = (
    "Lampu jalan di depan rumah saya di Jalan Ahmad Yani mati sejak dua hari",
    "Jalan di Gang Merdeka berlubang besar, bahaya untuk motor",
    "terima kasih, mohon segera ya",
)


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

    def talk(self) -> list[str]:
        """Residents of both cities report, and are told of their tickets: the paths of these."""
        people = {f"+6281100{n:06d}": tuple(demo.CITIES)[n % 2] for n in range(PEOPLE)}
        for words in TALK:
            for who, line in people.items():
                self.sandbox("say", {"line": line, "from": who, "text": words})
        until = time.monotonic() + 20
        while "" in (tickets := [self.ticket(who, line) for who, line in people.items()]):
            assert time.monotonic() < until, f"{tickets.count('')} of {PEOPLE} have no ticket"
            time.sleep(0.3)
        return tickets

    def ticket(self, who: str, line: str) -> str:
        """The path of the newest ticket page that this resident was told of, if any."""
        query = urllib.parse.urlencode({"of": who, "line": line})
        told = re.findall(r"/t/[\w-]+", self.sandbox(f"inbox?{query}"))
        return told[-1] if told else ""

    def sandbox(self, name: str, spec: object = None) -> str:
        url = f"http://127.0.0.1:{self.sandbox_port}/sandbox/{name}"
        body = None if spec is None else json.dumps(spec).encode()
        asked = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return str(answer.read().decode())

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


def look_around(house: House, tickets: list[str]) -> int:
    """Residents open their tickets, an officer every report of the queue. How many of these."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)
    root, desk = f"http://127.0.0.1:{house.port}", "/pontianak/desk/"

    def page(path: str, form: dict[str, str] | None = None) -> str:
        body = urllib.parse.urlencode(form).encode() if form else None
        asked = urllib.request.Request(root + path, body, {"Referer": root + path})
        with browser.open(asked, timeout=10) as answer:
            return str(answer.read().decode())

    sign_in = f"/masuk/?next={desk}"
    seal = re.findall(r'csrfmiddlewaretoken" value="([^"]+)', page(sign_in))[0]
    officer = next(p for p in demo.STAFF if p.city == "pontianak" and p.role == "officer")
    password = re.findall(rf"{re.escape(officer.username)}\s+(\S+)", house.screen)[0]
    form = {"csrfmiddlewaretoken": seal, "username": officer.username, "password": password}
    reports = set(re.findall(rf'href="({desk}[A-Z0-9]{{4}}-[^"]+)"', page(sign_in, form)))
    for report in reports:
        page(report.replace("&amp;", "&"))
    for path in (*tickets, *(f"/{city}/" for city in demo.CITIES)):
        page(path)
    return len(reports)


def at_rest(house: House) -> int:
    """Memory of everything in kB, once nothing has happened for a while."""
    time.sleep(SILENCE)
    return sum(memory(pid) for pid in house.family())


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

    assert look_around(house, house.talk()) >= PEOPLE // 4
    assert at_rest(house) < IDLE_MEMORY

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
