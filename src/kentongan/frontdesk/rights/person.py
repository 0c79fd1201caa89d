"""Whose data: one person, by all their contacts, and everything that hangs on them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from kentongan.cases.models import Matter
from kentongan.mailroom.models import Message, Word
from kentongan.people.identities import same_person
from kentongan.people.models import ContactAddress


@dataclass(frozen=True, slots=True)
class Person:
    """Ids of one person's contacts, and of the folders of their reports and requests."""

    contacts: tuple[int, ...]
    reports: tuple[int, ...]
    requests: tuple[int, ...]

    @property
    def matters(self) -> tuple[int, ...]:
        return (*self.reports, *self.requests)

    @property
    def theirs(self) -> Q:
        """Messages they said, and what colleagues said by telephone in their folders."""
        beside = Q(matter__in=self.matters, staff__isnull=False)
        return Q(contact__in=self.contacts) | beside

    def messages(self) -> list[Message]:
        found = Message.objects.filter(contact__in=self.contacts).select_related("line")
        return list(found.order_by("at", "pk"))

    def words(self) -> list[Word]:
        said = Word.objects.filter(contact__in=self.contacts).exclude(purpose="typing")
        return list(said.select_related("line").order_by("queued_at", "pk"))

    def addresses(self) -> list[ContactAddress]:
        return list(ContactAddress.objects.filter(contact__in=self.contacts).order_by("kind", "pk"))

    def needles(self) -> list[bytes]:
        """What a raw letter of theirs contains: telephone numbers as the platforms write them,
        ids and user names."""
        values = {address.value.lstrip("+") for address in self.addresses()}
        return sorted(value.encode() for value in values if len(value) >= 5)


def person(contact_id: int) -> Person:
    """Three statements."""
    contacts = sorted(same_person(contact_id))
    rows = Matter.objects.filter(contact__in=contacts).order_by("pk").values_list("pk", "kind")
    found = list(rows)
    return Person(
        contacts=tuple(contacts),
        reports=tuple(pk for pk, kind in found if kind == Matter.Kind.REPORT),
        requests=tuple(pk for pk, kind in found if kind == Matter.Kind.DATA),
    )
