"""Whose data: one person, by all their contacts, and everything that hangs on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from kentongan.cases.models import Matter
from kentongan.mailroom.models import Message, Word
from kentongan.people.identities import same_person
from kentongan.people.models import ContactAddress
from kentongan.reports.actions.asking import PURPOSE, TALK
from kentongan.reports.models import Disposition

# What an agency sends from a telephone, without a file: its words are copied into the answer or
# the journal, and hang on no folder. A little longer than somebody may take to say what it was
# about.
_COPIED = ("text", "choice", "location", "edit")
_AFTER = timedelta(hours=3)


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
        """Messages they said, and what colleagues said by telephone in their folders, or while
        their agency was asked about one of these reports."""
        beside = Q(matter__in=self.matters, staff__isnull=False)
        ended = Q(ended_at=None) | Q(ended_at__gte=OuterRef("arrived_at") - _AFTER)
        asked = Disposition.objects.filter(
            ended, report__in=self.reports, agency=OuterRef("staff__agency"),
            at__lte=OuterRef("arrived_at"),
        )  # fmt: skip
        copied = Q(Exists(asked), matter=None, staff__isnull=False, kind__in=_COPIED)
        return Q(contact__in=self.contacts) | beside | copied

    @property
    def told(self) -> Q:
        """Words to them, in their folders, and to agencies about their reports."""
        named = Q(pk__in=[])
        for number in self.numbers():
            named |= Q(text__contains=number) | Q(inside__icontains=number)
        asked = named & Q(matter=None, purpose__in=(PURPOSE, TALK))
        return Q(contact__in=self.contacts) | Q(matter__in=self.matters) | asked

    @property
    def mailed(self) -> Q:
        """E-mails about their matters. What answers an e-mail hangs on no folder."""
        found = Q(matter__in=self.matters)
        for number in self.numbers():
            found |= Q(subject__contains=number) | Q(reply_to__icontains=number)
        return found

    def numbers(self) -> list[str]:
        found = Matter.objects.filter(pk__in=self.reports).order_by("pk")
        return list(found.values_list("number", flat=True))

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
        ids and user names; and what one about them contains: the name of a message, the number of
        a report, as it is written and as it stands in the address of an e-mail."""
        values = {address.value.lstrip("+") for address in self.addresses()}
        said = Message.objects.filter(self.theirs).exclude(external_id="")
        values |= set(said.values_list("external_id", flat=True))
        values |= {one for number in self.numbers() for one in (number, number.lower())}
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
