"""The journal's chain: how a line becomes bytes, how bytes become a digest, and who finds a break.

The standard library only, and nothing of the house: an outsider needs this one file and a file
from `kentongan journal export`.

    python3 chain.py FILE

The form is described in `docs/journal.md`. Changing it would make a new format with a new number.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

FORMAT: Final = 1
START: Final = "0" * 64
"""What stands in place of the digest before the first line."""
FIELDS: Final = (
    "at", "city", "details", "from", "id", "matter", "note", "number", "position", "role", "staff",
    "to", "verb",
)  # fmt: skip
"""What a digest covers, in the order of the bytes."""

Value: TypeAlias = "str | int | float | bool | dict[str, Value] | list[Value] | None"
Record: TypeAlias = Mapping[str, Value]


def canonical(record: Record) -> bytes:
    """JSON of exactly `FIELDS`, keys sorted, no space between, all but ASCII escaped."""
    covered = {name: record[name] for name in FIELDS}
    return json.dumps(covered, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def link(before: str, record: Record) -> str:
    """The digest of a line: sha256 over the digest before it (64 ASCII characters), then the
    line's canonical bytes; hex."""
    return hashlib.sha256(before.encode() + canonical(record)).hexdigest()


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where a chain is not what it should be."""

    position: int
    number: str
    why: str

    def __str__(self) -> str:
        about = f", laporan {self.number}" if self.number else ""
        return f"Putus di posisi {self.position}{about}: {self.why}"


@dataclass(frozen=True, slots=True)
class Whole:
    """A chain without a break: how many lines, and the digest of the last."""

    count: int
    position: int
    digest: str


@dataclass(slots=True)
class Walk:
    """One step after the other along a chain, from where `before` is known."""

    position: int = 0
    before: str = START
    count: int = 0

    def step(self, record: Record) -> Broken | None:
        """Take the next line. `record` has `digest` beside the fields that it covers."""
        number = str(record.get("number") or "")
        here = self.position + 1
        if record.get("position") != here:
            return Broken(here, number, _elsewhere(record.get("position"), here))
        try:
            digest = link(self.before, record)
        except (KeyError, ValueError, TypeError) as error:
            return Broken(here, number, f"baris ini tidak lengkap ({error}).")
        if record.get("digest") != digest:
            return Broken(here, number, "isi baris ini, atau segelnya, bukan yang dahulu disegel.")
        self.position, self.before, self.count = here, digest, self.count + 1
        return None


def _elsewhere(found: Value, here: int) -> str:
    if isinstance(found, int) and found > here:
        return f"barisnya tidak ada; yang berikutnya berposisi {found}."
    return f"ada baris yang disisipkan: tertulis posisi {found}, seharusnya {here}."


def verify(records: Iterable[Record], walk: Walk | None = None) -> Broken | Whole:
    """Along the whole chain, up to the first break."""
    walk = walk or Walk()
    for record in records:
        if broken := walk.step(record):
            return broken
    return Whole(walk.count, walk.position, walk.before)


def verify_file(lines: Iterable[str]) -> Broken | Whole:
    """An exported file: its first line says what it is, its last how long it is, and between the
    two stand lines of the journal and the heads of days. Raises `ValueError` for another file."""
    rows = _read(lines)
    first = next(rows, {})
    if first.get("kentongan") != "journal" or first.get("format") != FORMAT:
        raise ValueError("Berkas ini bukan ekspor catatan Kentongan yang dikenal program ini.")
    walk = Walk()
    ended = False
    for row in rows:
        if ended:
            return Broken(walk.position + 1, "", "masih ada baris sesudah tanda akhir berkas.")
        ended = "end" in row
        broken = _closed(row, walk) if ended else _taken(row, walk)
        if broken:
            return broken
    if not ended:
        return Broken(walk.position + 1, "", "berkasnya terpotong: tanda akhir tidak ada.")
    return Whole(walk.count, walk.position, walk.before)


def _read(lines: Iterable[str]) -> Iterator[dict[str, Value]]:
    for line in lines:
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError:
                row = None
            yield row if isinstance(row, dict) else {"position": "tidak terbaca"}


def _taken(row: dict[str, Value], walk: Walk) -> Broken | None:
    if "head" not in row:
        return walk.step(row)
    if (row.get("position"), row.get("head")) != (walk.position, walk.before):
        why = f"kepala hari {row.get('day')} tidak cocok dengan rantainya."
        return Broken(walk.position, "", why)
    return None


def _closed(row: dict[str, Value], walk: Walk) -> Broken | None:
    if (row.get("end"), row.get("digest")) == (walk.position, walk.before):
        return None
    why = f"barisnya tidak ada: berkas ini seharusnya berakhir di posisi {row.get('end')}."
    return Broken(walk.position + 1, "", why)


def main(arguments: list[str]) -> int:
    """0 for a chain without a break, 1 for a broken one, 2 for what is not one."""
    if len(arguments) != 1:
        print("Cara memakai: python3 chain.py BERKAS", file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            found = verify_file(file)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(told(found))
    return 0 if isinstance(found, Whole) else 1


def told(found: Broken | Whole) -> str:
    if isinstance(found, Broken):
        return str(found)
    return (
        f"Utuh: {found.count} baris, berakhir di posisi {found.position} dengan sidik\n"
        f"{found.digest}\nBandingkan dengan yang terbit di halaman catatan kota."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
