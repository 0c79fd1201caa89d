"""What somebody of an agency sent, and never said which report it is about: an officer sees it."""

from __future__ import annotations

from datetime import datetime, timedelta

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.frontdesk.models import CrewTalk
from kentongan.mailroom.models import Message
from kentongan.people.models import Staff
from kentongan.reports.access import reports_for
from kentongan.reports.actions import crewing
from kentongan.reports.models import Disposition, Report

PATIENCE = timedelta(hours=2)
UNSURE = "(Tidak disebut untuk laporan yang mana.)"


def batch(city: City, now: datetime, *, most: int = 20) -> int:
    """Lay what nobody chose a report for with the one their agency was asked last, and say there
    that it is not sure. Returns how many talks."""
    with inside(city):
        waiting = CrewTalk.objects.select_for_update(skip_locked=True)
        waiting = waiting.filter(question=CrewTalk.Question.WHICH, asked_at__lt=now - PATIENCE)
        talks = list(waiting.order_by("pk")[:most])
        for talk in talks:
            _lay(talk, now)
        CrewTalk.objects.filter(pk__in=[talk.pk for talk in talks]).update(
            question="", waiting=[], about=None
        )
    return len(talks)


def _lay(talk: CrewTalk, now: datetime) -> None:
    messages = Message.objects.filter(pk__in=talk.waiting, matter=None, staff__isnull=False)
    sent = list(messages.select_related("staff__seat").order_by("at", "pk"))
    if not sent or sent[0].staff is None:
        return
    staff = sent[0].staff
    report = _last_asked(staff)
    if report is None:
        return
    Message.objects.filter(pk__in=[one.pk for one in sent]).update(matter=report.pk)
    text = "\n".join(filter(None, (UNSURE, *(one.text.strip() for one in sent))))
    crewing.send_news(report, text, by=staff, now=now)


def _last_asked(staff: Staff) -> Report | None:
    """Open or ended: what was said must lie where somebody sees it."""
    asked = Disposition.objects.filter(agency=staff.agency_id).order_by("-pk")
    for pk in asked.values_list("report_id", flat=True)[:10]:
        if found := reports_for(staff).filter(pk=pk).first():
            return found
    return None
