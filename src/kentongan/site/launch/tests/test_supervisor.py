"""The supervisor, with small programs in place of the house."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kentongan.pure.errors import Refusal
from kentongan.site.launch.environment import SOURCES
from kentongan.site.launch.supervisor import Service, Supervisor
from kentongan.site.launch.ties import alive

# A service that writes down its life, and one with a child of its own that ignores SIGTERM.
DIARY = """
import os, signal, sys, time
def note(word):
    with open(sys.argv[2], "a") as file: file.write(f"{word} {sys.argv[1]} {os.getpid()}\\n")
def end(*_): note("end"); sys.exit(0)
signal.signal(signal.SIGTERM, end)
note("start")
while True: time.sleep(0.02)
"""
STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
with open(sys.argv[2], "a") as file: file.write(f"start {sys.argv[1]} {os.getpid()}\\n")
while True: time.sleep(0.02)
"""
PARENT = """
import sys; from pathlib import Path
from kentongan.site.launch.supervisor import Service, Supervisor
diary, logs = sys.argv[1], Path(sys.argv[2])
with Supervisor(logs) as keeper:
    for name, program in (("first", sys.argv[3]), ("second", sys.argv[4])):
        keeper.start(Service(name, (sys.executable, "-c", program, name, diary), grace=0.5))
    print("watching", flush=True)
    keeper.watch()
"""


def wait_for(happened, seconds: float = 8.0) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


class Family:
    """A supervisor in a process of its own, and the diary of its children."""

    def __init__(self, folder: Path, first: str, second: str) -> None:
        self.diary = folder / "diary"
        self.diary.touch()
        command = [sys.executable, "-c", PARENT, str(self.diary), str(folder), first, second]
        environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
        self.parent = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        wait_for(lambda: len(self.lines()) >= 2)

    def lines(self) -> list[list[str]]:
        return [line.split() for line in self.diary.read_text().splitlines()]

    def pid(self, name: str) -> int:
        return int([line[2] for line in self.lines() if line[:2] == ["start", name]][-1])

    def groups(self) -> list[int]:
        return [int(line[2]) for line in self.lines() if line[0] == "start"]


@pytest.fixture
def family(tmp_path):
    made: list[Family] = []

    def make(first: str = DIARY, second: str = DIARY) -> Family:
        made.append(Family(tmp_path, first, second))
        return made[-1]

    yield make
    for one in made:
        one.parent.kill()
        one.parent.wait()


def group_lives(group: int) -> bool:
    """Whether a process of the group runs; one that only waits to be reaped does not."""
    said = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in said.stdout.splitlines()]
    return any(int(pgid) == group and not state.startswith("Z") for pgid, state in rows)


def test_ctrl_c_ends_all_in_the_reverse_order_and_the_exit_code_is_zero(family):
    one = family()
    one.parent.send_signal(signal.SIGINT)
    assert one.parent.wait(5) == 0
    assert [line[:2] for line in one.lines()[2:]] == [["end", "second"], ["end", "first"]]


def test_a_service_that_falls_starts_again(family):
    one = family()
    fallen = one.pid("first")
    os.kill(fallen, signal.SIGKILL)
    wait_for(lambda: one.pid("first") != fallen)
    assert alive(one.pid("second")) and one.parent.poll() is None


def test_nothing_outlives_a_supervisor_killed_with_kill_9(family):
    one = family(DIARY, STUBBORN)
    one.parent.kill()
    wait_for(lambda: not any(group_lives(group) for group in one.groups()))


def test_a_service_that_will_not_end_is_ended_with_its_children(family):
    one = family(STUBBORN, DIARY)
    one.parent.terminate()
    assert one.parent.wait(5) == 0
    wait_for(lambda: not any(group_lives(group) for group in one.groups()), 1.0)


def test_what_a_broken_service_said_last_is_shown(tmp_path):
    broken = Service("broken", (sys.executable, "-c", "raise SystemExit('no money')"), ready=bool)
    with (
        Supervisor(tmp_path) as keeper,
        pytest.raises(Refusal, match=r"'broken' went wrong(.|\n)*no money"),
    ):
        keeper.start_ready(broken, patience=5, tick=lambda: None)


def test_an_errand_runs_once_and_its_words_are_in_the_log(tmp_path):
    errand = Service("errand", (sys.executable, "-c", "print('done and dusted')"))
    with Supervisor(tmp_path) as keeper:
        keeper.once(errand, tick=lambda: None)
        with pytest.raises(Refusal, match="sorry"):
            keeper.once(
                Service("wrong", (sys.executable, "-c", "raise SystemExit('sorry')")),
                tick=lambda: None,
            )
    assert "done and dusted" in (tmp_path / "errand.log").read_text()
