"""Which post hears of a notice: its own, whoever stands in for it, or, of a confidential report
(*rahasia*), one that is named for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kentongan.cases.models import Notice, Rung
from kentongan.people.models import Post
from kentongan.people.posts import Directory
from kentongan.pure.flow import Role
from kentongan.reports.models import Named


@dataclass(frozen=True, slots=True)
class Ears:
    """`named` holds, for confidential reports with open notices, the named posts with somebody at
    work: they hear what is for the desk that has it in hand. What rose is for those it rose to."""

    known: Directory
    named: Mapping[int, Sequence[int]]

    @classmethod
    def on(cls, known: Directory) -> Ears:
        """One statement. `known` is the day's directory."""
        rows = Named.objects.filter(
            ended_at=None, report__confidential=True, report__matter__notices__done_at=None
        )
        named: dict[int, list[int]] = defaultdict(list)
        pairs = rows.values_list("report", "post").distinct().order_by("report", "post")
        for report, post in pairs:
            if known.holders.get(post):
                named[report].append(post)
        return cls(known, named)

    def of(self, notice: Notice) -> int:
        return self.hears(notice.post_id, notice.matter_id, notice.level)

    def hears(self, post: int, matter: int, level: str) -> int:
        to = self.known.hears(post)
        named = self.named.get(matter, ())
        if level != Rung.Level.OWNER or to in named:
            return to
        side = self.known.posts[to]
        beside = (pk for pk in named if _same_desk(self.known.posts[pk], side))
        return next(beside, to)


def _same_desk(one: Post, other: Post) -> bool:
    """Two posts of one agency; the officers are a desk with whoever leads them."""
    if one.role == Role.OFFICER:
        return other.role in (Role.OFFICER, Role.HEAD)
    return one.role == other.role and one.agency_id == other.agency_id
