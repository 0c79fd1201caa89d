"""When it is the resident's turn and nothing comes: one reminder, then it closes by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kentongan.cases import actions as cases
from kentongan.cases import clocks, journal
from kentongan.cases.actor import SYSTEM
from kentongan.cases.ladder import Gone, Level
from kentongan.cases.models import Deadline, Holiday, JournalLine
from kentongan.cases.waiting import WAITING
from kentongan.cities.models import City
from kentongan.mailroom.approved import shelf
from kentongan.mailroom.outbox import say_many
from kentongan.pure import workdays
from kentongan.reports.actions import reminding
from kentongan.reports.actions.reaching import Reached, reach_many
from kentongan.reports.actions.reminding import Reminding, asked_last
from kentongan.reports.flow import CLOCKS, FLOW, S
from kentongan.reports.models import Report

REPLIED = CLOCKS[S.REPLIED]
# Where a city has said nothing of its desk: nobody is written to at night all the same.
OFFICE_HOURS = "Sen-Jum 08.00-15.00"
# Who is reminded late still has this many working days to answer.
GRACE = 2


def about(city: City, gone: Sequence[Gone], now: datetime) -> Silence:
    """What has to be known of these before a word is said. Seven statements at most."""
    ids = {one.matter.pk for one in gone}
    reports = Report.objects.select_related("matter", "topic").filter(pk__in=ids)
    return Silence(
        city=city,
        now=now,
        opening=_opening(city, now),
        reports={report.pk: report for report in reports},
        reached=reach_many(one.matter.contact_id for one in gone),
    )


@dataclass(frozen=True, slots=True)
class Silence:
    """Reports of which we wait to hear, and where those can be written to who would tell us.
    `opening` is when somebody sits at the desk next: now, if somebody does."""

    city: City
    now: datetime
    opening: datetime
    reports: Mapping[int, Report]
    reached: Mapping[int, Reached]

    def remind(self, gone: Sequence[Gone]) -> None:
        """One reminder, and time enough to answer it. While nobody sits at the desk the rung
        moves to its next opening: who answers meanwhile is not reminded at all."""
        gone = self._now(gone)
        if gone:
            self._remind(gone)

    def close(self, gone: Sequence[Gone]) -> None:
        """Nobody said whether it is fixed: it closes by itself, and says so. But nothing closes
        upon somebody who was never reminded, whatever the city's ladder and limits left out."""
        gone = self._now(gone)
        unheard = self._never_reminded(gone) if gone else set()
        if unheard:
            self._remind([one for one in gone if one.matter.pk in unheard])
        over = [one for one in gone if one.matter.pk not in unheard]
        if over:
            self._close(over)

    def _now(self, gone: Sequence[Gone]) -> list[Gone]:
        """Those whose time is now; the others are put off until somebody sits at the desk. Who
        cannot be written to is not disturbed by anything, so those are not."""
        if self.opening <= self.now:
            return list(gone)
        later = [one.deadline for one in gone if self._where(one)]
        for deadline in later:
            deadline.next_at = self.opening
        if later:
            Deadline.objects.bulk_update(later, ["next_at"])
        return [one for one in gone if not self._where(one)]

    def _where(self, one: Gone) -> Reached | None:
        return self.reached.get(one.matter.contact_id or 0)

    def _remind(self, gone: Sequence[Gone]) -> None:
        self._aim(gone)
        entries = [_reminded(one, told=self._where(one) is not None) for one in gone]
        journal.write(entries, by=SYSTEM, now=self.now)
        say = self._words(gone)
        forms = {REPLIED: say.to_judge, WAITING: say.to_answer}
        words = [
            forms[one.deadline.code](self.reports[one.matter.pk], where, one.deadline.due_at)
            for one in gone
            if (where := self._where(one))
        ]
        say_many(words, now=self.now)

    def _aim(self, reminded: Sequence[Gone]) -> None:
        """At the next rung. A reminder that comes late, after holidays or because nobody worked,
        moves the end as well."""
        calendar = clocks.calendar()
        for deadline, rung in ((one.deadline, one.rung) for one in reminded):
            if calendar.left(deadline.due_at, self.now) < GRACE:
                deadline.due_at = calendar.after(self.now, GRACE)
            deadline.rungs += rung.level == Level.RESIDENT
            calendar.aim(deadline, self.now)
        changed = [one.deadline for one in reminded]
        Deadline.objects.bulk_update(changed, ["due_at", "rungs", "next_at"])

    def _never_reminded(self, gone: Sequence[Gone]) -> set[int]:
        """Who could have been reminded in this step, and was not."""
        since = {one.matter.pk: one.deadline.starts_at for one in gone if self._where(one)}
        said = JournalLine.objects.filter(matter__in=since, verb="remind")
        said = said.filter(details__level=Level.RESIDENT).order_by("at")
        last: dict[int, datetime] = dict(said.values_list("matter_id", "at"))
        return {pk for pk, start in since.items() if pk not in last or last[pk] < start}

    def _close(self, gone: Sequence[Gone]) -> None:
        ids = [one.matter.pk for one in gone]
        details: cases.Details = {"confirmed": False}
        cases.move_many(ids, "close", flow=FLOW, by=SYSTEM, now=self.now, details=details)
        Report.objects.filter(pk__in=ids).update(unconfirmed=True)
        say = self._words(gone)
        told = [(self.reports[one.matter.pk], where) for one in gone if (where := self._where(one))]
        say_many([say.closed(report, where) for report, where in told], now=self.now)

    def _words(self, gone: Sequence[Gone]) -> Reminding:
        known = shelf({line for _, line in self.reached.values()}, reminding.TEMPLATES)
        waited = [one.matter.pk for one in gone if one.deadline.code == WAITING]
        return Reminding(known, asked_last(waited), self.city.tz)


def _opening(city: City, now: datetime) -> datetime:
    days = list(Holiday.objects.values_list("day", "works"))
    off, on = ({day for day, works in days if works is said} for said in (False, True))
    hours = workdays.Hours.parse(city.hours or OFFICE_HOURS)
    return workdays.next_opening(now, city.tz, hours, off, on) or now


def _reminded(one: Gone, *, told: bool) -> journal.Entry:
    """`told` is false for somebody who cannot be written to."""
    details: cases.Details = {
        "clock": one.deadline.clock, "limit": one.deadline.code, "level": Level.RESIDENT,
        "rung": one.deadline.rungs, "told": told,
    }  # fmt: skip
    return journal.Entry(one.matter, "remind", one.matter.state, one.matter.state, details=details)
