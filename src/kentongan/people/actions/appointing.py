"""Who holds a post, for how long, and who stands in. All raise `Refusal`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from kentongan.people.models import PhoneLink, Post, Staff, User
from kentongan.people.posts import holding, is_mine, may_manage
from kentongan.pure.errors import NotAllowed, Refusal

Holds = Staff.Holds
Level = Post.Level
MARKS = {Holds.DEFINITIVE: "", Holds.ACTING: "Plt. ", Holds.COVER: "Plh. "}
# What one person answers for alone; of the others a post may have several holders.
ALONE = (Level.CHIEF, Level.SECRETARY, Level.MAYOR)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """How a post is held: both days belong to it; without `until` it has no end yet."""

    since: date
    until: date | None = None
    holds: Holds = Holds.DEFINITIVE


@transaction.atomic
def appoint(post: Post, user: User, term: Term, *, by: Staff | None) -> Staff:
    """Give a post to somebody: for good, acting (Plt., the post is vacant) or as cover (Plh.,
    its holder is away, so there is an end). Who held it as acting is relieved by who comes."""
    post = Post.objects.select_for_update(of=("self",)).select_related("agency").get(pk=post.pk)
    _allowed(post, user, term, by)
    before = holding(term.since).filter(seat=post).select_related("user")
    _not_twice(post, user, term)
    for one in before:
        if term.holds != Holds.COVER and post.level in ALONE:
            _make_room(one, term, by)
    return Staff.objects.create(
        user=user,
        role=post.role,
        agency=post.agency,
        post=signature(post, term.holds),
        seat=post,
        holds=term.holds,
        since=term.since,
        until=term.until,
        appointed_by=by,
    )


def signature(post: Post, holds: Holds) -> str:
    """How its holder signs: beside the agency's name, so without it at the end."""
    return f"{MARKS[holds]}{post.title.removesuffix(f' {post.agency.short_name}')}"


def _allowed(post: Post, user: User, term: Term, by: Staff | None) -> None:
    """Nobody appoints themselves. Who is away may be covered by a colleague of their choice."""
    if not post.is_active:
        raise Refusal(f"Jabatan {post.title} sudah dihapus.")
    if term.until and term.until < term.since:
        raise Refusal("Hari terakhir tidak bisa lebih awal dari hari pertama.")
    if term.holds == Holds.COVER and term.until is None:
        raise Refusal("Plh. selalu sementara: isi sampai tanggal berapa.")
    if by is None:
        return
    if by.user_id == user.pk:
        raise NotAllowed("Jabatan tidak bisa diberikan kepada diri sendiri. Mintalah rekan Anda.")
    if may_manage(by, post):
        return
    colleagues = holding(term.since).filter(agency=post.agency, user=user)
    if term.holds != Holds.COVER or not is_mine(by, post) or not colleagues.exists():
        raise NotAllowed("Jabatan ini diatur oleh petugas di kantor.")


def _not_twice(post: Post, user: User, term: Term) -> None:
    """A holding that ran out is put away, so that the same person may come again."""
    theirs = Staff.objects.filter(seat=post, user=user, is_active=True)
    theirs.filter(until__lt=term.since).update(is_active=False)
    if theirs.exists():
        raise Refusal(f"{user.name} sudah memegang jabatan ini.")


def _make_room(one: Staff, term: Term, by: Staff | None) -> None:
    if one.holds == Holds.DEFINITIVE:
        way = "Bebaskan dulu, atau tunjuk Plh. selama ia tidak masuk."
        raise Refusal(f"Jabatan ini masih dipegang {one.user.name}. {way}")
    _end(one, term.since - _ONE_DAY, by)


@transaction.atomic
def relieve(one: Staff, *, by: Staff | None, on: date, now: datetime) -> None:
    """They no longer hold the post, at once: not at the desk, not by telephone."""
    one = _locked(one)
    if not one.is_active:
        return
    if by and by.user_id == one.user_id:
        raise NotAllowed("Jabatan sendiri tidak bisa dilepas sendiri. Mintalah rekan Anda.")
    if by and not may_manage(by, one.seat):
        raise NotAllowed("Jabatan ini diatur oleh petugas di kantor.")
    _end(one, on, by)
    one.is_active = False
    one.save(update_fields=["is_active"])
    PhoneLink.objects.filter(staff=one, ended_at=None).update(ended_at=now)


def _end(one: Staff, day: date, by: Staff | None) -> None:
    one.until, one.relieved_by = min(day, one.until or day), by
    one.is_active = one.since is None or one.until >= one.since
    one.save(update_fields=["until", "relieved_by", "is_active"])


@transaction.atomic
def be_away(
    one: Staff, *, since: date, until: date, cover: User | None = None, by: Staff
) -> Staff | None:
    """Away from one day to another. Who covers hears what they would have heard; where nobody
    does, the post above hears it. Gives the cover's holding."""
    one = _locked(one)
    _theirs_or_managed(one, by)
    if until < since:
        raise Refusal("Hari terakhir tidak bisa lebih awal dari hari pertama.")
    one.away_from, one.away_until = since, until
    one.save(update_fields=["away_from", "away_until"])
    if cover is None:
        return None
    if cover.pk == one.user_id:
        raise Refusal("Yang menggantikan harus orang lain.")
    return appoint(one.seat, cover, Term(since, until, Holds.COVER), by=by)


@transaction.atomic
def be_back(one: Staff, *, by: Staff, on: date, now: datetime) -> None:
    """At work again, perhaps earlier than they thought; who covered the post no longer does."""
    one = _locked(one)
    _theirs_or_managed(one, by)
    one.away_from = one.away_until = None
    one.save(update_fields=["away_from", "away_until"])
    covers = Staff.objects.filter(seat=one.seat_id, holds=Holds.COVER, is_active=True)
    for cover in covers.select_for_update():
        _end(cover, on - _ONE_DAY, by)
        cover.is_active = False
        cover.save(update_fields=["is_active"])
        PhoneLink.objects.filter(staff=cover, ended_at=None).update(ended_at=now)


def _theirs_or_managed(one: Staff, by: Staff) -> None:
    if by.user_id != one.user_id and not may_manage(by, one.seat):
        raise NotAllowed("Jabatan ini diatur oleh petugas di kantor.")


def _locked(one: Staff) -> Staff:
    rows = Staff.objects.select_for_update(of=("self",))
    return rows.select_related("seat__agency", "user").get(pk=one.pk)
