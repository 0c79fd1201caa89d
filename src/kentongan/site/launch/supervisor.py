"""The supervisor: starts processes in order, restarts what falls, ends all of it in order.

Everything happens in the main thread, in one loop over the children's output and our signals: the
kernel's tie between parent and child holds only for the thread that forked.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from kentongan.pure.errors import Refusal
from kentongan.site.launch.logs import Log
from kentongan.site.launch.ties import tied

FIRST_WAIT, LONGEST_WAIT, STEADY = 0.3, 30.0, 30.0  # seconds; STEADY: then the wait is forgotten
TRIES_AT_START = 4


class Stopping(Exception):
    """Somebody asked us to end while we were waiting for something."""


@dataclass(frozen=True)
class Service:
    """A process to keep.

    It works when `ready` says so and it has lived for `steady` seconds; `grace`, also in seconds,
    is its time to end.
    """

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] = lambda: True
    ending: signal.Signals = signal.SIGTERM
    steady: float = 0.0
    grace: float = 4.0
    spawn: Mapping[str, Any] = field(default_factory=dict)


class Child:
    """A service's present process, and the waiting between two of them."""

    def __init__(self, service: Service, log: Log) -> None:
        self.service, self.log = service, log
        self.process: subprocess.Popen[bytes] | None = None
        self.wait, self.began, self.due, self.falls = FIRST_WAIT, 0.0, 0.0, 0

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    @property
    def works(self) -> bool:
        lives = self.process is not None and self.process.poll() is None
        old_enough = time.monotonic() - self.began >= self.service.steady
        return lives and old_enough and self.service.ready()

    def start(self) -> None:
        default: dict[str, Any] = {
            "env": {**os.environ, **self.service.env},
            "stdin": subprocess.DEVNULL,
            "process_group": 0,
            "preexec_fn": tied(self.service.ending),
        }
        self.process = subprocess.Popen(
            self.service.command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **{**default, **self.service.spawn},
        )
        assert self.process.stdout
        os.set_blocking(self.process.stdout.fileno(), False)
        self.began = time.monotonic()

    def signal(self, number: int, *, group: bool = False) -> None:
        if not self.process:
            return
        with suppress(ProcessLookupError, PermissionError):
            (os.killpg if group else os.kill)(self.pid, number)


class Supervisor:
    """`with Supervisor(logs) as keeper:` start things, then `keeper.watch()` until a signal."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.children: list[Child] = []
        self.stopping = False
        self.quiet = True  # nothing of the logs on the terminal while the progress is drawn
        self.selector = selectors.DefaultSelector()
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Supervisor:
        self._wake_read, self._wake_write = os.pipe()
        for end in (self._wake_read, self._wake_write):
            os.set_blocking(end, False)
        self.selector.register(self._wake_read, selectors.EVENT_READ, None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            self._before[number] = signal.signal(number, self._on_signal)
        guard = [sys.executable, "-I", "-S", str(Path(__file__).with_name("guard.py"))]
        self.guard = subprocess.Popen(guard, stdin=subprocess.PIPE, start_new_session=True)
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.end()
        finally:
            if self.guard.stdin:
                self.guard.stdin.close()
            self.guard.wait()
            signal.set_wakeup_fd(-1)
            for number, handler in self._before.items():
                signal.signal(number, handler)
            self.selector.close()
            os.close(self._wake_read)
            os.close(self._wake_write)

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            self.stopping = True

    # -- starting

    def start(self, service: Service) -> Child:
        child = Child(service, Log(self.logs, service.name))
        self.children.append(child)
        self._launch(child)
        return child

    def start_ready(self, service: Service, *, patience: float, tick: Callable[[], None]) -> None:
        """Start one service and wait until it works."""
        self.start(service)
        self.wait_ready([service.name], patience=patience, tick=tick)

    def wait_ready(
        self, names: Iterable[str], *, patience: float, tick: Callable[[], None]
    ) -> None:
        """Wait until the named services work. Raises Refusal with their last words if not."""
        left = {child.service.name: child for child in self.children}
        left = {name: left[name] for name in names}
        until = time.monotonic() + patience
        while left:
            self.turn(0.05)
            tick()
            for name, child in list(left.items()):
                if child.works:
                    del left[name]
                elif child.falls >= TRIES_AT_START or time.monotonic() > until:
                    raise Refusal(_last_words(child))

    def once(self, service: Service, *, tick: Callable[[], None]) -> None:
        """Run something to its end. Raises Refusal with its last words when it went wrong."""
        child = Child(service, Log(self.logs, service.name))
        self._launch(child)
        assert child.process
        try:
            while child.process.poll() is None:
                self.turn(0.05)
                tick()
        except Stopping:
            self._end_one(child)
            raise
        self._drain(child)
        self._forget(child)
        child.log.close()
        if child.process.returncode:
            raise Refusal(_last_words(child))

    # -- the loop

    def watch(self) -> None:
        """Keep everything running until a signal says to end."""
        self.quiet = False
        with suppress(Stopping):
            while True:
                self.turn(1.0)

    def turn(self, seconds: float) -> None:
        """One turn of the loop: output, fallen processes, restarts. Raises Stopping."""
        now = time.monotonic()
        dues = [child.due - now for child in self.children if not child.process]
        for key, _ in self.selector.select(max(0.0, min([seconds, *dues]))):
            if key.data is None:
                with suppress(BlockingIOError):
                    os.read(self._wake_read, 1024)
            else:
                self._read(key.data)
        if self.stopping:
            raise Stopping
        for child in self.children:
            if child.process is None:
                if child.due <= time.monotonic():
                    self._launch(child)
            elif child.process.poll() is not None:
                self._fallen(child)

    def _launch(self, child: Child) -> None:
        child.start()
        assert child.process and child.process.stdout
        self.selector.register(child.process.stdout, selectors.EVENT_READ, child)
        self._tell_guard(f"+ {child.pid} {int(child.service.ending)}")

    def _fallen(self, child: Child) -> None:
        """Clear what it left behind, say so, and set the time of its next start."""
        assert child.process
        code = child.process.returncode
        self._drain(child)
        child.signal(signal.SIGKILL, group=True)
        self._forget(child)
        if time.monotonic() - child.began > STEADY:
            child.wait, child.falls = FIRST_WAIT, 0
        child.falls += 1
        child.due = time.monotonic() + child.wait
        line = child.log.write(f"ERROR ended ({_why(code)}); starts again in {child.wait:.1f} s")
        if not self.quiet:
            print(line, flush=True)
        child.wait = min(child.wait * 2, LONGEST_WAIT)
        child.process = None

    def _read(self, child: Child) -> bool:
        """Take what a child has written; whether there was anything."""
        if not child.process or not child.process.stdout:
            return False
        try:
            data = os.read(child.process.stdout.fileno(), 65_536)
        except (BlockingIOError, ValueError):
            return False
        for line in child.log.take(data):
            if not self.quiet:
                print(line, flush=True)
        if not data:
            with suppress(KeyError, ValueError):
                self.selector.unregister(child.process.stdout)
        return bool(data)

    def _drain(self, child: Child) -> None:
        while self._read(child):
            pass

    def _forget(self, child: Child) -> None:
        if child.process and child.process.stdout:
            with suppress(KeyError, ValueError):
                self.selector.unregister(child.process.stdout)
            child.process.stdout.close()
        self._tell_guard(f"- {child.pid}")

    def _tell_guard(self, words: str) -> None:
        if self.guard.stdin:
            with suppress(BrokenPipeError):
                self.guard.stdin.write(f"{words}\n".encode())
                self.guard.stdin.flush()

    # -- ending

    def end(self) -> None:
        """End everything in the reverse of the order of `children`; asked twice, at once."""
        self.quiet = True
        self.stopping = False
        for child in reversed(self.children):
            self._end_one(child)
            child.log.close()
        self.children.clear()

    def _end_one(self, child: Child) -> None:
        if not child.process:
            return
        child.signal(child.service.ending)
        until = time.monotonic() + child.service.grace
        while child.process.poll() is None:
            self._read(child)
            if time.monotonic() > until or self.stopping:
                child.signal(signal.SIGKILL, group=True)
                child.process.wait()
            time.sleep(0.01)
        self._drain(child)
        child.signal(signal.SIGKILL, group=True)
        self._forget(child)


def _why(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _last_words(child: Child) -> str:
    words = "\n".join(f"    {line}" for line in child.log.tail)
    return f"'{child.service.name}' went wrong; all it said is in {child.log.path}\n{words}"
