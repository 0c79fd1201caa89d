"""From items to cities: which line, which city, and there each kind to its own shelf."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from kentongan.channels.wire import LineNews, Receipt, Renamed, Said, Unreadable, Wish
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.mailroom import receipts
from kentongan.mailroom.models import Line, LineKey, Message, Tombstone
from kentongan.mailroom.unpack import echoes, news, talk
from kentongan.mailroom.unpack.item import Item, digest
from kentongan.mailroom.unpack.quarantine import UNKNOWN_ACCOUNT, UNKNOWN_LINE, park
from kentongan.people.identities import Moved, Seen, resolve


@dataclass
class Bag:
    """What one city gets out of a batch. `accounts` names a business account, but no line."""

    city: City
    items: list[tuple[Item, int]] = field(default_factory=list)
    accounts: list[Item] = field(default_factory=list)


def deliver(items: Sequence[Item], now: datetime) -> None:
    """A constant number of statements per city, whatever the number of items."""
    parked = [(item, item.event.reason) for item in items if isinstance(item.event, Unreadable)]
    bags, strangers = _sorted([i for i in items if not isinstance(i.event, Unreadable)])
    parked += [(item, UNKNOWN_LINE) for item in strangers]
    unclaimed = {id(item): item for bag in bags for item in bag.accounts}
    for bag in bags:
        with inside(bag.city):
            for item in _deliver_to(bag, now):
                unclaimed.pop(id(item), None)
    parked += [(item, UNKNOWN_ACCOUNT) for item in unclaimed.values()]
    if parked:
        park(parked, now)


def _sorted(items: Sequence[Item]) -> tuple[list[Bag], list[Item]]:
    """The cities' bags in one order for everybody, and items of lines nobody registered for the
    app under whose seal they came."""
    lines = {item.line for item in items if item.line}
    apps = {item.app for item in items if not item.line}
    keys = LineKey.objects.select_related("city", "app").filter(
        Q(external_id__in=lines) | Q(app__slug__in=apps)
    )
    known: dict[tuple[str, str, str], LineKey] = {}
    bags: dict[int, Bag] = {}
    cities: dict[tuple[str, str], set[int]] = defaultdict(set)
    for key in keys if items else ():
        known[(key.channel, key.app.slug, key.external_id)] = key
        bags.setdefault(key.city_id, Bag(key.city))
        cities[(key.channel, key.app.slug)].add(key.city_id)
    strangers = []
    for item in items:
        of_app = cities.get((item.channel, item.app), set())
        found = known.get((item.channel, item.app, item.line))
        if found:
            bags[found.city_id].items.append((item, found.line_id))
        elif isinstance(item.event, LineNews) and not item.line and of_app:
            for city in of_app:
                bags[city].accounts.append(item)
        else:
            strangers.append(item)
    return [bags[pk] for pk in sorted(bags) if bags[pk].items or bags[pk].accounts], strangers


def _deliver_to(bag: Bag, now: datetime) -> list[Item]:
    """Returns the account's items that belonged to a line of this city."""
    accounts = {item.event.account for item in bag.accounts if isinstance(item.event, LineNews)}
    lines = {
        line.pk: line
        for line in Line.objects.filter(
            Q(pk__in={pk for _, pk in bag.items}) | Q(account__in=accounts - {""})
        )
    }
    _people(_without_erased(bag.items, lines), now)
    receipts.record(
        [
            receipts.Status(line, item.name, item.event, item.at, item.arrived_at)
            for item, line in bag.items
            if isinstance(item.event, Receipt)
        ],
        now,
    )
    named = [(item, lines[pk]) for item, pk in bag.items if isinstance(item.event, LineNews)]
    return news.record(named, bag.accounts, lines.values(), now)


def _without_erased(
    items: Iterable[tuple[Item, int]], lines: dict[int, Line]
) -> list[tuple[Item, int]]:
    """What people said and wish, without what concerns a person who was erased: neither their
    message nor an edit of it comes back."""
    about = [(item, line) for item, line in items if isinstance(item.event, Said | Renamed | Wish)]
    digests = {digest(name) for item, _ in about for name in _names(item)}
    if not digests:
        return []
    graves = set(Tombstone.objects.filter(digest__in=digests).values_list("line", "digest"))
    return [
        (item, line)
        for item, line in about
        if not any((lines[line].external_id, digest(name)) in graves for name in _names(item))
    ]


def _names(item: Item) -> list[str]:
    refers_to = item.event.refers_to if isinstance(item.event, Said) else ""
    return [name for name in (item.event.external_id, item.name, refers_to) if name]


def _people(items: Sequence[tuple[Item, int]], now: datetime) -> None:
    """Who they are first, then what they said."""
    items = _first_time(items)
    seen = [
        Seen(item.event.sender, item.at) for item, _ in items if isinstance(item.event, Said | Wish)
    ]
    moved = [
        Moved(item.event.old, item.event.new, item.at)
        for item, _ in items
        if isinstance(item.event, Renamed)
    ]
    contacts = resolve(seen, moved, now=now)
    told = [
        talk.Told(item, line, contacts[talk.speaker(item.event)])
        for item, line in items
        if isinstance(item.event, Said | Renamed | Wish)
    ]
    echoes.record([t for t in told if _is_echo(t)], now)
    talk.record([t for t in told if not _is_echo(t)], now)


def _is_echo(told: talk.Told) -> bool:
    return isinstance(told.item.event, Said) and told.item.event.echo


def _first_time(items: Sequence[tuple[Item, int]]) -> list[tuple[Item, int]]:
    """A change of number counts once: a second delivery could undo what came after it."""
    names = {item.name for item, _ in items if isinstance(item.event, Renamed)}
    if not names:
        return list(items)
    known = set(
        Message.objects.filter(
            external_id__in=names, line__in={line for _, line in items}
        ).values_list("line_id", "external_id")
    )
    return [
        (item, line)
        for item, line in items
        if not (isinstance(item.event, Renamed) and (line, item.name) in known)
    ]
