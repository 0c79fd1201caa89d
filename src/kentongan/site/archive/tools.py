"""PostgreSQL's own programs: which one fits the server, and how it is told where to go."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from kentongan.pure.errors import Refusal
from kentongan.site.launch import binaries

DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Tool:
    path: str
    major: int


def fitting(name: str, server: int) -> Tool:
    """The program of the server's own version, else of the next newer one.

    An older one refuses the server; a newer one writes what older ones cannot read.
    """
    known = [Tool(path, major) for path in _paths(name) if (major := _major(path)) >= server]
    if not known:
        raise Refusal(
            f"{name} untuk PostgreSQL {server} tidak ditemukan: "
            f"pasang paket postgresql-client-{server}."
        )
    return min(known, key=lambda tool: tool.major)


def _paths(name: str) -> Iterator[str]:
    yield from (str(folder / name) for folder in _folders() if (folder / name).is_file())
    found = shutil.which(name)
    if found:
        yield found


def _folders() -> Iterator[Path]:
    """Where we were told, Debian's places (a client alone is enough), our own packages."""
    told = os.environ.get("KENTONGAN_PG_BIN")
    if told:
        yield Path(told)
    yield from DEBIAN.glob("*/bin")
    with suppress(Refusal):
        yield binaries.find().folder


@cache
def _major(path: str) -> int:
    """0 when the program does not run here."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    match = re.search(r"\b(\d+)(?:\.\d+)*", said.stdout)
    return int(match.group(1)) if match else 0


def environment(url: str) -> dict[str, str]:
    """libpq's variables for a URL: arguments of a program can be read by everyone here."""
    variables = {
        option.keyword.decode(): option.envvar.decode()
        for option in Conninfo.get_defaults()
        if option.envvar
    }
    given = {k: str(v) for k, v in conninfo_to_dict(url).items() if v is not None}
    told = {variables[name]: value for name, value in given.items() if name in variables}
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "KENTONGAN_"))}
    return {**inherited, "LC_ALL": "C", **told}


def database_name(url: str) -> str:
    return str(conninfo_to_dict(url).get("dbname") or "")


def entered(url: str, who: str) -> psycopg.Connection[Any]:
    """A connection. Raises `Refusal` when nobody opens; `who` is the variable with the URL."""
    try:
        return psycopg.connect(url, connect_timeout=10)
    except psycopg.OperationalError as error:
        first = str(error).splitlines()[0]
        raise Refusal(f"Basis data dari {who} tidak bisa dimasuki: {first}") from error


def major_of(link: psycopg.Connection[Any]) -> int:
    return link.info.server_version // 10_000


def last_words(said: str) -> str:
    """The line of a program's complaints that says most."""
    lines = [line for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if "error:" in line or "ERROR:" in line]
    return (errors or lines or ["tanpa penjelasan"])[0].strip()
