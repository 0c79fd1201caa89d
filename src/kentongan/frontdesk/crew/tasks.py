"""What lies with somebody's agency, and what their messages point at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from kentongan.frontdesk.crew import words
from kentongan.frontdesk.decide import Heard
from kentongan.frontdesk.reading import LaneRow
from kentongan.mailroom.models import File, Message, Word
from kentongan.people.models import Staff
from kentongan.pure import tickets
from kentongan.reports.access import confided_to_others, reports_for
from kentongan.reports.actions.asking import PURPOSE, TALK
from kentongan.reports.models import Disposition, Report


@dataclass(frozen=True, slots=True)
class Tasks:
    """`open` holds by number what waits for the agency, and this person may see; the newest
    first."""

    staff: Staff
    row: LaneRow
    open: dict[str, Report]

    @classmethod
    def of(cls, staff: Staff, row: LaneRow) -> Tasks:
        """One statement."""
        asked = Disposition.objects.filter(
            report=OuterRef("pk"), agency=staff.agency_id, ended_at=None
        )
        found = reports_for(staff).annotate(asked=Subquery(asked.values("at")[:1]))
        waiting = found.exclude(asked=None).order_by("-asked", "-pk")
        reports = waiting.select_related("matter__contact", "topic", "area")
        return cls(staff, row, {report.matter.number: report for report in reports})

    def named(self, sent: Sequence[Heard]) -> dict[int, str]:
        """Message → the number that it quotes or holds. A number of nobody's errand here names
        nothing: it may be a report of their own. Three statements at most."""
        quoted = self._quoted([one.reply_to for one in sent if one.reply_to])
        found: dict[int, str] = {}
        for one in sent:
            number = quoted.get(one.reply_to, "") if one.reply_to else ""
            typed = tickets.find(one.text) if one.text else []
            if number := number or next((n for n in typed if self._is_ours(n)), ""):
                found[one.id] = number
        return found

    def _quoted(self, ids: Sequence[str]) -> dict[str, str]:
        if not ids:
            return {}
        ours = Word.objects.filter(
            line=self.row.line_id, contact__in=self._person, external_id__in=ids,
            purpose__in=(PURPOSE, TALK),
        )  # fmt: skip
        theirs = Message.objects.filter(
            line=self.row.line_id, contact__in=self._person, external_id__in=ids,
            matter__isnull=False, staff__isnull=False,
        )  # fmt: skip
        found = dict(theirs.values_list("external_id", "matter__number"))
        for external, text in ours.values_list("external_id", "text"):
            if numbers := tickets.find(text):
                found[external] = numbers[0]
        return found

    @property
    def _person(self) -> list[int]:
        return [pk for pk in {self.row.contact_id, self.row.root, *self.row.linked} if pk]

    def _is_ours(self, number: str) -> bool:
        if number in self.open:
            return True
        asked = Disposition.objects.filter(agency=self.staff.agency_id)
        return asked.filter(report__matter__number=number).exists()

    def past(self, number: str) -> Report | None:
        """What they answered, and may still see."""
        found = reports_for(self.staff).filter(matter__number=number)
        return found.select_related("matter").first()

    def laid(self, external_id: str) -> Report | None:
        """The report in whose folder this earlier message of theirs lies."""
        sent = Message.objects.filter(
            line=self.row.line_id, contact__in=self._person, external_id=external_id,
            staff__isnull=False,
        )  # fmt: skip
        found = reports_for(self.staff).filter(matter__in=sent.values("matter"))
        return found.select_related("matter").first()

    def not_theirs(self, number: str) -> str:
        """Why nothing is done about a report that is not open for them."""
        if confided_to_others(self.staff, number):
            return words.by_another(number)
        return words.no_longer(number)

    def number(self, report: int) -> str:
        found = Report.objects.filter(pk=report).values_list("matter__number", flat=True)
        return found.first() or ""

    def disposition(self, report: Report) -> Disposition:
        asked = Disposition.objects.filter(report=report, ended_at=None)
        found = asked.select_related(
            "agency", "report__matter__contact", "report__topic", "report__area"
        )
        return found.get()

    def messages(self, ids: Sequence[int]) -> list[Heard]:
        """What they sent before, as it was heard then."""
        if not ids:
            return []
        kept = Message.objects.filter(pk__in=list(ids)).order_by("at", "pk")
        return [
            Heard(m.pk, m.external_id, m.at, m.kind, m.text, "", m.latitude, m.longitude)
            for m in kept
        ]

    def files(self, ones: Sequence[Heard]) -> list[File]:
        if not ones:
            return []
        return list(File.objects.filter(message__in=[one.id for one in ones]).order_by("pk"))
