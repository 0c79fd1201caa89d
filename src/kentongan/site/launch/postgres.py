"""The embedded PostgreSQL of a data directory: make it, start it, stop it, say its addresses."""

from __future__ import annotations

import fcntl
import os
import secrets as random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kentongan.pure.errors import Refusal
from kentongan.site.launch import account, binaries, secrets
from kentongan.site.launch.foundation import DATABASE, Foundation, told
from kentongan.site.launch.ties import alive, tied

SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_LONGEST = 100  # the kernel takes 107 bytes on Linux, 103 elsewhere
PATIENCE = 120.0  # seconds: recovery after a crash reads the whole log
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "48MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "512MB",
    "jit": "off",
    "max_worker_processes": "4",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "2",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "wal_compression": "on",
    "min_wal_size": "64MB",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "log_line_prefix": "%m %r %u@%d ",
}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}  # a killed server still keeps all rows


class Cluster:
    """One PostgreSQL server in `directory`, on a Unix socket only.

    `durable=False` is for throw-away servers of tests: nothing is flushed to the disk.
    """

    def __init__(self, directory: Path | str, *, durable: bool = True) -> None:
        self.directory = Path(directory).absolute()
        self.durable = durable
        self.link = self.directory / "postgres"
        self.process: subprocess.Popen[bytes] | None = None

    # -- what it is made of

    @property
    def exists(self) -> bool:
        return (self.link / "PG_VERSION").exists()

    @property
    def home(self) -> Path:
        """Where the data really lie: below `directory`, or in root's lent room."""
        return self.link.resolve()

    @cached_property
    def account(self) -> account.Account | None:
        return account.lent(self.home)

    @cached_property
    def binaries(self) -> binaries.Binaries:
        """Raises Refusal when nothing here can open data of this version."""
        version = self.home / "PG_VERSION"
        major = int(version.read_text().strip()) if version.exists() else None
        return binaries.within_reach(binaries.find(major), self.account)

    @cached_property
    def passwords(self) -> dict[str, str]:
        return secrets.load(self.directory).database

    # -- life

    def create(self) -> None:
        """Make the cluster, its roles and its database; nothing to do when it is there."""
        if self.exists:
            return
        self.directory.mkdir(mode=0o711, parents=True, exist_ok=True)
        home = self.link
        if self.account and not self.account.reaches(self.directory):
            home = account.room(self.account, random.token_hex(6)) / "postgres"
            (home.parent / "of").write_text(f"{self.directory}\n")
        foundation = Foundation(self.binaries, self.account, self.passwords, self.durable)
        foundation.lay(home)
        if home != self.link:
            self.link.unlink(missing_ok=True)
            self.link.symlink_to(home)

    def command(self) -> list[str]:
        """The server's command line, for whoever wants to be its parent."""
        options = {**SETTINGS, "unix_socket_directories": str(self.make_socket_room())}
        if not self.durable:
            options |= NOT_DURABLE
        if self.binaries.major >= 18:
            options["io_method"] = "sync"  # three processes fewer
        line = [self.binaries.tool("postgres"), "-D", str(self.home)]
        for name, value in options.items():
            line += ["-c", f"{name}={value}"]
        return line

    def spawn(self) -> dict[str, Any]:
        """Further arguments of `Popen`: the account, the environment, the tie to the parent."""
        return {
            **Foundation(self.binaries, self.account, {}).spawn(),
            "preexec_fn": tied(signal.SIGINT),
            "process_group": 0,
            "stdin": subprocess.DEVNULL,
        }

    def start(self, *, patience: float = PATIENCE) -> None:
        """Start the server as a child and wait until it takes connections.

        A server killed a moment ago leaves processes that still hold its memory: then it is tried
        again. Raises Refusal when a person can help, else RuntimeError with the server's words.
        """
        self.claim()
        until = time.monotonic() + patience
        with tempfile.TemporaryFile() as said:
            while True:
                said.truncate(0)
                if self.running():  # somebody else was quicker
                    return
                child = subprocess.Popen(self.command(), stdout=said, stderr=said, **self.spawn())
                if self.wait_ready(child, until):
                    self.process = child
                    return
                said.seek(0)
                words = said.read().decode(errors="replace")
                if time.monotonic() > until or not _passing(words):
                    raise told(words, self.home)
                time.sleep(0.2)

    def wait_ready(self, child: subprocess.Popen[bytes], until: float) -> bool:
        """Whether `child` took connections before it ended or the clock said `until`."""
        while child.poll() is None:
            if self._pid_file() == (child.pid, "ready"):
                return True
            if time.monotonic() > until:
                child.terminate()
                child.wait()
                return False
            time.sleep(0.01)
        return False

    def running(self) -> bool:
        """Whether a server of these data answers, whoever started it."""
        pid, state = self._pid_file()
        if not pid or state != "ready" or not alive(pid):
            return False
        with socket.socket(socket.AF_UNIX) as door:
            try:
                door.connect(str(self.socket_room / SOCKET))
            except OSError:
                return False
        return True

    def stop(self, *, immediately: bool = False, patience: float = 30.0) -> None:
        """Stop the server and wait for it; after `patience` seconds without a checkpoint."""
        pid, _ = self._pid_file()
        child, self.process = self.process, None
        pid = child.pid if child else pid
        _signal(pid, signal.SIGQUIT if immediately else signal.SIGINT)
        until = time.monotonic() + patience
        while pid and (child.poll() is None if child else alive(pid)):
            if time.monotonic() > until:
                _signal(pid, signal.SIGQUIT)
                until += patience
            time.sleep(0.01)

    def destroy(self) -> None:
        """Stop the server and remove its data, also those in a lent room."""
        self.stop(immediately=True)
        home, shelter = self.home, self._socket_note()
        shutil.rmtree(home, ignore_errors=True)
        if home != self.link and (home.parent / "of").exists():
            shutil.rmtree(home.parent, ignore_errors=True)
            self.link.unlink(missing_ok=True)
        if shelter:
            shutil.rmtree(shelter, ignore_errors=True)
            (self.directory / "socket").unlink(missing_ok=True)

    @contextmanager
    def borrowed(self) -> Iterator[None]:
        """A running server for as long as the block lasts: the one that runs, or our own.

        Ours stays until nobody else uses it; users hold a shared lock.
        """
        self.create()
        with open(self.directory / "users.lock", "ab") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            if not self.running():
                self.start()
            try:
                yield
            finally:
                if self.process:
                    fcntl.flock(users, fcntl.LOCK_EX)
                    self.stop()

    # -- its addresses

    def url(self, role: str, database: str = DATABASE) -> str:
        """`postgresql://role:password@/database?host=/directory-of-the-socket`."""
        place = quote(str(self.socket_room), safe="/")
        return f"postgresql://{role}:{self.passwords[role]}@/{database}?host={place}"

    def psql_env(self, role: str = "owner", database: str = DATABASE) -> dict[str, str]:
        """What libpq's own programs (psql, pg_dump, pg_restore) need in their environment."""
        return {
            "PGHOST": str(self.socket_room),
            "PGUSER": role,
            "PGPASSWORD": self.passwords[role],
            "PGDATABASE": database,
        }

    @property
    def socket_room(self) -> Path:
        return self._socket_note() or self.home.parent / "run"

    # -- inner

    def _socket_note(self) -> Path | None:
        note = self.directory / "socket"
        return Path(note.read_text().strip()) if note.exists() else None

    def make_socket_room(self) -> Path:
        """The socket's directory, made: `run` beside the data, or a short one that is noted."""
        place = self.home.parent / "run"
        if len(os.fsencode(place / SOCKET)) > SOCKET_PATH_LONGEST:
            place = self._socket_note() or place
            if not place.is_dir() or len(os.fsencode(place / SOCKET)) > SOCKET_PATH_LONGEST:
                place = Path(tempfile.mkdtemp(prefix="kentongan-", dir="/tmp"))
            secrets.write_private(self.directory / "socket", f"{place}\n")
        else:
            (self.directory / "socket").unlink(missing_ok=True)
        place.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(place, self.account.uid, self.account.gid)
        return place

    def _pid_file(self) -> tuple[int, str]:
        """Number and state of the server, from `postmaster.pid`: line 1 and line 8."""
        try:
            lines = (self.home / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
        except (OSError, ValueError, IndexError):
            return 0, ""

    def claim(self) -> None:
        """Data in a lent room belong to one directory: a copied link must not open them."""
        note = self.home.parent / "of"
        if self.home == self.link or not note.exists():
            return
        other = Path(note.read_text().strip())
        if other == self.directory:
            return
        if (other / "postgres").resolve() == self.home:
            raise Refusal(
                f"{self.directory} is a copy whose database still belongs to {other}: "
                "use backup and restore to copy an installation."
            )
        note.write_text(f"{self.directory}\n")


def _passing(words: str) -> bool:
    """Trouble that goes away by itself once the processes of a killed server have noticed."""
    return "is still in use" in words or "already exists" in words


def _signal(pid: int, number: signal.Signals) -> None:
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
