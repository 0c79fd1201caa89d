"""Which time limit the law's clock of a report has: the law's, or less where the city promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kentongan.cases.models import TimeLimit
from kentongan.reports.models import Topic


@dataclass(frozen=True, slots=True)
class Limits:
    """Working days by the code of a limit; for topics only those that the city promises."""

    law: Mapping[str, int]
    topics: Mapping[int, tuple[str, int]]

    def code(self, kind: str, topic_id: int | None) -> str:
        """`topic.<code>` where the city promises less than the law of this kind allows, else
        `matter.<kind>`."""
        law = f"matter.{kind}"
        ours = self.topics.get(topic_id or 0)
        if ours is not None and ours[1] < self.law.get(law, 0):
            return ours[0]
        return law


def limits(topic_ids: Iterable[int | None]) -> Limits:
    """What is needed to find the limits of reports on these topics. One statement, and a second
    one where the city promises something for a topic."""
    rows = TimeLimit.objects.exclude(working_days=None).order_by("valid_from")
    stored = rows.values_list("code", "working_days")
    days = {code: int(count or 0) for code, count in stored if not code.startswith("step.")}
    promised = [code.removeprefix("topic.") for code in days if code.startswith("topic.")]
    asked = {pk for pk in topic_ids if pk} if promised else set()
    topics = Topic.objects.filter(pk__in=asked, code__in=promised) if asked else []
    return Limits(days, {t.pk: (f"topic.{t.code}", days[f"topic.{t.code}"]) for t in topics})


def limit_for(kind: str, topic: Topic | None) -> str:
    """The code of the law's clock for a report of this kind on this topic."""
    topic_id = topic.pk if topic else None
    return limits([topic_id]).code(kind, topic_id)
