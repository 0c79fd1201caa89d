"""What is new on an open page. The page's address of its heartbeat says what it already shows.

`v` is the mark of the last look (see `queries.pulse.stamp`); `seen` holds six bytes for each item
on the page: three for which one it is and three for what it looked like. So nothing depends on
clocks or on what is remembered here, and an answer that got lost is simply given again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from kentongan.cities.locks import current
from kentongan.reports.models import Report
from kentongan.reports.page.shapes import Item

# Older items do not change any more in ways worth a look; and an address stays under 2 kB.
REMEMBERED = 200
_SIZE = 3


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_SIZE).digest()


def url(report: Report, mark: str, items: Sequence[Item]) -> str:
    seen = b"".join(_digest(i.id) + _digest(repr(i)) for i in items[-REMEMBERED:])
    packed = base64.urlsafe_b64encode(seen).decode()
    where = reverse("desk:pulse", args=[current().slug, report.matter.number])
    return f"{where}?{urlencode({'v': mark, 'seen': packed})}"


@dataclass(frozen=True, slots=True)
class News:
    fresh: list[Item]
    changed: list[Item]


def news(items: Sequence[Item], seen: str) -> News:
    """What to append and what to draw anew. Days and system lines never change."""
    had = _unpacked(seen)
    recent = items[-REMEMBERED:]
    return News(
        fresh=[i for i in recent if _digest(i.id) not in had],
        changed=[
            i
            for i in recent
            if i.kind not in ("day", "system")
            and had.get(_digest(i.id), _digest(repr(i))) != _digest(repr(i))
        ],
    )


def _unpacked(seen: str) -> dict[bytes, bytes]:
    """What nobody can read counts as nothing seen."""
    try:
        packed = base64.urlsafe_b64decode(seen.encode())
    except (binascii.Error, ValueError):
        return {}
    pairs = (packed[at : at + 2 * _SIZE] for at in range(0, len(packed), 2 * _SIZE))
    return {pair[:_SIZE]: pair[_SIZE:] for pair in pairs}
