"""Who holds which post today, and who hears for one that nobody holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from kentongan.people.models import Post, Staff

OWNER_LEVELS = (Post.Level.LIAISON, Post.Level.OFFICER)


def holding(on: date) -> QuerySet[Staff]:
    """Who holds a post on this day, whether they are at work or away."""
    started = Q(since=None) | Q(since__lte=on)
    lasts = Q(until=None) | Q(until__gte=on)
    return Staff.objects.filter(started, lasts, is_active=True, user__is_active=True)


def present(on: date) -> QuerySet[Staff]:
    """Who holds a post on this day and is not away. Both ends of an absence are part of it."""
    return holding(on).exclude(Q(away_from__lte=on), Q(away_until=None) | Q(away_until__gte=on))


@dataclass(frozen=True, slots=True)
class Directory:
    """The city's posts, and who is present on each, on one day."""

    posts: Mapping[int, Post]
    holders: Mapping[int, Sequence[Staff]]

    def hears(self, post: int) -> int:
        """This post, or the nearest above it that somebody holds and who is present; the highest
        one where nobody is."""
        seen: set[int] = set()
        at = post
        while not self.holders.get(at) and at not in seen:
            seen.add(at)
            at = self.posts[at].above_id or at
        return at

    def at(self, level: str, agency_id: int) -> list[int]:
        """The posts that hear for this level of an agency, each once. An agency without such a
        post is heard by what stands above its other posts, else by the city secretary."""
        wanted = OWNER_LEVELS if level == "owner" else (level,)
        whole_city = level in (Post.Level.SECRETARY, Post.Level.MAYOR)
        found = [
            p.pk
            for p in self.posts.values()
            if p.is_active and p.level in wanted and (whole_city or p.agency_id == agency_id)
        ]
        return list(dict.fromkeys(self.hears(pk) for pk in found or self._instead(agency_id)))

    def _instead(self, agency_id: int) -> Iterable[int]:
        order = (Post.Level.CHIEF, Post.Level.LIAISON, Post.Level.OFFICER)
        own = [p for p in self.posts.values() if p.is_active and p.agency_id == agency_id]
        for level in order:
            if ids := [p.pk for p in own if p.level == level]:
                return ids
        above = [p for p in self.posts.values() if p.is_active]
        for level in (Post.Level.SECRETARY, Post.Level.MAYOR):
            if ids := [p.pk for p in above if p.level == level]:
                return ids
        return []


def directory(on: date) -> Directory:
    """Two statements."""
    holders: dict[int, list[Staff]] = defaultdict(list)
    for one in present(on).select_related("user"):
        if one.seat_id:
            holders[one.seat_id].append(one)
    return Directory({p.pk: p for p in Post.objects.all()}, holders)
