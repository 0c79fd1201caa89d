"""Tray: who was asked "open it again, or something new?" and has not chosen is not forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kentongan.cases.halving import halved
from kentongan.cases.models import Matter
from kentongan.channels.wire import TextOut
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.frontdesk import wording
from kentongan.frontdesk.decide.verdicts import AGAIN, ANSWERED
from kentongan.frontdesk.knowing import knowledge
from kentongan.frontdesk.models import Talk
from kentongan.mailroom.outbox import NewWord, say_many
from kentongan.reports.actions.residents import Verdict, judge_many
from kentongan.reports.models import Report

# So long they may choose; then what they said counts as it was said: it happened again.
PATIENCE = timedelta(hours=2)


def batch(city: City, now: datetime, *, most: int = 50) -> int:
    """Open again what they wrote about. Returns how many talks were brought to an end."""
    with inside(city):
        asked = Talk.objects.filter(question=Talk.Question.AGAIN, asked_at__lte=now - PATIENCE)
        ids = list(asked.order_by("asked_at").values_list("pk", "about_id")[:most])
        # The folder first, as everybody does: whoever chooses just now holds it.
        free = Matter.objects.select_for_update(skip_locked=True).filter(pk__in=[m for _, m in ids])
        matters = {matter.pk: matter for matter in free.order_by("pk")}
        talks = list(asked.filter(about__in=matters, pk__in=[pk for pk, _ in ids]))
        work = _Work(now, matters)
        if talks:
            halved(talks, work.handle, work.park)
    return len(talks)


class _Work:
    def __init__(self, now: datetime, matters: dict[int, Matter]) -> None:
        self.now, self.matters = now, matters

    def handle(self, talks: Sequence[Talk]) -> None:
        know = knowledge()
        open_again = [one for one in talks if self._matter(one).state in ANSWERED]
        ids = sorted({self._matter(one).pk for one in open_again})
        judge_many([Verdict(pk, "reopen", AGAIN) for pk in ids],
                   owner_id=know.facts.owner_id, now=self.now)  # fmt: skip
        Report.objects.filter(pk__in=ids).update(has_news=True)
        not_before = None if know.is_open(self.now) else know.opens(self.now)
        words = {
            one.about_id: NewWord(
                contact_id=one.contact_id, line_id=one.line_id, purpose="verdict", text=text,
                inside=TextOut(text), matter_id=one.about_id, not_before=not_before,
            )
            for one in open_again
            if (text := wording.opened_meanwhile(self._matter(one).number))
        }  # fmt: skip
        say_many(list(words.values()), now=self.now)
        self._end(talks)

    def park(self, talk: Talk, error: Exception) -> None:
        """An officer sees what they wrote, below the closed report."""
        Report.objects.filter(pk=talk.about_id).update(has_news=True)
        self._end([talk])

    def _matter(self, talk: Talk) -> Matter:
        return self.matters[talk.about_id or 0]

    def _end(self, talks: Sequence[Talk]) -> None:
        ended = Talk.objects.filter(pk__in=[talk.pk for talk in talks])
        ended.update(question="", about=None, waiting=None)
