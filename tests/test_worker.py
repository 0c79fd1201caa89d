"""The worker: nothing waits long, nothing is forgotten, and a quiet night costs little."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from kentongan.site import worker as of
from kentongan.site.worker import Tray, Worker


class Work:
    """What lies in a tray, and in which thread each batch was handled."""

    def __init__(self) -> None:
        self.left = 0
        self.hands: list[str] = []
        self.looks = 0

    def batch(self) -> int:
        self.looks += 1
        if not self.left:
            return 0
        self.left -= 1
        self.hands.append(threading.current_thread().name)
        return 1


def soon(true: Callable[[], bool], seconds: float = 5) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.005)
    return true()


@contextmanager
def working(*trays: Tray) -> Iterator[Worker]:
    worker = Worker(trays)
    worker._listen = lambda: None  # type: ignore[method-assign]  # these trays have no database
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture(autouse=True)
def short_rest(monkeypatch):
    monkeypatch.setattr(of, "REST", 0.05)


def test_a_notice_wakes_the_thread_of_a_busy_tray():
    take = Work()
    with working(Tray("take", take.batch, every=60, own=True)) as worker:
        assert soon(lambda: take.looks >= 1)  # the watch looks once when everything starts
        take.left = 3
        worker.ring()
        assert soon(lambda: take.left == 0)
    assert take.hands == ["take"] * 3


def test_the_watch_finds_what_no_notice_told_of_and_hands_it_over():
    take = Work()
    with working(Tray("take", take.batch, every=0.02, own=True)):
        assert soon(lambda: take.looks > 20)  # long at rest
        take.left = 5
        assert soon(lambda: take.left == 0)
    assert take.hands[0] == "watch" and "take" in take.hands[1:]


def test_a_slow_errand_of_the_watch_delays_no_busy_tray():
    go_on = threading.Event()
    take = Work()

    def slow() -> int:
        go_on.wait(5)
        return 0

    trays = Tray("housekeeping", slow, every=60), Tray("take", take.batch, every=60, own=True)
    with working(*trays) as worker:
        take.left = 2
        worker.ring()
        assert soon(lambda: take.left == 0)
        assert take.hands == ["take", "take"]
        go_on.set()


def test_two_threads_are_never_in_one_tray():
    inside, most, done = [0], [0], [0]

    def batch() -> int:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        time.sleep(0.002)
        inside[0] -= 1
        done[0] += 1
        return done[0] % 3 == 0

    with working(Tray("send", batch, every=0.001, own=True)) as worker:
        for _ in range(50):
            worker.ring()
            time.sleep(0.005)
    assert done[0] > 50 and most[0] == 1


def test_trouble_in_one_tray_is_told_and_stops_no_other():
    take, broken = Work(), [True]

    def acknowledge() -> int:
        if broken[0]:
            raise ValueError("a column is missing")
        return 0

    trays = Tray("acknowledge", acknowledge, every=0.01), Tray("take", take.batch, every=0.01)
    with working(*trays) as worker:
        take.left = 3
        assert soon(lambda: take.left == 0)
        assert "a column is missing" in worker.troubles["acknowledge"]
        broken[0] = False
        assert soon(lambda: "acknowledge" not in worker.troubles)


def test_what_is_under_way_is_put_down_when_the_house_closes():
    closed: list[str] = []
    trays = (
        Tray("send", lambda: 0, close=lambda: closed.append("send"), own=True),
        Tray("other", lambda: 0, close=lambda: closed.append("other")),
    )
    with working(*trays):
        pass
    assert sorted(closed) == ["other", "send"]
