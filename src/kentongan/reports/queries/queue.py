"""One page of a tray, filtered, found and sorted. A constant number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from kentongan.people.models import ContactAddress, Staff
from kentongan.pure import tickets
from kentongan.pure.flow import Role
from kentongan.reports.models import Report
from kentongan.reports.queries import horizon, lateness, search, trays

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see. Empty means all; `page` counts from 1."""

    tray: str = ""
    words: str = ""
    topic: str = ""
    agency: str = ""
    area: str = ""
    channel: str = ""
    unread: bool = False
    urgent: bool = False
    only: str = ""  # one of `lateness.ONLY`: what one number of the page "Lewat tenggat" counts
    page: int = 1

    @property
    def narrows(self) -> bool:
        """Whether anything but the tray is asked for."""
        chosen = (self.words, self.topic, self.agency, self.area, self.channel, self.only)
        return any(chosen) or self.unread or self.urgent


@dataclass(frozen=True, slots=True)
class Page:
    reports: list[Report]
    first: int
    more: bool


def page(staff: Staff, wanted: Wanted, now: datetime) -> Page:
    """At most 50 reports. A search looks everywhere this person may, not in the tray alone.

    Their ids first, from as little of each row as decides; then all of these few."""
    tray = trays.tray(staff, wanted.tray)
    found = trays.timed(staff)
    if wanted.words:
        found = _with_words(staff, found, wanted.words)
    else:
        found = found.filter(trays.inside_tray(tray.code, staff, now))
    found = _narrowed(found, wanted, now)
    start = (wanted.page - 1) * PAGE
    if tray.open and not wanted.words:
        urgent = Q(urgent=True) if tray.code == trays.NEWS else Q(urgent=True, is_open=True)
        ids = horizon.first(found, urgent, start, PAGE + 1)
    else:
        latest = found.order_by("-matter__received_at", "-pk").values_list("pk", flat=True)
        ids = list(latest[start : start + PAGE + 1])
    rows = in_full(staff, ids)
    return Page(rows[:PAGE], start + 1, len(rows) > PAGE)


def in_full(staff: Staff, ids: Sequence[int]) -> list[Report]:
    """These reports as a row of a list needs them, in this order, without those that this person
    may not see. Two statements at most."""
    found = trays.timed(staff).filter(pk__in=ids)
    related = ("matter__owner", "matter__contact", "topic", "area", "referred_to")
    rows = {report.pk: report for report in found.select_related(*related)}
    with_usernames([*rows.values()])
    return [rows[pk] for pk in ids if pk in rows]


def with_usernames(rows: Sequence[Report]) -> None:
    """`usernames` beside each reporter who is hidden, for the veil to hide. One statement, and
    none where nobody is."""
    hidden = [row for row in rows if row.hides_reporter]
    names = ContactAddress.objects.filter(kind=ContactAddress.Kind.USERNAME)
    beside = Prefetch("matter__contact__addresses", queryset=names, to_attr="usernames")
    prefetch_related_objects(hidden, beside)


def _with_words(staff: Staff, found: QuerySet[Report], words: str) -> QuerySet[Report]:
    """A ticket number goes by equality; other words through the search table. Whoever may not
    know a reporter must not ask for their name either: what the reporter wrote is not searched
    then, only the words of its topic."""
    number = tickets.normalise(words)
    if number:
        return found.filter(matter__number=number)
    said = Q(pk__in=search.matters_with(words))
    if staff.role != Role.AGENCY:
        return found.filter(said)
    hidden = Q(anonymous=True) | Q(confidential=True)
    return found.filter((said & ~hidden) | (hidden & Q(topic__in=search.topics_with(words))))


def _narrowed(found: QuerySet[Report], wanted: Wanted, now: datetime) -> QuerySet[Report]:
    if wanted.topic:
        found = found.filter(topic__code=wanted.topic)
    if wanted.only:
        found = found.filter(lateness.only(wanted.only, wanted.agency, now))
    elif wanted.agency:
        found = found.filter(matter__owner__code=wanted.agency)
    if wanted.area:
        found = found.filter(area__code__startswith=wanted.area)
    if wanted.channel:
        found = found.filter(channel=wanted.channel)
    if wanted.unread:
        found = found.filter(has_news=True)
    if wanted.urgent:
        found = found.filter(urgent=True)
    return found


def fresh(staff: Staff, wanted: Wanted, since: datetime, now: datetime) -> int:
    """How many reports came into this tray since then."""
    code = trays.tray(staff, wanted.tray).code
    found = trays.timed(staff).filter(trays.inside_tray(code, staff, now))
    return _narrowed(found, wanted, now).filter(matter__state_since__gt=since).count()
