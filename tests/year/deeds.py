"""What people of the simulated city do: the house's own verbs, with words that mean nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tests.year import temper as tempers

from kentongan.cases import actions as cases
from kentongan.cases.actor import RESIDENT
from kentongan.people.models import Agency, Staff
from kentongan.reports.actions import handling
from kentongan.reports.flow import FLOW
from kentongan.reports.models import Answer, Disposition, Report

DONE = "Dua lampu diganti dan satu kabel disambung."
Outcome = Answer.Outcome


class Deeds:
    """Needs an open city with an officer. All who write have been told by telephone (`told`), so
    that no word is queued: what is simulated is the promise, not the platform."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        officers = Staff.objects.filter(role="officer").select_related("user", "agency")
        self.officer = officers.order_by("pk")[0]
        others = Agency.objects.filter(is_city=True).exclude(pk=self.officer.agency_id)
        self.inside = list(others.order_by("pk"))
        self.outside = list(Agency.objects.filter(is_city=False).order_by("pk"))

    # -- an officer has read it

    def first(self, report: Report, now: datetime) -> None:
        what = tempers.drawn(self.dice, tempers.FIRST)
        getattr(self, f"_{what}")(report, now)

    def _dispose(self, report: Report, now: datetime) -> None:
        to = report.topic.agency if report.topic else self.inside[0]
        if to.pk == self.officer.agency_id:
            self._reply(report, now)
        elif to.is_city:
            handling.dispose(report, to=to, by=self.officer, now=now)
        else:
            self._refer(report, now)

    def _wrong(self, report: Report, now: datetime) -> None:
        handling.dispose(report, to=self.dice.choice(self.inside), by=self.officer, now=now)

    def _ask(self, report: Report, now: datetime) -> None:
        handling.ask(report, text="Di mana tepatnya?", told=True, by=self.officer, now=now)

    def _reply(self, report: Report, now: datetime) -> None:
        handling.reply(report, text="Begini caranya.", told=True, by=self.officer, now=now)

    def _decline(self, report: Report, now: datetime) -> None:
        handling.decline(
            report, reason="private", text="Ini perkara pribadi.", told=True, by=self.officer,
            now=now,
        )  # fmt: skip

    def _refer(self, report: Report, now: datetime) -> None:
        to = self.dice.choice(self.outside)
        handling.refer(report, to=to, text="Ke sana, ya.", told=True, by=self.officer, now=now)

    # -- an agency acts

    def act(self, asked: Disposition, worker: Staff, now: datetime) -> None:
        """`asked` is the agency's; what is not its work it gives back, most of the time."""
        report = asked.report
        theirs = report.topic is None or report.topic.agency_id == asked.agency_id
        what = tempers.drawn(self.dice, tempers.THEN)
        if what == "hand_back" or (not theirs and self.dice.random() < 0.9):
            handling.hand_back(report, reason="Bukan urusan kami.", by=worker, now=now)
            return
        ahead = now.date() + timedelta(days=self.dice.randrange(10, 120))
        handling.answer(
            report, text=DONE, outcome=what, no_photo="Kamera rusak.",
            promised_for=ahead if what == Outcome.PROMISED else None, by=worker, now=now,
        )  # fmt: skip

    # -- an officer passes it on

    def pass_on(self, report: Report, now: datetime) -> None:
        if self.dice.random() < 0.05:
            handling.return_answer(report, instruction="Fotonya?", by=self.officer, now=now)
            return
        last = handling.answer_at_hand(report)
        if last and last.promised_for and last.promised_for > now.date():
            handling.promise(
                report, text="Akan dikerjakan.", on=last.promised_for, told=True,
                by=self.officer, now=now,
            )  # fmt: skip
        elif last and last.promised_for:
            handling.return_answer(report, instruction="Sudah lewat.", by=self.officer, now=now)
        else:
            handling.reply(report, text=DONE, told=True, by=self.officer, now=now)

    # -- a resident speaks

    def confirm(self, pk: int, now: datetime) -> None:
        cases.move_many([pk], "close", flow=FLOW, by=RESIDENT, now=now)

    def deny(self, pk: int, now: datetime) -> None:
        cases.move_many([pk], "reopen", flow=FLOW, by=RESIDENT, now=now,
                        owner_id=self.officer.agency_id)  # fmt: skip
        handling.risen([pk], now=now)
