"""Which kelurahan a point is nearest to, as long as there are no boundaries: a suggestion."""

from __future__ import annotations

from math import cos, hypot, radians

from kentongan.people.models import Area

# A point farther from every centre than this lies outside the city, most likely.
FARTHEST = 8.0  # km
_KM_PER_DEGREE = 111.32


def nearest_ward(latitude: float, longitude: float) -> Area | None:
    """The kelurahan whose middle is nearest; None where that is too far away to mean anything."""
    narrow = cos(radians(latitude))

    def distance(area: Area) -> float:
        north, east = area.latitude - latitude, (area.longitude - longitude) * narrow
        return hypot(north, east) * _KM_PER_DEGREE

    wards = list(Area.objects.filter(level="kelurahan"))
    best = min(wards, key=distance, default=None)
    return best if best is not None and distance(best) <= FARTHEST else None
