"""How a post is reached: the telephones that are proven for it, else those of who holds it, or
its e-mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kentongan.channels.wire import Sender
from kentongan.mailroom import mails
from kentongan.people.identities import Seen, resolve
from kentongan.people.models import PhoneLink, Post
from kentongan.people.posts import Directory


@dataclass(frozen=True, slots=True)
class Reach:
    """Where one post hears: contacts in chat, an address for e-mail; both may be empty."""

    post: Post
    contacts: Sequence[int]
    email: str

    @property
    def by_mail(self) -> bool:
        """By preference, where we can; and where there is no telephone."""
        prefers = self.post.prefers == Post.Prefers.MAIL
        return bool(self.email) and (prefers or not self.contacts)

    @property
    def anyhow(self) -> bool:
        return bool(self.contacts or self.email)


def reach(posts: Collection[int], known: Directory, *, now: datetime) -> dict[int, Reach]:
    """Two statements, and what the city's directory of contacts needs for telephones that are not
    in it yet. Only who is present today is reached."""
    links: dict[int, list[tuple[int, int]]] = defaultdict(list)
    proven = PhoneLink.objects.filter(
        post__in=posts, verified_at__isnull=False, ended_at=None, contact__isnull=False
    )
    for post, staff, contact in proven.order_by("pk").values_list("post", "staff", "contact"):
        links[post].append((staff, contact or 0))
    phones = _phones([post for post in posts if not _present(links[post], known, post)], known)
    numbers = {phone for some in phones.values() for phone in some}
    found = resolve([Seen(Sender(phone=number), now) for number in numbers], now=now)
    by_phone = {sender.phone: contact.pk for sender, contact in found.items()}
    sends_mail = mails.configured()
    return {
        post: Reach(
            known.posts[post],
            _present(links[post], known, post)
            or list(dict.fromkeys(by_phone[p] for p in phones.get(post, ()))),
            known.posts[post].email if sends_mail else "",
        )
        for post in posts
    }


def _present(links: Sequence[tuple[int, int]], known: Directory, post: int) -> list[int]:
    """The proven telephones of who is here today; those of a post that nobody holds, all."""
    here = {one.pk for one in known.holders.get(post, ())}
    return [contact for staff, contact in links if staff in here or not here]


def _phones(posts: Collection[int], known: Directory) -> Mapping[int, list[str]]:
    return {post: [one.phone for one in known.holders.get(post, ()) if one.phone] for post in posts}
