"""Reports beside this one: what is like it, what it is worked on together with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.urls import reverse

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import current
from kentongan.mailroom.models import Message
from kentongan.pure import sayings
from kentongan.pure.flow import Role
from kentongan.reports.flow import S
from kentongan.reports.models import Report
from kentongan.reports.page.dues import age
from kentongan.reports.page.rows import first_words, link, state_of
from kentongan.reports.page.shapes import Kin, Twin
from kentongan.reports.page.timeline import Reading
from kentongan.reports.page.veil import veil_for
from kentongan.reports.queries import similar
from kentongan.reports.queries.similar import LEADS, Similar

# A number and its unit stay on one line.
_TOGETHER = "\u00a0"
_SAID = {"same": "kata warga: sama", "differ": "kata warga: berbeda"}
_CHANGES = ("edit", "revoke", "reaction")


def own_words(messages: Sequence[Message]) -> list[Message]:
    """What the resident said, without what only changes it."""
    return [m for m in messages if not m.staff_id and m.kind not in _CHANGES]


def kin(reading: Reading, lines: Sequence[JournalLine]) -> Kin | None:
    """For the office, beside the open report with its journal: similar reports, those joined to
    it, the one it is joined to. An agency learns only how many are waiting for its work. Four
    statements at most."""
    report = reading.report
    joined = similar.members(report)
    if reading.staff.role == Role.AGENCY:
        return Kin(count=len(joined)) if joined else None
    lead = _lead(report)
    found = similar.candidates(report) if report.matter.state in LEADS else []
    if not (lead or joined or found):
        return None
    hints = _hints(lines)
    return Kin(
        count=len(joined),
        lead=_twin(lead, reading) if lead else None,
        joined=[_twin(one, reading) for one in joined],
        similar=[_similar(one, reading, hints) for one in found],
        may_join=reading.staff.role == Role.OFFICER,
        join_url=reverse("desk:verb", args=[current().slug, report.matter.number, "join"]),
    )


def _lead(report: Report) -> Report | None:
    if report.matter.state != S.JOINED or report.joined_to_id is None:
        return None
    found = Report.objects.select_related("matter__owner", "matter__contact", "topic", "area")
    return found.filter(pk=report.joined_to_id).first()


def _hints(lines: Sequence[JournalLine]) -> Mapping[int, str]:
    """What its reporter said to "is it the same?", by the other report; the last word counts."""
    told = (line for line in lines if line.verb in _SAID)
    return {int(line.details.get("as") or 0): _SAID[line.verb] for line in told}


def _similar(one: Similar, reading: Reading, hints: Mapping[int, str]) -> Twin:
    away = "sekelurahan" if one.metres is None else f"± {max(10, round(one.metres, -1)):.0f} m"
    twin = _twin(one.report, reading, away=away)
    return replace(twin, hint=hints.get(one.report.pk, ""))


def _twin(report: Report, reading: Reading, *, away: str = "") -> Twin:
    veil = veil_for(report, ())  # its own: this reader has not asked who told us of that one
    asked = report.matter.state in (S.ASSIGNED, S.ANSWERED)
    facts = (
        report.topic.name if report.topic else "Topik belum dipilih",
        report.area.name if report.area else sayings.shorten(veil.text(report.place), 40),
        away.replace(" ", _TOGETHER),
        age(report.matter.received_at, reading.now).replace(" ", _TOGETHER),
        report.matter.owner.short_name if asked else "",
    )
    return Twin(
        number=report.matter.number,
        url=link(report.matter.number),
        words="" if report.confidential else first_words(report, veil, 70),
        facts=" · ".join(part for part in facts if part),
        state=state_of(report),
        can_join=report.matter.state in LEADS,
    )
