"""What follows from a verdict: it closes and is judged with stars, or it is opened again."""

from __future__ import annotations

from kentongan.channels.wire import Button, ButtonsOut
from kentongan.frontdesk import wording
from kentongan.frontdesk.decide import ratings, verdicts
from kentongan.frontdesk.decide.desk import Desk
from kentongan.frontdesk.decide.facts import Case, Heard
from kentongan.frontdesk.decide.verdicts import ANSWERED, VERDICTS
from kentongan.frontdesk.understand import Meaning

# A "yes" in a long text is for a person to read.
MOST_WORDS = 12
PHOTOS = ("image", "video")
# Text of this length tells more than a greeting.
LONG = 20


def pressed(desk: Desk, heard: Heard, verb: str, number: str) -> bool:
    """*Sudah* or *Belum*: yes closes what was answered, no opens it again. Whatever else the
    report is just then, an officer sees what they pressed."""
    case = desk.numbered(number)
    if case is None:
        return False
    note = VERDICTS[verb]
    if verb == "yes" and case.state == "replied":
        desk.note(heard, "answer", note, case)
        close(desk, case)
        return True
    if verb == "yes" and case.state == "closed":
        desk.note(heard, "answer", note, case)
        desk.say("verdict", wording.NOTED, case=case)
        return True
    desk.add(heard, case, note=note)
    if verb == "no" and case.state in ANSWERED:
        reopen(desk, case, told=_tells_more(desk, heard))
    return True


def _tells_more(desk: Desk, heard: Heard) -> bool:
    """Whether a photo or words came with it, so that nothing needs to be asked."""
    others = (one for one in desk.facts.messages if one.id != heard.id)
    return any(one.kind in PHOTOS or len(one.text) > LONG for one in others)


def by_words(desk: Desk, case: Case, heard: Heard, meaning: Meaning) -> None:
    """The same, said in words. A question is none, and an officer reads it."""
    if case.state not in ANSWERED or verdicts.of_another(case, meaning):
        return
    said = meaning.verdict or verdicts.bare(desk, meaning)
    if said == "no" and "?" not in heard.text:
        told = heard.kind in PHOTOS or not _is_bare(meaning) or _tells_more(desk, heard)
        reopen(desk, case, told=told)
    elif said == "yes" and case.state == "replied" and meaning.words <= MOST_WORDS:
        close(desk, case)
    elif case.state == "replied" and heard.kind in PHOTOS and not meaning.words:
        _ask_fixed(desk, case, heard)


def _is_bare(meaning: Meaning) -> bool:
    """*Belum*, *tidak*: that something is wrong, and not what. *Masih gelap* says what."""
    return meaning.words == 1 or (meaning.command == "no" and " masih " not in meaning.folded)


def close(desk: Desk, case: Case) -> None:
    desk.turn(case, "close", VERDICTS["yes"])
    desk.say("verdict", ratings.question(desk, case), case=case)


def reopen(desk: Desk, case: Case, *, told: bool, note: str = VERDICTS["no"]) -> None:
    """`told`: they have said or shown already what is broken. Else that is the one question."""
    desk.turn(case, "reopen", note)
    desk.say("verdict", wording.reopened_by(case, told=told), case=case)
    if not told:
        desk.ask("broken", case)
    elif desk.talk.about == case.key:
        desk.asked_nothing()


def _ask_fixed(desk: Desk, case: Case, heard: Heard) -> None:
    """A photo after our answer, without a word: it may show either."""
    if desk.is_late(heard) or (desk.talk.question, desk.talk.about) == ("broken", case.key):
        return
    number = case.number
    buttons = (Button(f"yes:{number}", "Sudah"), Button(f"no:{number}", "Belum"))
    desk.say("fixed", ButtonsOut(wording.is_it_fixed(case), buttons), case=case)
    desk.ask("broken", case)


# ── it happened again ───────────────────────────────────────────────────────────────────────────


def offer(desk: Desk, case: Case, heard: Heard) -> None:
    """Attached already. Open it again, or is it something new? Who does not choose is not
    forgotten: after a while it opens by itself. What reaches us late is opened at once."""
    if desk.is_late(heard) or not case.number:
        reopen(desk, case, told=True, note=verdicts.AGAIN)
        return
    buttons = (
        Button(f"reopen:{case.number}", "Buka lagi laporan"),
        Button(f"new:{heard.id}", "Laporan baru"),
    )
    text = wording.once_more(case, desk.know)
    desk.say("again", ButtonsOut(text, buttons), case=case, reply_to=heard.external_id)
    desk.ask("again", case, heard.id)


def opened_again(desk: Desk, heard: Heard, number: str) -> bool:
    """They chose the old report, by button."""
    case = desk.numbered(number)
    if case is None:
        return False
    desk.add(heard, case, "answer", "buka lagi")
    if case.state in ANSWERED:
        reopen(desk, case, told=True, note=verdicts.AGAIN)
    return True


_OLD = frozenset(
    {"buka lagi", "buka lagi laporan", "buka", "laporan lama", "yang lama", "iya buka"}
)


def chosen_by_words(desk: Desk, heard: Heard, meaning: Meaning) -> bool:
    """*Buka lagi*, typed: whether that was asked, and is done."""
    folded = meaning.folded.strip()
    case = desk.case(desk.talk.about) if desk.talk.question == "again" else None
    if case is None or not (folded in _OLD or folded in ("ya", "iya")):
        return False
    return opened_again(desk, heard, case.number)
