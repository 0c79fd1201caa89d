"""One to five stars, and a sentence, from whom we have told that it is done. Asked once."""

from __future__ import annotations

from datetime import timedelta

from kentongan.channels.wire import Content, TextOut
from kentongan.frontdesk import wording
from kentongan.frontdesk.decide.desk import CLEAR, Desk
from kentongan.frontdesk.decide.facts import Case, Heard
from kentongan.frontdesk.understand import Meaning
from kentongan.frontdesk.understand.intents import stars as stars_in
from kentongan.reports import stars

# How long after closing a number alone is still an answer to our question.
ASKED_FOR = timedelta(days=14)
SENTENCE_FOR = timedelta(hours=1)
# A number with more words than these behind it begins a story, not a judgement.
MOST_WORDS = 15
_LOUD = ("place", "which", "again")


def question(desk: Desk, case: Case) -> Content:
    """It is closed; and the stars, if they can be asked for."""
    text = wording.closed_by(case)
    return stars.choices(case.number, text) if case.number else TextOut(text)


def chosen(desk: Desk, heard: Heard, rest: str) -> bool:
    """A row of our list. The last one counts, for fingers slip."""
    number, _, count = rest.partition(":")
    case = desk.numbered(number)
    if case is None or not case.ended or count not in ("1", "2", "3", "4", "5"):
        return False
    _rate(desk, heard, case, int(count))
    return True


def typed(desk: Desk, heard: Heard, meaning: Meaning) -> bool:
    """Whether the text was a judgement of what was closed, or the sentence that goes with one."""
    if desk.talk.human or desk.burst or meaning.alarm or meaning.numbers or meaning.again:
        return False
    found = stars_in(heard.text, meaning.folded)
    case = _judged(desk, heard) if found else None
    if found and case and _is_meant(desk, heard, meaning, found[1]):
        _rate(desk, heard, case, *found)
        return True
    return _sentence(desk, heard, meaning)


def _judged(desk: Desk, heard: Heard) -> Case | None:
    """The closed report that still lacks stars: the one quoted, else what closed last."""
    quoted = desk.said_before(heard.reply_to)
    closed = [
        case
        for case in desk.cases
        if case.state == "closed"
        and case.stars is None
        and case.state_since
        and desk.now - case.state_since < ASKED_FOR
        and (quoted is None or quoted.key == case.key)
    ]
    return max(closed, key=lambda one: one.state_since or one.received_at, default=None)


def _is_meant(desk: Desk, heard: Heard, meaning: Meaning, words: str) -> bool:
    """Not the house number that we asked for, nor the start of another story."""
    if desk.talk.question in _LOUD and not heard.reply_to:
        return False
    return not words or (meaning.words <= MOST_WORDS and meaning.weight < CLEAR)


def _rate(desk: Desk, heard: Heard, case: Case, count: int, words: str = "") -> None:
    first = case.stars is None
    desk.note(heard, "answer", f"{count} bintang", case)
    desk.rate(case, count, words)
    if desk.talk.human or desk.is_late(heard):
        return
    desk.say("stars", wording.thanks_for(count, first=first, words=bool(words)), case=case)
    if not words and desk.talk.question not in _LOUD:
        desk.ask("sentence", case)


def _sentence(desk: Desk, heard: Heard, meaning: Meaning) -> bool:
    """What they say after the stars, unless it speaks for something else."""
    talk = desk.talk
    case = desk.case(talk.about) if talk.question == "sentence" else None
    if case is None or case.stars is None or talk.asked_at is None:
        return False
    if heard.at - talk.asked_at > SENTENCE_FOR or meaning.command or meaning.greeting:
        return False
    another = meaning.weight >= CLEAR and case.topic not in meaning.codes
    if another or meaning.verdict == "no" or meaning.thanks or "?" in heard.text:
        return False
    desk.add(heard, case, "answer", "kata sesudah bintang")
    desk.rate(case, None, heard.text.strip())
    desk.asked_nothing()
    return True
