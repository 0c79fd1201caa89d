"""What the resident hears at the end: done, promised, or not for us."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cities.locks import current
from kentongan.mailroom.models import File
from kentongan.people.models import Agency, Staff
from kentongan.pure.errors import Refusal
from kentongan.reports.actions import telling
from kentongan.reports.actions.handling.following import follow
from kentongan.reports.actions.handling.moving import move, reached, seen
from kentongan.reports.actions.holding import hold
from kentongan.reports.actions.typed import LONGEST, LONGEST_CAPTION, said, sendable
from kentongan.reports.flow import S
from kentongan.reports.models import Answer, Reason, Report

_LAST_MOMENT = time(23, 59, 59)


@transaction.atomic
def reply(
    report: Report, *, text: str, photo: File | None = None, told: bool = False,
    by: Staff, now: datetime,
) -> None:  # fmt: skip
    """Tell the resident what became of it: the words are queued with the decision. `told`: an
    officer has said them already, to somebody who cannot be written to.

    Raises `Refusal` where the agency promised a date: that is a promise, and stays a debt.
    """
    text = said(text, "Tulis balasannya dahulu.")
    sendable(text, LONGEST_CAPTION if photo else LONGEST)
    hold(report)
    last = answer_at_hand(report)
    if last and last.outcome == Answer.Outcome.PROMISED:
        raise Refusal("Dinas menjanjikan tanggal. Pakai “Janjikan tanggal”, supaya kita ingat.")
    done = last and last.outcome in (Answer.Outcome.REPAIRED, Answer.Outcome.TEMPORARY)
    done_by = last.disposition.agency if last and done else None

    def tell(one: Report) -> None:
        telling.reply(one, text, photo=photo, done_by=done_by, by=by, now=now)

    move(report, "reply", by=by, now=now, note=text, details=reached(report, told))
    follow(report, "reply", each=tell, by=by, now=now, note=text)
    tell(report)
    seen(report)


def answer_at_hand(report: Report) -> Answer | None:
    """The agency's answer that this report waits to be replied with: its own, or that of the one
    it is worked on together with."""
    if report.matter.state not in (S.ANSWERED, S.JOINED):
        return None
    about = report.joined_to_id if report.matter.state == S.JOINED else report.pk
    answers = Answer.objects.filter(disposition__report=about)
    said_so = answers.exclude(outcome=Answer.Outcome.NOT_OURS)
    return said_so.select_related("disposition__agency").order_by("-pk").first()


@transaction.atomic
def promise(
    report: Report, *, text: str, on: date, told: bool = False, by: Staff, now: datetime
) -> None:
    """It will be done on a date, and the resident hears which: answered as the law sees it, but a
    debt until then. It comes back by itself when that day is over. `told` as in `reply`."""
    text = sendable(said(text, "Tulis apa yang dijanjikan kepada warga, dan kapan."))
    zone = current().tz
    if on <= now.astimezone(zone).date():
        raise Refusal("Tanggal yang dijanjikan harus sesudah hari ini.")
    hold(report)
    details = {"on": on.isoformat(), **reached(report, told)}
    due = datetime.combine(on, _LAST_MOMENT, zone).astimezone(UTC)

    def tell(one: Report) -> None:
        telling.promised(one, text, by=by, now=now)

    move(report, "promise", by=by, now=now, note=text, details=details, due=due)
    report.promised_for = on
    report.save(update_fields=["promised_for"])
    follow(report, "promise", each=tell, by=by, now=now, note=text, details=details, due=due,
           promised_for=on)  # fmt: skip
    tell(report)
    seen(report)


@transaction.atomic
def close(report: Report, *, by: Staff, now: datetime) -> None:
    """Nothing is owed any more."""
    hold(report)
    move(report, "close", by=by, now=now)


@transaction.atomic
def decline(
    report: Report, *, reason: str, text: str, whose: Agency | None = None, told: bool = False,
    by: Staff, now: datetime,
) -> None:  # fmt: skip
    """We cannot act on it: kind words for the resident, and a reason from the list. What is
    somebody else's job needs `whose`; their name and number stand in the words. `told` as in
    `reply`."""
    if reason not in Reason.values:
        raise Refusal("Pilih alasannya dari daftar.")
    if reason == Reason.NOT_OURS and whose is None:
        raise Refusal("Sebut urusan siapa, atau pakai “Teruskan ke lembaga lain”.")
    text = said(text, "Tulis penjelasan yang ramah untuk warga.")
    text = sendable(telling.with_name_and_number(text, whose) if whose else text)
    hold(report)
    details: cases.Details = {"reason": reason, **reached(report, told)}
    if whose:
        details["agency"] = whose.pk

    def tell(one: Report) -> None:
        telling.reply(one, text, by=by, now=now)

    move(report, "decline", by=by, now=now, note=text, details=details)
    report.declined_for = reason
    report.save(update_fields=["declined_for"])
    follow(report, "decline", each=tell, by=by, now=now, note=text, details=details,
           declined_for=reason)  # fmt: skip
    tell(report)
    seen(report)
