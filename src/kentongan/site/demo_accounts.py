"""The demonstration's accounts, shown beside its sign-in form: on loopback, nowhere else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from kentongan.pure.errors import Refusal
from kentongan.site.launch import demo, ports, secrets

ROLES = {"officer": "Petugas", "agency": "Dinas", "head": "Pimpinan"}


def accounts() -> list[dict[str, str]]:
    """Empty unless this is the demonstration and its secrets can be read."""
    here = urlsplit(settings.URL).hostname
    if (
        not settings.DEMO
        or not here
        or not ports.loopback(here)
        or not (Path(settings.DATA) / secrets.FILE).exists()
    ):
        return []
    try:
        known = secrets.load(Path(settings.DATA))
    except Refusal:
        return []
    return [
        {
            "city": demo.CITIES[person.city].removeprefix("Kota "),
            "role": ROLES[person.role],
            "username": person.username,
            "password": known.passwords[person.username],
        }
        for person in demo.STAFF
        if person.username in known.passwords
    ]
