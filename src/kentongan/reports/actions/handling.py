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
from kentongan.pure import sayings
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.reports.actions import telling
from kentongan.reports.flow import FLOW
from kentongan.reports.models import Answer, Disposition, Report


def _move(
    report: Report, verb: str, *, by: Staff, now: datetime, note: str = "",
    owner: Agency | None = None, details: Details | None = None,
) -> None:  # fmt: skip
    report.matter = cases.move(
        report.matter, verb, flow=FLOW, by=acting(by), now=now, note=note,
        owner_id=owner.pk if owner else None, details=details,
    )  # fmt: skip


def _said(text: str, sentence: str) -> str:
    """The text without blanks around it. Raises `Refusal` with `sentence` if nothing is left."""
    if not text.strip():
        raise Refusal(sentence)
    return text.strip()


# The platform's own limits for a text and for the words under a photo (channels.md, C3).
LONGEST, LONGEST_CAPTION = 4096, 1024


def _sendable(text: str, most: int = LONGEST) -> str:
    if len(text) > most:
        what = "Di bawah foto, tulisan" if most == LONGEST_CAPTION else "Tulisan"
        raise Refusal(
            f"{what} paling banyak {sayings.number(most)} huruf; ini {sayings.number(len(text))}."
        )
    return text


@transaction.atomic
def verify(report: Report, *, by: Staff, now: datetime) -> None:
    """An officer has read it: it is a report, and it is ours."""
    _move(report, "verify", by=by, now=now)


@transaction.atomic
def dispose(
    report: Report, *, to: Agency, instruction: str = "", by: Staff, now: datetime
) -> Disposition:
    """Ask an agency to act. Another agency that was asked before is relieved."""
    if not to.is_city:
        raise Refusal(f"{to.name} bukan perangkat kota. Pakai “Teruskan ke lembaga lain”.")
    _move(report, "dispose", by=by, now=now, note=instruction, owner=to, details={"agency": to.pk})
    _end_disposition(report, Disposition.End.REPLACED, now)
    disposition = Disposition.objects.create(
        report=report, agency=to, instruction=instruction, by=by, at=now
    )
    telling.agency_of(disposition, now=now)
    return disposition


def _end_disposition(report: Report, end: Disposition.End, now: datetime) -> None:
    Disposition.objects.filter(report=report, ended_at=None).update(ended_at=now, end=end)


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
    disposition = open_disposition(report, by)
    office = Agency.objects.get(code=OFFICE)
    _move(report, "recall", by=by, now=now, owner=office,
          details={"agency": disposition.agency_id})  # fmt: skip
    _end_disposition(report, Disposition.End.WITHDRAWN, now)


@transaction.atomic
def hand_back(report: Report, *, reason: str, by: Staff, now: datetime) -> None:
    """The agency says that it is not theirs. The law's clock runs on."""
    reason = _said(reason, "Tulis alasannya, supaya petugas tahu ke mana meneruskannya.")
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
    text = _said(text, "Tulis apa yang sudah dikerjakan, di mana, dan kapan.")
    if outcome not in Answer.Outcome.values:
        raise Refusal("Pilih hasilnya: diperbaiki, sementara, dijadwalkan, dijelaskan, atau belum.")
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
    instruction = _said(instruction, "Tulis apa yang perlu dilengkapi.")
    asked = Disposition.objects.filter(report=report).select_related("agency")
    last = asked.order_by("-pk").first()
    if last is None:
        raise Refusal("Belum ada dinas yang pernah ditugaskan untuk laporan ini.")
    _move(report, "return_answer", by=by, now=now, note=instruction, owner=last.agency,
          details={"agency": last.agency_id})  # fmt: skip
    again = Disposition.objects.create(
        report=report, agency=last.agency, instruction=instruction, by=by, at=now
    )
    telling.agency_of(again, now=now)
    return again


@transaction.atomic
def reply(
    report: Report, *, text: str, photo: File | None = None, by: Staff, now: datetime
) -> None:
    """Tell the resident what became of it: the words are queued with the decision."""
    text = _said(text, "Tulis balasannya dahulu.")
    _sendable(text, LONGEST_CAPTION if photo else LONGEST)
    _move(report, "reply", by=by, now=now, note=text)
    telling.reply(report, text, photo=photo, by=by, now=now)
    _seen(report)


@transaction.atomic
def write(report: Report, *, text: str, by: Staff, now: datetime) -> None:
    """Say something in the conversation without closing anything: a question, a word between."""
    text = _sendable(_said(text, "Tulis pesannya dahulu."))
    if telling.line_of(report) is None:
        raise Refusal("Warga ini tidak bisa ditulisi. Hubungi lewat cara lain, lalu catat.")
    cases.note(report.matter, "write", by=acting(by), now=now)
    telling.message(report, text, by=by, now=now)
    _seen(report)


@transaction.atomic
def close(report: Report, *, by: Staff, now: datetime) -> None:
    """Nothing is owed any more."""
    _move(report, "close", by=by, now=now)


@transaction.atomic
def reopen(report: Report, *, reason: str, by: Staff, now: datetime) -> None:
    """It was not done after all: back to the officers, with the law's limit running anew."""
    reason = _said(reason, "Tulis mengapa laporan ini dibuka lagi.")
    _move(report, "reopen", by=by, now=now, note=reason, owner=Agency.objects.get(code=OFFICE))


@transaction.atomic
def decline(report: Report, *, reason: str, text: str, by: Staff, now: datetime) -> None:
    """We cannot act on it: a reason for the journal, kind words for the resident."""
    reason = _said(reason, "Pilih atau tulis alasannya.")
    text = _sendable(_said(text, "Tulis penjelasan yang ramah untuk warga."))
    _move(report, "decline", by=by, now=now, note=reason)
    telling.reply(report, text, by=by, now=now)


@transaction.atomic
def refer(report: Report, *, to: Agency, text: str, by: Staff, now: datetime) -> None:
    """It is somebody else's work: the resident learns whose, and how to reach them."""
    if to.is_city:
        raise Refusal(f"{to.name} adalah perangkat kota. Pakai “Teruskan”.")
    sentence = "Tulis penjelasan untuk warga: siapa yang berwenang dan cara menghubunginya."
    text = _sendable(_said(text, sentence))
    _move(report, "refer", by=by, now=now, note=text, details={"agency": to.pk})
    report.referred_to = to
    report.save(update_fields=["referred_to"])
    telling.reply(report, text, by=by, now=now)


@transaction.atomic
def take_over(report: Report, *, by: Staff, now: datetime) -> None:
    """An officer speaks in the conversation from here on; the front desk is silent."""
    if report.taken_over_at:
        raise Refusal("Percakapan ini sudah dipegang petugas.")
    report.taken_over_at, report.taken_over_by = now, by
    report.save(update_fields=["taken_over_at", "taken_over_by"])
    cases.note(report.matter, "take_over", by=acting(by), now=now)


@transaction.atomic
def hand_over(report: Report, *, by: Staff, now: datetime) -> None:
    """The front desk answers by itself again."""
    if not report.taken_over_at:
        raise Refusal("Percakapan ini sudah dijawab otomatis.")
    report.taken_over_at = report.taken_over_by = None
    report.save(update_fields=["taken_over_at", "taken_over_by"])
    cases.note(report.matter, "hand_over", by=acting(by), now=now)
