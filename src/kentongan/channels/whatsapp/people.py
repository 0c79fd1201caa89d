"""Who is it? One person under the several names that an item and its contacts give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kentongan.channels.loose import Node, ident, record, records, text
from kentongan.channels.wire import Sender

PUNCTUATION = str.maketrans("", "", "+ -().\u00a0")
NOBODY = Sender()


def digits(number: str) -> str:
    """The digits of something written as a phone number; empty if it is something else."""
    bare = number.translate(PUNCTUATION)
    return bare if bare.isascii() and bare.isdigit() and 7 <= len(bare) <= 15 else ""


def person(number: str, user_id: str = "", parent: str = "") -> Sender:
    """`number` is what the platform put where a phone number is expected.

    With a username in use it may be absent or hold the business-scoped id itself.
    """
    bare = digits(number)
    if bare:
        return Sender(phone=f"+{bare}", wa_id=bare, user_id=user_id, parent_user_id=parent)
    return Sender(user_id=user_id or number[:128], parent_user_id=parent)


def named(node: Node, number: str, user_id: str, parent: str) -> Sender:
    """The person whom `node` names under these three keys."""
    return person(ident(node, number), ident(node, user_id, 128), ident(node, parent, 128))


@dataclass(frozen=True, slots=True)
class Book:
    """The contacts that came along with messages; `lone` if it was just one."""

    by_id: Mapping[str, Sender] = field(default_factory=dict)
    lone: Sender = NOBODY

    def complete(self, who: Sender) -> Sender:
        """`who` with what the contacts know besides. A lone contact belongs to every item of
        its change, unless the two contradict each other."""
        known = self.by_id.get(who.wa_id) or self.by_id.get(who.user_id)
        if known is None:
            known = NOBODY if _differ(who, self.lone) else self.lone
        return _filled(who, known) if known is not NOBODY else who


def book(value: Node) -> Book:
    by_id: dict[str, Sender] = {}
    contacts = records(value, "contacts")
    for contact in contacts:
        known = _contact(contact)
        by_id |= {key: known for key in (known.wa_id, known.user_id) if key}
    return Book(by_id, _contact(contacts[0]) if len(contacts) == 1 else NOBODY)


def _contact(node: Node) -> Sender:
    profile = record(node, "profile")
    return replace(
        named(node, "wa_id", "user_id", "parent_user_id"),
        name=text(profile, "name", 200),
        username=text(profile, "username", 128) or text(node, "username", 128),
    )


def _differ(one: Sender, other: Sender) -> bool:
    pairs = ((one.wa_id, other.wa_id), (one.user_id, other.user_id))
    return any(a and b and a != b for a, b in pairs)


def _filled(who: Sender, known: Sender) -> Sender:
    return Sender(
        phone=who.phone or known.phone,
        wa_id=who.wa_id or known.wa_id,
        user_id=who.user_id or known.user_id,
        parent_user_id=who.parent_user_id or known.parent_user_id,
        username=who.username or known.username,
        name=who.name or known.name,
    )


def is_somebody(who: Sender) -> bool:
    return bool(who.wa_id or who.user_id)
