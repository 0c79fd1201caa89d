"""Who is it? One person, many addresses: a batch of senders becomes contacts.

A directory of the addresses in question is read once, everything is decided in memory, and what
changed is written in a constant number of statements. Two contacts are never merged silently:
they are linked, and whoever follows the link finds one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce

from kentongan.channels.wire import Sender
from kentongan.cities.locks import current_id
from kentongan.people.models import Contact, ContactAddress
from kentongan.pure.phones import from_wa_id

Key: TypeAlias = tuple[str, str]
PHONE, USER_ID, USERNAME = (
    ContactAddress.Kind.PHONE.value, ContactAddress.Kind.USER_ID.value,
    ContactAddress.Kind.USERNAME.value,
)  # fmt: skip
LONGEST_NAME, LONGEST_VALUE = 120, 140
_LOCK = 4_711_002


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody spoke (or was spoken to) at a time of the platform's clock."""

    sender: Sender
    at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """The platform says that `old` is now `new`."""

    old: Sender
    new: Sender
    at: datetime


def resolve(
    seen: Sequence[Seen], moved: Sequence[Moved] = (), *, now: datetime
) -> Mapping[Sender, Contact]:
    """The contact of every sender, also of those in `moved` (by their new name).

    Inside a city, in the caller's transaction. Whoever changes the directory holds the city's
    lock on it until the end of that transaction, so that nobody is entered twice.
    """
    if not seen and not moved:
        return {}
    directory = _decided(seen, moved, now)
    if directory.changed:
        one_at_a_time()
        directory = _decided(seen, moved, now)
        directory.save()
    return {sender: directory.root(contact) for sender, contact in directory.found.items()}


def contact_by_phone(phone: str, *, now: datetime) -> Contact:
    """The contact of a number in E.164, made if there is none."""
    sender = Sender(phone=phone)
    return resolve([Seen(sender, now)], now=now)[sender]


def same_person(contact_id: int | None) -> list[int]:
    """The ids of this contact and those linked with it: one person, who once wrote from another
    number. Two statements, each by an index: a subquery would read all contacts."""
    root = Coalesce("same_as_id", "pk")
    roots = list(Contact.objects.filter(pk=contact_id or 0).values_list(root, flat=True))
    linked = Contact.objects.filter(same_as__in=roots).values_list("pk", flat=True)
    return [*roots, *linked] if roots else []


def same_people(contact_ids: Iterable[int]) -> dict[int, list[int]]:
    """The same for many: each of their contacts, with all contacts of that person."""
    root = Coalesce("same_as_id", "pk")
    roots = Contact.objects.filter(pk__in=set(contact_ids)).values_list(root, flat=True)
    people = {pk: [pk] for pk in roots}
    linked = Contact.objects.filter(same_as__in=list(people))
    for pk, first in linked.values_list("pk", "same_as_id"):
        people[first].append(pk)
    return {pk: contacts for contacts in people.values() for pk in contacts}


def one_at_a_time() -> None:
    """One transaction per city and moment: for what no constraint can keep single."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, current_id()])


def addresses(sender: Sender) -> list[Key]:
    """(kind, value) of every name the platform gave, the surest first."""
    digits = sender.wa_id or sender.phone.lstrip("+")
    named = ((PHONE, _e164(digits)), (USER_ID, sender.user_id), (USERNAME, sender.username))
    return [(kind, value[:LONGEST_VALUE]) for kind, value in named if value]


@lru_cache(maxsize=50_000)
def _e164(digits: str) -> str:
    if not digits:
        return ""
    try:
        return from_wa_id(digits)
    except ValueError:
        return f"+{digits}"


@dataclass
class Directory:
    """The part of the city's directory that a batch is about, and what will change in it."""

    now: datetime
    book: dict[Key, ContactAddress]
    known: dict[int, Contact] = field(default_factory=dict)
    found: dict[Sender, Contact] = field(default_factory=dict)
    new: list[Contact] = field(default_factory=list)
    entered: list[ContactAddress] = field(default_factory=list)
    touched: dict[int, ContactAddress] = field(default_factory=dict)
    named: dict[int, Contact] = field(default_factory=dict)
    linked: dict[int, tuple[Contact, Contact]] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return bool(self.new or self.entered or self.touched or self.named or self.linked)

    def of(self, sender: Sender, at: datetime) -> Contact:
        """The one contact of a sender; a new one if nobody knows them.

        An address that was given up before `at` means whoever uses it now, not who had it.
        """
        owners = self._owners(a for a in self._entries(sender) if a.is_current or at <= a.since)
        contact = self._united(owners, sender)
        for key in addresses(sender):
            self._enter(key, contact, at)
        if sender.name and not contact.name:
            contact.name = sender.name[:LONGEST_NAME]
            if contact.pk:
                self.named[contact.pk] = contact
        self.found[sender] = contact
        return contact

    def move(self, news: Moved) -> None:
        """The new address joins the old one's contact; the old is no longer current."""
        had = self._owners(
            a for a in self._entries(news.old) if not a.is_current or a.since <= news.at
        )
        have = self._owners(
            a for a in self._entries(news.new) if a.is_current or news.at <= a.since
        )
        contact = self._united([*had, *(owner for owner in have if owner not in had)], news.new)
        for key in addresses(news.new):
            self._enter(key, contact, news.at)
        for key in set(_identifying(news.old)) - set(_identifying(news.new)):
            self._enter(key, contact, news.at)
            self._retire(self.book[key], news.at)
        self.found[news.new] = contact

    def root(self, contact: Contact) -> Contact:
        """Follow the links, those of this batch as well."""
        while True:
            if contact.pk:
                contact = self.known.setdefault(contact.pk, contact)
            if id(contact) in self.linked:
                contact = self.linked[id(contact)][1]
            elif contact.same_as is not None:
                contact = contact.same_as
            else:
                return contact

    def save(self) -> None:
        """Six statements at most, and two more for each link."""
        Contact.objects.bulk_create(self.new)
        for address in (*self.entered, *self.touched.values()):
            address.contact_id = address.contact.pk
        ContactAddress.objects.bulk_create(self.entered)
        if self.touched:
            changed = [self.touched[pk] for pk in sorted(self.touched)]
            ContactAddress.objects.bulk_update(changed, ["contact", "since", "is_current"])
        for one, other in self.linked.values():
            one.same_as = other
            self.named[one.pk] = one
        if self.named:
            contacts = [self.named[pk] for pk in sorted(self.named)]
            Contact.objects.bulk_update(contacts, ["name", "same_as"])
        for one, other in self.linked.values():
            Contact.objects.filter(same_as=one).update(same_as=other)
            # Words are sent to the root, so how to reach the person lives there.
            theirs = ContactAddress.objects.filter(contact=one, is_current=True)
            theirs.update(contact=self.root(other))
        self._retire_usernames()

    # -- inner

    def _entries(self, sender: Sender) -> list[ContactAddress]:
        return [self.book[key] for key in _identifying(sender) if key in self.book]

    def _owners(self, entries: Iterable[ContactAddress]) -> list[Contact]:
        """The longest known first."""
        owners = {id(owner): owner for owner in (self.root(a.contact) for a in entries)}
        return sorted(owners.values(), key=lambda contact: contact.pk or 1 << 62)

    def _united(self, owners: Sequence[Contact], sender: Sender) -> Contact:
        """Several contacts turn out to be one person: the others point to the first."""
        if not owners:
            contact = Contact(name=sender.name[:LONGEST_NAME], since=self.now)
            self.new.append(contact)
            return contact
        for other in owners[1:]:
            self.linked[id(other)] = (other, owners[0])
        return owners[0]

    def _enter(self, key: Key, contact: Contact, at: datetime) -> None:
        entry = self.book.get(key)
        if entry and key[0] == USERNAME and self.root(entry.contact) is not contact:
            entry = None
        if entry is None:
            entry = ContactAddress(contact=contact, kind=key[0], value=key[1], since=at)
            self.book[key] = entry
            self.entered.append(entry)
        elif not entry.is_current and at > entry.since:
            entry.is_current, entry.since, entry.contact = True, at, contact
            self._touch(entry)

    def _retire(self, entry: ContactAddress, at: datetime) -> None:
        """`since` then says when it was given up: older letters still mean the old owner."""
        if entry.is_current and at >= entry.since:
            entry.is_current, entry.since = False, at
            self._touch(entry)

    def _touch(self, entry: ContactAddress) -> None:
        if entry.pk:
            self.touched[entry.pk] = entry

    def _retire_usernames(self) -> None:
        """Who has a new username no longer has the old one."""
        new = [entry for entry in self.entered if entry.kind == USERNAME]
        if new:
            ContactAddress.objects.filter(
                kind=USERNAME, is_current=True, contact__in={entry.contact_id for entry in new}
            ).exclude(pk__in=[entry.pk for entry in new]).update(is_current=False, since=self.now)


def _identifying(sender: Sender) -> list[Key]:
    """A username changes hands, so it counts only where nothing better is known."""
    keys = addresses(sender)
    return [key for key in keys if key[0] != USERNAME] or keys


def _decided(seen: Sequence[Seen], moved: Sequence[Moved], now: datetime) -> Directory:
    """Moves first: what was said before one is told apart by its time."""
    senders = {one.sender for one in seen} | {who for m in moved for who in (m.old, m.new)}
    directory = Directory(now, _read(senders))
    for news in sorted(moved, key=lambda m: m.at):
        directory.move(news)
    latest: dict[Sender, datetime] = {}
    for one in seen:
        latest[one.sender] = max(latest.get(one.sender, one.at), one.at)
    for sender, at in sorted(latest.items(), key=lambda pair: pair[1]):
        directory.of(sender, at)
    return directory


def _read(senders: Iterable[Sender]) -> dict[Key, ContactAddress]:
    """Two statements at most: by what identifies, then the usernames of those found."""
    sure: set[str] = set()
    lonely: set[str] = set()
    with_names = False
    for sender in senders:
        with_names = with_names or bool(sender.username)
        for kind, value in _identifying(sender):
            (lonely if kind == USERNAME else sure).add(value)
    rows = ContactAddress.objects.select_related("contact__same_as").order_by("pk")
    entries = list(rows.filter(kind__in=(PHONE, USER_ID), value__in=sure)) if sure else []
    if with_names:
        theirs = Q(contact__in={entry.contact_id for entry in entries})
        if lonely:
            theirs |= Q(value__in=lonely)
        entries += rows.filter(theirs, kind=USERNAME, is_current=True)
    return {(entry.kind, entry.value): entry for entry in entries}
