"""Somebody else's work: referred, and followed until they have done it or said no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases import clocks
from kentongan.cases.actor import acting
from kentongan.cities.locks import current
from kentongan.people.models import Agency, Staff
from kentongan.pure import workdays
from kentongan.pure.errors import Refusal
from kentongan.reports.actions import telling
from kentongan.reports.actions.handling.following import follow
from kentongan.reports.actions.handling.moving import move, reached
from kentongan.reports.actions.handling.returning import reopen
from kentongan.reports.actions.holding import hold
from kentongan.reports.actions.typed import said, sendable
from kentongan.reports.models import Referral, Report

# Working days after which we ask them again, where nobody chose another date.
ASK_AGAIN = 10


@dataclass(frozen=True, slots=True)
class Passed:
    """What the city itself did with it: told them or not, under which number of theirs, and when
    it asks again."""

    on: bool = False
    their_number: str = ""
    ask_again_on: date | None = None


@transaction.atomic
def refer(
    report: Report, *, to: Agency, text: str, passed: Passed | None = None, told: bool = False,
    by: Staff, now: datetime,
) -> None:  # fmt: skip
    """It is somebody else's work: the resident learns whose, and how to reach them; we ask them
    again on a date. `told` as in `reply`."""
    if to.is_city:
        raise Refusal(f"{to.name} adalah perangkat kota. Pakai “Teruskan”.")
    sentence = "Tulis penjelasan untuk warga: siapa yang berwenang dan cara menghubunginya."
    text, passed = sendable(said(text, sentence)), passed or Passed()
    again = passed.ask_again_on or ask_again_after(now)
    _future(again, now)
    hold(report)
    details: cases.Details = {
        "agency": to.pk, "passed_on": passed.on, "until": again.isoformat(),
        **reached(report, told),
    }  # fmt: skip

    def hand_on(one: Report) -> None:
        Referral.objects.filter(report=one, ended_at=None).update(
            ended_at=now, end=Referral.End.CAME_BACK
        )
        Referral.objects.create(
            report=one, agency=to, passed_on=passed.on, their_number=passed.their_number.strip(),
            ask_again_on=again, by=by, at=now,
        )  # fmt: skip
        telling.referred(one, text, to=to, by=by, now=now)

    move(report, "refer", by=by, now=now, note=text, details=details)
    report.referred_to, report.has_news = to, False
    report.save(update_fields=["referred_to", "has_news"])
    follow(report, "refer", each=hand_on, by=by, now=now, note=text, details=details,
           referred_to=to)  # fmt: skip
    hand_on(report)


def ask_again_after(now: datetime) -> date:
    """When to ask an outside body again, by the city's working days."""
    days = clocks.calendar()
    return workdays.add(days.day(now), ASK_AGAIN, days.off, days.on)


def _future(day: date, now: datetime) -> None:
    if day <= now.astimezone(current().tz).date():
        raise Refusal("Tanggal bertanya lagi harus sesudah hari ini.")


@transaction.atomic
def follow_up(
    referral: Referral, *, their_number: str = "", ask_again_on: date, by: Staff, now: datetime
) -> None:
    """We have asked them again: under which number it runs there, and when we ask next."""
    _future(ask_again_on, now)
    referral = _held(referral)
    referral.their_number, referral.passed_on = their_number.strip(), True
    referral.ask_again_on = ask_again_on
    referral.save(update_fields=["their_number", "passed_on", "ask_again_on"])
    details: cases.Details = {"agency": referral.agency_id, "until": ask_again_on.isoformat()}
    cases.note(referral.report.matter, "follow_up", by=acting(by), now=now, details=details)


@transaction.atomic
def end_referral(
    referral: Referral, *, end: str, reason: str = "", by: Staff, now: datetime
) -> None:
    """What became of it out there. One that came back is reopened, and then needs a reason."""
    if end not in Referral.End.values:
        raise Refusal("Pilih bagaimana akhirnya: ditangani, tidak ditangani, atau kembali.")
    referral = _held(referral)
    report = referral.report
    details: cases.Details = {"agency": referral.agency_id, "end": end}
    cases.note(
        report.matter, "end_referral", by=acting(by), now=now, text=reason.strip(), details=details
    )
    referral.ended_at, referral.end = now, end
    referral.save(update_fields=["ended_at", "end"])
    if end == Referral.End.CAME_BACK:
        reopen(report, reason=reason, by=by, now=now)


def _held(referral: Referral) -> Referral:
    """The referral as it is now, its report held. Raises `Refusal` for one that has ended."""
    hold(referral.report)
    found = Referral.objects.select_for_update(of=("self",)).select_related("report__matter")
    now = found.get(pk=referral.pk)
    if now.ended_at is not None:
        raise Refusal("Urusan ini sudah selesai dicatat.")
    return now
