"""The warm parent: forks, lets die, forks again; then lets a healthy house come to rest."""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.crash import audit, ground, lives
from tests.crash.deaths import Plan
from tests.crash.platform import platform

TRAYS = ("unpack", "take", "acknowledge", "send", "fetch")
AROUND = ("statement", "before commit", "after commit")
STEPS = [Plan(tray, point) for tray in TRAYS for point in AROUND]
STEPS += [Plan("wire", "ask"), Plan("wire", "answered")]
DOOR = [Plan("door", "copy"), Plan("door", "copied")]
DESK = [Plan("desk", point) for point in AROUND]
PATIENCE = 0.6  # seconds until a plan that does not come true is helped
REST = 90.0  # at most, on a machine with much else to do


@dataclass
class Slot:
    """A place that is always taken: who dies is followed by the next, with a plan of its own."""

    life: Callable[..., None]
    plans: list[Plan]
    args: tuple[Any, ...]
    statements: int = 1  # how deep in a batch, and how many of its transactions later
    commits: int = 1
    pause: float = 0.0  # seconds until the next life begins
    pid: int = 0
    plan: Plan = field(default_factory=Plan)
    until: float = 0.0
    turn: int = 0
    begins: float = 0.0

    def next(self, dice: random.Random) -> None:
        """Every fourth death comes at any moment, the others at each point in turn."""
        self.turn += 1
        self.plan, life = Plan(), dice.uniform(0.05, 0.4)
        if self.plans and self.turn % 4:
            point = self.plans[self.turn % len(self.plans)]
            self.plan = Plan(point.who, point.point, dice.randint(1, self.depth(point)))
            life = PATIENCE
        self.pid = lives.fork(self.life, self.plan, *self.args)
        self.until = time.monotonic() + life

    def depth(self, point: Plan) -> int:
        return self.statements if point.point == "statement" else self.commits


class Town:
    def __init__(self, kills: int, seed: int, ports: ground.Ports) -> None:
        self.kills, self.dice, self.ports = kills, random.Random(seed), ports
        self.tally: Counter[str] = Counter()
        self.slots = [
            Slot(lives.worker, [], (), pause=0.4),
            Slot(lives.stepper, STEPS, (), statements=8, commits=2),
            Slot(lives.door, DOOR, (ports.door,), pause=0.5),
            Slot(lives.desk, DESK, (seed,), pause=0.4, statements=60, commits=20),
        ]

    def kill(self) -> None:
        while sum(self.tally.values()) < self.kills:
            for slot in self.slots:
                self._look_at(slot, time.monotonic())
            time.sleep(0.002)
        self.stop()

    def stop(self) -> None:
        """End those who still live."""
        self.end([slot.pid for slot in self.slots if slot.pid])
        for slot in self.slots:
            slot.pid = 0

    def _look_at(self, slot: Slot, now: float) -> None:
        if not slot.pid:
            if now > slot.begins:
                slot.next(self.dice)
            return
        if now > slot.until:
            slot.plan, slot.until = Plan(), now + 60
            os.kill(slot.pid, signal.SIGKILL)
        pid, status = os.waitpid(slot.pid, os.WNOHANG)
        if pid:
            if not os.WIFSIGNALED(status):
                raise RuntimeError(f"{slot.life.__name__} ended by itself: {status}")
            who = slot.life.__name__
            self.tally[str(slot.plan) if slot.plan.who else f"{who}: any moment"] += 1
            slot.pid, slot.begins = 0, now + slot.pause

    @staticmethod
    def end(pids: list[int]) -> None:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def rest(self) -> dict[str, int]:
        """Healthy processes until nothing waits; what is still left after `REST` seconds."""
        pids = [lives.fork(lives.worker, Plan()), lives.fork(lives.door, Plan(), self.ports.door)]
        until, calm = time.monotonic() + REST, 0
        try:
            while calm < 3 and time.monotonic() < until:
                time.sleep(0.15)
                left = self._left()
                calm = calm + 1 if not left else 0
        finally:
            self.end(pids)
        return left

    def _left(self) -> dict[str, int]:
        state = self.ask("state")
        told = sum(len(statuses) for statuses in state["told"].values())
        left = audit.unrest()
        if told < 3 * len(state["taken"]):
            left["statuses not yet told"] = 3 * len(state["taken"]) - told
        return left

    def ask(self, what: str) -> dict[str, Any]:
        data = b"" if what == "silence" else None
        url = f"{self.ports.platform_url}/town/{what}"
        with urllib.request.urlopen(url, data, timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
            return found


def run(kills: int, seed: int, pace: float, data: Path) -> dict[str, Any]:
    ports = ground.ports()
    ground.settle_in(ports, data)
    lives.read_everything()
    _whole(lives.fork(ground.settle_cities))
    lives.know_the_cities()
    post = lives.fork(platform, ports, seed, pace)
    town = Town(kills, seed, ports)
    try:
        began = time.monotonic()
        town.kill()
        killed = time.monotonic()
        town.ask("silence")
        left = town.rest()
        rested = time.monotonic()
        ledger = town.ask("state")
    finally:
        town.stop()
        Town.end([post])
    return {
        "kills": sum(town.tally.values()), "tally": dict(sorted(town.tally.items())),
        "killing_s": round(killed - began, 1), "resting_s": round(rested - killed, 1),
        "residents": len(set(ledger["said"].values())), "messages": len(ledger["said"]),
        "letters": ledger["letters"], "words": len(ledger["taken"]),
        "resent": len(ledger["taken"]) - len({ref for ref, _, _ in ledger["taken"]}),
        "left": left, "found": audit.audit(ledger),
    }  # fmt: skip


def _whole(pid: int) -> None:
    _, status = os.waitpid(pid, 0)
    if status:
        raise RuntimeError(f"the town could not be settled: {status}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=220)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=float, default=10.0, help="residents who begin per second")
    return parser.parse_args()


def main() -> None:
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="kentongan-crash-") as data:
        print(json.dumps(run(given.kills, given.seed, given.pace, Path(data))))


if __name__ == "__main__":
    main()
