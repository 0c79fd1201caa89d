"""The city itself, its agencies and its areas: `city.toml`, `agencies.csv`, `areas.csv`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from kentongan.cities.pack.shapes import Agency, Area, Box, City
from kentongan.cities.pack.table import Row, line_of, read_csv, read_toml, table, unique
from kentongan.pure.workdays import Hours

_AGENCY = "code name short kind is_city district phone topics keywords note source confirm"
_AREA = "level code name parent lat lon"
AGENCY_KINDS = (
    "department", "board", "force", "unit", "company",
    "secretariat", "inspectorate", "district", "external",
)  # fmt: skip
_LEVELS: tuple[Literal["city", "kecamatan", "kelurahan"], ...] = ("city", "kecamatan", "kelurahan")
_SLUG = re.compile(r"[a-z][a-z0-9]*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LEAST_CONTRAST = 4.5


def read_city(folder: Path) -> City:
    row = read_toml(folder / "city.toml")
    slug, zone = row.need("slug"), row.need("zone")
    if not _SLUG.fullmatch(slug):
        raise row.error(f"“slug” hanya huruf kecil dan angka, bukan “{slug}”.")
    if zone not in available_timezones() or not ZoneInfo(zone):
        raise row.error(f"zona waktu “{zone}” tidak dikenal.")
    box = table(row, "box")
    words = table(row, "words")
    return City(
        slug=slug,
        name=row.need("name"),
        code=row.need("code"),
        province=row.need("province"),
        zone=zone,
        accent=_accent(row, folder),
        opening=row.need("opening"),
        whatsapp=row.text("whatsapp"),
        address=row.text("address"),
        hours=_hours(row),
        hours_confirmed=not row.flag("hours_confirm"),
        words={code: words.need(code) for code in words.cells},
        lat=table(row, "centre").degrees("lat"),
        lon=table(row, "centre").degrees("lon"),
        box=Box(*(box.degrees(side) for side in ("south", "west", "north", "east"))),
    )


def _hours(row: Row) -> str:
    text = row.need("hours")
    try:
        Hours.parse(text)
    except ValueError as reason:
        raise row.error(f"jam meja “{text}” belum jelas ({reason}).") from None
    return text


def contrast_on_white(colour: str) -> float:
    """The WCAG contrast ratio between `#rrggbb` and white, 1 to 21; the same both ways."""

    def linear(channel: str) -> float:
        part = int(channel, 16) / 255
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(colour[at : at + 2]) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _accent(row: Row, folder: Path) -> str:
    colour = row.need("accent")
    here = Row(row.file, line_of(folder / "city.toml", "accent"), row.cells)
    if not _COLOUR.fullmatch(colour):
        raise here.error(f"warna “{colour}” ditulis seperti #0b6b70.")
    if (ratio := contrast_on_white(colour)) < _LEAST_CONTRAST:
        said = f"{ratio:.2f}".replace(".", ",")
        raise here.error(f"warna {colour} terlalu pucat: kontras {said}, paling sedikit 4,5.")
    return colour.lower()


def read_areas(folder: Path) -> tuple[Area, ...]:
    rows = list(read_csv(folder / "areas.csv", _AREA))
    unique(rows, "code")
    known = {row.need("code") for row in rows}
    for row in rows:
        if row.text("level") != "city" and row.text("parent") not in known:
            raise row.error(f"wilayah induk “{row.text('parent')}” tidak ada.")
    return tuple(_area(row) for row in rows)


def _area(row: Row) -> Area:
    level = row.one_of("level", _LEVELS)
    placed = level != "city"
    return Area(
        level=level,
        code=row.need("code"),
        name=row.need("name"),
        parent=row.text("parent"),
        lat=row.degrees("lat") if placed else None,
        lon=row.degrees("lon") if placed else None,
    )


def read_agencies(folder: Path, areas: Sequence[Area]) -> tuple[Agency, ...]:
    rows = list(read_csv(folder / "agencies.csv", _AGENCY))
    unique(rows, "code")
    districts = {area.code for area in areas if area.level == "kecamatan"}
    for row in rows:
        if (district := row.text("district")) and district not in districts:
            raise row.error(f"kecamatan “{district}” tidak ada di areas.csv.")
    return tuple(_agency(row) for row in rows)


def _agency(row: Row) -> Agency:
    return Agency(
        code=row.need("code"),
        name=row.need("name"),
        short=row.need("short"),
        kind=row.one_of("kind", AGENCY_KINDS),
        is_city=row.flag("is_city"),
        district=row.text("district"),
        phone=row.text("phone"),
        topics=row.text("topics"),
        keywords=row.items("keywords"),
        note=row.text("note"),
        source=row.text("source"),
        confirmed=not row.flag("confirm"),
    )
