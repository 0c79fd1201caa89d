"""What the staff do with a report: every write, one verb, one transaction each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases.actions import Details
from kentongan.cases.actor import acting
from kentongan.mailroom.models import File
from kentongan.people.models import Agency, Staff
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.reports.actions import asking, telling
from kentongan.reports.actions.holding import hold
from kentongan.reports.actions.typed import LONGEST as LONGEST
from kentongan.reports.actions.typed import LONGEST_CAPTION, said, sendable
from kentongan.reports.flow import FLOW, S
from kentongan.reports.models import Answer, Disposition, Report


def _move(
    report: Report, verb: str, *, by: Staff, now: datetime, note: str = "",
    owner: Agency | None = None, details: Details | None = None,
) -> None:  # fmt: skip
    report.matter = cases.move(
        report.matter, verb, flow=FLOW, by=acting(by), now=now, note=note,
        owner_id=owner.pk if owner else None, details=details,
    )  # fmt: skip


@transaction.atomic
def verify(report: Report, *, by: Staff, now: datetime) -> None:
    """An officer has read it: it is a report, and it is ours."""
    hold(report)
    _move(report, "verify", by=by, now=now)


@transaction.atomic
def dispose(
    report: Report, *, to: Agency, instruction: str = "", by: Staff, now: datetime
) -> Disposition:
    """Ask an agency to act. Another agency that was asked before is relieved."""
    if not to.is_city:
        raise Refusal(f"{to.name} bukan perangkat kota. Pakai “Teruskan ke lembaga lain”.")
    hearers = asking.hearers(to, now=now)
    hold(report)
    _move(report, "dispose", by=by, now=now, note=instruction, owner=to, details={"agency": to.pk})
    _end_disposition(report, Disposition.End.REPLACED, now)
    disposition = Disposition.objects.create(
        report=report, agency=to, instruction=instruction, by=by, at=now
    )
    asking.ask(disposition, hearers, now=now)
    return disposition


def _end_disposition(report: Report, end: Disposition.End, now: datetime) -> None:
    """Nobody is asked any more; whoever has not heard of it yet never will."""
    Disposition.objects.filter(report=report, ended_at=None).update(ended_at=now, end=end)
    asking.unsay(report, now=now)


def open_disposition(report: Report, by: Staff) -> Disposition:
    """The disposition an agency answers, locked. Raises `NotAllowed` for another agency's."""
    disposition = (
        Disposition.objects.select_for_update()
        .filter(report=report, ended_at=None)
        .order_by("-pk")
        .first()
    )
    if disposition is None:
        raise Refusal("Laporan ini tidak sedang ditugaskan kepada siapa pun.")
    if by.role == "agency" and disposition.agency_id != by.agency_id:
        raise NotAllowed("Laporan ini ditugaskan kepada perangkat lain.")
    return disposition


@transaction.atomic
def recall(report: Report, *, by: Staff, now: datetime) -> None:
    """It went to the wrong agency: take it back, as if by undo. The law's clock runs on."""
    hold(report)
    disposition = open_disposition(report, by)
    office = Agency.objects.get(code=OFFICE)
    _move(report, "recall", by=by, now=now, owner=office,
          details={"agency": disposition.agency_id})  # fmt: skip
    _end_disposition(report, Disposition.End.WITHDRAWN, now)


@transaction.atomic
def hand_back(report: Report, *, reason: str, by: Staff, now: datetime) -> None:
    """The agency says that it is not theirs. The law's clock runs on."""
    reason = said(reason, "Tulis alasannya, supaya petugas tahu ke mana meneruskannya.")
    hold(report)
    disposition = open_disposition(report, by)
    office = Agency.objects.get(code=OFFICE)
    _move(report, "hand_back", by=by, now=now, note=reason, owner=office,
          details={"agency": disposition.agency_id})  # fmt: skip
    _end_disposition(report, Disposition.End.HANDED_BACK, now)
    _news(report)


OFFICE = "diskominfo"  # the agency that owns what nobody was asked to act on


def _news(report: Report) -> None:
    report.has_news = True
    report.save(update_fields=["has_news"])


def _seen(report: Report) -> None:
    """Who answers has read."""
    report.has_news = False
    report.save(update_fields=["has_news"])


@transaction.atomic
def answer(
    report: Report, *, text: str, outcome: str, evidence: Sequence[File] = (),
    by: Staff, now: datetime,
) -> Answer:  # fmt: skip
    """The agency says what was done. Photos of it are meant for the resident as well."""
    text = said(text, "Tulis apa yang sudah dikerjakan, di mana, dan kapan.")
    if outcome not in Answer.Outcome.values:
        raise Refusal("Pilih hasilnya: diperbaiki, sementara, dijadwalkan, dijelaskan, atau belum.")
    hold(report)
    disposition = open_disposition(report, by)
    _move(report, "answer", by=by, now=now, note=text, details={"outcome": outcome})
    _end_disposition(report, Disposition.End.ANSWERED, now)
    answered = Answer.objects.create(
        disposition=disposition, outcome=outcome, text=text, by=by, at=now
    )
    File.objects.filter(pk__in=[f.pk for f in evidence]).update(for_resident=True)
    _news(report)
    return answered


@transaction.atomic
def return_answer(report: Report, *, instruction: str, by: Staff, now: datetime) -> Disposition:
    """The answer is not one yet: the same agency is asked again."""
    instruction = said(instruction, "Tulis apa yang perlu dilengkapi.")
    last = _last_asked(report)
    hearers = asking.hearers(last.agency, now=now)
    hold(report)
    last = _last_asked(report)
    _move(report, "return_answer", by=by, now=now, note=instruction, owner=last.agency,
          details={"agency": last.agency_id})  # fmt: skip
    again = Disposition.objects.create(
        report=report, agency=last.agency, instruction=instruction, by=by, at=now
    )
    asking.ask(again, hearers, now=now)
    return again


def _last_asked(report: Report) -> Disposition:
    asked = Disposition.objects.filter(report=report).select_related("agency")
    last = asked.order_by("-pk").first()
    if last is None:
        raise Refusal("Belum ada dinas yang pernah ditugaskan untuk laporan ini.")
    return last


def _reached(report: Report, told: bool) -> Details:
    """What the journal keeps of how the resident hears it. Raises `Refusal` for somebody who
    cannot be written to, unless an officer has `told` them already."""
    if telling.line_of(report) is not None:
        return {}
    if not told:
        raise Refusal(UNREACHABLE)
    return {"told": True}


UNREACHABLE = (
    "Warga ini tidak bisa dikirimi pesan dari sini. Sampaikan lewat telepon atau tatap muka, "
    "lalu centang “sudah saya sampaikan”."
)


@transaction.atomic
def reply(
    report: Report, *, text: str, photo: File | None = None, told: bool = False,
    by: Staff, now: datetime,
) -> None:  # fmt: skip
    """Tell the resident what became of it: the words are queued with the decision. `told`: an
    officer has said them already, to somebody who cannot be written to."""
    text = said(text, "Tulis balasannya dahulu.")
    sendable(text, LONGEST_CAPTION if photo else LONGEST)
    hold(report)
    done_by = _done_by(report)
    _move(report, "reply", by=by, now=now, note=text, details=_reached(report, told))
    telling.reply(report, text, photo=photo, done_by=done_by, by=by, now=now)
    _seen(report)


def _done_by(report: Report) -> Agency | None:
    """Who says in the answer at hand that it is repaired: then the resident is asked as well."""
    if report.matter.state != S.ANSWERED:
        return None
    answers = Answer.objects.filter(disposition__report=report)
    last = answers.select_related("disposition__agency").order_by("-pk").first()
    done = last and last.outcome in (Answer.Outcome.REPAIRED, Answer.Outcome.TEMPORARY)
    return last.disposition.agency if last and done else None


@transaction.atomic
def write(report: Report, *, text: str, by: Staff, now: datetime) -> None:
    """Say something in the conversation without closing anything: a question, a word between."""
    text = sendable(said(text, "Tulis pesannya dahulu."))
    if telling.line_of(report) is None:
        raise Refusal("Warga ini tidak bisa ditulisi. Hubungi lewat cara lain, lalu catat.")
    hold(report)
    cases.note(report.matter, "write", by=acting(by), now=now)
    telling.message(report, text, by=by, now=now)
    _seen(report)


@transaction.atomic
def close(report: Report, *, by: Staff, now: datetime) -> None:
    """Nothing is owed any more."""
    hold(report)
    _move(report, "close", by=by, now=now)


@transaction.atomic
def reopen(report: Report, *, reason: str, by: Staff, now: datetime) -> None:
    """It was not done after all: back to the officers, with the law's limit running anew."""
    reason = said(reason, "Tulis mengapa laporan ini dibuka lagi.")
    hold(report)
    _move(report, "reopen", by=by, now=now, note=reason, owner=Agency.objects.get(code=OFFICE))


@transaction.atomic
def decline(
    report: Report, *, reason: str, text: str, told: bool = False, by: Staff, now: datetime
) -> None:
    """We cannot act on it: kind words for the resident, and a reason for colleagues, as a note
    of its own. `told` as in `reply`."""
    reason = said(reason, "Pilih atau tulis alasannya.")
    text = sendable(said(text, "Tulis penjelasan yang ramah untuk warga."))
    hold(report)
    _move(report, "decline", by=by, now=now, note=text, details=_reached(report, told))
    cases.note(report.matter, "note", by=acting(by), now=now, text=f"Alasannya: {reason}")
    telling.reply(report, text, by=by, now=now)
    _seen(report)


@transaction.atomic
def refer(
    report: Report, *, to: Agency, text: str, told: bool = False, by: Staff, now: datetime
) -> None:
    """It is somebody else's work: the resident learns whose, and how to reach them. `told` as
    in `reply`."""
    if to.is_city:
        raise Refusal(f"{to.name} adalah perangkat kota. Pakai “Teruskan”.")
    sentence = "Tulis penjelasan untuk warga: siapa yang berwenang dan cara menghubunginya."
    text = sendable(said(text, sentence))
    hold(report)
    details = {"agency": to.pk, **_reached(report, told)}
    _move(report, "refer", by=by, now=now, note=text, details=details)
    report.referred_to, report.has_news = to, False
    report.save(update_fields=["referred_to", "has_news"])
    telling.referred(report, text, to=to, by=by, now=now)


@transaction.atomic
def take_over(report: Report, *, by: Staff, now: datetime) -> None:
    """An officer speaks in the conversation from here on; the front desk is silent. Of two who
    press at once the second is told who was first."""
    hold(report)
    if report.taken_over_at:
        mine = report.taken_over_by == by
        who = "Anda" if mine or report.taken_over_by is None else report.taken_over_by.user.name
        raise Refusal(f"Percakapan ini sudah dipegang {who}.")
    report.taken_over_at, report.taken_over_by = now, by
    report.save(update_fields=["taken_over_at", "taken_over_by"])
    cases.note(report.matter, "take_over", by=acting(by), now=now)


@transaction.atomic
def hand_over(report: Report, *, by: Staff, now: datetime) -> None:
    """The front desk answers by itself again."""
    hold(report)
    if not report.taken_over_at:
        raise Refusal("Percakapan ini sudah dijawab otomatis.")
    report.taken_over_at = report.taken_over_by = None
    report.save(update_fields=["taken_over_at", "taken_over_by"])
    cases.note(report.matter, "hand_over", by=acting(by), now=now)
