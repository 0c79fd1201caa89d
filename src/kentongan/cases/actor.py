"""Who does something, from where: a role, the person at work behind it, and the way they came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from kentongan.people.models import Staff
from kentongan.pure.flow import Role


@dataclass(frozen=True, slots=True)
class Actor:
    role: Role
    staff_id: int | None = None


SYSTEM = Actor(Role.SYSTEM)
RESIDENT = Actor(Role.RESIDENT)


def acting(staff: Staff) -> Actor:
    return Actor(Role(staff.role), staff.pk)


_via: ContextVar[str] = ContextVar("via", default="")


@contextmanager
def coming(via: str) -> Iterator[None]:
    """What is written meanwhile came this way: `chat` or `mail` of somebody at work, or `page`, a
    resident's own. Without it people at work were at the desk, and residents in the chat."""
    token = _via.set(via)
    try:
        yield
    finally:
        _via.reset(token)


def came() -> str:
    """The way of what is being written; empty for the usual one."""
    return _via.get()
