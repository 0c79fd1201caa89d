"""Say once for a whole burst that it has arrived: the number, who looks at it, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from kentongan.cases.halving import halved
from kentongan.channels.wire import AskPlace, Button, ButtonsOut, Content, TemplateOut, TextOut
from kentongan.cities.locks import current_id, inside
from kentongan.cities.models import City
from kentongan.frontdesk import wording
from kentongan.frontdesk.acknowledge.around import Around, around_them, dues, names
from kentongan.frontdesk.acknowledge.twins import Owed, offer_twins
from kentongan.frontdesk.decide import Case, sameness
from kentongan.frontdesk.knowing import knowledge
from kentongan.frontdesk.understand import Knowledge
from kentongan.frontdesk.understand.places import is_vague
from kentongan.mailroom.models import Template
from kentongan.mailroom.outbox import NewWord, say_many
from kentongan.reports.models import Report

ANSWER = "answer_ready"  # what an answer is said with, once the window has closed


def batch(city: City, now: datetime, *, most: int = 100) -> int:
    """Say up to `most` acknowledgements that are due. Returns how many were."""
    with inside(city):
        owed = Report.objects.filter(ack_due_at__lte=now).select_related("matter", "topic")
        # The matter as well: whoever takes or moves it locks it before its report.
        free = owed.select_for_update(of=("self", "matter"), skip_locked=True, no_key=True)
        due = list(free.order_by("ack_due_at")[:most])
        if due:
            work = _Work(now)
            halved(due, work.handle, work.set_aside)
    return len(due)


@dataclass(frozen=True, slots=True)
class _Work:
    now: datetime

    def handle(self, reports: Sequence[Report]) -> None:
        know = knowledge()
        owed = self._owed(reports, know)
        offer_twins(owed)
        words = [_word(one, know, self.now) for one in owed]
        _settle(reports, self.now)
        _remember(owed, self.now)
        say_many(words, now=self.now)

    def _owed(self, reports: Sequence[Report], know: Knowledge) -> list[Owed]:
        wanted = [r for r in reports if r.mark != "spam" and r.matter.contact_id]
        near, called, due = around_them(wanted), names(wanted), dues(wanted)
        approved = _approved({one.line_id for one in near.values()})
        owed = []
        for report in wanted:
            place = near.get(report.pk)
            if place is None:
                continue
            contact = report.matter.contact_id or 0
            receipt = _receipt(report, place, called.get(contact, ""), due.get(report.pk), know)
            receipt = replace(receipt, reachable=(place.line_id, ANSWER) in approved)
            template = approved.get((place.line_id, _form(report)))
            owed.append(Owed(report, contact, place.line_id, receipt, template))
        return owed

    def set_aside(self, report: Report, error: Exception) -> None:
        """No words can be found for it: an officer sees it as news and answers by hand."""
        Report.objects.filter(pk=report.pk).update(ack_due_at=None, has_news=True)


def _approved(lines: set[int]) -> dict[tuple[int, str], Template]:
    """Forms for a closed window: a message that reaches us a day late finds it shut."""
    usable = Template.objects.filter(
        line__in=lines, name__in=("acknowledgement", "late_acknowledgement", ANSWER),
        status__in=(Template.Status.APPROVED, Template.Status.PENDING),
    )  # fmt: skip
    return {(t.line_id, t.name): t for t in usable}


def _receipt(
    report: Report, around: Around, name: str, due_at: datetime | None, know: Knowledge
) -> wording.Receipt:
    case = _case(report, know)
    pin = case.latitude is not None and case.longitude is not None
    known = pin or bool(case.place and not is_vague(case.place)) or case.area_id is not None
    return wording.Receipt(
        case=case,
        name=wording.first_name(name),
        salam=around.salam,
        due_at=due_at,
        files=around.files,
        asked=wording.question_needed(case, know, place_known=known),
        outside=pin and not know.map.holds(case.latitude or 0.0, case.longitude or 0.0),
        wants_officer=case.text == wording.WANTS_OFFICER,
    )


def _case(report: Report, know: Knowledge) -> Case:
    topic = know.topic(report.topic_id)
    return Case(
        key=report.pk,
        received_at=report.matter.received_at,
        opened_at=report.matter.created_at,
        number=report.matter.number,
        token=report.matter.token,
        kind=report.kind,
        text=report.text,
        topic=topic.code if topic else "",
        place=report.place,
        latitude=report.latitude,
        longitude=report.longitude,
        area_id=report.area_id,
        emergency=report.emergency,
        confidential=report.confidential,
        anonymous=report.anonymous,
        mark=report.mark,
        late=report.late,
    )


def _form(report: Report) -> str:
    return "late_acknowledgement" if report.late else "acknowledgement"


def _word(owed: Owed, know: Knowledge, now: datetime) -> NewWord:
    text = wording.acknowledgement(owed.receipt, know, now)
    template = owed.template
    return NewWord(
        contact_id=owed.contact_id,
        line_id=owed.line_id,
        purpose="acknowledgement",
        text=text,
        inside=_content(owed, text),
        template=_filled(template, owed.receipt, know) if template else None,
        matter_id=owed.report.pk,
    )


def _content(owed: Owed, text: str) -> Content:
    number = owed.receipt.case.number
    if owed.question == sameness.QUESTION:
        buttons = (
            Button(f"{sameness.SAME}:{number}", "Sama"),
            Button(f"{sameness.DIFFER}:{number}", "Berbeda"),
        )
        return ButtonsOut(text, buttons)
    return AskPlace(text) if owed.question == "place" else TextOut(text)


def _filled(template: Template, receipt: wording.Receipt, know: Knowledge) -> TemplateOut:
    values = wording.template_values(receipt, know)
    return TemplateOut(
        name=template.name,
        language=template.language,
        params=tuple(values[name] for name, _ in template.variables),
        url_suffix=receipt.case.token,
    )


def _settle(reports: Sequence[Report], now: datetime) -> None:
    ids = [report.pk for report in reports]
    Report.objects.filter(pk__in=ids).update(ack_due_at=None, ack_at=now)


_REMEMBER = """
INSERT INTO frontdesk_talk
    (city_id, contact_id, line_id, question, about_id, twin_id, asked_at, greeted_at)
SELECT %(city)s, contact, line, question, nullif(about, 0), nullif(twin, 0),
       CASE WHEN about > 0 THEN %(now)s::timestamptz END, %(now)s
FROM unnest(%(contacts)s::bigint[], %(lines)s::bigint[], %(questions)s::text[],
            %(abouts)s::bigint[], %(twins)s::bigint[])
     AS new (contact, line, question, about, twin)
ON CONFLICT (city_id, contact_id, line_id) DO UPDATE SET
    greeted_at = EXCLUDED.greeted_at,
    question = CASE WHEN EXCLUDED.question <> '' THEN EXCLUDED.question
                    ELSE frontdesk_talk.question END,
    about_id = coalesce(EXCLUDED.about_id, frontdesk_talk.about_id),
    twin_id = CASE WHEN EXCLUDED.question <> '' THEN EXCLUDED.twin_id
                   ELSE frontdesk_talk.twin_id END,
    asked_at = coalesce(EXCLUDED.asked_at, frontdesk_talk.asked_at)
"""


def _remember(owed: Sequence[Owed], now: datetime) -> None:
    """The acknowledgement has greeted; where it asked, the talk waits for an answer."""
    lanes = {(one.contact_id, one.line_id): one for one in owed}
    lanes |= {(one.contact_id, one.line_id): one for one in owed if one.question}
    if not lanes:
        return
    asked = list(lanes.values())
    with connection.cursor() as cursor:
        cursor.execute(
            _REMEMBER,
            {
                "city": current_id(),
                "now": now,
                "contacts": [one.contact_id for one in asked],
                "lines": [one.line_id for one in asked],
                "questions": [one.question for one in asked],
                "abouts": [one.report.pk if one.question else 0 for one in asked],
                "twins": [one.receipt.twin.id if one.receipt.twin else 0 for one in asked],
            },
        )
