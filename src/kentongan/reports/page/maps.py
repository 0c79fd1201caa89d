"""A dot on the city: the wards' middles inside the pack's rectangle, and the place of the report.

The pack has no boundaries, so none are drawn.
"""

from __future__ import annotations

import math
from functools import lru_cache

from kentongan.cities import pack as packs
from kentongan.cities.models import City
from kentongan.cities.pack import Pack
from kentongan.reports.models import Report
from kentongan.reports.page.shapes import Map, Shape

WIDTH = 240.0
_DOT = 2.6


def map_of(report: Report, city: City) -> Map | None:
    """None for a report without a point, or with one outside the city."""
    if report.latitude is None or report.longitude is None:
        return None
    pack = packs.load(city.pack)
    if not pack.city.box.holds(report.latitude, report.longitude):
        return None
    x, y = _spot(pack, report.latitude, report.longitude)
    here = report.area.code if report.area else ""
    shapes = [Shape(d, name, code == here) for code, name, d in _wards(city.pack)]
    where = report.area.name if report.area else city.short_name
    box = f"0 0 {WIDTH:.0f} {_height(pack):.0f}"
    return Map(box, f"Titik laporan di {where}", shapes, round(x, 1), round(y, 1), 6.0)


def _scale(pack: Pack) -> float:
    """Units per degree of longitude; latitude is stretched so that the city keeps its shape."""
    return WIDTH / (pack.city.box.east - pack.city.box.west)


def _height(pack: Pack) -> float:
    box = pack.city.box
    return (box.north - box.south) * _scale(pack) / math.cos(math.radians(pack.city.lat))


def _spot(pack: Pack, latitude: float, longitude: float) -> tuple[float, float]:
    box, scale = pack.city.box, _scale(pack)
    down = (box.north - latitude) * scale / math.cos(math.radians(pack.city.lat))
    return (longitude - box.west) * scale, down


@lru_cache(maxsize=64)
def _wards(where: str) -> list[tuple[str, str, str]]:
    """Code, name and a small circle for each ward."""
    pack = packs.load(where)
    return [
        (area.code, area.name, _circle(*_spot(pack, area.lat, area.lon)))
        for area in pack.areas
        if area.level == "kelurahan" and area.lat is not None and area.lon is not None
    ]


def _circle(x: float, y: float) -> str:
    r = _DOT
    return f"M{x - r:.1f} {y:.1f}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"
