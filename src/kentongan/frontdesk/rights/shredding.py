"""A tray: bytes that nobody may keep are taken off the disk, after the decision is committed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.frontdesk.models import DataRequest
from kentongan.mailroom.models import File


def batch(city: City, now: datetime, *, most: int = 20) -> int:
    """Take away what erased people left; how many requests. The same bytes of somebody else (two
    neighbours forward one picture) stay."""
    with inside(city):
        waiting = DataRequest.objects.exclude(shreds=[]).order_by("pk")
        requests = list(waiting.select_for_update(skip_locked=True)[:most])
        names = {name for request in requests for name in request.shreds}
        kept = set(File.objects.filter(sha256__in=names).values_list("sha256", flat=True))
        for name in names - kept:
            shred(city.pk, name)
        DataRequest.objects.filter(pk__in=[r.pk for r in requests]).update(shreds=[])
    return len(requests)


def shred(city_id: int, name: str) -> None:
    """Photo and thumbnail. Gone already is as good."""
    folder = Path(settings.FILES) / str(city_id) / name[:2]
    for file in (name, f"{name}.thumb"):
        (folder / file).unlink(missing_ok=True)
