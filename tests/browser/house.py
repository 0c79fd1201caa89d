"""The whole house as `up` starts it, on free ports, with a data directory of its own."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kentongan.site.launch import ports
from kentongan.site.launch.postgres import Cluster

SOURCES = Path(__file__).resolve().parents[2] / "src"
QUIET = "1"  # seconds of silence before an acknowledgement; eight in real life


@dataclass(frozen=True)
class House:
    """Base addresses without a slash at the end; passwords by account name."""

    url: str
    phone: str
    data: str
    passwords: dict[str, str]

    def run(self, name: str, *options: str, words: str = "") -> subprocess.CompletedProcess[str]:
        """A command of `kentongan` on this house's data; `words` go to its standard input."""
        return subprocess.run(
            [*LAUNCH, name, "--data", self.data, *options],
            input=words, capture_output=True, text=True, env=environment(), check=False,
        )  # fmt: skip

    def ask(self, path: str) -> Any:
        with urllib.request.urlopen(self.phone + path, timeout=10) as answer:
            return json.load(answer)

    def act(self, name: str, spec: dict[str, object]) -> Any:
        """The sandbox's control API, as its README tells it."""
        request = urllib.request.Request(
            f"{self.phone}/sandbox/{name}",
            json.dumps(spec).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)


LAUNCH = (sys.executable, "-m", "kentongan.site.launch")


def environment() -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("KENTONGAN_")}
    return {**clean, "PYTHONPATH": str(SOURCES), "KENTONGAN_QUIET": QUIET}


@contextmanager
def standing(data: Path) -> Iterator[House]:
    """`up` from nothing; stopped and swept away at the end."""
    port, phone = ports.free(), ports.free()
    command = [*LAUNCH, "up", "--data", str(data)]
    command += ["--port", str(port), "--sandbox-port", str(phone)]
    up = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment()
    )
    try:
        screen = ""
        assert up.stdout
        for line in up.stdout:
            screen += line
            if "Ctrl-C" in line:
                break
        assert "Ctrl-C" in screen, f"up stopped by itself:\n{screen}"
        accounts = dict(re.findall(r"(\w+\.(?:pontianak|bandarlampung)) +([a-z0-9-]+)", screen))
        base = "http://127.0.0.1"
        yield House(f"{base}:{port}", f"{base}:{phone}", str(data), accounts)
    finally:
        up.send_signal(signal.SIGTERM)
        up.communicate(timeout=60)
        Cluster(data).destroy()  # as root it may lie outside the directory


@contextmanager
def shared(ground: Path) -> Iterator[House]:
    """One house for all test processes that meet on `ground`: the first one starts it, the others
    are its guests, and it stays until the last guest has gone."""
    note = ground / "house.json"
    with _locked(ground / "door.lock"):
        found = json.loads(note.read_text()) if note.exists() else None
        stay = _hold(Path(f"{found['data']}.guests"), fcntl.LOCK_SH) if found else None
        if not found:
            made = standing(ground / f"house-{os.getpid()}-{ports.free()}")
            house = made.__enter__()
            note.write_text(json.dumps(house.__dict__))
    if found:
        assert stay is not None
        try:
            yield House(**found)
        finally:
            os.close(stay)
        return
    try:
        yield house
    finally:
        with _locked(ground / "door.lock"):
            note.unlink()
        os.close(_hold(Path(f"{house.data}.guests"), fcntl.LOCK_EX))
        made.__exit__(None, None, None)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    held = _hold(path, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(held)


def _hold(path: Path, kind: int) -> int:
    held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(held, kind)
    return held
