"""Through whom an agency hears what it is asked: telephones of its posts, typed numbers, e-mail."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kentongan.channels.wire import Sender
from kentongan.cities.locks import current
from kentongan.mailroom import mails
from kentongan.people.identities import Seen, resolve
from kentongan.people.models import Agency, PhoneLink, Post
from kentongan.people.posts import Directory, directory, present
from kentongan.pure.flow import Role


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody on a telephone, or a post that is written to. `acts`: the telephone is proven, so
    what comes from it is an act of its post."""

    contact_id: int | None = None
    acts: bool = False
    mailed: Post | None = None


def hearers(agency: Agency, *, now: datetime, posts: Collection[int] | None = None) -> list[Hearer]:
    """Six statements, and what it takes to enter typed numbers in the directory. Whoever is away
    does not hear; a telephone that was proven once and is no more hears nothing either."""
    today = now.astimezone(current().tz).date()
    book = directory(today)
    seats = _seats(book, agency, posts)
    typed = _typed(agency, now, posts)
    links = list(
        PhoneLink.objects.filter(
            Q(post__in=[post.pk for post in seats]) | Q(contact__in=list(typed)),
            contact__isnull=False,
        )
        .select_related("contact")
        .order_by("pk")
    )
    proven = _proven(links, book, agency)
    lost = {_person(link) for link in links} - {contact for _, contact, _ in proven}
    rung = {post for post, _, _ in proven} | {seat for seat in typed.values() if seat}
    mailed = [post for post in seats if _by_mail(post, rung)]
    quiet = {post.pk for post in mailed}
    found = [Hearer(who, acts=acts) for post, who, acts in proven if post not in quiet]
    heard = {one.contact_id for one in found} | lost
    found += [Hearer(who) for who, seat in typed.items() if who not in heard and seat not in quiet]
    return [*found, *(Hearer(mailed=post) for post in mailed)]


def _by_mail(post: Post, rung: Collection[int]) -> bool:
    """By preference, where we can; and where there is no telephone."""
    prefers = post.prefers == Post.Prefers.MAIL or post.pk not in rung
    return prefers and bool(post.email) and mails.configured()


def _person(link: PhoneLink) -> int:
    assert link.contact is not None
    return link.contact.same_as_id or link.contact.pk


def _seats(book: Directory, agency: Agency, only: Collection[int] | None) -> list[Post]:
    """Who answers for the agency, or hears for who does, and its crews."""
    if only is not None:
        return [book.posts[pk] for pk in only if pk in book.posts]
    crews = (
        post
        for post in book.posts.values()
        if post.level == Post.Level.CREW and post.agency_id == agency.pk and post.is_active
    )
    heard = (book.posts[pk] for pk in book.at("owner", agency.pk))
    return list({post.pk: post for post in (*heard, *crews)}.values())


def _typed(agency: Agency, now: datetime, only: Collection[int] | None) -> dict[int, int]:
    """Contact → post, of numbers that somebody wrote down for who works there today."""
    today = now.astimezone(current().tz).date()
    staff = present(today).filter(agency=agency, role=Role.AGENCY).exclude(phone="")
    if only is not None:
        staff = staff.filter(seat__in=only)
    phones = dict(staff.order_by("-pk").values_list("phone", "seat_id"))
    found = resolve([Seen(Sender(phone=phone), now) for phone in reversed(phones)], now=now)
    return {contact.pk: phones[sender.phone] for sender, contact in found.items()}


def _proven(
    links: Iterable[PhoneLink], book: Directory, agency: Agency
) -> list[tuple[int, int, bool]]:
    """(post, contact, whether its holder may answer for this agency)."""
    found = []
    for link in links:
        here = {one.pk: one for one in book.holders.get(link.post_id, ())}
        staff = here.get(link.staff_id)
        if link.ended_at is None and staff is not None:
            acts = staff.role == Role.AGENCY and staff.agency_id == agency.pk
            found.append((link.post_id, _person(link), acts))
    return found
