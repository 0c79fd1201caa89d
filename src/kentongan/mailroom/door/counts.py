"""What the door counts, kept where `check` can read it: `door.json` in the data directory."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(slots=True)
class Counts:
    """Since the process began. `database` is whether the last thing we wanted of it went well."""

    since: str = field(default_factory=_now)
    database: bool = False
    stored: int = 0
    spooled: int = 0
    replayed: int = 0
    refused_seals: int = 0
    unknown_apps: int = 0
    too_big: int = 0
    turned_away: int = 0
    spool_files: int = 0
    torn_files: int = 0
    trouble: str = ""

    def facts(self) -> dict[str, object]:
        return {**asdict(self), "accepted": self.stored + self.spooled, "at": _now()}

    def write(self, file: Path) -> None:
        """Replace the file. A full disk costs the figures, nothing else."""
        new = file.with_name(f"{file.name}.{os.getpid()}.new")
        with suppress(OSError):
            new.write_text(json.dumps(self.facts()) + "\n")
            new.replace(file)
