"""Between the officers and the agency that is asked to act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases import ladder
from kentongan.cases.actor import acting
from kentongan.cases.models import Notice
from kentongan.cities.locks import current
from kentongan.mailroom.models import File
from kentongan.people.models import Agency, Post, Staff
from kentongan.pure import answers
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.reports.actions import asking, naming
from kentongan.reports.actions.handling.moving import (
    end_disposition,
    last_asked,
    move,
    news,
    office,
)
from kentongan.reports.actions.handling.returning import escalated
from kentongan.reports.actions.holding import hold
from kentongan.reports.actions.typed import said
from kentongan.reports.models import Answer, Disposition, Report

_DONE = (Answer.Outcome.REPAIRED, Answer.Outcome.TEMPORARY)
# After so many hand-backs somebody who can decide whose it is has to see it.
PING_PONG = 2


@transaction.atomic
def verify(report: Report, *, by: Staff, now: datetime) -> None:
    """An officer has read it: it is a report, and it is ours."""
    hold(report)
    move(report, "verify", by=by, now=now)


@transaction.atomic
def dispose(
    report: Report, *, to: Agency, instruction: str = "", post: Post | None = None,
    by: Staff, now: datetime,
) -> Disposition:  # fmt: skip
    """Ask an agency to act. Another agency that was asked before is relieved. `post`: who there
    may see it, if it is confidential."""
    if not to.is_city:
        raise Refusal(f"{to.name} bukan perangkat kota. Pakai “Teruskan ke lembaga lain”.")
    posts = naming.picked(to, post)
    hearers = asking.hearers(to, now=now, posts=posts if report.confidential else None)
    hold(report)
    move(report, "dispose", by=by, now=now, note=instruction, owner=to, details={"agency": to.pk})
    end_disposition(report, Disposition.End.REPLACED, now)
    naming.pass_on(report, to, posts, by=by, now=now)
    disposition = Disposition.objects.create(
        report=report, agency=to, instruction=instruction, by=by, at=now
    )
    asking.ask(disposition, hearers, now=now)
    return disposition


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
    move(report, "recall", by=by, now=now, owner=office(),
         details={"agency": disposition.agency_id})  # fmt: skip
    end_disposition(report, Disposition.End.WITHDRAWN, now)


@transaction.atomic
def hand_back(
    report: Report, *, reason: str, to: Agency | None = None, by: Staff, now: datetime
) -> None:
    """The agency says that it is not theirs, and whose it is if it knows (`to`, also a body
    outside the city). The law's clock runs on; the second time the city secretary sees it."""
    reason = said(reason, "Tulis alasannya, supaya petugas tahu ke mana meneruskannya.")
    hold(report)
    disposition = open_disposition(report, by)
    if to is not None and to.pk == disposition.agency_id:
        raise Refusal(f"Laporan ini memang ada di {to.name}. Pilih perangkat yang lain.")
    details: cases.Details = {"agency": disposition.agency_id}
    if to is not None:
        details["to"] = to.pk
    move(report, "hand_back", by=by, now=now, note=reason, owner=office(), details=details)
    end_disposition(report, Disposition.End.HANDED_BACK, now)
    Answer.objects.create(
        disposition=disposition, outcome=Answer.Outcome.NOT_OURS, text=reason, passed_to=to,
        by=by, at=now,
    )  # fmt: skip
    report.hand_backs += 1
    report.save(update_fields=["hand_backs"])
    news(report)
    if report.hand_backs >= PING_PONG:
        level = ladder.Level.SECRETARY
        posts = ladder.tell(report.matter, Notice.Kind.PING_PONG, level, now=now)
        escalated(report.matter, Notice.Kind.PING_PONG, level, posts, now)


@transaction.atomic
def answer(
    report: Report, *, text: str, outcome: str, evidence: Sequence[File] = (),
    done_on: date | None = None, place: str = "", promised_for: date | None = None,
    no_photo: str = "", by: Staff, now: datetime,
) -> Answer:  # fmt: skip
    """The agency says what was done, when and where, with photos that the resident sees as well;
    `no_photo` is why there is none of a repair. Raises `Refusal` for what is no answer.

    A repair that names no day was done today, at the place of the report.
    """
    text, no_photo = what_was_done(text, outcome), no_photo.strip()
    today = now.astimezone(current().tz).date()
    _dated(outcome, done_on, promised_for, today)
    repaired = outcome in _DONE
    if repaired and not evidence and not no_photo:
        raise Refusal("Sertakan foto sesudah dikerjakan, atau tulis mengapa tidak ada fotonya.")
    hold(report)
    disposition = open_disposition(report, by)
    move(report, "answer", by=by, now=now, note=text, details={"outcome": outcome})
    end_disposition(report, Disposition.End.ANSWERED, now)
    answered = Answer.objects.create(
        disposition=disposition, outcome=outcome, text=text, by=by, at=now,
        done_on=(done_on or today) if repaired else None,
        place=(place.strip() or report.place) if repaired else "",
        promised_for=promised_for if outcome == Answer.Outcome.PROMISED else None,
    )  # fmt: skip
    if no_photo and not evidence:
        cases.note(report.matter, "note", by=acting(by), now=now, text=f"Tanpa foto: {no_photo}")
    File.objects.filter(pk__in=[f.pk for f in evidence]).update(for_resident=True)
    news(report)
    return answered


def what_was_done(text: str, outcome: str) -> str:
    """The words of an answer. Raises `Refusal` where they only say that somebody has looked, or
    where the outcome is none that can be answered."""
    text = said(text, "Tulis apa yang sudah dikerjakan, di mana, dan kapan.")
    if outcome not in Answer.Outcome.values:
        raise Refusal("Pilih hasilnya: diperbaiki, sementara, dijadwalkan, dijelaskan, atau belum.")
    if outcome == Answer.Outcome.NOT_OURS:
        raise Refusal("Bukan urusan kantor ini? Pakai “Kembalikan”, dan sebut urusan siapa.")
    if answers.only_looked(text) or (outcome in _DONE and not answers.says_what_was_done(text)):
        raise Refusal(
            "“Sudah dicek” belum menjadi jawaban untuk warga. Tulis apa yang dikerjakan, misalnya "
            "“dua lampu diganti”; kalau belum dikerjakan, pilih “Dijadwalkan” dan tanggalnya."
        )
    return text


def _dated(outcome: str, done_on: date | None, promised_for: date | None, today: date) -> None:
    if done_on and done_on > today:
        raise Refusal("Tanggal pengerjaannya belum tiba. Untuk yang akan datang, pilih "
                      "“Dijadwalkan”.")  # fmt: skip
    if outcome != Answer.Outcome.PROMISED:
        return
    if promised_for is None:
        raise Refusal("Sebut tanggal yang dijanjikan, supaya warga dan kita sama-sama ingat.")
    if promised_for <= today:
        raise Refusal("Tanggal yang dijanjikan harus sesudah hari ini.")


@transaction.atomic
def return_answer(report: Report, *, instruction: str, by: Staff, now: datetime) -> Disposition:
    """The answer is not one yet: the same agency is asked again."""
    instruction = said(instruction, "Tulis apa yang perlu dilengkapi.")
    last = last_asked(report)
    posts = naming.of_agency(report, last.agency) if report.confidential else None
    hearers = asking.hearers(last.agency, now=now, posts=posts)
    hold(report)
    last = last_asked(report)
    move(report, "return_answer", by=by, now=now, note=instruction, owner=last.agency,
         details={"agency": last.agency_id})  # fmt: skip
    again = Disposition.objects.create(
        report=report, agency=last.agency, instruction=instruction, by=by, at=now
    )
    asking.ask(again, hearers, now=now)
    return again
