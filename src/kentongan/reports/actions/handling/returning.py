"""What comes back: a report that was not done after all, a promise whose date has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from kentongan.cases import actions as cases
from kentongan.cases import journal, ladder
from kentongan.cases.actor import SYSTEM
from kentongan.cases.models import Matter, Notice
from kentongan.cities.locks import current
from kentongan.people.models import Agency, Staff
from kentongan.people.posts import directory
from kentongan.pure import sayings
from kentongan.reports.actions import asking, naming
from kentongan.reports.actions.handling.moving import move, office
from kentongan.reports.actions.holding import hold
from kentongan.reports.actions.typed import said
from kentongan.reports.flow import FLOW, S
from kentongan.reports.models import Disposition, Referral, Report


@transaction.atomic
def reopen(report: Report, *, reason: str, by: Staff, now: datetime) -> None:
    """It was not done after all: back to the officers, with the law's limit running anew."""
    reason = said(reason, "Tulis mengapa laporan ini dibuka lagi.")
    hold(report)
    move(report, "reopen", by=by, now=now, note=reason, owner=office())
    _open_again([report.pk], now)
    report.refresh_from_db(fields=_WHILE_ANSWERED)


_WHILE_ANSWERED = (
    "reopened", "unconfirmed", "stars", "verdict", "promised_for", "declined_for",
)  # fmt: skip


def _open_again(ids: Sequence[int], now: datetime) -> None:
    """Count it, and take back what was only true while it was answered. Two statements."""
    Report.objects.filter(pk__in=ids).update(
        reopened=F("reopened") + 1, unconfirmed=False, stars=None, verdict="",
        promised_for=None, declined_for="",
    )  # fmt: skip
    Referral.objects.filter(report__in=ids, ended_at=None).update(
        ended_at=now, end=Referral.End.CAME_BACK
    )


@transaction.atomic
def risen(report_ids: Sequence[int], *, now: datetime) -> None:
    """The resident says that it is not done, and these have just been reopened at their word:
    counted, and before the eyes of whoever stands above the agency that called it done. Nine
    statements, however many."""
    _open_again(report_ids, now)
    matters = list(Matter.objects.filter(pk__in=report_ids).order_by("pk"))
    asked = Disposition.objects.filter(report__in=report_ids).order_by("report", "-pk")
    agencies = dict(asked.distinct("report").values_list("report_id", "agency_id"))
    posts = directory(now.astimezone(current().tz).date())
    heard = {m.pk: posts.at(_LEVEL, agencies.get(m.pk, m.owner_id)) for m in matters}
    Notice.objects.bulk_create(
        [
            Notice(matter=matter, post_id=post, kind=_KIND, level=_LEVEL, clock="matter", at=now)
            for matter in matters
            for post in heard[matter.pk]
        ],
        ignore_conflicts=True,
    )
    entries = [
        journal.Entry(m, "escalate", m.state, m.state, details=_why(_KIND, _LEVEL, heard[m.pk]))
        for m in matters
    ]
    journal.write(entries, by=SYSTEM, now=now)


_KIND, _LEVEL = Notice.Kind.NOT_DONE, ladder.Level.CHIEF


def _why(kind: Notice.Kind, level: str, posts: Sequence[int]) -> cases.Details:
    return {"why": kind.value, "level": level, "posts": ",".join(str(pk) for pk in posts)}


def escalated(
    matter: Matter, kind: Notice.Kind, level: str, posts: Sequence[int], now: datetime
) -> None:
    """The line of a rise that no clock made: why, to which level, to which posts."""
    details = _why(kind, level, posts)
    cases.note(matter, "escalate", by=SYSTEM, now=now, details=details)


@transaction.atomic
def fall_due(report_ids: Sequence[int], *, now: datetime) -> list[int]:
    """The date that was promised has come: whoever promised is asked again, and an officer sees
    it. Gives the ids that were promised; the others are left alone."""
    due = Report.objects.filter(pk__in=report_ids, matter__state=S.PROMISED)
    agencies = Agency.objects.filter(pk__in=due.values("matter__owner"))
    hearers = {agency.pk: asking.hearers(agency, now=now) for agency in agencies}
    confided = {
        one.pk: asking.hearers(
            one.matter.owner, now=now, posts=naming.of_agency(one, one.matter.owner)
        )
        for one in due.filter(confidential=True).select_related("matter__owner")
    }
    locked = Matter.objects.select_for_update().filter(pk__in=report_ids, state=S.PROMISED)
    ids = list(locked.order_by("pk").values_list("pk", flat=True))
    if not ids:
        return []
    cases.move_many(ids, "fall_due", flow=FLOW, by=SYSTEM, now=now)
    reports = Report.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    asked = Disposition.objects.bulk_create(
        Disposition(report=report, agency=report.matter.owner, instruction=_due(report), at=now)
        for report in reports.select_related("matter__owner", "matter__contact", "topic", "area")
    )
    for one in asked:
        known = hearers.get(one.agency_id, ())
        asking.ask(one, confided.get(one.report_id, known), now=now)
    Report.objects.filter(pk__in=ids).update(promised_for=None, has_news=True)
    return ids


def _due(report: Report) -> str:
    day = f", {sayings.day(report.promised_for)}," if report.promised_for else ""
    return f"Tanggal yang dijanjikan kepada warga{day} sudah tiba. Mohon kabari hasilnya."
