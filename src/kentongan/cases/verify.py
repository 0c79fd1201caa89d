"""Whether the journal in the database is the one that was sealed; and if not, where it broke."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from kentongan.cases import seals
from kentongan.cases.models import JournalHead, JournalSeal, Unsealed
from kentongan.cities.locks import current, current_id
from kentongan.pure import chain
from kentongan.pure.chain import Broken, Whole

# In no chain and in no tray: whoever wrote it did not go through the program.
_BY_HAND = """
SELECT l.id, m.number FROM cases_journalline l
LEFT JOIN cases_matter m ON m.city_id = l.city_id AND m.id = l.matter_id
WHERE l.city_id = %s
  AND NOT EXISTS (SELECT FROM cases_journalseal s WHERE s.line_id = l.id)
  AND NOT EXISTS (SELECT FROM cases_unsealed u WHERE u.line_id = l.id)
ORDER BY l.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`waiting` lines are written but not linked yet; the sealer comes within seconds."""

    found: Broken | Whole
    waiting: int


def verify() -> Verdict:
    """The whole chain of this city: every line, every head, and that no line lies beside it."""
    waiting = Unsealed.objects.count()
    heads = {head.position: head for head in JournalHead.objects.all()}
    walk = chain.Walk()
    for record in seals.records():
        broken = _gone(record, walk) or walk.step(record) or _beheaded(heads, walk)
        if broken:
            return Verdict(broken, waiting)
    whole = Whole(walk.count, walk.position, walk.before)
    return Verdict(_cut(heads, walk) or _by_hand() or whole, waiting)


def _gone(record: dict[str, Any], walk: chain.Walk) -> Broken | None:
    if record["id"] is None and record["position"] == walk.position + 1:
        return Broken(record["position"], "", "segelnya ada, tetapi barisnya sudah tidak ada.")
    return None


def _beheaded(heads: dict[int, JournalHead], walk: chain.Walk) -> Broken | None:
    head = heads.get(walk.position)
    if head and head.digest != walk.before:
        why = f"kepala hari {head.day} yang pernah terbit tidak cocok dengan rantainya."
        return Broken(walk.position, "", why)
    return None


def _cut(heads: dict[int, JournalHead], walk: chain.Walk) -> Broken | None:
    """A chain that lost its end breaks nowhere, but it is shorter than a head says."""
    last = max(heads, default=0)
    if last <= walk.position:
        return None
    why = f"ujung rantainya tidak ada: kepala hari {heads[last].day} ada di posisi {last}."
    return Broken(walk.position + 1, "", why)


def _by_hand() -> Broken | None:
    with connection.cursor() as cursor:
        cursor.execute(_BY_HAND, [current_id()])
        row = cursor.fetchone()
    if row is None:
        return None
    position, _digest = seals.end()
    why = f"baris {row[0]} ditulis di luar program: tidak pernah masuk antrean segel."
    return Broken(position + 1, row[1] or "", why)


def export() -> Iterator[dict[str, Any]]:
    """The rows of an exported file: what it is, the lines with the heads of days, how long it is.

    Codes and ids only: of words there is the commitment, of people nothing.
    """
    city = current()
    yield {"kentongan": "journal", "format": chain.FORMAT, "city": city.pk, "name": city.name}
    heads = list(JournalHead.objects.order_by("position", "day"))
    position, digest = 0, chain.START
    for record in seals.records():
        position, digest = record["position"], record["digest"]
        yield record
        while heads and heads[0].position <= position:
            head = heads.pop(0)
            yield {"head": head.digest, "day": str(head.day), "position": head.position}
    yield {"end": position, "digest": digest}


def published(digest: str) -> JournalSeal | None:
    """The link with this digest, as somebody copied it from the public page; None if there is
    none."""
    return JournalSeal.objects.filter(digest=digest).first()
