"""Open reports that are probably about the same thing: near in place and time, alike in words.

What lies near comes from two indexes that hold only what is open; how alike the words are is
weighed here, over at most fifty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kentongan.reports.flow import S
from kentongan.reports.models import Kind, Report
from kentongan.reports.queries.similar.finding import READ, Row, found, found_many, pinned
from kentongan.reports.queries.similar.weighing import Weighed, Why, best, likeness, threes, weigh

__all__ = (
    "LEADS", "TWIN", "WORTH", "Similar", "Why", "candidates", "likeness", "members",
    "public_twin", "public_twins", "secret",
)  # fmt: skip

# Below this it is not worth an officer's glance; from `TWIN` on a resident may be asked.
WORTH, TWIN = 0.5, 0.7
# So many of each that are as alike as a twin are looked at, until one may be told of.
_TWINS = 5
# The states in which a report can still lead others: nobody has told its reporter an answer.
LEADS = (S.RECEIVED, S.VERIFIED, S.ASSIGNED, S.ANSWERED)
# What can be the same: a question or praise is everybody's own.
_TROUBLE = (Kind.COMPLAINT, Kind.SUGGESTION)


@dataclass(frozen=True, slots=True)
class Similar:
    """`metres` is None where one of the two has no point. `score` lies between 0 and 1."""

    report: Report
    metres: float | None
    why: tuple[Why, ...]
    score: float


def candidates(report: Report, *, most: int = 5) -> list[Similar]:
    """What is probably the same, the likeliest first. Two statements.

    A report that only few may know of has none, and is never among them; what was joined stands
    behind the report that leads it.
    """
    if not _comparable(report):
        return []
    worth = _weighed(report, found(report), WORTH)[:most]
    return _similar(worth, _reports(worth))


def public_twin(report: Report) -> Similar | None:
    """One that a resident may be asked about: "is it the same?"."""
    return public_twins([report]).get(report.pk)


def public_twins(reports: Sequence[Report]) -> Mapping[int, Similar]:
    """What the reporters may be asked about: "is it the same?", by the id of their report. Two
    statements, however many; their topics are read already.

    Nothing of it is told that is not public: nothing sensitive, confidential or told without a
    name. Nobody is asked about a report of their own, or about one that came after theirs.
    """
    asked = [one for one in reports if _comparable(one) and _shown(one) and one.kind in _TROUBLE]
    if not asked:
        return {}
    near = found_many(asked)
    worth = {
        one.pk: [w for w in _weighed(one, near[one.pk], TWIN) if w.pk < one.pk][:_TWINS]
        for one in asked
        if one.pk in near
    }
    known = _reports([one for found in worth.values() for one in found])
    twins = {
        one.pk: next((s for s in _similar(worth[one.pk], known) if _may_tell(s.report, one)), None)
        for one in asked
        if one.pk in worth
    }
    return {pk: twin for pk, twin in twins.items() if twin}


def _may_tell(twin: Report, asker: Report) -> bool:
    theirs = twin.matter.contact_id != asker.matter.contact_id
    open_to_all = _shown(twin) and not twin.anonymous and not secret(twin)
    return theirs and open_to_all and twin.kind in _TROUBLE and twin.matter.state in LEADS


def _shown(report: Report) -> bool:
    """Whether the city shows reports of this topic to everybody."""
    topic = report.topic
    return topic is not None and topic.public != "off" and not topic.sensitive


def secret(report: Report) -> bool:
    """Whether only few may know of it: then it is compared and joined with nothing."""
    return report.confidential or report.kind == Kind.OVERSIGHT


def members(report: Report) -> list[Report]:
    """The reports that are worked on together with this one. One statement."""
    joined = Report.objects.filter(joined_to=report.pk, matter__state=S.JOINED)
    beside = ("matter__owner", "matter__contact", "topic", "area")
    return list(joined.select_related(*beside).order_by("pk"))


# -- inner


def _comparable(report: Report) -> bool:
    return not secret(report) and (pinned(report) or report.area_id is not None)


def _weighed(report: Report, near: Sequence[Row], least: float) -> list[Weighed]:
    """Those that reach `least`, the likeliest first."""
    mine = threes(f"{report.text[:READ]} {report.place}")
    weighed = (weigh(report, mine, other) for other in near)
    return sorted((one for one in weighed if one.score >= least), key=best)


def _reports(weighed: Iterable[Weighed]) -> Mapping[int, Report]:
    """One statement."""
    shown = Report.objects.select_related("matter__owner", "matter__contact", "topic", "area")
    return shown.in_bulk({one.pk for one in weighed})


def _similar(weighed: Sequence[Weighed], known: Mapping[int, Report]) -> list[Similar]:
    return [
        Similar(known[one.pk], one.metres, one.why, one.score) for one in weighed if one.pk in known
    ]
