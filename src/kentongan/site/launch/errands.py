"""Commands other than `up` and `test`: found a database if there must be one, then run it."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from kentongan.pure.errors import Refusal
from kentongan.site.launch import binaries, environment, secrets, services
from kentongan.site.launch.place import Place
from kentongan.site.launch.postgres import Cluster

COMMANDS = {
    "check": "count what is on its way, and name what should not be",
    "bench": "measure",
    "createstaff": "make an account for somebody who works here",
    "line": "line add: connect a WhatsApp number",
    "journal": "verify [FILE], export --city: the chain of what happened",
    "mail": "mail receive: take one e-mail from the city's mail server",
    "quarantine": "what came and nobody could read: list, show, replay, drop",
    "backup": "write database and files into one archive",
    "restore": "read such an archive into a new data directory",
    "dbshell": "psql, inside one city with --city",
    "migrate": "bring the tables up to date",
    "seed-demo": "prepare the demonstration's two cities",
    "worker": "empty the trays (part of up)",
}
WITHOUT_DATABASE = {"bench"}
ON_EMPTY_DATA = {"restore", "migrate", "bench"}


def main(name: str, arguments: Sequence[str], default_data: Path) -> int:
    """Run one command; its exit code. Its `--data` is ours, the rest it gets as given."""
    parser = argparse.ArgumentParser(prog=name, add_help=False, allow_abbrev=False)
    parser.add_argument("--data", type=Path, default=default_data)
    ours, rest = parser.parse_known_args(arguments)
    if "--help" in rest or "-h" in rest:
        return _run([*_program(name), *rest], {"PYTHONPATH": str(environment.SOURCES)})
    place = Place(ours.data)
    cluster = Cluster(place.path)
    embedded = not environment.external() and not _alone(name, rest)
    if embedded and not cluster.exists and name not in ON_EMPTY_DATA:
        raise Refusal(f"{place.path} holds no database yet: run ./kentongan up once.")
    held: AbstractContextManager[None] = cluster.borrowed() if embedded else nullcontext()
    with held:
        return _run([*_program(name), *rest], _environment(place, cluster, embedded))


def _alone(name: str, rest: Sequence[str]) -> bool:
    """Whether it needs no database: an exported journal is verified anywhere."""
    a_file = name == "journal" and rest[:1] == ["verify"] and rest[1:2] and rest[1][:1] != "-"
    return name in WITHOUT_DATABASE or bool(a_file)


def _program(name: str) -> tuple[str, ...]:
    """The worker is a program of its own, everything else a command of the house."""
    return services.WORKER if name == "worker" else (*services.COMMAND, name)


def _environment(place: Place, cluster: Cluster, embedded: bool) -> dict[str, str]:
    """The house's variables, and what only commands may know: the superuser's URL, the tools."""
    known = secrets.load(place.path)
    facts = {
        "url": "http://127.0.0.1:8000",
        "graph_url": "https://graph.facebook.com",
        "demo": os.environ.get("KENTONGAN_DEMO", "0"),
        **{name: str(fact) for name, fact in place.last().items()},
    }
    env = environment.house(place.path, known, facts)
    if embedded or environment.external():
        env |= environment.database(cluster, ("app",))
    if embedded:
        env["KENTONGAN_ADMIN_URL"] = cluster.url("postgres")
        env["KENTONGAN_PG_BIN"] = str(cluster.binaries.folder)
    else:
        env["KENTONGAN_PG_BIN"] = str(binaries.find().folder)
    return env


def _run(command: Sequence[str], env: dict[str, str]) -> int:
    """Run it on our terminal. Ctrl-C reaches it by itself; we stay to put the database away."""
    child = subprocess.Popen(command, env={**os.environ, **env})
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    code = child.wait()
    return code if code >= 0 else 128 - code
