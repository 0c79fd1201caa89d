"""Trouble on demand, one set per line. Everything is off unless somebody switches it on."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, fields
from typing import Any

from .settings import Json

MAX_BATCH = 1000  # the most items the platform ever puts in one letter


class BadFault(ValueError):
    """A fault nobody knows, or a value it cannot have; the message names it."""


@dataclass(slots=True)
class Faults:
    """Times are milliseconds (`_ms`) or seconds (`_s`); counts fall to zero as they are used."""

    duplicates: bool = False  # every letter twice
    shuffle: bool = False  # letters out of order
    batch: int = 0  # hold until so many items are together, then one letter
    batch_wait_ms: int = 2000  # but never hold longer than this
    delay_ms: int = 0  # every letter later
    http_5xx: float = 0  # a whole number: the next n sends; below one: a chance
    timeout_after_accept: int = 0  # the next n sends are taken, the answer never comes
    error_code: int = 0  # answer sends with this code ...
    error_next: int = 0  # ... so many times
    errors_by_webhook: bool = False  # take the send, report the refusal by a failed status
    clock_forward_s: int = 0  # the platform's clock is ahead: windows close, rates refill
    hold_receipts: bool = False  # statuses wait until this is switched off
    no_read: bool = False  # residents have read receipts switched off
    coexistence: bool = False  # the number also lives in the phone app: 20 messages/s
    throughput: int = 0  # messages per second instead of the number's own, 0 = its own
    templates: str = "approve"  # approve | reject | hold
    template_delay_s: float = 1.0  # review time of a new template

    def use_5xx(self) -> bool:
        """Whether this call is to break; a count is used up by one."""
        if self.http_5xx >= 1:
            self.http_5xx -= 1
            return True
        return bool(self.http_5xx) and random.random() < self.http_5xx

    def use_timeout(self) -> bool:
        if self.timeout_after_accept > 0:
            self.timeout_after_accept -= 1
            return True
        return False

    def use_error(self) -> int:
        """The code to answer with now, or 0."""
        if not self.error_code or self.error_next <= 0:
            return 0
        self.error_next -= 1
        return self.error_code


KINDS = {f.name: str(f.type) for f in fields(Faults)}
DEFAULTS = asdict(Faults())


def merge(current: Faults, wanted: Json) -> Faults:
    """`current` with the named values changed; the rest stays. Raises BadFault."""
    values = asdict(current)
    for name, value in wanted.items():
        for key, kept in _spell_out(name, value).items():
            values[key] = _fit(key, kept)
    return Faults(**values)


def shown(faults: Faults) -> Json:
    """Only what differs from calm weather."""
    return {k: v for k, v in asdict(faults).items() if v != DEFAULTS[k]}


def _spell_out(name: str, value: Any) -> Json:
    """Accept the long forms: {"error": {"code": …, "next": …}}, {"http_5xx": {"next": …}}."""
    if name == "error":
        if not value:
            return {"error_code": 0, "error_next": 0}
        if isinstance(value, dict):
            return {"error_code": value.get("code", 0), "error_next": value.get("next", 1)}
        return {"error_code": value, "error_next": 1}
    if name == "http_5xx" and isinstance(value, dict):
        return {"http_5xx": value.get("next") or value.get("probability") or 0}
    return {name: value}


def _fit(name: str, value: Any) -> Any:
    kind = KINDS.get(name)
    if kind is None:
        raise BadFault(f"There is no fault called {name!r}.")
    if value is None:
        return DEFAULTS[name]
    if kind == "bool":
        return bool(value)
    if kind == "str":
        if value not in {"approve", "reject", "hold"}:
            raise BadFault(f"{name} is one of approve, reject, hold.")
        return value
    return _number(name, kind, value)


def _number(name: str, kind: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadFault(f"{name} must be a number.")
    if value < 0 and name != "clock_forward_s":
        raise BadFault(f"{name} cannot be negative.")
    if name == "batch" and value > MAX_BATCH:
        raise BadFault(f"batch goes up to {MAX_BATCH}.")
    return int(value) if kind == "int" else value
