"""What became of a year: how long each waited at each step, and whether anybody was ignored."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from kentongan.cases.clocks import calendar
from kentongan.cases.models import Deadline, JournalLine, Matter, Notice
from kentongan.dashboards import promises
from kentongan.reports.flow import FLOW, S
from kentongan.reports.models import Report


@dataclass
class Account:
    """Waits in working days, by state; how reports ended; what was broken."""

    reports: int
    ends: dict[str, int]
    waits: dict[str, tuple[int, float, float, int]]
    escalated: dict[str, int]
    facts: dict[str, int]
    broken: dict[str, int] = field(default_factory=dict)
    ignored: int = 0

    @property
    def open(self) -> int:
        return sum(n for state, n in self.ends.items() if not FLOW.is_end(S(state)))

    def lines(self) -> list[str]:
        told = [f"{self.reports:,} reports", ""]
        told += [f"  {n:8,}  {state}" for state, n in self.ends.items()]
        told += ["", "waited in state   times   median   90 %   longest   (working days)"]
        for state, (times, middle, most, longest) in self.waits.items():
            told.append(f"  {state:12} {times:9,} {middle:8.0f} {most:6.0f} {longest:9}")
        told += ["", "who heard of what was late"]
        told += [f"  {n:8,}  {level}" for level, n in self.escalated.items()]
        told += ["", *(f"  {n:8,}  {fact}" for fact, n in self.facts.items())]
        told += ["", f"  {self.ignored:8,}  ignored"]
        return told + [f"  {n:8,}  BROKEN {code}" for code, n in self.broken.items()]


def broken(now: datetime) -> dict[str, int]:
    """The invariants of `check` that are not zero."""
    found = {rule.code: rule.figure for rule in (make(now) for make in promises.RULES)}
    return {code: n for code, n in found.items() if n}


def account(now: datetime) -> Account:
    return Account(
        reports=Report.objects.count(),
        ends=_ends(),
        waits=_waits(now),
        escalated=_escalated(),
        facts=_facts(),
        broken=broken(now),
        ignored=ignored(now),
    )


def ignored(now: datetime) -> int:
    """Open reports whose date went by without anybody hearing of it, and those that nobody ever
    took a step with although the law's limit is over."""
    late = Deadline.objects.filter(ended_at=None, paused_at=None, due_at__lt=now)
    ids = set(late.exclude(code__in=("step.replied", "step.promised")).values_list(
        "matter_id", flat=True))  # fmt: skip
    heard = set(Notice.objects.filter(matter__in=ids).values_list("matter_id", flat=True))
    return len(ids - heard)


def _ends() -> dict[str, int]:
    found = Counter(Matter.objects.filter(kind="report").values_list("state", flat=True))
    return {state.value: found[state.value] for state in FLOW.states if found[state.value]}


def _waits(now: datetime) -> dict[str, tuple[int, float, float, int]]:
    days, spent = calendar(), defaultdict(list)
    last: dict[int, tuple[str, datetime]] = {}
    lines = JournalLine.objects.filter(matter__kind="report").order_by("at", "pk")
    rows = lines.values_list("matter_id", "from_state", "to_state", "at")
    for matter, before, after, at in rows.iterator(5000):
        if before == after:
            continue
        if matter in last:
            state, since = last[matter]
            spent[state].append(days.left(at, since))
        last[matter] = (after, at)
    for state, since in last.values():
        if not FLOW.is_end(S(state)):
            spent[state].append(days.left(now, since))
    return {s.value: _spread(spent[s.value]) for s in FLOW.states if spent[s.value]}


def _spread(values: list[int]) -> tuple[int, float, float, int]:
    ordered = sorted(values)
    return len(ordered), median(ordered), ordered[len(ordered) * 9 // 10], ordered[-1]


def _escalated() -> dict[str, int]:
    lines = JournalLine.objects.filter(verb__in=("remind", "escalate"))
    found = Counter(details.get("level") for details in lines.values_list("details", flat=True))
    return {level: found[level] for level in ("owner", "chief", "secretary", "mayor")}


def _facts() -> dict[str, int]:
    verbs = Counter(JournalLine.objects.values_list("verb", flat=True))
    names = ("pause", "resume", "hand_back", "promise", "fall_due", "reopen", "close")
    facts = {f"times {verb}": verbs[verb] for verb in names}
    facts["closed by silence"] = Report.objects.filter(unconfirmed=True).count()
    return facts
