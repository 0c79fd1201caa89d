"""One post on its page: who holds it, whom it rises to, its telephones, who held it before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kentongan.people import phones
from kentongan.people.board import MARK, Holder, Holdings, Row
from kentongan.people.models import ContactAddress, PhoneLink, Post, Staff
from kentongan.people.posts import is_mine, may_manage
from kentongan.pure.sayings import short_day


@dataclass(frozen=True, slots=True)
class Step:
    """A post above. `hears`: who hears there now; empty when it passes on."""

    title: str
    url_pk: int
    hears: str


@dataclass(frozen=True, slots=True)
class Telephone:
    pk: int
    name: str
    ending: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Past:
    name: str
    mark: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """`manages`: this reader decides who holds it. `own`: the reader holds it."""

    post: Post
    level: str
    row: Row
    ladder: list[Step]
    telephones: list[Telephone]
    past: list[Past]
    manages: bool
    own: bool
    coming: list[Past]


def dossier(post: Post, reader: Staff, *, now: datetime, on: date) -> Dossier:
    all_ = Holdings(on, reader)
    past, coming = _history(post, on)
    return Dossier(
        post=post,
        level=Post.Level(post.level).label,
        row=all_.row(post),
        ladder=_ladder(post, all_),
        telephones=_telephones(phones.linked(post, now=now)),
        past=past,
        manages=may_manage(reader, post),
        own=is_mine(reader, post),
        coming=coming,
    )


def may_touch(holder: Holder, found: Dossier) -> bool:
    """Their own holding, or one of a post that they manage."""
    return holder.mine or found.manages


def _ladder(post: Post, all_: Holdings) -> list[Step]:
    steps: list[Step] = []
    at = post.above_id
    while at and len(steps) < 10:
        above = all_.posts[at]
        present = {one.pk for one in all_.directory.holders.get(at, [])}
        names = [f"{h.mark} {h.name}".strip() for h in all_.row(above).holders if h.pk in present]
        steps.append(Step(above.title, above.pk, ", ".join(names)))
        at = above.above_id
    return steps


def _telephones(links: list[PhoneLink]) -> list[Telephone]:
    """The last digits are enough to know one's own telephone by."""
    contacts = {link.contact_id for link in links}
    numbers = ContactAddress.objects.filter(contact__in=contacts, kind="phone", is_current=True)
    ends = {row.contact_id: row.value[-4:] for row in numbers}
    return [
        Telephone(link.pk, link.staff.user.name, ends.get(link.contact_id or 0, ""), at)
        for link in links
        if (at := link.verified_at)
    ]


def _history(post: Post, on: date) -> tuple[list[Past], list[Past]]:
    """Who held it and who will, the newest first."""
    rows = Staff.objects.filter(seat=post).select_related(
        "user", "appointed_by__user", "relieved_by__user"
    )
    past, coming = [], []
    for one in rows.order_by("-pk"):
        if one.is_active and one.since and one.since > on:
            coming.append(_past(one))
        elif not one.is_active or (one.until and one.until < on):
            past.append(_past(one))
    return past[:50], coming


def _past(one: Staff) -> Past:
    since = short_day(one.since) if one.since else "awal"
    until = f" sampai {short_day(one.until)}" if one.until else ""
    by = one.relieved_by or one.appointed_by
    mark = MARK.get(Staff.Holds(one.holds), "")
    return Past(one.user.name, mark, f"sejak {since}{until}", by.user.name if by else "")
