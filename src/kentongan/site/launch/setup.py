"""The set-up of a fresh checkout: an environment of its own, filled from the locks.

Runs under any Python from 3.11 on, before a single package is there.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kentongan.pure.errors import Refusal
from kentongan.site.launch.progress import Progress

STAMP = "kentongan.json"


class Environment:
    """The `.venv` of a checkout."""

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        self.folder = checkout / ".venv"
        self.python = self.folder / "bin" / "python"
        self.log = self.folder / "setup.log"

    def ensure(self, locks: Sequence[str]) -> None:
        """Fill it from `locks`, unless its stamp says that this was done.

        Raises Refusal when a person can help: no permission, no pip, no network, no room.
        """
        if self.done(locks):
            return
        try:
            with self._turn():
                if not self.done(locks):
                    self._make()
                    self._install(locks)
        except OSError as trouble:
            raise self._sentence(trouble) from None

    # -- the stamp

    def stamp(self, locks: Sequence[str]) -> dict[str, str]:
        """Which Python, which locks: another of either means another set-up."""
        told = {"python": os.path.realpath(self.python)}
        for name in locks:
            told[name] = hashlib.sha256((self.checkout / name).read_bytes()).hexdigest()
        return told

    def done(self, locks: Sequence[str]) -> bool:
        return os.access(self.python, os.X_OK) and self.stamp(locks).items() <= self._told().items()

    def _told(self) -> dict[str, str]:
        try:
            told: dict[str, str] = json.loads((self.folder / STAMP).read_text())
        except (OSError, ValueError):
            return {}
        return told

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One set-up at a time."""
        self.folder.mkdir(exist_ok=True)
        with open(self.folder / "setup.lock", "wb") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    # -- the steps

    def _make(self) -> None:
        told = self._told().get("python")
        if self._works() and told in (None, os.path.realpath(self.python)):
            return
        for thing in self.folder.iterdir():
            if thing.name not in ("setup.lock", "setup.log"):
                shutil.rmtree(thing) if thing.is_dir() else thing.unlink()
        options = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
        if options and not _pip_here():
            raise Refusal(
                "This Python has neither the venv module nor pip: install them "
                "(on Debian or Ubuntu: apt install python3-venv) and start again."
            )
        with Progress("Making an environment of its own (.venv)") as step:
            self._run([sys.executable, "-m", "venv", *options, str(self.folder)], step)

    def _works(self) -> bool:
        if not os.access(self.python, os.X_OK):
            return False
        ask = [str(self.python), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        return subprocess.run(ask, capture_output=True, check=False).returncode == 0

    def _install(self, locks: Sequence[str]) -> None:
        pip = [str(self.python), "-m", "pip"]
        if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
            if not _pip_here():
                raise Refusal("There is no pip here: apt install python3-venv, and start again.")
            pip = [sys.executable, "-m", "pip", "--python", str(self.python)]
        told = self._told()
        wanted = [name for name in locks if told.get(name) != self.stamp([name])[name]]
        files = [part for name in wanted for part in ("-r", str(self.checkout / name))]
        with Progress("Fetching and installing packages") as step:
            self._run(
                [
                    *(*pip, "install", "--require-hashes", "--no-deps", "--no-input"),
                    *("--disable-pip-version-check", "--progress-bar", "off", *files),
                ],
                step,
            )
        new = {**self._told(), **self.stamp(locks)}
        (self.folder / STAMP).write_text(json.dumps(new, indent=1) + "\n")

    def _run(self, command: Sequence[str], step: Progress) -> None:
        """Run it into the log, showing what it is at. Raises Refusal when it went wrong."""
        with open(self.log, "wb") as out:
            child = subprocess.Popen(
                command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
            )
            while child.poll() is None:
                time.sleep(0.1)
                step.tick(_latest(self.log))
        if child.returncode:
            raise Refusal(self._why())

    def _why(self) -> str:
        said = self.log.read_text(errors="replace")
        if os.strerror(errno.ENOSPC) in said:
            return f"The disk is full: {self.folder} needs about 500 MB."
        errors = [line for line in said.splitlines() if line.startswith("ERROR")]
        last = errors[-1] if errors else (said.strip().splitlines() or ["nothing was said"])[-1]
        return f"The packages could not be installed ({last}). Is there a network? See {self.log}"

    def _sentence(self, trouble: OSError) -> Exception:
        if trouble.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return Refusal(
                f"No permission to write in {self.checkout}, where Kentongan keeps its packages: "
                "use a checkout of your own."
            )
        if trouble.errno == errno.ENOSPC:
            return Refusal(f"The disk is full: {self.folder} needs about 500 MB.")
        return trouble


def _pip_here() -> bool:
    return importlib.util.find_spec("pip") is not None


def _latest(log: Path) -> str:
    """The package pip is at, from the end of its log."""
    with open(log, "rb") as file:
        file.seek(max(0, log.stat().st_size - 2000))
        lines = file.read().decode(errors="replace").splitlines()
    for line in reversed(lines):
        words = line.split()
        if words[:1] == ["Collecting"] and len(words) > 1:
            return words[1].partition("=")[0]
        if words[:1] == ["Installing"]:
            return "installing"
    return ""
