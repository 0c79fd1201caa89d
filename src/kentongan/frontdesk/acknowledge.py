"""Say once for a whole burst that it has arrived: the number, who looks at it, and by when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from kentongan.cases.halving import halved
from kentongan.cases.models import Deadline
from kentongan.channels.wire import AskPlace, Content, TemplateOut, TextOut
from kentongan.cities.locks import current_id, inside
from kentongan.cities.models import City
from kentongan.frontdesk import wording
from kentongan.frontdesk.decide import Case
from kentongan.frontdesk.knowing import knowledge
from kentongan.frontdesk.understand import Knowledge
from kentongan.frontdesk.understand.places import is_vague
from kentongan.mailroom.models import Message, Template
from kentongan.mailroom.outbox import NewWord, say_many
from kentongan.people.models import Contact
from kentongan.reports.models import Report

# A greeting this long before the report belongs to it.
GREETING = timedelta(minutes=10)
ANSWER = "answer_ready"  # what an answer is said with, once the window has closed
FILES = frozenset({"image", "video", "audio", "document"})


def batch(city: City, now: datetime, *, most: int = 100) -> int:
    """Say up to `most` acknowledgements that are due. Returns how many were."""
    with inside(city):
        owed = Report.objects.filter(ack_due_at__lte=now).select_related("matter")
        # The matter as well: whoever takes or moves it locks it before its report.
        free = owed.select_for_update(of=("self", "matter"), skip_locked=True, no_key=True)
        due = list(free.order_by("ack_due_at")[:most])
        if due:
            work = _Work(now)
            halved(due, work.handle, work.set_aside)
    return len(due)


@dataclass(frozen=True, slots=True)
class Around:
    """What the messages around a report tell: the line, the greeting, the files."""

    line_id: int
    salam: bool
    files: int


@dataclass(frozen=True, slots=True)
class _Work:
    now: datetime

    def handle(self, reports: Sequence[Report]) -> None:
        know = knowledge()
        wanted = [r for r in reports if r.mark != "spam" and r.matter.contact_id]
        around = _around(wanted)
        names = _names(wanted)
        dues = _dues(wanted)
        approved = _approved({a.line_id for a in around.values()})
        words, asked = [], []
        for report in wanted:
            place = around.get(report.pk)
            if place is None:
                continue
            contact = report.matter.contact_id or 0
            receipt = _receipt(report, place, names.get(contact, ""), dues.get(report.pk), know)
            receipt = replace(receipt, reachable=(place.line_id, ANSWER) in approved)
            template = approved.get((place.line_id, _form(report)))
            words.append(
                _word(
                    receipt,
                    place.line_id,
                    contact,
                    wording.acknowledgement(receipt, know, self.now),
                    _filled(template, receipt, know) if template else None,
                )
            )
            if receipt.asked == "place":
                asked.append((contact, place.line_id, report.pk))
        _settle(reports, self.now)
        _remember(words, asked, self.now)
        say_many(words, now=self.now)

    def set_aside(self, report: Report, error: Exception) -> None:
        """No words can be found for it: an officer sees it as news and answers by hand."""
        Report.objects.filter(pk=report.pk).update(ack_due_at=None, has_news=True)


def _around(reports: Sequence[Report]) -> dict[int, Around]:
    """One statement. A report that no message speaks of has nobody to answer."""
    if not reports:
        return {}
    by_contact = {r.matter.contact_id: r for r in reports}
    first = min(r.matter.received_at for r in reports) - GREETING
    said = Message.objects.filter(contact__in=list(by_contact), at__gte=first)
    said = said.exclude(line__channel="web")  # the site has no way to answer
    fields = ("contact_id", "matter_id", "line_id", "kind", "at", "outcome_note", "text")
    heard: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in said.order_by("at", "id").values_list(*fields):
        heard[row[0]].append(row[1:])
    found = {}
    for report in reports:
        mine = heard[report.matter.contact_id or 0]
        lines = [row[1] for row in mine if row[0] == report.pk]
        if lines:
            found[report.pk] = Around(
                line_id=lines[-1],
                salam=any(_greets(row, report) for row in mine),
                files=sum(row[0] == report.pk and row[2] in FILES for row in mine),
            )
    return found


def _greets(row: tuple[Any, ...], report: Report) -> bool:
    """Whether this message said the religious greeting, in the report or shortly before it."""
    matter, _, _, at, note, text = row
    near = matter == report.pk or (note == "sapaan" and report.matter.received_at - GREETING <= at)
    return near and "salam" in text[:60].lower().replace(" ", "")


def _names(reports: Sequence[Report]) -> dict[int, str]:
    contacts = Contact.objects.filter(pk__in=[r.matter.contact_id for r in reports])
    return dict(contacts.values_list("pk", "name"))


def _dues(reports: Sequence[Report]) -> dict[int, datetime]:
    running = Deadline.objects.filter(matter__in=[r.pk for r in reports], clock="matter")
    return dict(running.filter(ended_at=None).values_list("matter_id", "due_at"))


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


def _word(
    receipt: wording.Receipt, line_id: int, contact_id: int, text: str,
    template: TemplateOut | None,
) -> NewWord:  # fmt: skip
    content: Content = AskPlace(text) if receipt.asked == "place" else TextOut(text)
    return NewWord(
        contact_id=contact_id,
        line_id=line_id,
        purpose="acknowledgement",
        text=text,
        inside=content,
        template=template,
        matter_id=receipt.case.key,
    )


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
INSERT INTO frontdesk_talk (city_id, contact_id, line_id, question, about_id, asked_at, greeted_at)
SELECT %(city)s, contact, line, CASE WHEN about > 0 THEN 'place' ELSE '' END, nullif(about, 0),
       CASE WHEN about > 0 THEN %(now)s::timestamptz END, %(now)s
FROM unnest(%(contacts)s::bigint[], %(lines)s::bigint[], %(abouts)s::bigint[])
     AS new (contact, line, about)
ON CONFLICT (city_id, contact_id, line_id) DO UPDATE SET
    greeted_at = EXCLUDED.greeted_at,
    question = CASE WHEN EXCLUDED.question <> '' THEN EXCLUDED.question
                    ELSE frontdesk_talk.question END,
    about_id = coalesce(EXCLUDED.about_id, frontdesk_talk.about_id),
    asked_at = coalesce(EXCLUDED.asked_at, frontdesk_talk.asked_at)
"""


def _remember(
    words: Sequence[NewWord], asked: Sequence[tuple[int, int, int]], now: datetime
) -> None:
    """The acknowledgement has greeted; where it asked, the talk waits for a place."""
    lanes = {(word.contact_id, word.line_id): 0 for word in words}
    lanes |= {(contact, line): about for contact, line, about in asked}
    if not lanes:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _REMEMBER,
            {
                "city": current_id(),
                "now": now,
                "contacts": [contact for contact, _ in lanes],
                "lines": [line for _, line in lanes],
                "abouts": list(lanes.values()),
            },
        )
