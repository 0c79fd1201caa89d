"""What the desk knows of a city, straight from its pack: for tests without a database."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from kentongan.cities import pack as packs
from kentongan.frontdesk.decide import Case, Decision, Heard, LaneFacts, decide
from kentongan.frontdesk.understand import AreaFact, Facts, Knowledge, Meaning, TopicFact
from kentongan.frontdesk.understand import understand as understand_with
from kentongan.pure import workdays

# A Tuesday, 10.00 in Pontianak.
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
_ids = itertools.count(1)


@cache
def know(slug: str = "pontianak") -> Knowledge:
    pack = packs.load(slug)
    topics = []
    for number, topic in enumerate(pack.topics, 1):
        agency = pack.agency(topic.agency)
        topics.append(
            TopicFact(
                number, topic.code, topic.name, topic.kind, topic.group, agency.name,
                agency.is_city, topic.sensitive, topic.by_district, topic.keywords,
            )
        )  # fmt: skip
    areas = [
        AreaFact(number, area.level, area.code, area.name, area.lat or 0.0, area.lon or 0.0)
        for number, area in enumerate(pack.areas, 1)
        if area.level != "city"
    ]
    facts = Facts(
        city_id=1,
        slug=slug,
        name=pack.city.name,
        zone=ZoneInfo(pack.city.zone),
        url="https://kota.example",
        hours=workdays.Hours.parse(pack.city.hours),
        owner_id=1,
        topics=tuple(topics),
        areas=tuple(areas),
        offices={a.district: a.name for a in pack.agencies if a.district},
    )
    return Knowledge(facts, pack)


def understand(text: str, slug: str = "pontianak") -> Meaning:
    return understand_with(text, know(slug))


def heard(text: str = "", *, kind: str = "text", ago: float = 0, **more: Any) -> Heard:
    number = next(_ids)
    at = NOW - timedelta(seconds=ago)
    return Heard(number, f"wamid.{number}", at, kind, text, **more)


def case(**more: Any) -> Case:
    """A report about a dark lamp, opened two hours ago and acknowledged."""
    before = NOW - timedelta(hours=2)
    given: dict[str, Any] = {
        "key": 7, "received_at": before, "opened_at": before, "number": "K7M2-Q9XD",
        "token": "1-abc", "text": "lampu jalan mati di Gg Beringin", "topic": "street_light",
        "suggestions": ("street_light",), "place": "Gg. Beringin", "state_since": before,
    }  # fmt: skip
    return Case(**{**given, **more})


def decided(*messages: Heard, slug: str = "pontianak", **more: Any) -> Decision:
    return decide(LaneFacts(messages, **more), know(slug), NOW)


def said(decision: Decision) -> list[str]:
    """What for each word is said, in order."""
    return [one.purpose for one in decision.said]


def outcome(decision: Decision) -> tuple[str, int]:
    """Outcome and case of the only message."""
    [one] = decision.outcomes
    return one.outcome, one.key
