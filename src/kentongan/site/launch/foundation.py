"""A new PostgreSQL cluster: initdb, four roles with only their rights, one database.

All of it happens in a directory beside the final one, which then takes its name: a set-up that was
interrupted leaves nothing that looks finished.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kentongan.pure.errors import Refusal
from kentongan.site.launch.account import Account
from kentongan.site.launch.binaries import Binaries

DATABASE = "kentongan"
SUPERUSER = "postgres"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "citext")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
FULL = "The disk is full: {place} needs more room."


@dataclass(frozen=True)
class Foundation:
    """What a cluster is made from: programs, the account that runs it, passwords by role."""

    binaries: Binaries
    account: Account | None
    passwords: dict[str, str]
    durable: bool = True

    def lay(self, home: Path) -> None:
        """Make the cluster at `home`, whose parent exists. Raises Refusal when the disk is full."""
        new = home.with_name(home.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if self.account:
            os.chown(new, self.account.uid, self.account.gid)
        self._initdb(new)
        (new / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        self._single(new, SUPERUSER, self._roles())
        self._single(new, DATABASE, [f"CREATE EXTENSION {name};" for name in EXTENSIONS])
        new.rename(home)

    def spawn(self) -> dict[str, Any]:
        lent = self.account.spawn() if self.account else {}
        return {"env": ENVIRONMENT, "cwd": "/", **lent}

    def _initdb(self, new: Path) -> None:
        command = [
            *(self.binaries.tool("initdb"), "--pgdata", str(new), "--username", SUPERUSER),
            *("--auth=trust", "--encoding=UTF8", "--data-checksums", "--no-instructions"),
            *self._locale(),
        ]
        if not self.durable:
            command.append("--no-sync")
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self.spawn())
        if done.returncode:
            raise told(done.stderr, new)

    def _locale(self) -> list[str]:
        """Unicode upper and lower case wherever the machine stands, and byte order for sorting."""
        if self.binaries.major >= 17:
            return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        said = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False)
        known = {name.lower().replace("-", "") for name in said.stdout.split()}
        return ["--locale=C.UTF-8" if "c.utf8" in known else "--locale=C"]

    def _roles(self) -> list[str]:
        may = {"owner": "", "app": "", "door": "", "backup": "BYPASSRLS"}
        password = self.passwords
        return [
            f"ALTER ROLE {SUPERUSER} PASSWORD '{password[SUPERUSER]}';",
            *(
                f"CREATE ROLE {role} LOGIN {extra} PASSWORD '{password[role]}';"
                for role, extra in may.items()
            ),
            "GRANT pg_read_all_data TO backup;",
            f"CREATE DATABASE {DATABASE} OWNER owner;",
            *(entrance(DATABASE)),
            f"REVOKE CONNECT ON DATABASE {SUPERUSER}, template1 FROM PUBLIC;",
        ]

    def _single(self, home: Path, database: str, statements: list[str]) -> None:
        """Run statements before any network exists: passwords show in no list of processes."""
        options = () if self.durable else ("-F",)
        done = subprocess.run(
            [self.binaries.tool("postgres"), "--single", *options, "-D", str(home), database],
            input="\n".join(statements) + "\n",
            capture_output=True,
            text=True,
            check=False,
            **self.spawn(),
        )
        if done.returncode or "ERROR:" in done.stderr:
            raise told(done.stderr, home)


def entrance(database: str) -> list[str]:
    """Who may come into a database: the four roles, and nobody because he exists."""
    return [
        f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC;',
        f'GRANT CONNECT ON DATABASE "{database}" TO owner, app, door, backup;',
    ]


def told(said: str, place: Path) -> Exception:
    """The trouble behind what a PostgreSQL program wrote: a full disk is a sentence of its own."""
    if os.strerror(errno.ENOSPC) in said:
        return Refusal(FULL.format(place=place.parent))
    lines = [line for line in said.splitlines() if "ERROR" in line or "FATAL" in line]
    return RuntimeError("; ".join(lines or said.splitlines()[-3:]) or "PostgreSQL said nothing.")
