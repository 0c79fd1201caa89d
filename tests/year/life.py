"""One city, day by day: who writes, who works, who hears, until nothing is left open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from random import Random

from tests.year import temper as tempers
from tests.year.account import Account, account, broken
from tests.year.deeds import Deeds

from kentongan.cases import seals, waiting
from kentongan.cases.actor import RESIDENT
from kentongan.cases.clocks import Calendar, calendar
from kentongan.cases.models import Deadline, Notice
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.frontdesk import digest
from kentongan.frontdesk.flows import TOLD
from kentongan.people.models import Agency, Staff
from kentongan.pure import workdays
from kentongan.reports.actions import lapsing
from kentongan.reports.actions.intake import NewReport, receive_many
from kentongan.reports.flow import FLOW, S
from kentongan.reports.models import Disposition, Report, Topic

HOURS = (8, 12, 16, 20)


class Year:
    """`reports` spread over `days`; then on, without new ones, until all have ended."""

    def __init__(self, city: City, *, first: date, days: int, reports: int, seed: int) -> None:
        self.city, self.first, self.days = city, first, days
        self.dice = Random(seed)
        self.to_come = sorted(self.dice.randrange(days * len(HOURS)) for _ in range(reports))
        self.found: dict[str, int] = {}
        with inside(city):
            self.deeds = Deeds(self.dice)
            self.topics = list(Topic.objects.exclude(kind="appreciation"))
            self.office = Agency.objects.get(code="diskominfo").pk
            agencies = Agency.objects.filter(is_city=True).order_by("pk")
            self.tempers = {a.pk: tempers.temper(self.dice, first, days) for a in agencies}
            at_work = Staff.objects.filter(role="agency").select_related("user", "agency")
            self.workers = {s.agency_id: s for s in at_work}

    def live(self, tell: Callable[[str], None] = lambda line: None) -> Account:
        """The year and what follows. At most as many days again, and half a year."""
        for n in range(2 * self.days + 180):
            day = self.first + timedelta(days=n)
            with inside(self.city):
                self._day(day, n, calendar())
                if day.day == 1:
                    self.found |= broken(self._at(day, time(23, 59)))
                    tell(f"{day}: {Report.objects.filter(matter__ended_at=None).count():,} open")
                left = Report.objects.filter(matter__ended_at=None).exists()
            if n >= self.days and not left:
                break
        with inside(self.city):
            told = account(self._at(day, time(23, 59)))
        told.broken |= self.found
        return told

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.city.tz)

    def _day(self, day: date, n: int, days: Calendar) -> None:
        self._lapse(self._at(day, time(7, 5)))
        self._tell(self._at(day, time(7, 35)))
        for i, hour in enumerate(HOURS):
            at = self._at(day, time(hour))
            self._arrive(n * len(HOURS) + i, at)
            if workdays.is_workday(day, days.off, days.on):
                if hour == 8:
                    self._office(at)
                if hour == 12:
                    self._agencies(at)
            if hour == 20:
                self._residents(at)
        night = self._at(day, time(23, 59, 59)) + timedelta(seconds=1)
        self._lapse(night)
        while seals.batch(self.city, night, told=TOLD):
            pass

    def _lapse(self, now: datetime) -> None:
        while lapsing.batch(self.city, now):
            self._tell(now)

    def _tell(self, now: datetime) -> None:
        """The morning's digest, and at once what cannot wait."""
        while digest.batch(self.city, now):
            pass

    # -- who does what

    def _arrive(self, slot: int, now: datetime) -> None:
        news = []
        while self.to_come and self.to_come[0] <= slot:
            self.to_come.pop(0)
            topic = self.dice.choice(self.topics)
            news.append(
                NewReport(
                    contact_id=None,
                    owner_id=self.office,
                    channel="whatsapp",
                    text=topic.name,
                    received_at=now,
                    kind=topic.kind,
                    topic_id=topic.pk,
                    urgent=self.dice.random() < 0.01,
                )
            )
        if news:
            receive_many(news, now=now)

    def _office(self, now: datetime) -> None:
        if self.dice.random() < 0.05:
            return  # a day of meetings
        for report in self._in(S.RECEIVED, S.VERIFIED):
            if self.dice.random() < 0.8:
                self.deeds.first(report, now)
        for report in self._in(S.ANSWERED):
            if self.dice.random() < 0.7:
                self.deeds.pass_on(report, now)

    def _agencies(self, now: datetime) -> None:
        asked = Disposition.objects.filter(ended_at=None, report__matter__state=S.ASSIGNED)
        asked = asked.exclude(report__matter__in=self._waiting())
        levels = self._pressure()
        rows = asked.select_related("report__matter", "report__topic", "agency").order_by("pk")
        for one in list(rows):
            temper = self.tempers[one.agency_id]
            if not temper.there(now.date()) and one.report_id not in levels:
                continue
            chance = temper.pace * tempers.PRESSURE.get(levels.get(one.report_id, ""), 1.0)
            if self.dice.random() < chance:
                self.deeds.act(one, self.workers[one.agency_id], now)

    def _residents(self, now: datetime) -> None:
        for pk in Report.objects.filter(matter__state=S.REPLIED).values_list("pk", flat=True):
            luck = self.dice.random()
            if luck < tempers.YES:
                self.deeds.confirm(pk, now)
            elif luck < tempers.YES + tempers.NO:
                self.deeds.deny(pk, now)
        back = [pk for pk in self._waiting() if self.dice.random() < tempers.ANSWERS]
        waiting.resume_many(back, flow=FLOW, by=RESIDENT, now=now, why="answered")

    # -- what lies there

    def _in(self, *states: S) -> Iterable[Report]:
        found = Report.objects.filter(matter__state__in=states)
        found = found.exclude(matter__in=self._waiting())
        return list(found.select_related("matter", "topic__agency").order_by("pk"))

    def _waiting(self) -> list[int]:
        clocks = Deadline.objects.filter(ended_at=None, clock="step", code=waiting.WAITING)
        return sorted(clocks.values_list("matter_id", flat=True))

    def _pressure(self) -> dict[int, str]:
        """The highest level that heard of each."""
        order = list(tempers.PRESSURE)
        found: dict[int, str] = {}
        open_ones = Notice.objects.filter(done_at=None).values_list("matter_id", "level")
        for matter, level in open_ones:
            if level in order:
                found[matter] = max(found.get(matter, "owner"), level, key=order.index)
        return found
