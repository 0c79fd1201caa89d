"""Who does something: a role, and the person at work behind it if there is one."""

from __future__ import annotations

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
