"""What needs no report: greetings, thanks, stickers, rude words alone, and the unreadable."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kentongan.frontdesk import wording
from kentongan.frontdesk.decide import verdicts
from kentongan.frontdesk.decide.desk import GREETED_FOR, WARNED_FOR, Desk
from kentongan.frontdesk.decide.facts import Heard
from kentongan.frontdesk.understand import Meaning
from kentongan.frontdesk.understand.intents import nods


def passed(desk: Desk, heard: Heard, meaning: Meaning) -> bool:
    """Whether the text was one of these, and is dealt with."""
    if verdicts.bare(desk, meaning):
        return False
    if nodded(desk, heard, meaning):
        return True
    if meaning.words == 0 or meaning.greeting:
        greeted(desk, heard, meaning)
    elif meaning.thanks:
        case = desk.burst or next(iter(desk.open_cases), None)
        desk.note(heard, "set_aside", "terima kasih", case)
    elif meaning.spam and not meaning.topics and not meaning.alarm:
        desk.note(heard, "set_aside", "spam")
    elif meaning.abuse:
        abused(desk, heard)
    else:
        return False
    return True


def nodded(desk: Desk, heard: Heard, meaning: Meaning) -> bool:
    """*Ya*, *ok* or a thumb while something is going on: an answer to us, not a greeting. It
    leaves an open question open."""
    about = desk.case(desk.talk.about) or desk.burst or next(iter(reversed(desk.cases)), None)
    if not (about or desk.talk.question) or not nods(meaning.folded.split()):
        return False
    desk.note(heard, "set_aside", "tanggapan", about)
    return True


def greeted(desk: Desk, heard: Heard, meaning: Meaning) -> None:
    """One greeting back and an invitation. It waits a moment: often the report follows at once,
    and then its acknowledgement greets."""
    case = desk.burst
    silent = desk.talk.human or case is not None or desk.is_late(heard)
    if silent or _within(desk.talk.greeted_at, desk.now, GREETED_FOR):
        desk.note(heard, "set_aside", "sapaan", case)
        return
    desk.note(heard, "replied", "sapaan")
    desk.talk = replace(desk.talk, greeted_at=desk.now)
    text = wording.invitation(desk.know, desk.now, salam=meaning.salam)
    desk.say("greeting", text, wait=desk.facts.quiet)


def abused(desk: Desk, heard: Heard) -> None:
    """Kept, and answered calmly once a day at most. Beside an open report it is news: whoever is
    that angry needs an officer."""
    case = desk.burst or next(iter(desk.open_cases), None)
    if case:
        desk.add(heard, case, note="kata kasar")
        case.mark = case.mark or "rude"
    else:
        desk.note(heard, "set_aside", "kata kasar")
    if _may_warn(desk, heard):
        desk.say("calm", wording.CALM)


def sticker(desk: Desk, heard: Heard) -> None:
    desk.note(heard, "set_aside", "stiker", next(iter(desk.open_cases), None))


def unreadable(desk: Desk, heard: Heard) -> None:
    """Visible to officers where there is a report, and a hint to the writer once a day."""
    case = desk.burst or next(iter(desk.open_cases), None)
    if case:
        desk.add(heard, case, note="belum bisa dibaca")
    else:
        desk.note(heard, "set_aside", "belum bisa dibaca")
    if _may_warn(desk, heard):
        desk.say("hint", wording.UNREADABLE)


def _may_warn(desk: Desk, heard: Heard) -> bool:
    if desk.talk.human or desk.is_late(heard):
        return False
    if _within(desk.talk.warned_at, desk.now, WARNED_FOR):
        return False
    desk.talk = replace(desk.talk, warned_at=desk.now)
    return True


def _within(moment: datetime | None, now: datetime, span: timedelta) -> bool:
    return moment is not None and now - moment < span
