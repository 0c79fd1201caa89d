"""Telephones that act for a post: a code is shown at the desk and sent from the telephone.

Only its salted digest is kept. A wrong code counts against every code that waits, because nobody
can say which one was meant; after five wrong ones it is void. What was proven holds only as long
as its holder holds the post.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Q

from kentongan.cities.locks import current
from kentongan.people.models import Contact, PhoneLink, Post, Staff
from kentongan.people.posts import holding, may_manage
from kentongan.pure.errors import NotAllowed, Refusal

VALID = timedelta(minutes=15)
TRIES = 5
_CODE = re.compile(r"\s*(?:hubungkan\b[\s:.]*)?(\d{3})[\s-]?(\d{3})\s*[.!]?\s*", re.IGNORECASE)


@transaction.atomic
def offer(one: Staff, *, by: Staff, now: datetime) -> str:
    """A code of six digits for the telephone of who holds a post; it takes the place of an
    earlier one that still waits. Shown once: afterwards nobody can read it. Raises `Refusal`."""
    _theirs_or_managed(one, by)
    if not holding(_today(now)).filter(pk=one.pk).exists():
        raise Refusal("Jabatan ini tidak lagi dipegang orang tersebut.")
    waiting = PhoneLink.objects.filter(staff=one, verified_at=None, ended_at=None)
    waiting.update(ended_at=now)
    code, salt = f"{secrets.randbelow(1_000_000):06d}", secrets.token_hex(16)
    PhoneLink.objects.create(
        post_id=one.seat_id,
        staff=one,
        salt=salt,
        code_digest=_digest(salt, code),
        made_at=now,
        expires_at=now + VALID,
    )
    return code


@transaction.atomic
def prove(contact_id: int, text: str, *, now: datetime) -> PhoneLink | None:
    """The link whose code this contact sends ("HUBUNGKAN 123456", or the code alone); nothing for
    other words, a wrong code, and one that is void. A telephone acts for one post: the newest."""
    said = _CODE.fullmatch(text)
    if said is None:
        return None
    waiting = (
        PhoneLink.objects.select_for_update(of=("self",))
        .order_by("pk")
        .filter(verified_at=None, ended_at=None, expires_at__gt=now, tries__lt=TRIES)
    )
    offers = list(waiting.select_related("post__agency", "staff__user", "staff__agency"))
    code = said[1] + said[2]
    link = next((one for one in offers if _is_code_of(one, code)), None)
    if link is None:
        PhoneLink.objects.filter(pk__in=[one.pk for one in offers]).update(tries=F("tries") + 1)
        return None
    if not holding(_today(now)).filter(pk=link.staff_id, seat=link.post_id).exists():
        return None
    PhoneLink.objects.filter(contact=contact_id, ended_at=None).update(ended_at=now)
    link.contact_id, link.verified_at = contact_id, now
    link.save(update_fields=["contact", "verified_at"])
    return link


@transaction.atomic
def unlink(link: PhoneLink, *, by: Staff, now: datetime) -> None:
    """The telephone is lost, or changes hands: from now on it acts for nobody."""
    link = PhoneLink.objects.select_related("staff__seat").get(pk=link.pk)
    _theirs_or_managed(link.staff, by)
    PhoneLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=now)


def acting_for(contact_ids: Collection[int], *, now: datetime) -> Mapping[int, Staff]:
    """As whom these contacts may act now, each with `seat`, `agency` and `user`; those who may
    not are missing. Two statements, none for nobody. Somebody who is away still acts."""
    if not contact_ids:
        return {}
    roots = dict(Contact.objects.filter(pk__in=contact_ids).values_list("pk", "same_as_id"))
    persons = {pk: root or pk for pk, root in roots.items()}
    links = PhoneLink.objects.filter(
        Q(contact__in=persons.values()) | Q(contact__same_as__in=persons.values()),
        ended_at=None,
        verified_at__isnull=False,
        post=F("staff__seat"),
        staff__in=holding(_today(now)),
    )
    links = links.select_related("contact", "staff__seat", "staff__agency", "staff__user")
    found: dict[int, Staff] = {}
    for link in links.order_by("verified_at", "pk"):
        assert link.contact is not None
        found[link.contact.same_as_id or link.contact.pk] = link.staff
    return {pk: found[root] for pk, root in persons.items() if root in found}


def linked(post: Post, *, now: datetime) -> list[PhoneLink]:
    """The telephones that act for this post now, the newest first."""
    rows = PhoneLink.objects.filter(
        post=post, ended_at=None, verified_at__isnull=False, staff__seat=post,
        staff__in=holding(_today(now)),
    )  # fmt: skip
    return list(rows.select_related("staff__user", "contact").order_by("-verified_at"))


def waiting(one: Staff, *, now: datetime) -> PhoneLink | None:
    """The code that was shown for this holder and not sent yet."""
    rows = PhoneLink.objects.filter(
        staff=one, verified_at=None, ended_at=None, expires_at__gt=now, tries__lt=TRIES
    )
    return rows.order_by("-pk").first()


def _theirs_or_managed(one: Staff, by: Staff) -> None:
    if by.user_id != one.user_id and not may_manage(by, one.seat):
        raise NotAllowed("Telepon jabatan ini diatur oleh yang memegangnya, atau petugas kantor.")


def _is_code_of(link: PhoneLink, code: str) -> bool:
    return secrets.compare_digest(link.code_digest, _digest(link.salt, code))


def _digest(salt: str, code: str) -> str:
    return sha256(f"{salt}{code}".encode()).hexdigest()


def _today(now: datetime) -> date:
    return now.astimezone(current().tz).date()
