"""The data directory: ours or foreign, big enough, and used by one `up` at a time."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from pathlib import Path
from typing import IO, Any

from kentongan.pure.errors import Refusal
from kentongan.site.launch.postgres import Cluster

MARK = "kentongan.json"
LOCK = "up.lock"
FORMAT = 1
ROOM_NEEDED = 256 * 1024 * 1024  # bytes: the write-ahead log alone may take most of it
PRIVATE = ("files", "spool", "sandbox", "logs")


class Place:
    """A data directory that is ours. Making one raises Refusal with one sentence."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock: IO[str] | None = None
        try:
            self._recognise()
            self._furnish()
        except PermissionError:
            raise Refusal(
                f"No permission to write in {self.path}: choose another directory with --data."
            ) from None
        except (NotADirectoryError, FileExistsError):
            raise Refusal(f"{self.path} is not a directory: choose another with --data.") from None
        self._measure()

    def _recognise(self) -> None:
        if not self.path.exists() or not _things(self.path):
            return
        try:
            mark = json.loads((self.path / MARK).read_text())
            made = int(mark["format"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            raise Refusal(
                f"{self.path} is not empty and was not made by Kentongan: "
                "choose a new or an empty directory with --data."
            ) from None
        if made > FORMAT:
            raise Refusal(f"{self.path} was made by a newer Kentongan: use that one.")

    def _furnish(self) -> None:
        self.path.mkdir(mode=0o711, parents=True, exist_ok=True)
        if not (self.path / MARK).exists():
            (self.path / MARK).write_text(json.dumps({"of": "Kentongan", "format": FORMAT}) + "\n")
        for name in PRIVATE:
            (self.path / name).mkdir(mode=0o700, exist_ok=True)
        if not os.access(self.path, os.W_OK):
            raise PermissionError

    def _measure(self) -> None:
        for place in {self.path, Cluster(self.path).home.parent}:
            free = shutil.disk_usage(place).free
            if free < ROOM_NEEDED:
                raise Refusal(
                    f"The disk is full: {place} has {free >> 20} MB left, "
                    f"and Kentongan needs {ROOM_NEEDED >> 20} MB to start."
                )

    # -- one `up` at a time

    def lock(self) -> bool:
        """Take the directory for one `up`. True when the last one did not end in order."""
        self._lock = open(self.path / LOCK, "a+")  # noqa: SIM115 - held as long as we live
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            last = self.last()
            raise Refusal(
                f"Kentongan is already running on {self.path} (process {last.get('pid')}, "
                f"{last.get('url')}): stop that one, or choose another directory with --data."
            ) from None
        return bool(self.last().get("running"))

    def note(self, **facts: Any) -> None:
        """Remember what the present `up` is: pid, url, graph_url, running."""
        if self._lock:
            self._lock.seek(0)
            self._lock.truncate()
            json.dump(facts, self._lock)
            self._lock.flush()

    def last(self) -> dict[str, Any]:
        """What the present or last `up` noted; empty before the first."""
        try:
            known = json.loads((self.path / LOCK).read_text())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def clear(self) -> None:
        """Remove everything but the mark and the lock, and furnish anew."""
        Cluster(self.path).destroy()
        for thing in _things(self.path):
            if thing.name in (MARK, LOCK):
                continue
            if thing.is_dir() and not thing.is_symlink():
                shutil.rmtree(thing)
            else:
                thing.unlink()
        self._furnish()


def _things(path: Path) -> list[Path]:
    return [thing for thing in path.iterdir() if thing.name != "lost+found"]
