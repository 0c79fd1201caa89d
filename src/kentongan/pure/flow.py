"""A state table keyed by verb: what can happen to a matter, from where, to where and by whom.

The verb is the function in `actions.py`, the button on the page and the word in the journal.
What can be true together with a state (urgent, confidential) is a field, not a state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

from kentongan.pure.errors import NotAllowed, Refusal

S = TypeVar("S", bound=StrEnum)


class Role(StrEnum):
    """Who may take a step. One person may hold several; `by=` names the one that acts."""

    RESIDENT = "resident"
    OFFICER = "officer"
    AGENCY = "agency"
    HEAD = "head"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """The word for the page, in Indonesian."""
        return _ROLE_LABELS[self]


_ROLE_LABELS: Mapping[Role, str] = {
    Role.RESIDENT: "warga",
    Role.OFFICER: "petugas",
    Role.AGENCY: "dinas yang menangani",
    Role.HEAD: "pimpinan",
    Role.SYSTEM: "sistem",
}


@dataclass(frozen=True, slots=True, init=False)
class Step(Generic[S]):
    """One row of the table. `to=None` means that the state stays; `label` is the button's text."""

    verb: str
    from_: frozenset[S]
    to: S | None
    who: frozenset[Role]
    label: str

    def __init__(
        self, verb: str, from_: Iterable[S], to: S | None, who: Iterable[Role], *, label: str = ""
    ) -> None:
        object.__setattr__(self, "verb", verb)
        object.__setattr__(self, "from_", frozenset(from_))
        object.__setattr__(self, "to", to)
        object.__setattr__(self, "who", frozenset(who))
        object.__setattr__(self, "label", label or verb)

    def lands(self, state: S) -> S:
        """The state after this step was taken in `state`."""
        return state if self.to is None else self.to


@dataclass(frozen=True, init=False, eq=False)
class Flow(Generic[S]):
    """All steps of one kind of matter.

    `clocks` gives the code of the step's time limit per state; the time itself is data of the
    city. `ends` are states in which nothing is owed any more; a step may still lead out of one
    (reopen). In `waits` the law's clock is paused: it is the asker's turn. In `debts` it has ended
    as answered, while something promised is still owed. `labels` are the states' names in
    Indonesian, used in sentences and in the table.
    """

    start: S
    clocks: Mapping[S, str]
    steps: tuple[Step[S], ...]
    ends: frozenset[S]
    waits: frozenset[S]
    debts: frozenset[S]
    labels: Mapping[S, str]
    _rows: Mapping[tuple[str, S], Step[S]]

    def __init__(
        self,
        start: S,
        clocks: Mapping[S, str],
        steps: Iterable[Step[S]],
        ends: Collection[S] = (),
        *,
        waits: Collection[S] = (),
        debts: Collection[S] = (),
        labels: Mapping[S, str] | None = None,
    ) -> None:
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "clocks", MappingProxyType(dict(clocks)))
        object.__setattr__(self, "steps", tuple(steps))
        object.__setattr__(self, "ends", frozenset(ends))
        object.__setattr__(self, "waits", frozenset(waits))
        object.__setattr__(self, "debts", frozenset(debts))
        object.__setattr__(self, "labels", MappingProxyType(dict(labels or {})))
        rows = {(step.verb, state): step for step in self.steps for state in step.from_}
        object.__setattr__(self, "_rows", MappingProxyType(rows))

    @property
    def states(self) -> tuple[S, ...]:
        """Every state of the enum, in the order in which it was written down."""
        return tuple(type(self.start))

    def label(self, state: S) -> str:
        """The state's name for people; its value where no name was given."""
        return self.labels.get(state, state.value)

    def step(self, verb: str, state: S, role: Role) -> Step[S]:
        """The row for this verb in this state.

        Raises NotAllowed when the verb is not for this role, and Refusal, naming what is
        possible now, when the verb is unknown or does not start in this state.
        """
        same_verb = [step for step in self.steps if step.verb == verb]
        row = self._rows.get((verb, state))
        answering = [row] if row else same_verb
        if answering and not any(role in step.who for step in answering):
            raise NotAllowed(_not_for(role, answering))
        if row is None:
            raise Refusal(self._not_now(same_verb[0].label if same_verb else verb, state, role))
        return row

    def open_to(self, state: S, role: Role) -> tuple[Step[S], ...]:
        """What this role can do now: the buttons of a page, in the order of the table."""
        return tuple(s for s in self.steps if state in s.from_ and role in s.who)

    def clock(self, state: S) -> str | None:
        """The code of the time limit that runs in this state; None when nothing runs."""
        return self.clocks.get(state)

    def is_end(self, state: S) -> bool:
        """Whether nothing is owed any more in this state."""
        return state in self.ends

    def table(self) -> str:
        """The flow as Markdown: first its steps, then its states and their clocks."""
        steps = [
            (f"`{s.verb}`", self._names(s.from_), self._to(s), _listed(s.who)) for s in self.steps
        ]
        states = [
            (
                f"`{state.value}`",
                self.label(state),
                f"`{self.clocks[state]}`" if state in self.clocks else "–",
                self._place(state),
            )
            for state in self.states
        ]
        return "\n\n".join(
            (
                _markdown(("verb", "from", "to", "who may"), steps),
                _markdown(("state", "name", "clock", "place"), states),
            )
        )

    def problems(self) -> list[str]:
        """What is wrong with the table; empty for a sound one. Every flow has a test on this."""
        found = [f"{state}: cannot be reached" for state in self._unreachable()]
        for state in self.states:
            if self.is_end(state):
                if state in self.clocks:
                    found.append(f"{state}: is an end, but a clock runs in it")
                continue
            if not any(state in s.from_ and s.lands(state) != state for s in self.steps):
                found.append(f"{state}: is not an end, but no step leads out of it")
            if not self.clocks.get(state):
                found.append(f"{state}: is not an end, but no clock runs in it")
        found += [f"{s}: is an end, so nothing is waited for" for s in self.waits & self.ends]
        found += [f"{s}: is an end, so nothing is owed" for s in self.debts & self.ends]
        return found + self._doubled() + self._idle()

    def _unreachable(self) -> list[S]:
        reached, edge = {self.start}, [self.start]
        while edge:
            state = edge.pop()
            for step in self.steps:
                if state in step.from_ and step.lands(state) not in reached:
                    reached.add(step.lands(state))
                    edge.append(step.lands(state))
        return [state for state in self.states if state not in reached]

    def _doubled(self) -> list[str]:
        pairs = [(s.verb, state) for s in self.steps for state in sorted(s.from_)]
        twice = sorted({pair for pair in pairs if pairs.count(pair) > 1})
        return [f"{state}: two steps are called {verb}" for verb, state in twice]

    def _idle(self) -> list[str]:
        return [
            f"{s.verb}: nobody may take it" if s.from_ else f"{s.verb}: starts nowhere"
            for s in self.steps
            if not (s.from_ and s.who)
        ]

    def _not_now(self, wanted: str, state: S, role: Role) -> str:
        sentence = (
            f"Statusnya sekarang “{self.label(state)}”, jadi “{wanted}” belum bisa dilakukan."
        )
        possible = [f"“{step.label}”" for step in self.open_to(state, role)]
        if not possible:
            return f"{sentence} Saat ini tidak ada langkah lain untuk {role.label}."
        return f"{sentence} Yang bisa dilakukan sekarang: {_or(possible)}."

    def _names(self, states: Collection[S]) -> str:
        return ", ".join(f"`{state.value}`" for state in self.states if state in states)

    def _to(self, step: Step[S]) -> str:
        return "(stays)" if step.to is None else f"`{step.to.value}`"

    def _place(self, state: S) -> str:
        places = {
            "start": state == self.start,
            "end": self.is_end(state),
            "law's clock paused": state in self.waits,
            "law's clock ended, debt open": state in self.debts,
        }
        return ", ".join(name for name, true in places.items() if true)


def _not_for(role: Role, steps: Iterable[Step[S]]) -> str:
    rows = list(steps)
    who = frozenset().union(*(step.who for step in rows))
    holders = _or([r.label for r in Role if r in who]) or "siapa pun"
    return f"“{rows[0].label}” dilakukan oleh {holders}, bukan oleh {role.label}."


def _or(items: list[str]) -> str:
    head, last = ", ".join(items[:-1]), "".join(items[-1:])
    return f"{head} atau {last}" if head else last


def _listed(who: Collection[Role]) -> str:
    return ", ".join(role.value for role in Role if role in who)


def _markdown(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
