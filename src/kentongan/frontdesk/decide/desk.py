"""The desk at work on one lane: what it has noted so far, and the handful of things it can do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kentongan.channels.wire import Content, TextOut, TypingOut
from kentongan.frontdesk import wording
from kentongan.frontdesk.decide.effects import (
    Claimed,
    Decision,
    Likened,
    Moved,
    Outcome,
    Rated,
    Said,
    Turned,
)
from kentongan.frontdesk.decide.facts import LATE, Case, Heard, LaneFacts, Quoted, TalkState
from kentongan.frontdesk.understand import Knowledge, Meaning

TYPING_LASTS = timedelta(seconds=20)
# Somebody who greets again within these hours has been greeted.
GREETED_FOR = timedelta(hours=4)
WARNED_FOR = timedelta(hours=24)
# Key words of this weight speak clearly for a topic (one plain phrase of two words).
CLEAR = 3
# What a resident can wish hidden: who told it, and what was told.
MARKS = ("anonymous", "confidential")
# Enough to keep a topic beside the others of a burst: a place stands with it.
HINTS = 2


class Desk:
    """Walks through one person's messages in order. `cases` grows as reports are opened."""

    def __init__(self, facts: LaneFacts, know: Knowledge, now: datetime) -> None:
        self.facts, self.know, self.now = facts, know, now
        self.cases = [replace(case) for case in facts.cases]
        self.talk: TalkState = facts.talk
        self.quoted = dict(facts.quoted)
        self.wants_broadcasts: bool | None = None
        self.hush = False
        self._before = {case.key: replace(case) for case in self.cases}
        self._outcomes: list[Outcome] = []
        self._added: dict[int, list[int]] = {}
        self._moved: list[Moved] = []
        self._turned: list[Turned] = []
        self._rated: list[Rated] = []
        self._likened: list[Likened] = []
        self._claimed: list[Claimed] = []
        self._said: list[Said] = []
        self._again: list[int] = []

    # ── looking ────────────────────────────────────────────────────────────────────────────────

    def case(self, key: int) -> Case | None:
        return next((case for case in self.cases if case.key == key), None) if key else None

    def numbered(self, number: str) -> Case | None:
        return next((case for case in self.cases if case.number == number), None)

    @property
    def open_cases(self) -> list[Case]:
        """Latest first."""
        return [case for case in reversed(self.cases) if not case.ended]

    @property
    def burst(self) -> Case | None:
        return next((case for case in self.open_cases if case.in_burst), None)

    def is_late(self, heard: Heard) -> bool:
        return self.now - heard.at > LATE

    def said_before(self, external_id: str) -> Quoted | None:
        return self.quoted.get(external_id) if external_id else None

    # ── doing ──────────────────────────────────────────────────────────────────────────────────

    def note(self, heard: Heard, outcome: str, note: str = "", case: Case | None = None) -> None:
        """What became of a message. Later ones in the same lane may quote it."""
        key = case.key if case else 0
        self._outcomes.append(Outcome(heard.id, outcome, note, key))
        self.quoted[heard.external_id] = Quoted(
            heard.id, key, outcome, heard.kind, heard.text, heard.at
        )

    def add(self, heard: Heard, case: Case, outcome: str = "addition", note: str = "") -> None:
        self.note(heard, outcome, note, case)
        case.last_at = heard.at
        if not case.is_new:
            self._added.setdefault(case.key, []).append(heard.id)

    def open(self, heard: Heard, meaning: Meaning, text: str, *, silent: bool = False) -> Case:
        """A new report; the acknowledgement is owed after the quiet time, unless `silent`."""
        late = self.is_late(heard)
        pin = (heard.latitude, heard.longitude)
        case = Case(
            key=-1 - sum(one.is_new for one in self.cases),
            received_at=min(heard.at, self.now),
            opened_at=self.now,
            kind=meaning.kind,
            text=text,
            topic=meaning.topic,
            suggestions=meaning.codes,
            place=meaning.place.text,
            area_id=meaning.place.area.id if meaning.place.area else None,
            confidential=self._is_sensitive(meaning),
            mark="spam" if meaning.spam else "rude" if meaning.rude else "",
            late=late,
            last_at=heard.at,
        )
        self.hide(case, meaning)
        if pin != (None, None):
            self.put_pin(case, heard)
        if not silent and case.mark != "spam":
            case.ack_due_at = self.now if late else self.now + self.facts.quiet
        self.cases.append(case)
        self._hush()
        self.asked_nothing()
        return case

    def put_pin(self, case: Case, heard: Heard) -> None:
        """A point on the map: the kelurahan is only suggested by it, staff confirm."""
        if heard.latitude is None or heard.longitude is None:
            return
        case.latitude, case.longitude = heard.latitude, heard.longitude
        area = self.know.map.nearest(heard.latitude, heard.longitude)
        if area and not case.area_id:
            case.area_id = area.id
        name = ", ".join(heard.text.splitlines())
        if name and name not in case.place:
            case.place = ", ".join(filter(None, (case.place, name)))[:300]

    def put_words(self, case: Case, text: str, meaning: Meaning) -> None:
        """More words of the same burst: what is known about the report grows, nothing shrinks."""
        case.text = f"{case.text}\n{text}".strip() if text else case.text
        if meaning.weight and (not case.topic or case.topic == "other"):
            case.topic, case.suggestions, case.kind = meaning.topic, meaning.codes, meaning.kind
        found = meaning.place
        if meaning.weight >= HINTS and meaning.topic not in case.suggestions:
            case.suggestions = (*case.suggestions, meaning.topic)
            case.several |= bool(found.text and case.place and found.text not in case.place)
        if found.text and found.text not in case.place:
            case.place = ", ".join(filter(None, (case.place, found.text)))[:300]
        if found.area and not case.area_id:
            case.area_id = found.area.id
        case.confidential |= self._is_sensitive(meaning)
        self.hide(case, meaning)
        case.mark = case.mark or ("rude" if meaning.rude else "")

    def hide(self, case: Case, meaning: Meaning) -> None:
        """What they wish hidden, and what always is. Never the other way round."""
        misconduct = self._is_misconduct(meaning)
        case.confidential |= meaning.secret or misconduct
        case.anonymous |= meaning.nameless or misconduct

    def _hush(self) -> None:
        """The acknowledgement will greet: a greeting of a moment ago is not said any more."""
        self._said = [one for one in self._said if one.purpose != "greeting"]
        self.hush = self.facts.talk.greeted_at is not None

    def _is_sensitive(self, meaning: Meaning) -> bool:
        topic = self.know.topics.get(meaning.topic)
        return topic is not None and topic.sensitive and meaning.kind != "appreciation"

    def _is_misconduct(self, meaning: Meaning) -> bool:
        """Who tells of bribes or worse is always hidden, and so is what they tell; also where
        another topic is louder."""
        kinds = {self.know.topics[code].kind for code, weight in meaning.topics if weight >= CLEAR}
        return "oversight" in (meaning.kind, *kinds)

    def still_typing(self, case: Case) -> None:
        """Each message of a burst pushes the acknowledgement, a minute at most."""
        if case.ack_due_at and not case.late:
            most = case.opened_at + self.facts.quiet_most
            case.ack_due_at = min(max(case.ack_due_at, self.now + self.facts.quiet), most)

    def show_typing(self, heard: Heard) -> None:
        if self.facts.can_type and not self.is_late(heard):
            content = TypingOut(heard.external_id)
            self._said.append(Said("typing", "", content, lasts=TYPING_LASTS))

    def say(
        self, purpose: str, words: str | Content, *, case: Case | None = None, reply_to: str = "",
        wait: timedelta | None = None,
    ) -> None:  # fmt: skip
        content = TextOut(words) if isinstance(words, str) else words
        text = getattr(content, "text", "")
        key = case.key if case else 0
        self._said.append(Said(purpose, text, content, key, reply_to, wait))

    def alarm(self, heard: Heard, case: Case, meaning: Meaning) -> None:
        """Emergency words: the report goes on top and the numbers are said at once."""
        if not meaning.alarm:
            return
        case.urgent = True
        case.confidential |= meaning.delicate
        if case.emergency:
            return
        case.emergency = meaning.alarm.kind
        if not self.is_late(heard):
            words = wording.emergency(meaning.alarm)
            self.say("emergency", words, case=case, reply_to=heard.external_id)

    def say_again(self, case: Case) -> None:
        """What could only be announced by a template is said in full now."""
        if case.key not in self._again and not case.is_new:
            self._again.append(case.key)

    def move(self, quoted: Quoted, from_key: int, to: Case) -> None:
        self._outcomes.append(Outcome(quoted.message_id, "report", "", to.key))
        self._moved.append(Moved(quoted.message_id, from_key, to.key))

    def turn(self, case: Case, verb: str, note: str) -> None:
        """Close or reopen what an officer has answered, by the word of the resident. Nothing
        more is asked about it then."""
        self._turned.append(Turned(case.key, verb, note))
        case.state, case.ended = ("closed", True) if verb == "close" else ("verified", False)
        case.stars, case.state_since = None, self.now
        self._said = [one for one in self._said if (one.purpose, one.key) != ("fixed", case.key)]

    def rate(self, case: Case, stars: int | None, words: str = "") -> None:
        case.stars = stars or case.stars
        self._rated.append(Rated(case.key, case.state, stars, words))

    def liken(self, case: Case, heard: Heard, *, same: bool) -> None:
        """What they say about the twin we asked them about."""
        self._likened.append(Likened(case.key, self.talk.twin, same, heard.id))

    def claim(self, wants: str, heard: Heard) -> None:
        """A right on their own data; claimed twice in one breath it is one."""
        if all(one.wants != wants for one in self._claimed):
            self._claimed.append(Claimed(wants, heard.text.strip()))

    def ask(self, question: str, case: Case, waiting: int = 0) -> None:
        """The talk waits for an answer to this; one question at a time."""
        self.talk = replace(
            self.talk,
            question=question,
            about=case.key,
            waiting=waiting,
            twin=0,
            asked_at=self.now,
        )

    def asked_nothing(self) -> None:
        """The question is answered, or nothing that matters any more."""
        self.talk = replace(self.talk, question="", about=0, waiting=0, twin=0)

    def decision(self) -> Decision:
        changed = [c for c in self.cases if not c.is_new and c != self._before[c.key]]
        return Decision(
            outcomes=tuple({one.message_id: one for one in self._outcomes}.values()),
            opened=tuple(case for case in self.cases if case.is_new),
            changed=tuple(changed),
            added=tuple((key, tuple(ids)) for key, ids in self._added.items()),
            states=tuple((key, case.state) for key, case in self._before.items()),
            moved=tuple(self._moved),
            turned=tuple({one.key: one for one in self._turned}.values()),
            rated=tuple(self._rated),
            awaited=tuple(
                case.key for case in self.cases if case.waits and case.key in self._added
            ),
            hidden=tuple((case.key, marks) for case in changed if (marks := self._newly(case))),
            likened=tuple(self._likened),
            claimed=tuple(self._claimed),
            said=tuple(self._said),
            again=tuple(self._again),
            talk=self.talk if self.talk != self.facts.talk else None,
            wants_broadcasts=self.wants_broadcasts,
            hush=self.hush,
        )

    def _newly(self, case: Case) -> tuple[str, ...]:
        before = self._before[case.key]
        return tuple(m for m in MARKS if getattr(case, m) and not getattr(before, m))
