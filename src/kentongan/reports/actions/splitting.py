"""A report about two things becomes two, each with an owner of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases.actor import acting
from kentongan.mailroom.models import File, Message
from kentongan.people.models import Agency, Staff
from kentongan.pure.errors import Refusal
from kentongan.reports.actions import handling, telling
from kentongan.reports.actions.handling.moving import move, office
from kentongan.reports.actions.holding import hold
from kentongan.reports.actions.intake import NewReport, listed, receive_many
from kentongan.reports.actions.typed import said
from kentongan.reports.models import Report, Topic


@transaction.atomic
def split(
    report: Report, *, text: str, topic: Topic | None = None, to: Agency | None = None,
    messages: Sequence[Message] = (), by: Staff, now: datetime,
) -> Report:  # fmt: skip
    """Open a second report for the other thing that this one tells of, and tell the resident its
    number. The law's clock counts from when they first spoke, and whatever they asked for holds
    for both. `messages` of theirs move along with their files; at least one stays.

    Given to the agency `to` at once; else it waits, checked, for an officer.
    """
    text = said(text, "Tulis hal yang kedua, dengan kata-kata warga bila bisa.")
    if to is not None and not to.is_city:
        raise Refusal(f"{to.name} bukan perangkat kota. Pisahkan dahulu, lalu teruskan ke sana.")
    hold(report)
    if report.matter.ended_at is not None:
        raise Refusal("Laporan ini sudah berakhir. Buka lagi dahulu, baru pisahkan.")
    going = _going(report, messages)
    second = _opened(report, text, topic, going, by=by, now=now)
    _moved(report, going, second)
    cases.note(
        report.matter, "split", by=acting(by), now=now,
        details={"report": second.pk, "messages": listed(going)},
    )  # fmt: skip
    move(second, "verify", by=by, now=now)
    if to is not None:
        handling.dispose(second, to=to, by=by, now=now)
    telling.message(second, _words(report, second), by=by, now=now)
    return second


def _going(report: Report, messages: Sequence[Message]) -> list[int]:
    """The chosen messages that are this reporter's, as ids."""
    theirs = Message.objects.filter(matter=report.pk, staff=None)
    chosen = theirs.filter(pk__in=[message.pk for message in messages])
    going = sorted(chosen.values_list("pk", flat=True))
    if going and len(going) == theirs.count():
        raise Refusal("Sisakan paling sedikit satu pesan di laporan yang pertama.")
    return going


def _opened(
    report: Report, text: str, topic: Topic | None, going: Sequence[int], *, by: Staff,
    now: datetime,
) -> Report:  # fmt: skip
    new = NewReport(
        contact_id=report.matter.contact_id,
        owner_id=office().pk,
        channel=report.channel,
        text=text,
        received_at=report.matter.received_at,
        kind=topic.kind if topic else report.kind,
        topic_id=topic.pk if topic else None,
        place=report.place,
        latitude=report.latitude,
        longitude=report.longitude,
        area_id=report.area_id,
        urgent=report.urgent,
        confidential=report.confidential,
        anonymous=report.anonymous,
        late=report.late,
        details={"from": report.pk, "messages": listed(going)},
    )
    [second] = receive_many([new], now=now, by=acting(by))
    second.split_from, second.topic_is_suggested = report, topic is None
    second.has_news = False
    second.save(update_fields=["split_from", "topic_is_suggested", "has_news"])
    return Report.objects.select_related("matter", "topic", "area").get(pk=second.pk)


def _moved(report: Report, going: Sequence[int], second: Report) -> None:
    """A message takes its file along, and what was changed in it later."""
    of_report = Message.objects.filter(matter=report.pk)
    known = list(of_report.filter(pk__in=going).values_list("external_id", flat=True))
    of_report.filter(refers_to__in=known).update(matter=second.matter)
    of_report.filter(pk__in=going).update(matter=second.matter)
    File.objects.filter(message__in=going, matter__isnull=False).update(matter=second.matter)


def _words(report: Report, second: Report) -> str:
    return (
        f"Laporan Bapak/Ibu {report.matter.number} memuat dua hal, jadi kami pisahkan supaya "
        f"masing-masing ada yang menangani. Yang kedua, {telling.subject(second)}, bernomor "
        f"*{second.matter.number}*. Batas waktunya tetap dihitung sejak laporan pertama."
    )
