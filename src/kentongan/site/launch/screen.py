"""The one screen at the end of `up`: where to go, who one can be, where things lie."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from kentongan.site.launch import demo
from kentongan.site.launch.secrets import Secrets


@dataclass(frozen=True)
class Addresses:
    """Base URLs without a slash at the end; `phone` is empty when there is no sandbox."""

    house: str
    phone: str = ""


def draw(where: Addresses, data: Path, known: Secrets, *, seconds: float, demo_mode: bool) -> str:
    paint = _paint if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else _plain
    lines = ["", f"  {paint('Kentongan is up', '1;32')}  ({seconds:.1f} s)", ""]
    if demo_mode:
        lines += _pages(where, paint) + _desk(where, known, paint)
    else:
        lines += [f"  {where.house}/"]
    lines += [
        "",
        f"  Data    {data}",
        f"  Logs    {data / 'logs'}",
        f"  Stop    {paint('Ctrl-C', '1')}  (./kentongan up goes on with the same data)",
        "",
    ]
    return "\n".join(lines)


def _pages(where: Addresses, paint: _Painter) -> list[str]:
    lines = [f"  {paint('Public pages', '1')}"]
    for city, name in demo.CITIES.items():
        lines.append(f"    {name:<22} {paint(f'{where.house}/{city}/', '36')}")
    if where.phone:
        lines += [
            "",
            f"  {paint('The phone', '1')}: be a resident and write to a city",
            f"    {'':<22} {paint(f'{where.phone}/', '36')}",
        ]
    return lines


def _desk(where: Addresses, known: Secrets, paint: _Painter) -> list[str]:
    lines = ["", f"  {paint('Staff desk', '1')}: demonstration accounts, for this machine only"]
    for city in demo.CITIES:
        lines.append(f"    {paint(f'{where.house}/{city}/desk/', '36')}")
        for person in demo.STAFF:
            if person.city == city:
                password = known.passwords[person.username]
                lines.append(f"      {person.role:<8} {person.username:<22} {password}")
    return lines


class _Painter:
    def __call__(self, text: str, code: str) -> str:
        return f"\033[{code}m{text}\033[0m"


class _Plain(_Painter):
    def __call__(self, text: str, code: str) -> str:
        return text


_paint, _plain = _Painter(), _Plain()
