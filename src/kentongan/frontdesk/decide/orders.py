"""Words that order the desk itself: status, menu, an officer, stop, and what becomes of their
own data."""

from __future__ import annotations

from dataclasses import replace

from kentongan.channels.wire import ListOut, Row
from kentongan.frontdesk import wording
from kentongan.frontdesk.decide import substance
from kentongan.frontdesk.decide.desk import Desk
from kentongan.frontdesk.decide.facts import Case, Heard
from kentongan.frontdesk.understand import Meaning
from kentongan.pure.normalise import cut

# Beside a number these words still only ask for its state.
_NUMBER_IS_ALL = 7


def followed(desk: Desk, heard: Heard, meaning: Meaning) -> bool:
    """Whether the text was an order, and is obeyed. While an officer speaks only "stop" is, and a
    right that has a clock of its own."""
    if meaning.command in ("stop", "resume"):
        broadcasts(desk, heard, wants=meaning.command == "resume")
        return True
    if meaning.command in RIGHTS and not _about_papers(desk, meaning):
        claimed(desk, heard, meaning.command)
        return True
    if desk.talk.human:
        return False
    if meaning.numbers and meaning.words <= _NUMBER_IS_ALL and not meaning.topics:
        _status_of(desk, heard, meaning.numbers[0])
        return True
    order = _ORDERS.get(meaning.command)
    return order(desk, heard) if order else False


def status(desk: Desk, heard: Heard) -> bool:
    """Their own open reports; without any, an invitation."""
    mine = [case for case in desk.open_cases if case.number][:10]
    burst = desk.burst
    desk.note(heard, "replied", "status", mine[0] if mine else burst)
    if burst:
        desk.still_typing(burst)
    elif len(mine) == 1:
        desk.say("status", wording.state_of(mine[0], desk.know), case=mine[0])
    elif mine:
        rows = tuple(_row(desk, case) for case in mine)
        desk.say("status", ListOut(wording.WHICH_STATUS, wording.CHOOSE, rows))
    else:
        last = next((c for c in reversed(desk.cases) if c.number), None)
        text = wording.state_of(last, desk.know) if last else wording.NO_REPORT
        desk.say("status", text, case=last)
    return True


def _row(desk: Desk, case: Case) -> Row:
    about = f"{wording.subject(case, desk.know)}: {wording.STATES[case.state]}"
    return Row(f"status:{case.number}", case.number, cut(about, 72))


def _status_of(desk: Desk, heard: Heard, number: str) -> None:
    """The state of a report of their own. For any other number the same neutral sentence is
    said, whether it exists or not: a number alone opens nothing."""
    case = desk.numbered(number)
    desk.note(heard, "replied", "status", case)
    text = wording.state_of(case, desk.know) if case else wording.not_known_here(desk.know)
    desk.say("status", text, case=case)


def status_of(desk: Desk, heard: Heard, number: str) -> bool:
    _status_of(desk, heard, number)
    return True


def menu(desk: Desk, heard: Heard) -> bool:
    desk.note(heard, "replied", "menu", desk.burst)
    rows = tuple(Row(code, title, about) for code, title, about in wording.MENU)
    desk.say("menu", ListOut(wording.menu(desk.know), wording.CHOOSE, rows))
    return True


def human(desk: Desk, heard: Heard) -> bool:
    """Somebody must own the wish: the latest open report, or a new one of the kind "question"."""
    case = next(iter(desk.open_cases), None)
    if case is None:
        meaning = Meaning(kind="question")
        case = desk.open(heard, meaning, wording.WANTS_OFFICER)
        desk.note(heard, "human", "minta petugas", case)
    else:
        desk.add(heard, case, "human", "minta petugas")
        if not case.in_burst:
            desk.say("human", wording.officer_comes(desk.know, desk.now), case=case)
    desk.asked_nothing()
    desk.talk = replace(desk.talk, human_at=desk.now, human=True)
    return True


def broadcasts(desk: Desk, heard: Heard, *, wants: bool) -> None:
    """Confirmed once: asking for what is already so is not answered."""
    before = desk.facts.wants_broadcasts
    if desk.wants_broadcasts is not None:
        before = desk.wants_broadcasts
    desk.note(heard, "replied", "lanjut" if wants else "berhenti")
    if before == wants:
        return
    desk.wants_broadcasts = wants
    if not desk.talk.human:
        desk.say("broadcasts", wording.RESUMED if wants else wording.STOPPED)


# Commands by which somebody claims a right on their own data (UU 27/2022).
RIGHTS = frozenset({"access", "correction", "erasure"})


def claimed(desk: Desk, heard: Heard, wants: str) -> None:
    """A matter of its own with a clock of its own, never a report. What is said to them comes
    with its number."""
    desk.note(heard, "replied", "data pribadi")
    desk.claim(wants, heard)


def _about_papers(desk: Desk, meaning: Meaning) -> bool:
    """*Perbaiki data saya* while they tell us of an ID card or of aid: those data are meant, and
    it belongs to that report."""
    if meaning.command == "erasure":
        return False
    topics = (desk.know.topics.get(case.topic) for case in desk.open_cases)
    papers = any(topic and topic.group in wording.NO_PLACE_GROUPS for topic in topics)
    return papers or desk.burst is not None


def new(desk: Desk, heard: Heard) -> bool:
    """They want a new report: the question "which?" is answered before it is asked."""
    if substance.answered_new(desk, heard):
        return True
    desk.note(heard, "replied", "laporan baru", desk.burst)
    if desk.burst is None:
        desk.asked_nothing()
        desk.talk = replace(desk.talk, question="which", asked_at=desk.now)
        desk.say("invitation", wording.TELL_US)
    return True


def misdirected(desk: Desk, heard: Heard) -> bool:
    """*Maaf, salah kirim*: beside an open report an officer sees it; else nothing is opened."""
    case = desk.burst or next(iter(desk.open_cases), None)
    if case:
        desk.add(heard, case, note="kata warga: salah kirim")
        return True
    desk.note(heard, "replied", "salah kirim")
    if not desk.is_late(heard):
        desk.say("invitation", wording.NO_HARM)
    return True


_ORDERS = {
    "status": status, "help": menu, "human": human, "new": new,
    "misdirected": misdirected,
}  # fmt: skip
