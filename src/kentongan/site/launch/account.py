"""As whom the database server runs.

PostgreSQL refuses to run as root, so root lends it a lesser account. That account must be able to
walk to the binaries and to the data; where the way is barred (a checkout under root's home), both
live in a room of their own below `/var/lib`, and nobody's permissions are changed.
"""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kentongan.pure.errors import Refusal

ROOMS = (Path("/var/lib/kentongan"), Path("/opt/kentongan"), Path("/var/tmp/kentongan-root"))


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    def reaches(self, path: Path) -> bool:
        """Whether this account may walk through every directory down to `path`, itself included."""
        path = path.resolve()
        return all(self._may_enter(part) for part in (path, *path.parents))

    def _may_enter(self, path: Path) -> bool:
        try:
            entry = path.stat()
        except FileNotFoundError:
            return True  # we shall make it, and make it passable
        if not stat.S_ISDIR(entry.st_mode):
            return True
        if entry.st_uid == self.uid:
            return bool(entry.st_mode & stat.S_IXUSR)
        if entry.st_gid == self.gid:
            return bool(entry.st_mode & stat.S_IXGRP)
        return bool(entry.st_mode & stat.S_IXOTH)

    def spawn(self) -> dict[str, Any]:
        """Arguments of `subprocess.Popen` that start a process as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def lent(owned: Path) -> Account | None:
    """The account root lends the server; None when we are not root and run it ourselves.

    Data that already exist (`owned`) keep their owner, so a server never changes hands.
    """
    if os.geteuid() != 0:
        return None
    if owned.exists() and owned.stat().st_uid != 0:
        entry = owned.stat()
        return Account(entry.st_uid, entry.st_gid)
    for name in ("postgres", "nobody"):
        try:
            person = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(person.pw_uid, person.pw_gid)
    raise Refusal(
        "PostgreSQL does not run as root, and this machine has neither an account 'postgres' "
        "nor 'nobody': start Kentongan as an ordinary user."
    )


def room(account: Account, name: str) -> Path:
    """A directory that only root can write and `account` can walk into."""
    for base in ROOMS:
        try:
            base.mkdir(mode=0o755, parents=True, exist_ok=True)
            place = base / name
            place.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            continue
        if place.stat().st_uid == base.stat().st_uid == 0 and account.reaches(place):
            return place
    places = ", ".join(str(base) for base in ROOMS)
    raise Refusal(f"No place for the database server that its account can reach: tried {places}.")
