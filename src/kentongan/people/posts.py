"""Who holds which post today, and who hears for one that nobody holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from kentongan.people.models import Post, Staff
from kentongan.pure.flow import Role

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
        """This post, or the nearest above it that somebody holds and who is present. Where nobody
        is, all the way up, the officers hear; the highest post only where there are none."""
        seen: set[int] = set()
        at = post
        while not self.holders.get(at) and at not in seen:
            seen.add(at)
            at = self.posts[at].above_id or at
        if self.holders.get(at):
            return at
        officers = (p.pk for p in self.posts.values() if p.level == Post.Level.OFFICER)
        return next((pk for pk in officers if self.holders.get(pk)), at)

    def at(self, level: str, agency_id: int) -> list[int]:
        """The posts that hear for this level of an agency, each once: those of the level that are
        held, else what stands above them. An agency without such a post is heard by what stands
        above its other posts, else by the city secretary."""
        wanted = OWNER_LEVELS if level == "owner" else (level,)
        whole_city = level in (Post.Level.SECRETARY, Post.Level.MAYOR)
        found = [
            p.pk
            for p in self.posts.values()
            if p.is_active and p.level in wanted and (whole_city or p.agency_id == agency_id)
        ]
        held = [pk for pk in found if self.holders.get(pk)]
        asked = held or found or self._instead(level, agency_id)
        return list(dict.fromkeys(self.hears(pk) for pk in asked))

    def _instead(self, level: str, agency_id: int) -> Iterable[int]:
        """For a chief: whom the agency's own posts stand under. Else its chief or the like."""
        own = [p for p in self.posts.values() if p.is_active and p.agency_id == agency_id]
        if level == Post.Level.CHIEF:
            workers = [p for p in own if p.level in OWNER_LEVELS]
            if above := [p.above_id for p in workers if p.above_id]:
                return above
        chiefs = [p.pk for p in own if p.level == Post.Level.CHIEF]
        return chiefs or self._top()

    def _top(self) -> list[int]:
        above = [p for p in self.posts.values() if p.is_active]
        for level in (Post.Level.SECRETARY, Post.Level.MAYOR):
            if ids := [p.pk for p in above if p.level == level]:
                return ids
        return []


def may_manage(staff: Staff, post: Post) -> bool:
    """Whether this person decides who holds that post: officers and heads do for the whole city,
    the liaison and the chief of an agency for its own crews."""
    if staff.role in (Role.OFFICER, Role.HEAD):
        return True
    crews = post.level == Post.Level.CREW and post.agency_id == staff.agency_id
    return crews and staff.seat.level in (Post.Level.LIAISON, Post.Level.CHIEF)


def is_mine(staff: Staff, post: Post) -> bool:
    return staff.seat_id == post.pk and staff.is_active


def directory(on: date) -> Directory:
    """Two statements."""
    holders: dict[int, list[Staff]] = defaultdict(list)
    for one in present(on).select_related("user"):
        holders[one.seat_id].append(one)
    return Directory({p.pk: p for p in Post.objects.all()}, holders)
