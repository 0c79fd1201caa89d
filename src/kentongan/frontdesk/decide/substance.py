"""What people really have to say: a new report, an addition, or an answer to our question."""

from __future__ import annotations

from datetime import timedelta

from kentongan.channels.wire import Button, ButtonsOut
from kentongan.frontdesk import wording
from kentongan.frontdesk.decide import judging, verdicts
from kentongan.frontdesk.decide.desk import CLEAR, Desk
from kentongan.frontdesk.decide.facts import Case, Heard, Quoted
from kentongan.frontdesk.understand import Meaning, understand
from kentongan.frontdesk.understand.intents import will_answer
from kentongan.frontdesk.understand.places import is_vague

# A report less than a day old is probably still what they talk about.
RECENT = timedelta(days=1)
# Messages of one burst follow each other closely, also when they reach us hours later.
BURST = timedelta(minutes=10)
ASKED_FOR = timedelta(days=2)
WANTS_NEW_FOR = timedelta(hours=1)
CLEAR_IN_ANSWER = 6
FEW = 8
UNKNOWING = frozenset({"tidak tahu", "kurang tahu", "entah", "tidak tau", "lupa", "tidak hafal"})


def receive(desk: Desk, heard: Heard, meaning: Meaning) -> None:
    """Find the report it belongs to, or open one."""
    case, how = _belongs(desk, heard, meaning)
    if case is None:
        case = open_report(desk, heard, meaning)
    elif how == "burst":
        _grow(desk, case, heard, meaning)
        note = verdicts.SEVERAL if case.several else verdicts.note(desk, case, meaning)
        desk.add(heard, case, note=note)
        desk.still_typing(case)
    elif how == "place":
        _answer_place(desk, case, heard, meaning)
    else:
        _attach(desk, case, heard, meaning, how)
    desk.alarm(heard, case, meaning)


def _attach(desk: Desk, case: Case, heard: Heard, meaning: Meaning, how: str) -> None:
    """To a report that was acknowledged: it is news for an officer, and may turn it."""
    outcome = "human" if how == "human" else "addition"
    note = verdicts.AGAIN if how == "again" else verdicts.note(desk, case, meaning)
    desk.add(heard, case, outcome, note)
    _learn(desk, case, heard, meaning)
    if how == "again":
        judging.offer(desk, case, heard)
    elif how != "human":
        judging.by_words(desk, case, heard, meaning)
    if how == "unclear" and not desk.is_late(heard):
        _ask_which(desk, case, heard)


def open_report(desk: Desk, heard: Heard, meaning: Meaning) -> Case:
    text = heard.text.strip() or wording.WITHOUT_WORDS.get(heard.kind, "(pesan)")
    if heard.kind == "location":
        text = wording.WITHOUT_WORDS["location"]
    case = desk.open(heard, meaning, text, silent=desk.talk.human)
    several = verdicts.troubles(text, desk.know) if len(meaning.topics) > 1 else ()
    if several:
        case.several = True
        case.suggestions = tuple(dict.fromkeys((*case.suggestions, *several)))
    desk.note(heard, "report", verdicts.SEVERAL if several else "", case)
    if case.ack_due_at and not meaning.alarm:
        desk.show_typing(heard)
    return case


# ── where it belongs ────────────────────────────────────────────────────────────────────────────


def _belongs(desk: Desk, heard: Heard, meaning: Meaning) -> tuple[Case | None, str]:
    """The case a message belongs to and how: quoted, burst, human, place, same, again, unclear."""
    quoted = _by_quote(desk, heard, meaning)
    if quoted:
        once_more = meaning.again and quoted.ended and quoted.state in verdicts.ANSWERED
        return quoted, "again" if once_more else "burst" if quoted.in_burst else "quoted"
    burst = desk.burst
    if burst and _same_burst(burst, heard, meaning):
        return burst, "burst"
    latest = next(iter(desk.open_cases), None)
    if desk.talk.human and latest:
        return latest, "human"
    judged = verdicts.judged(desk, meaning)
    if judged or (meaning.takes_back and latest):
        return judged or latest, "same"
    asked, how = _asked(desk, heard, meaning)
    if asked:
        return asked, how
    if _wants_new(desk):
        return None, ""
    if not heard.text.strip() or heard.kind in ("location", "contacts"):
        return latest, "same"
    closed = verdicts.once_more(desk, meaning)
    return (closed, "again") if closed else _by_topic(desk, heard, meaning)


def _by_quote(desk: Desk, heard: Heard, meaning: Meaning) -> Case | None:
    before = desk.said_before(heard.reply_to)
    case = desk.case(before.key) if before else None
    return case or next(filter(None, map(desk.numbered, meaning.numbers)), None)


def _same_burst(case: Case, heard: Heard, meaning: Meaning) -> bool:
    gap = heard.at - (case.last_at or case.received_at)
    return gap <= BURST or not _speaks_for_another(case, meaning)


def _asked(desk: Desk, heard: Heard, meaning: Meaning) -> tuple[Case | None, str]:
    """The report about which we have asked something, if this can be the answer."""
    broken = _asked_broken(desk, heard, meaning)
    if broken:
        return broken, "same"
    later = will_answer(meaning.folded.split()) and not meaning.place.text
    return _asked_place(desk, heard, meaning), "same" if later else "place"


def _asked_broken(desk: Desk, heard: Heard, meaning: Meaning) -> Case | None:
    """The report of which we asked what is still broken: words or a photo that follow are about
    it, unless they speak clearly for something else."""
    talk = desk.talk
    case = desk.case(talk.about) if talk.question == "broken" else None
    if case is None or case.ended or talk.asked_at is None or meaning.alarm:
        return None
    if heard.at - talk.asked_at > ASKED_FOR or _speaks_for_another(case, meaning):
        return None
    return case


def _asked_place(desk: Desk, heard: Heard, meaning: Meaning) -> Case | None:
    """The report whose place was asked, if this can be the answer: a pin, a photo, or words that
    do not speak loudly for something else."""
    talk = desk.talk
    case = desk.case(talk.about) if talk.question == "place" else None
    if case is None or case.ended or talk.asked_at is None:
        return None
    if heard.at - talk.asked_at > ASKED_FOR or meaning.alarm:
        return None
    loud = CLEAR_IN_ANSWER if meaning.place.text or meaning.words <= 2 else CLEAR
    another = meaning.weight >= loud and case.topic not in meaning.codes
    return case if not another and _may_be_place(heard, meaning) else None


def _may_be_place(heard: Heard, meaning: Meaning) -> bool:
    """A pin, a photo, a recognised place, or a few words that ask and urge nothing."""
    if heard.kind != "text" or meaning.place.text:
        return True
    few = meaning.words <= FEW and "?" not in heard.text
    return few and not meaning.follows and not meaning.command and not meaning.numbers


def _wants_new(desk: Desk) -> bool:
    """They said "laporan baru" a while ago."""
    talk = desk.talk
    said = talk.question == "which" and not talk.waiting and talk.asked_at is not None
    return said and talk.asked_at is not None and desk.now - talk.asked_at < WANTS_NEW_FOR


def _by_topic(desk: Desk, heard: Heard, meaning: Meaning) -> tuple[Case | None, str]:
    recent = [c for c in desk.open_cases if heard.at - c.received_at < RECENT]
    if not recent:
        return _by_follow_up(desk, meaning), "same"
    case = next((c for c in recent if c.topic and c.topic in meaning.codes), recent[0])
    if meaning.alarm and case.emergency != meaning.alarm.kind:
        return None, ""
    if case.topic and case.topic in meaning.codes:
        return case, "unclear" if _elsewhere(case, meaning) else "same"
    if not _speaks_for_another(case, meaning):
        return case, "same"
    return (case, "unclear") if meaning.follows else (None, "")


def _by_follow_up(desk: Desk, meaning: Meaning) -> Case | None:
    """*Kok belum juga?* about a report of last week; a new street is a new report."""
    if not meaning.follows or meaning.alarm:
        return None
    for case in desk.open_cases:
        same = case.topic in meaning.codes or not meaning.topics
        if same and (not meaning.place.named or not _elsewhere(case, meaning)):
            return case
    return None


def _speaks_for_another(case: Case, meaning: Meaning) -> bool:
    """A clear topic that the case does not have. A case without a topic takes what comes."""
    if not case.topic or case.topic == "other" or case.topic in meaning.codes:
        return False
    return meaning.weight >= CLEAR and not set(meaning.codes) & set(case.suggestions)


def _elsewhere(case: Case, meaning: Meaning) -> bool:
    """The same trouble in another street, as far as both have named one."""
    found = meaning.place
    if not found.named or not case.place or is_vague(case.place):
        return False
    return not any(part in case.place for part in found.text.split(", "))


# ── what it adds ────────────────────────────────────────────────────────────────────────────────


def _grow(desk: Desk, case: Case, heard: Heard, meaning: Meaning) -> None:
    if heard.kind == "location":
        desk.put_pin(case, heard)
        return
    if heard.text.strip():
        if case.text in wording.WITHOUT_WORDS.values():
            case.text = ""
        desk.put_words(case, heard.text.strip(), meaning)


def _learn(desk: Desk, case: Case, heard: Heard, meaning: Meaning) -> None:
    """An addition after the acknowledgement fills what is empty and changes nothing else."""
    if heard.kind == "location" and case.latitude is None:
        desk.put_pin(case, heard)
    if meaning.place.named and not case.place:
        case.place = meaning.place.text
        case.area_id = case.area_id or (meaning.place.area.id if meaning.place.area else None)
    if meaning.topics and not case.topic:
        case.topic, case.suggestions = meaning.topic, meaning.codes
    desk.hide(case, meaning)
    case.mark = case.mark or ("rude" if meaning.rude else "")


def _answer_place(desk: Desk, case: Case, heard: Heard, meaning: Meaning) -> None:
    """The place was asked and here it is. No bubble says thanks: the page shows it, and the next
    word that matters will name it. A photo alone leaves the question open."""
    desk.add(heard, case, "answer", "tempat")
    if heard.kind == "location":
        _pinned(desk, case, heard)
    elif meaning.folded.strip() in UNKNOWING:
        pass
    elif heard.text.strip():
        found = meaning.place
        case.place = (found.text if found.named else heard.text.strip())[:300]
        if found.area:
            case.area_id = found.area.id
    else:
        return
    desk.asked_nothing()


def _pinned(desk: Desk, case: Case, heard: Heard) -> None:
    case.area_id = None
    desk.put_pin(case, heard)
    if heard.latitude is None or heard.longitude is None or desk.is_late(heard):
        return
    if not desk.know.map.holds(heard.latitude, heard.longitude):
        desk.say("place", wording.outside(desk.know), case=case)


# ── which report? ───────────────────────────────────────────────────────────────────────────────


def _ask_which(desk: Desk, case: Case, heard: Heard) -> None:
    """Attached already; only if they press "new" does it become a report of its own."""
    if not case.number:
        return
    buttons = (
        Button(f"join:{heard.id}", f"Laporan {case.number}"),
        Button(f"new:{heard.id}", "Laporan baru"),
    )
    text = wording.which(case, desk.know)
    desk.say("which", ButtonsOut(text, buttons), case=case, reply_to=heard.external_id)
    desk.ask("which", case, heard.id)


def answered_new(desk: Desk, heard: Heard) -> bool:
    """The waiting message becomes a report of its own; False if none waits."""
    waiting = _waiting(desk)
    before = desk.case(desk.talk.about)
    if waiting is None or before is None:
        return False
    meaning = understand(waiting.text, desk.know)
    case = desk.open(heard, meaning, waiting.text.strip() or "(pesan)")
    case.from_number = before.number
    case.received_at = waiting.at or case.received_at
    desk.move(waiting, before.key, case)
    desk.note(heard, "answer", "laporan baru", case)
    desk.asked_nothing()
    return True


def _waiting(desk: Desk) -> Quoted | None:
    talk = desk.talk
    if talk.question not in ("which", "again") or not talk.waiting:
        return None
    known = desk.facts.waiting
    if known and known.message_id == talk.waiting:
        return known
    mine = (one for one in desk.quoted.values() if one.message_id == talk.waiting)
    return next(mine, None)
