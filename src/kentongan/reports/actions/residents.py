"""What residents decide about their own reports: is it fixed, how well was it done, and what may
be shown of it. Many at once; the reports are locked by whoever read what they are decided on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from kentongan.cases import actions as cases
from kentongan.cases import journal
from kentongan.cases.actor import RESIDENT
from kentongan.cases.models import Matter
from kentongan.cities.locks import current_id
from kentongan.pure.errors import Refusal
from kentongan.reports.actions import handling
from kentongan.reports.actions.handling.moving import office
from kentongan.reports.actions.holding import hold
from kentongan.reports.flow import FLOW, S
from kentongan.reports.models import Report

MARKS = ("anonymous", "confidential")
# So few stars are for an officer to read.
POOR = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """`close`, it is fixed, or `reopen`, it is not; `note` is kept beside the journal's line."""

    matter_id: int
    verb: str
    note: str = ""


@transaction.atomic(savepoint=False)
def judge_many(verdicts: Sequence[Verdict], *, owner_id: int, now: datetime) -> None:
    """Close what is fixed; open again what is not, which then rises a step. `owner_id` answers for
    what is opened again; that it is news comes with the words that say so. Raises `Refusal` for a
    report that cannot take this step now."""
    for verb, note in sorted({(one.verb, one.note) for one in verdicts}):
        ids = [one.matter_id for one in verdicts if (one.verb, one.note) == (verb, note)]
        closes = verb == "close"
        cases.move_many(
            ids, verb, flow=FLOW, by=RESIDENT, now=now, note=note,
            owner_id=None if closes else owner_id, details={"confirmed": True} if closes else None,
        )  # fmt: skip
    again = sorted(one.matter_id for one in verdicts if one.verb == "reopen")
    if again:
        handling.risen(again, now=now)


@dataclass(frozen=True, slots=True)
class Rating:
    """One to five stars for a closed report, and what is said to them. Without `stars` the words
    go to stars that were given before. `state` is the report's."""

    matter_id: int
    state: str
    stars: int | None
    words: str = ""


_RATE = """
UPDATE reports_report r SET
    stars = coalesce(n.stars, r.stars),
    verdict = CASE WHEN n.words = '' THEN r.verdict ELSE n.words END,
    has_news = r.has_news OR n.stars <= %s
FROM unnest(%s::bigint[], %s::int[], %s::text[]) AS n (id, stars, words)
WHERE r.city_id = %s AND r.matter_id = n.id
"""


@transaction.atomic(savepoint=False)
def rate_many(ratings: Sequence[Rating], *, now: datetime) -> None:
    """Keep how they were judged; the last word of each counts. Four statements at most."""
    last = list({(one.matter_id, one.stars is None): one for one in ratings}.values())
    starred = [one for one in last if one.stars is not None]
    entries = [
        journal.Entry(
            Matter(pk=one.matter_id, state=one.state), "rate", one.state, one.state,
            note=one.words, details={"stars": one.stars},
        )
        for one in starred
    ]  # fmt: skip
    if entries:
        journal.write(entries, by=RESIDENT, now=now)
    for group in (starred, [one for one in last if one.stars is None]):
        if group:
            _store(group)


def _store(ratings: Sequence[Rating]) -> None:
    args: list[Any] = [
        POOR, [one.matter_id for one in ratings], [one.stars for one in ratings],
        [one.words for one in ratings], current_id(),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_RATE, args)


@transaction.atomic
def rate(report: Report, *, stars: int, words: str = "", now: datetime) -> None:
    """One report, from its page. Asked once: raises `Refusal` where it has stars already."""
    hold(report)
    if report.matter.state != S.CLOSED or report.stars is not None:
        raise Refusal("Laporan ini sudah dinilai, atau belum selesai. Terima kasih.")
    rate_many([Rating(report.pk, report.matter.state, stars, words)], now=now)


@transaction.atomic
def judge(report: Report, *, fixed: bool, now: datetime) -> None:
    """One report, from its page: its answer waits for a verdict, or it closed and is not fixed
    after all. Raises `Refusal` else."""
    hold(report)
    if report.matter.state not in ({S.REPLIED} if fixed else {S.REPLIED, S.CLOSED}):
        raise Refusal("Laporan ini sedang tidak menunggu jawaban Anda.")
    note = "kata warga: sudah beres" if fixed else "kata warga: belum beres"
    verdict = Verdict(report.pk, "close" if fixed else "reopen", note)
    judge_many([verdict], owner_id=office().pk, now=now)
    if not fixed:
        Report.objects.filter(pk=report.pk).update(has_news=True)
    report.refresh_from_db()


@transaction.atomic
def hide(report: Report, mark: str, *, now: datetime) -> None:
    """Hide who told it (`anonymous`) or what was told (`confidential`), from here on. Nothing
    happens where it is so already; taking it back is a talk with an officer."""
    if mark not in MARKS:
        raise Refusal("Pilihan itu tidak ada.")
    hold(report)
    if getattr(report, mark):
        return
    setattr(report, mark, True)
    report.has_news = True
    report.save(update_fields=[mark, "has_news"])
    cases.note(report.matter, "amend", by=RESIDENT, now=now, details={mark: True})
