"""One log file per process; what a person should see also goes to the terminal."""

from __future__ import annotations

import re
import time
from collections import deque
from pathlib import Path

BIGGEST = 5 * 1024 * 1024  # bytes; then the file becomes NAME.log.1 and a new one begins
WORTH_SHOWING = re.compile(r"\b(WARNING|ERROR|CRITICAL|FATAL|PANIC)\b")


class Log:
    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.path = folder / f"{name}.log"
        self.tail: deque[str] = deque(maxlen=15)
        self._file = open(self.path, "a", encoding="utf-8")  # noqa: SIM115 - lives with the process
        self._part = b""
        self._in_traceback = False

    def take(self, data: bytes) -> list[str]:
        """Write what came; give back the lines worth showing, each with the process's name."""
        *lines, self._part = (self._part + data).split(b"\n")
        return [line for raw in lines if (line := self.write(raw.decode(errors="replace")))]

    def write(self, line: str) -> str:
        """Write one line; the same with its prefix if it is worth showing, else empty."""
        self.tail.append(line)
        self._file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {line}\n")
        self._file.flush()
        if self._file.tell() > BIGGEST:
            self._turn()
        return f"{self.name:>8} │ {line}" if self._worth(line) else ""

    def _worth(self, line: str) -> bool:
        """Of a traceback only its last line, which says what happened."""
        if line.startswith("Traceback "):
            self._in_traceback = True
            return False
        if self._in_traceback:
            self._in_traceback = line.startswith((" ", "\t")) or not line
            return not self._in_traceback
        return bool(WORTH_SHOWING.search(line))

    def _turn(self) -> None:
        self._file.close()
        self.path.replace(self.path.with_suffix(".log.1"))
        self._file = open(self.path, "a", encoding="utf-8")  # noqa: SIM115

    def close(self) -> None:
        self._file.close()
