"""Which posts may see a confidential report (*rahasia*): few, by name, and written in the journal.

Of the office: the posts of the officers who have had it in hand, and its chief. Of an agency: the
posts an officer picked when they passed it on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases.actor import acting
from kentongan.people.models import Agency, Post, Staff
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.pure.flow import Role
from kentongan.reports.actions.holding import hold
from kentongan.reports.models import Disposition, Named, Report


def take(report: Report, *, by: Staff, now: datetime) -> None:
    """An officer has it in hand: their post is named, and the chief of the office. The report is
    held by the caller. One statement where they are named already or it is not confidential."""
    if not report.confidential or by.role != Role.OFFICER:
        return
    chiefs = Post.objects.filter(
        agency=by.agency_id, level=Post.Level.CHIEF, role=Role.HEAD, is_active=True
    )
    _name(report, [by.seat_id, *chiefs.values_list("pk", flat=True)], by=by, now=now)


def choices() -> list[Post]:
    """Who may be named: officers, and whoever works for an agency of the city. One statement."""
    levels = (Post.Level.OFFICER, Post.Level.LIAISON, Post.Level.CHIEF, Post.Level.CREW)
    roles = (Role.OFFICER, Role.AGENCY)
    posts = Post.objects.filter(role__in=roles, is_active=True, agency__is_city=True)
    return sorted(
        posts.select_related("agency"),
        key=lambda post: (post.agency.short_name, levels.index(Post.Level(post.level)), post.pk),
    )


def picked(agency: Agency, post: Post | None) -> list[int]:
    """The posts that are named when an agency is asked: the one that was picked, else those that
    answer for it. Raises `Refusal` for a post of somebody else."""
    if post is not None:
        if post.agency_id != agency.pk:
            raise Refusal(f"Pilih jabatan di {agency.short_name}, atau biarkan kosong.")
        return [post.pk]
    posts = Post.objects.filter(agency=agency, role=Role.AGENCY, is_active=True)
    answering = posts.filter(level=Post.Level.LIAISON) or posts.filter(level=Post.Level.CHIEF)
    return [post.pk for post in answering]


@transaction.atomic
def name(report: Report, *, post: Post, by: Staff, now: datetime) -> None:
    """One more post may see it: a colleague at the office, or one of the agency it lies with."""
    if by.role != Role.OFFICER:
        raise NotAllowed("Yang boleh membaca laporan rahasia ditentukan oleh petugas.")
    hold(report)
    if not report.confidential:
        raise Refusal("Laporan ini tidak rahasia; semua yang berkepentingan sudah bisa membacanya.")
    if post.role == Role.AGENCY and post.agency_id not in asked(report):
        raise Refusal(f"Laporan ini tidak sedang ada di {post.agency.short_name}.")
    _name(report, [post.pk], by=by, now=now)


def asked(report: Report) -> set[int]:
    """The agency it lies with, if any."""
    open_one = Disposition.objects.filter(report=report, ended_at=None)
    return set(open_one.values_list("agency_id", flat=True))


def pass_on(report: Report, agency: Agency, posts: Sequence[int], *, by: Staff | None,
            now: datetime) -> None:  # fmt: skip
    """The agency it lies with now: its named posts may see it, and no other agency's any more.
    The report is held by the caller."""
    if not report.confidential:
        return
    others = Named.objects.filter(report=report, ended_at=None, post__role=Role.AGENCY)
    others.exclude(post__agency=agency).update(ended_at=now)
    _name(report, posts, by=by, now=now)


def of_agency(report: Report, agency: Agency) -> list[int]:
    """The posts of this agency that are named for it; those that answer for it where none is."""
    named = Named.objects.filter(report=report, ended_at=None, post__agency=agency)
    return list(named.order_by("pk").values_list("post_id", flat=True)) or picked(agency, None)


def _name(report: Report, posts: Iterable[int], *, by: Staff | None, now: datetime) -> None:
    known = _known(report)
    new = [pk for pk in dict.fromkeys(posts) if pk not in known]
    if not new:
        return
    Named.objects.bulk_create(Named(report=report, post_id=pk, by=by, at=now) for pk in new)
    if by is not None:
        details: cases.Details = {"posts": ",".join(str(pk) for pk in new)}
        cases.note(report.matter, "name", by=acting(by), now=now, details=details)


def _known(report: Report) -> Collection[int]:
    named = Named.objects.filter(report=report, ended_at=None)
    return set(named.values_list("post_id", flat=True))
