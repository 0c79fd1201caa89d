"""Where people can be written to, for a whole batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeAlias

from django.db.models import F
from django.db.models.functions import Coalesce

from kentongan.mailroom.models import Lane, Line
from kentongan.people.models import Contact, ContactAddress

Reached: TypeAlias = tuple[int, int]
"""Contact and line."""


def reach_many(contacts: Iterable[int | None]) -> dict[int, Reached]:
    """Per contact where they last spoke, also as one with another contact; else, for whoever left
    a telephone number, the city's own line. Who cannot be written to is missing. Three statements,
    two more where somebody never spoke."""
    asked = {pk for pk in contacts if pk}
    found = Contact.objects.filter(pk__in=asked)
    roots: dict[int, int] = dict(found.values_list("pk", Coalesce("same_as_id", "pk")))
    linked = Contact.objects.filter(same_as__in=roots.values())
    people = dict(linked.values_list("pk", "same_as_id")) | {pk: pk for pk in roots.values()}
    reached = _spoken(people)
    unspoken = [pk for pk, root in people.items() if root not in reached]
    if unspoken:
        reached |= _with_telephone(unspoken)
    return {pk: reached[root] for pk, root in roots.items() if root in reached}


def _spoken(people: dict[int, int]) -> dict[int, Reached]:
    lanes = Lane.objects.filter(contact__in=people, way=Lane.Way.IN)
    lanes = lanes.order_by(F("spoke_at").asc(nulls_first=True), "pk")
    spoken = lanes.values_list("contact_id", "line_id")
    return {people[contact]: (contact, line) for contact, line in spoken}


def _with_telephone(people: Collection[int]) -> dict[int, Reached]:
    line = Line.objects.filter(channel="whatsapp").order_by("pk").values_list("pk", flat=True)
    first = line.first()
    if first is None:
        return {}
    phones = ContactAddress.objects.filter(contact__in=people, kind="phone", is_current=True)
    phones = phones.annotate(root=Coalesce("contact__same_as_id", "contact_id"))
    return {root: (root, first) for root in phones.values_list("root", flat=True)}
