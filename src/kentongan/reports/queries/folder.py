"""Everything that lies in one report's folder, read in a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kentongan.cases.models import Deadline, JournalLine
from kentongan.mailroom.models import File, Lane, Message, Template, Word
from kentongan.people.identities import same_person
from kentongan.people.models import ContactAddress, Staff
from kentongan.reports.access import released, reports_for
from kentongan.reports.models import Answer, CannedReply, Disposition, Draft, Report

# A conversation longer than this shows its end; the whole is in the journal and the database.
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said and done, oldest first."""

    messages: list[Message]
    words: list[Word]
    files: list[File]
    lines: list[JournalLine]
    answers: list[Answer]
    released: frozenset[int] = frozenset()  # files an agency may see though the reporter is hidden


@dataclass(frozen=True, slots=True)
class Folder:
    """The rest of a report: clocks, who has it, who told us, what was being typed."""

    deadlines: list[Deadline]
    dispositions: list[Disposition]
    addresses: list[ContactAddress]  # former ones too: the veil hides them all
    others: list[Report]
    lane: Lane | None
    answer_ready: bool
    draft: Draft | None
    canned: list[CannedReply]


def talk(report: Report, staff: Staff, until: datetime | None = None) -> Talk:
    """Five statements. Changes of messages (edits, reactions) belong to the matter as well.

    With `until`, only what was there by then, and what this reader's agency wrote itself. What a
    resident took back stays taken back, whenever that was.
    """
    messages = Message.objects.filter(matter=report.pk).select_related(
        "staff__user", "staff__agency"
    )
    words = Word.objects.filter(matter=report.pk).exclude(text="", external_id="")
    words = words.exclude(purpose="typing").select_related("staff__user", "staff__agency")
    lines = JournalLine.objects.filter(matter=report.pk).select_related(
        "staff__user", "staff__agency", "note"
    )
    answers = Answer.objects.filter(disposition__report=report)
    if until:
        ours = Q(staff__agency=staff.agency_id)
        messages = messages.filter(Q(arrived_at__lte=until) | Q(kind="revoke") | ours)
        words = words.filter(queued_at__lte=until)
        lines = lines.filter(Q(at__lte=until) | ours)
        answers = answers.filter(at__lte=until)
    said = list(messages.order_by("-at", "-pk")[:LONGEST])[::-1]
    files = File.objects.filter(matter=report.pk) | File.objects.filter(message__in=said)
    return Talk(
        messages=said,
        words=list(words.order_by("-queued_at", "-pk")[:LONGEST])[::-1],
        files=list(files.select_related("staff", "message").order_by("pk")),
        lines=list(lines.order_by("pk")),
        answers=list(answers.select_related("disposition__agency", "by__user").order_by("pk")),
        released=released(report),
    )


def folder(report: Report, staff: Staff) -> Folder:
    """Eight statements."""
    contact = same_person(report.matter.contact_id)
    lanes = Lane.objects.filter(contact__in=contact, way=Lane.Way.IN).exclude(spoke_at=None)
    lane = lanes.order_by("-spoke_at").first()
    addresses = ContactAddress.objects.filter(contact__in=contact)
    asked = Disposition.objects.filter(report=report).select_related("agency", "by__user")
    return Folder(
        deadlines=list(Deadline.objects.filter(matter=report.pk).order_by("starts_at", "pk")),
        dispositions=list(asked.order_by("pk")),
        addresses=list(addresses.order_by("kind", "-since")),
        others=_others(report, staff, contact),
        lane=lane,
        answer_ready=_has_template(lane),
        draft=Draft.objects.filter(report=report, staff=staff).first(),
        canned=list(CannedReply.objects.all()),
    )


def _others(report: Report, staff: Staff, person: list[int]) -> list[Report]:
    """Further reports of the same person that this reader may see, newest first: not those where
    they asked to be hidden, which this list would tell."""
    if not person:
        return []
    same = reports_for(staff).filter(matter__contact__in=person).exclude(pk=report.pk)
    open_ones = same.filter(anonymous=False, confidential=False)
    return list(open_ones.select_related("matter", "topic").order_by("-matter__received_at")[:5])


def _has_template(lane: Lane | None) -> bool:
    ready = Template.objects.filter(
        name="answer_ready", status__in=(Template.Status.APPROVED, Template.Status.PENDING)
    )
    return (ready.filter(line=lane.line_id) if lane else ready).exists()


def undelivered(report: Report) -> list[Word]:
    """Words to this person that have not arrived and nobody has dealt with."""
    lost = Word.objects.filter(
        matter=report.pk, state=Word.State.UNDELIVERABLE, resolved_at=None, bulk=False
    )
    return list(lost.order_by("pk"))
