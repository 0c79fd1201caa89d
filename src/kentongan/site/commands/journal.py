"""`journal`: is what happened still what was written down?

journal verify             walk the chain of every city in the database
journal verify FILE        walk an exported file; needs no database
journal export --city X    write a city's journal as JSON lines: codes and ids, no personal data
journal recount            count the public figures anew from the chain, and put them right

Exit 1 where a chain is broken; the first broken line is named. The form: docs/journal.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kentongan.cases import seals, tally
from kentongan.cases.verify import export, published, verify
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.frontdesk.flows import TOLD
from kentongan.pure import chain, sayings
from kentongan.pure.errors import Refusal


def run(arguments: Sequence[str]) -> int:
    given = _parser().parse_args(arguments)
    tasks = {"verify": _verify, "export": _export, "recount": _recount}
    return tasks[given.task](given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kentongan journal", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("task", choices=("verify", "export", "recount"))
    parser.add_argument("file", nargs="?", type=Path, help="verify: an exported file")
    parser.add_argument("--city", help="this city only, by its slug")
    parser.add_argument("--out", type=Path, help="export: where to; without it, to the terminal")
    parser.add_argument("--head", help="verify: a digest from the public page that must be there")
    return parser


def _cities(given: argparse.Namespace) -> list[City]:
    found = City.objects.filter(slug=given.city) if given.city else City.objects.all()
    if not found:
        raise Refusal("Kotanya tidak ada. Tulis --city seperti di alamat situsnya.")
    return list(found)


def _verify(given: argparse.Namespace) -> int:
    if given.file:
        return chain.main([str(given.file)])
    broken = 0
    for city in _cities(given):
        with inside(city):
            verdict = verify()
        waits = f" {sayings.number(verdict.waiting)} menunggu segel." if verdict.waiting else ""
        print(f"{city.slug}: {chain.told(verdict.found)}{waits}")
        broken += isinstance(verdict.found, chain.Broken)
    if given.head and not broken:
        return _published(given)
    return 1 if broken else 0


def _published(given: argparse.Namespace) -> int:
    for city in _cities(given):
        with inside(city):
            link = published(given.head)
        if link:
            print(f"{city.slug}: sidik itu ada di rantai, di posisi {link.position}.")
            return 0
    print("Sidik itu tidak ada di rantai mana pun: sejarahnya sudah ditulis ulang.")
    return 1


def _export(given: argparse.Namespace) -> int:
    if not given.city:
        raise Refusal("Sebutkan kotanya: --city pontianak.")
    [city] = _cities(given)
    with inside(city), _written(given.out) as out:
        for row in export():
            out.write(json.dumps(row, sort_keys=True, separators=(",", ":")) + "\n")
    return 0


@contextmanager
def _written(path: Path | None) -> Iterator[IO[str]]:
    if path is None:
        yield sys.stdout
        return
    with open(path, "w", encoding="utf-8") as file:
        yield file


def _recount(given: argparse.Namespace) -> int:
    for city in _cities(given):
        with inside(city):
            until, _ = seals.end()
            lines = ((position, line) for position, _, line in seals.sealed(until=until))
            fresh, stored = tally.recounted(lines, told=TOLD), tally.counted()
            wrong = sum(fresh[shape] != stored[shape] for shape in fresh.keys() | stored.keys())
            if wrong:
                tally.put_right(fresh)
        print(f"{city.slug}: {until} baris dihitung, {wrong} angka dibetulkan.")
    return 0
