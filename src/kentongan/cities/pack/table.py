"""Reading the files of a pack so that every complaint names its file and line."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeVar

from kentongan.pure.errors import Refusal

Choice = TypeVar("Choice", bound=str)
Value: TypeAlias = object


class PackError(Refusal):
    """A city pack that cannot be used. The sentence names the file and the line."""


def trouble(file: str, line: int | None, what: str) -> PackError:
    where = f"{file} baris {line}" if line else file
    return PackError(f"{where}: {what}")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a CSV file, or one table of a TOML file, with its place."""

    file: str
    line: int | None
    cells: Mapping[str, Value]

    def error(self, what: str) -> PackError:
        return trouble(self.file, self.line, what)

    def text(self, name: str) -> str:
        """The cell as text; empty when it is empty or absent."""
        value = self.cells.get(name, "")
        if not isinstance(value, str):
            raise self.error(f"“{name}” seharusnya teks.")
        return value.strip()

    def need(self, name: str) -> str:
        if not (value := self.text(name)):
            raise self.error(f"“{name}” belum diisi.")
        return value

    def flag(self, name: str) -> bool:
        if (value := self.text(name)) not in {"", "0", "1"}:
            raise self.error(f"“{name}” diisi 1, 0, atau dikosongkan, bukan “{value}”.")
        return value == "1"

    def items(self, name: str) -> tuple[str, ...]:
        """A list written with semicolons."""
        return tuple(part.strip() for part in self.text(name).split(";") if part.strip())

    def one_of(self, name: str, choices: Sequence[Choice]) -> Choice:
        value = self.need(name)
        for choice in choices:
            if value == choice:
                return choice
        raise self.error(f"“{name}” tidak boleh “{value}”; pilih {', '.join(choices)}.")

    def degrees(self, name: str) -> float:
        value = self.cells.get(name)
        try:
            return float(value) if isinstance(value, str | int | float) else float("nan")
        except ValueError:
            raise self.error(f"“{name}” bukan angka derajat: “{value}”.") from None


def read_csv(path: Path, columns: str) -> Iterator[Row]:
    """The lines of a CSV file whose header has exactly these columns, in any order.

    `columns` are their names with blanks between.
    """
    lines = csv.reader(_text(path).splitlines(keepends=True), strict=True)
    try:
        header = next(lines, [])
        if sorted(header) != sorted(columns.split()):
            odd = sorted(set(header) ^ set(columns.split())) or ["kolom ganda"]
            raise trouble(path.name, 1, f"kolom tidak cocok: {', '.join(odd)}.")
        for cells in filter(None, lines):
            if len(cells) != len(header):
                said = f"ada {len(cells)} kolom, seharusnya {len(header)}."
                raise trouble(path.name, lines.line_num, said)
            yield Row(path.name, lines.line_num, dict(zip(header, cells, strict=True)))
    except csv.Error as reason:
        raise trouble(path.name, lines.line_num, f"tidak dapat dibaca ({reason}).") from None


def read_lines(path: Path) -> Iterator[Row]:
    """The lines of a word list; empty lines and those that begin with # are left out."""
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield Row(path.name, number, {"words": line})


def read_toml(path: Path) -> Row:
    text = _text(path)
    try:
        return Row(path.name, None, tomllib.loads(text))
    except tomllib.TOMLDecodeError as reason:
        raise trouble(path.name, None, f"tidak dapat dibaca ({reason}).") from None


def line_of(path: Path, start: str, nth: int = 0) -> int | None:
    """Where the nth line that begins with these signs stands, counted from 1."""
    found = [n for n, line in enumerate(_text(path).splitlines(), 1) if line.startswith(start)]
    return found[nth] if nth < len(found) else None


def tables(row: Row, name: str) -> list[Mapping[str, Value]]:
    """The array of tables of that name; empty when it is absent."""
    found = row.cells.get(name, [])
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return list(found)
    raise row.error(f"“{name}” seharusnya daftar tabel.")


def table(row: Row, name: str) -> Row:
    found = row.cells.get(name, {})
    if isinstance(found, dict):
        return Row(row.file, row.line, found)
    raise row.error(f"“{name}” seharusnya tabel.")


def unique(rows: Sequence[Row], name: str) -> None:
    """Refuse the second row that carries the same code."""
    seen: dict[str, int | None] = {}
    for row in rows:
        code = row.need(name)
        if code in seen:
            raise row.error(f"“{code}” sudah ada di baris {seen[code]}.")
        seen[code] = row.line


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise trouble(path.name, None, f"berkas tidak ada di {path.parent}.") from None
    except (OSError, UnicodeDecodeError) as reason:
        raise trouble(path.name, None, f"tidak dapat dibaca ({reason}).") from None
