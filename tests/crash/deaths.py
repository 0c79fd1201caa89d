"""Where a process dies. A plan is given before it starts to work; it carries the plan out itself,
with the signal nobody can catch.

Points of a thread (a tray has one of its own name): `statement` is before a statement that
writes, `before commit` and `after commit` are around a transaction that wrote something. `ask`
and `answered` lie around the platform's call, `copy` and `copied` around the door's.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

WRITES = ("INSERT", "UPDATE", "DELETE", "WITH", "COPY")
_wrote = threading.local()


@dataclass(frozen=True)
class Plan:
    """Die the `count`th time that `who` comes by `point`. Empty: somebody else ends it."""

    who: str = ""
    point: str = ""
    count: int = 1

    def __str__(self) -> str:
        return f"{self.who}: {self.point}" if self.who else "any moment"


class Fate:
    """The plan of this process, counting down."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.left, self.lock = plan, plan.count, threading.Lock()

    def passes(self, point: str, who: str = "") -> None:
        who = who or threading.current_thread().name
        if (who, point) != (self.plan.who, self.plan.point):
            return
        with self.lock:
            self.left -= 1
            if self.left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


def carry(plan: Plan) -> None:
    """Put the points into this process. Django is set up, no connection is open yet."""
    fate = Fate(plan)
    _around_statements(fate)
    _around_commits(fate)
    _around_the_wire(fate)
    _around_the_copy(fate)


def _around_statements(fate: Fate) -> None:
    from django.db.backends.utils import CursorWrapper

    execute = CursorWrapper.execute

    def executing(self: Any, sql: Any, params: Any = None) -> Any:
        writes = isinstance(sql, str) and sql.lstrip()[:6].upper().startswith(WRITES)
        if writes:
            fate.passes("statement")
        found = execute(self, sql, params)
        if writes and self.rowcount > 0:
            _wrote.something = True
        return found

    CursorWrapper.execute = executing  # type: ignore[method-assign]


def _around_commits(fate: Fate) -> None:
    from django.db.backends.base.base import BaseDatabaseWrapper

    Connection: Any = BaseDatabaseWrapper
    commit, rollback = Connection._commit, Connection._rollback

    def committing(self: Any) -> None:
        wrote, _wrote.something = getattr(_wrote, "something", False), False
        if wrote:
            fate.passes("before commit")
        commit(self)
        if wrote:
            fate.passes("after commit")

    def rolling_back(self: Any) -> None:
        _wrote.something = False
        rollback(self)

    Connection._commit, Connection._rollback = committing, rolling_back


def _around_the_wire(fate: Fate) -> None:
    from kentongan.channels import whatsapp

    graph: Any = whatsapp.graph
    ask: Callable[..., Awaitable[Any]] = graph.ask

    async def asking(call: Any, *more: Any) -> Any:
        if call.once:
            fate.passes("ask", "wire")
        found = await ask(call, *more)
        if call.once:
            fate.passes("answered", "wire")
        return found

    graph.ask = asking


def _around_the_copy(fate: Fate) -> None:
    from kentongan.mailroom.door.link import Link

    copy = Link.copy

    async def copying(self: Any, stored: Any) -> None:
        fate.passes("copy", "door")
        await copy(self, stored)
        fate.passes("copied", "door")

    Link.copy = copying  # type: ignore[method-assign]
