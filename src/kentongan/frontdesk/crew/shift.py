"""What somebody of an agency sent in one go, walked to the report it means, and acted upon.

Quoting decides which report, then a number, then what we asked last, then that there is only one.
Where nothing decides we ask, and keep what they sent until they choose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from kentongan.cases.actor import coming
from kentongan.channels.wire import Content, TextOut
from kentongan.cities.locks import current
from kentongan.frontdesk.crew import acts, words
from kentongan.frontdesk.crew.asked import Asked, Q
from kentongan.frontdesk.crew.meant import Do, Meant, understand
from kentongan.frontdesk.crew.tasks import Tasks
from kentongan.frontdesk.decide import Heard, Outcome, Said
from kentongan.frontdesk.reading import LaneRow
from kentongan.people.models import Staff
from kentongan.pure.normalise import cut
from kentongan.reports.actions import asking, crewing
from kentongan.reports.actions.asking import ACCEPT, DONE, NOT_OURS, TALK
from kentongan.reports.actions.hearing import Hearer
from kentongan.reports.models import Report

FROM_AGENCY, UNCHOSEN = "dari dinas", "menunggu pilihan laporan"
FILES = frozenset({"image", "video", "audio", "document"})
SPOKEN = FILES | {"text", "choice", "location"}
_EVIDENCE = frozenset({"image", "video"})
VERBS = frozenset({ACCEPT, NOT_OURS, DONE, words.FOR})


@dataclass
class Shift:
    """One person's messages of one moment. `rest` is what is no business of an agency."""

    staff: Staff
    row: LaneRow
    asked: Asked
    now: datetime
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    rest: list[Heard] = field(default_factory=list)

    def hear(self, messages: Sequence[Heard]) -> None:
        spoken = [one for one in messages if one.kind in SPOKEN and not one.history]
        self.tasks = Tasks.of(self.staff, self.row)
        others = [one for one in messages if one not in spoken]
        with coming("chat"):
            self.rest += [one for one in others if not self._corrected(one)]
            for one in spoken:
                if one.kind == "choice":
                    self._pressed(one)
            self._sent([one for one in spoken if one.kind != "choice"])

    @property
    def today(self) -> date:
        return self.now.astimezone(current().tz).date()

    def _corrected(self, one: Heard) -> bool:
        """A caption put right after it was read: shown beside the old one, and a note."""
        report = self.tasks.laid(one.refers_to) if one.kind == "edit" else None
        if report is None:
            return False
        self.outcomes[one.id] = Outcome(one.id, "change", FROM_AGENCY, report.pk)
        acts.send_news(report, f"Dibetulkan: {one.text}", by=self.staff, now=self.now)
        return True

    # ── buttons ─────────────────────────────────────────────────────────────────────────────────

    def _pressed(self, one: Heard) -> None:
        verb, _, number = one.choice.partition(":")
        if verb not in VERBS:
            self.rest.append(one)
            return
        self.outcomes[one.id] = Outcome(one.id, "answer", FROM_AGENCY)
        report = self.tasks.open.get(number)
        if report is None:
            self._say(self.tasks.not_theirs(cut(number, 9)))
        elif verb == ACCEPT:
            self._say(acts.accept(report, by=self.staff, now=self.now))
        elif verb == NOT_OURS:
            self._ask(Q.WHOSE, report, words.ask_whose(number))
        elif verb == DONE:
            self._finished(report)
        else:
            self._chosen(report)

    def _finished(self, report: Report) -> None:
        kept = self._kept(report)
        self.asked = Asked(Q.WHAT, report.pk, tuple(one.id for one in kept))
        if kept:
            self._act(report, [])
        else:
            self._say(words.ask_both(report.matter.number))

    def _chosen(self, report: Report) -> None:
        """What waited for the choice; without anything, what is asked of them once more."""
        kept = self.tasks.messages(self.asked.waiting) if self.asked.question == Q.WHICH else []
        if kept:
            self.asked = Asked()
            self._act(report, kept)
            return
        disposition = self.tasks.disposition(report)
        asking.ask(disposition, [Hearer(self.row.contact_id, acts=True)], now=self.now)

    # ── which report ────────────────────────────────────────────────────────────────────────────

    def _sent(self, sent: Sequence[Heard]) -> None:
        if not sent:
            return
        named = self.tasks.named(sent)
        only = next(iter(set(named.values()))) if len(set(named.values())) == 1 else ""
        groups: dict[str, list[Heard]] = {}
        for one in sent:
            number = named.get(one.id) or only or self._by_talk(one)
            groups.setdefault(number, []).append(one)
        unknown = groups.pop("", [])
        if only and self.asked.question == Q.WHICH:
            groups[only] = [*self.tasks.messages(self.asked.waiting), *groups[only]]
            self.asked = Asked()
        for number, ones in groups.items():
            report = self.tasks.open.get(number)
            if report:
                self._act(report, ones, quoted=number in named.values())
            else:
                self._too_late(number, ones)
        self._unclear(unknown)

    def _by_talk(self, one: Heard) -> str:
        """By what we asked last; else there is only one it can be."""
        if self.asked.question == Q.MORE and one.kind in _EVIDENCE and not one.text:
            return self.tasks.number(self.asked.about)
        if self.asked.question in (Q.WHAT, Q.WHOSE):
            for number, report in self.tasks.open.items():
                if report.pk == self.asked.about:
                    return number
        return next(iter(self.tasks.open)) if len(self.tasks.open) == 1 else ""

    def _unclear(self, ones: Sequence[Heard]) -> None:
        if not ones or not self.tasks.open:
            self.rest += ones
            return
        if all(one.kind == "text" for one in ones):
            meant = understand(_text(ones), self.today)
            if meant.do is Do.COURTESY:
                self._note(ones)
                return
        earlier = self.asked.waiting if self.asked.question == Q.WHICH else ()
        for one in ones:
            self.outcomes[one.id] = Outcome(one.id, "answer", UNCHOSEN)
        self.asked = Asked(Q.WHICH, 0, (*earlier, *(one.id for one in ones)))
        self._say(words.which(list(self.tasks.open.values())))

    def _too_late(self, number: str, ones: Sequence[Heard]) -> None:
        """Nobody waits for it from them: more about what they have answered, or nothing."""
        report = self.tasks.past(number)
        if report is None:
            self._note(ones)
            self._say(self.tasks.not_theirs(number))
            return
        self._lay(report, ones)
        files = self.tasks.files([one for one in ones if one.kind in _EVIDENCE])
        added = files and crewing.add_evidence(report, files, by=self.staff, now=self.now)
        text = _text(ones)
        if text or not added:
            acts.send_news(report, text, by=self.staff, now=self.now)
        self._say(words.more_photos(number) if added else words.noted_late(number))

    # ── what is done ────────────────────────────────────────────────────────────────────────────

    def _act(self, report: Report, ones: Sequence[Heard], *, quoted: bool = False) -> None:
        kept = self._kept(report)
        everything = [*kept, *(one for one in ones if one not in kept)]
        text = _text(everything)
        photo = any(one.kind in _EVIDENCE for one in everything)
        asked = self.asked.question == Q.WHAT and self.asked.about == report.pk
        whose = self.asked.question == Q.WHOSE and self.asked.about == report.pk
        if whose and text and not photo:
            self._give_back(report, Meant(Do.NOT_OURS, text), ones)
            return
        meant = understand(text, self.today, photo=photo, asked=asked)
        if not text and not photo:
            meant = Meant(Do.NEWS, "")
        if meant.do is Do.COURTESY and quoted:
            meant = Meant(Do.ACCEPT, text)
        act: Mapping[Do, Callable[[Report, Meant, Sequence[Heard]], None]] = {
            Do.ACCEPT: self._accept,
            Do.NOT_OURS: self._give_back,
            Do.DONE: self._answer,
            Do.PROMISED: self._answer,
            Do.CANNOT: self._answer,
            Do.COURTESY: lambda _, __, some: self._note(some),
            Do.NEWS: self._news,
        }
        act[meant.do](report, meant, ones if meant.do is Do.NEWS else everything)

    def _kept(self, report: Report) -> list[Heard]:
        """What they sent before and is not acted upon yet."""
        if self.asked.question != Q.WHAT or self.asked.about != report.pk:
            return []
        return self.tasks.messages(self.asked.waiting)

    def _accept(self, report: Report, _: Meant, ones: Sequence[Heard]) -> None:
        self._note(ones)
        self._say(acts.accept(report, by=self.staff, now=self.now))

    def _give_back(self, report: Report, meant: Meant, ones: Sequence[Heard]) -> None:
        self._lay(report, ones)
        if not meant.enough:
            self._ask(Q.WHOSE, report, words.ask_whose(report.matter.number))
            return
        self.asked = Asked()
        self._say(acts.hand_back(report, meant.text, by=self.staff, now=self.now))

    def _answer(self, report: Report, meant: Meant, ones: Sequence[Heard]) -> None:
        """As soon as nothing is missing; until then we ask for it."""
        self._lay(report, ones)
        files = self.tasks.files([one for one in ones if one.kind in _EVIDENCE])
        question = _missing(report.matter.number, meant, photos=len(files))
        if question:
            crewing.keep(report)
            waiting = tuple(one.id for one in ones)
            self._ask(Q.WHAT, report, question, waiting)
            return
        crewing.lay(files, report, by=self.staff)
        brought = acts.Brought(files, _place(ones))
        self.asked = Asked(Q.MORE, report.pk)
        self._say(acts.answer(report, meant, brought, by=self.staff, now=self.now))

    def _news(self, report: Report, meant: Meant, ones: Sequence[Heard]) -> None:
        self._lay(report, ones)
        pinned = _place(ones)
        text = "\n".join(filter(None, (meant.text, pinned and f"Titik: {pinned}")))
        acts.send_news(report, text, by=self.staff, now=self.now)
        self._say(words.noted(report.matter.number))

    # ── what is written down ────────────────────────────────────────────────────────────────────

    def _note(self, ones: Sequence[Heard]) -> None:
        for one in ones:
            self.outcomes[one.id] = Outcome(one.id, "answer", FROM_AGENCY)

    def _lay(self, report: Report, ones: Sequence[Heard]) -> None:
        """Only what has a file is laid into the folder itself: words stand in the journal, or in
        the answer."""
        for one in ones:
            key = report.pk if one.kind in FILES else 0
            self.outcomes[one.id] = Outcome(one.id, "addition", FROM_AGENCY, key)

    def _ask(self, question: str, report: Report, text: str, waiting: tuple[int, ...] = ()) -> None:
        self.asked = Asked(question, report.pk, waiting)
        self._say(text)

    def _say(self, words_: str | Content) -> None:
        if isinstance(words_, str):
            self.said.append(Said(TALK, words_, TextOut(words_)))
        else:
            self.said.append(Said(TALK, getattr(words_, "text", ""), words_))


def _text(ones: Sequence[Heard]) -> str:
    return "\n".join(one.text.strip() for one in ones if one.kind != "location" and one.text)


def _place(ones: Sequence[Heard]) -> str:
    """The last pin among them: its name, else degrees."""
    pins = [one for one in ones if one.latitude is not None and one.longitude is not None]
    if not pins:
        return ""
    last = pins[-1]
    return " ".join(last.text.split())[:300] or f"{last.latitude:.5f}, {last.longitude:.5f}"


def _missing(number: str, meant: Meant, *, photos: int) -> str:
    """What to ask for before this is an answer; nothing if it is one."""
    if meant.do is Do.PROMISED:
        return "" if meant.enough else words.ask_day(number)
    if meant.do is Do.CANNOT:
        return "" if meant.enough else words.ask_why(number)
    shown = bool(photos or meant.no_photo)
    if not meant.enough:
        return words.ask_words(number) if shown else words.ask_both(number)
    return "" if shown else words.ask_photo(number)
