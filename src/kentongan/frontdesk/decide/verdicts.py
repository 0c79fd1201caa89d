"""What people say of a report that we have answered: fixed, not fixed, or not wanted any more."""

from __future__ import annotations

import re

from kentongan.frontdesk.decide.desk import CLEAR, HINTS, Desk
from kentongan.frontdesk.decide.facts import Case
from kentongan.frontdesk.understand import Knowledge, Meaning

VERDICTS = {"yes": "kata warga: sudah beres", "no": "kata warga: belum beres"}
# What can be opened again.
ANSWERED = frozenset({"replied", "closed", "declined", "referred"})
TAKEN_BACK = "kata warga: batal"
AGAIN = "kata warga: terjadi lagi"
SEVERAL = "beberapa hal di beberapa tempat sekaligus"
# Single words that answer "is it fixed?", but mean nothing by themselves elsewhere.
_BARE = {"ya": "yes", "iya": "yes", "betul": "yes", "tidak": "no", "bukan": "no"}
_CLAUSES = re.compile(r"[,.;\n]+|\b(?:dan|sama|juga|terus|lalu|serta)\b", re.IGNORECASE)


def answered(desk: Desk) -> Case | None:
    """The report that was answered last and waits for a verdict."""
    return next((case for case in desk.open_cases if case.state == "replied"), None)


def bare(desk: Desk, meaning: Meaning) -> str:
    """*Ya* or *tidak*, right after we have asked whether it is fixed."""
    return _BARE.get(meaning.folded.strip(), "") if answered(desk) else ""


def judged(desk: Desk, meaning: Meaning) -> Case | None:
    """The report that a verdict in words is about, where nothing speaks for another one."""
    case = answered(desk) or _just_closed(desk, meaning)
    if case is None or meaning.alarm or not (meaning.verdict or bare(desk, meaning)):
        return None
    return None if _elsewhere(case, meaning) or of_another(case, meaning) else case


def _just_closed(desk: Desk, meaning: Meaning) -> Case | None:
    """*Belum* and nothing else, from somebody without any open report: about what closed last."""
    if desk.open_cases or meaning.command not in ("yes", "no") or meaning.topics:
        return None
    return next((case for case in _closed(desk) if case.state == "closed"), None)


def once_more(desk: Desk, meaning: Meaning) -> Case | None:
    """*Rusak lagi*, and what it is about was closed not long ago: not silently a new report.
    Where they name no topic, only if nothing else of theirs is open."""
    if not meaning.again or meaning.alarm:
        return None
    codes = meaning.codes
    if any(case.topic in codes for case in desk.open_cases) or (desk.open_cases and not codes):
        return None
    alike = (case for case in _closed(desk) if not codes or case.topic in codes)
    return next((case for case in alike if not _elsewhere(case, meaning)), None)


def _closed(desk: Desk) -> list[Case]:
    """What ended lately, the last one first."""
    ended = [case for case in desk.cases if case.ended and case.state in ANSWERED and case.number]
    return sorted(ended, key=lambda one: one.state_since or one.received_at, reverse=True)


def _elsewhere(case: Case, meaning: Meaning) -> bool:
    place = meaning.place
    return place.named and bool(case.place) and not _shares(case.place, place.text)


def _shares(place: str, said: str) -> bool:
    return any(part in place for part in said.split(", "))


def of_another(case: Case, meaning: Meaning) -> bool:
    return bool(case.topic) and meaning.weight >= CLEAR and case.topic not in meaning.codes


def note(desk: Desk, case: Case, meaning: Meaning) -> str:
    """For the officer who closes or reopens. Before an answer only good news is a verdict: that
    it is still broken is what the report says anyway."""
    if meaning.takes_back:
        return TAKEN_BACK
    if of_another(case, meaning):
        return ""
    said = meaning.verdict or bare(desk, meaning)
    if case.state in ("replied", "closed") or (said == "yes" and not case.is_new):
        return VERDICTS.get(said, "")
    return ""


def troubles(text: str, know: Knowledge) -> tuple[str, ...]:
    """The topics of a text that tells of several troubles in several places; else nothing."""
    codes, places = [], set()
    for clause in _CLAUSES.split(text[:2000]):
        found = know.suggest(know.finder.found(know.fold(clause)))
        place = know.map.find(clause).text
        if found and found[0][1] >= HINTS and place:
            codes.append(found[0][0])
            places.add(place)
    codes = list(dict.fromkeys(codes))
    return tuple(codes) if len(codes) > 1 and len(places) > 1 else ()
