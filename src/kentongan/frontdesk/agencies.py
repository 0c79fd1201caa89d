"""People of an agency who write from their telephone: colleagues, not residents.

Who has proven their telephone acts for their post. A number that somebody only typed in leaves
notes. A telephone that was proven once and is no more does neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from kentongan.channels.wire import TextOut
from kentongan.frontdesk.crew import linking, words
from kentongan.frontdesk.crew.asked import Asked
from kentongan.frontdesk.crew.shift import FILES, FROM_AGENCY, SPOKEN, VERBS, Shift
from kentongan.frontdesk.decide import Decision, Heard, LaneFacts, Outcome, Said, decide
from kentongan.frontdesk.models import CrewTalk
from kentongan.frontdesk.reading import LaneRow
from kentongan.frontdesk.understand import Knowledge
from kentongan.mailroom.models import File, Lane, Message, Word
from kentongan.people import phones
from kentongan.people.models import Staff
from kentongan.pure.errors import NotAllowed
from kentongan.pure.flow import Role
from kentongan.reports.actions.asking import PURPOSE, TALK
from kentongan.reports.actions.keeping import note_from_agency

Lanes = Sequence[tuple[LaneRow, LaneFacts]]


@dataclass(slots=True)
class Office:
    """Who of those that write just now is a colleague, by lane: `acts` by a proven telephone,
    `notes` by a number that was typed in. `strangers` press our buttons without either."""

    now: datetime
    acts: Mapping[int, Staff] = field(default_factory=dict)
    notes: Mapping[int, Staff] = field(default_factory=dict)
    strangers: frozenset[int] = frozenset()
    coded: Mapping[int, linking.Codes] = field(default_factory=dict)
    talks: Mapping[int, CrewTalk] = field(default_factory=dict)
    changed: list[CrewTalk] = field(default_factory=list)

    def knows(self, row: LaneRow) -> bool:
        held = (self.acts, self.notes, self.strangers, self.coded)
        return any(row.id in some for some in held)

    def still_speaks(self, row: LaneRow, facts: LaneFacts) -> bool:
        """Whether a colleague may still be sending the rest: photo, then words, are one answer.
        Then their lane waits until they have been quiet."""
        sent = [m.at for m in facts.messages if m.kind in SPOKEN and m.kind != "choice"]
        if row.id not in self.acts or row.id in self.coded or not sent:
            return False
        until = min(max(sent) + facts.quiet, min(sent) + facts.quiet_most)
        if until > self.now:
            Lane.objects.filter(pk=row.id).update(ready_at=until)
        return until > self.now

    def heard(self, row: LaneRow, facts: LaneFacts, know: Knowledge) -> Decision:
        """Codes first; then a colleague's words; what is left is a resident's after all."""
        outcomes: list[Outcome] = []
        said: list[Said] = []
        if codes := self.coded.get(row.id):
            outcomes, said = [*codes.outcomes], [*codes.said]
            facts = replace(facts, messages=tuple(codes.rest))
        rest = facts.messages
        if row.id in self.acts:
            shift = self._shift(self.acts[row.id], row, facts)
            outcomes += shift.outcomes.values()
            said += shift.said
            rest = tuple(shift.rest)
        elif row.id in self.notes:
            noted, answers, rest = _noted(self.notes[row.id], row, rest, self.now)
            outcomes += noted
            said += answers
        turned, rest = _turned_away(row, rest) if row.id in self.strangers else ([], rest)
        if turned:
            outcomes += turned
            said.append(Said(TALK, words.NOT_LINKED, TextOut(words.NOT_LINKED)))
        decision = decide(replace(facts, messages=rest), know, self.now)
        return replace(
            decision,
            outcomes=(*outcomes, *decision.outcomes),
            said=(*said, *decision.said),
        )

    def _shift(self, staff: Staff, row: LaneRow, facts: LaneFacts) -> Shift:
        before = self.talks.get(row.id)
        shift = Shift(staff, row, Asked.of(before, self.now), self.now)
        shift.hear(facts.messages)
        _sign(staff, list(shift.outcomes))
        asked = shift.asked
        if before or asked.question:
            self.changed.append(
                CrewTalk(
                    contact_id=row.contact_id,
                    line_id=row.line_id,
                    question=asked.question,
                    about_id=asked.about or None,
                    waiting=list(asked.waiting),
                    asked_at=self.now,
                )
            )
        return shift

    def remember(self) -> None:
        """What was asked, for the next time. One statement, and none where nothing was."""
        if self.changed:
            CrewTalk.objects.bulk_create(
                self.changed,
                update_conflicts=True,
                unique_fields=["city", "contact", "line"],
                update_fields=["question", "about", "waiting", "asked_at"],
            )


def office(lanes: Lanes, now: datetime) -> Office:
    """No statement where nobody of them works here, and five where somebody does."""
    coded = {
        row.id: linking.heard(row, facts, now)
        for row, facts in lanes
        if any(linking.is_code(one) for one in facts.messages)
    }
    rows = [row for row, _ in lanes]
    linked = [r.contact_id for r in rows if r.proven or r.id in coded]
    acting = phones.acting_for(linked, now=now)
    acts = {row.id: acting[row.contact_id] for row in rows if row.contact_id in acting}
    acts = {lane: staff for lane, staff in acts.items() if staff.role == Role.AGENCY}
    typed = [row for row in rows if row.staff_id and row.proven is None]
    strangers = frozenset(
        row.id for row, facts in lanes if row.id not in acts and _presses(row, facts)
    )
    talks = CrewTalk.objects.filter(contact__in=[row.contact_id for row in rows if row.id in acts])
    by_pair = {(talk.contact_id, talk.line_id): talk for talk in talks if acts}
    found = {row.id: by_pair.get((row.contact_id, row.line_id)) for row in rows if row.id in acts}
    return Office(
        now,
        acts=acts,
        notes=_typed(typed),
        strangers=strangers,
        coded=coded,
        talks={lane: talk for lane, talk in found.items() if talk},
    )


def works_here(row: LaneRow) -> bool:
    """Whether these are a colleague's words, whatever they mean."""
    return bool(row.staff_id or row.proven)


def _presses(row: LaneRow, facts: LaneFacts) -> bool:
    """Somebody without a proven telephone on a button of ours, or on words we said to a post from
    a telephone that is no more theirs."""
    if row.proven is False and any(one.reply_to for one in facts.messages):
        return True
    return any(one.choice.partition(":")[0] in VERBS for one in facts.messages)


def _typed(rows: Sequence[LaneRow]) -> dict[int, Staff]:
    """Whose typed number it is, by lane. One statement, and none where nobody is known so."""
    ids = {row.staff_id for row in rows if row.staff_id}
    if not ids:
        return {}
    known = Staff.objects.filter(pk__in=ids).select_related("user", "agency", "seat")
    return {row.id: one for one in known for row in rows if row.staff_id == one.pk}


def _turned_away(
    row: LaneRow, messages: Sequence[Heard]
) -> tuple[list[Outcome], tuple[Heard, ...]]:
    """What was meant for an errand and does not count: buttons, and quotes of what we asked."""
    ids = [one.reply_to for one in messages if one.reply_to]
    ours = Word.objects.filter(line=row.line_id, external_id__in=ids, purpose__in=(PURPOSE, TALK))
    quoted = set(ours.values_list("external_id", flat=True)) if ids else set()
    away = [
        one
        for one in messages
        if one.choice.partition(":")[0] in VERBS or (one.reply_to and one.reply_to in quoted)
    ]
    rest = tuple(one for one in messages if one not in away)
    return [Outcome(one.id, "replied", words.NOT_LINKED_NOTE) for one in away], rest


def _noted(
    staff: Staff, row: LaneRow, messages: Sequence[Heard], now: datetime
) -> tuple[list[Outcome], list[Said], tuple[Heard, ...]]:
    """Their words become notes on the report they mean, where they may see it.

    The note holds the words. Only a message with a file is laid into the folder itself, signed
    with who sent it: a photo of the work must not be lost, nor be taken for the resident's.
    """
    outcomes: list[Outcome] = []
    said: list[Said] = []
    rest = []
    for one in messages:
        try:
            report = _note(staff, row, one, now)
        except NotAllowed as why:
            outcomes.append(Outcome(one.id, "replied", FROM_AGENCY))
            said = [Said(TALK, str(why), TextOut(str(why)))]
            continue
        if report is None:
            rest.append(one)
        else:
            outcomes.append(Outcome(one.id, "addition", FROM_AGENCY, report * (one.kind in FILES)))
    _sign(staff, [one.message_id for one in outcomes])
    return outcomes, said, tuple(rest)


def _sign(staff: Staff, messages: Sequence[int]) -> None:
    """Who spoke, written on what they said and on what they sent with it."""
    if messages:
        Message.objects.filter(pk__in=messages).update(staff=staff)
        File.objects.filter(message__in=messages).update(staff=staff)


def _note(staff: Staff, row: LaneRow, one: Heard, now: datetime) -> int | None:
    if one.kind not in SPOKEN or one.history or one.choice.partition(":")[0] in VERBS:
        return None
    quoted = None
    if one.reply_to:
        quoted = Word.objects.filter(line=row.line_id, external_id=one.reply_to).first()
    report = note_from_agency(staff, one.text, quoted, now=now)
    return report.pk if report else None
