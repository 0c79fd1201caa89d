"""The city's knowledge, read from its rows and kept for a minute: staff may change topics."""

from __future__ import annotations

import time

from django.conf import settings

from kentongan.cases.models import Holiday
from kentongan.cities import pack as packs
from kentongan.cities.locks import current
from kentongan.cities.models import City
from kentongan.cities.pack import Pack
from kentongan.frontdesk.understand import AreaFact, Facts, Knowledge, TopicFact
from kentongan.people.models import Agency, Area
from kentongan.pure import workdays
from kentongan.reports.models import Topic

# The agency that answers for what nobody has been asked to do yet: the city's communications.
OWNER = "diskominfo"
KEPT = 60.0

_known: dict[int, tuple[float, Knowledge]] = {}


def knowledge() -> Knowledge:
    """What the desk knows about the current city; four statements once a minute, else none."""
    city = current()
    known = _known.get(city.pk)
    if known is None or time.monotonic() - known[0] > KEPT:
        known = time.monotonic(), Knowledge(_facts(city), packs.load(city.pack))
        _known[city.pk] = known
    return known[1]


def forget() -> None:
    """Read everything anew next time."""
    _known.clear()


def _facts(city: City) -> Facts:
    agencies = list(Agency.objects.all())
    days = list(Holiday.objects.values_list("day", "works"))
    return Facts(
        city_id=city.pk,
        slug=city.slug,
        name=city.name,
        zone=city.tz,
        url=settings.URL,
        hours=workdays.Hours.parse(city.hours) if city.hours else None,
        owner_id=_owner(agencies),
        offices={a.district: a.name for a in agencies if a.district},
        topics=_topics(packs.load(city.pack)),
        areas=tuple(
            AreaFact(a.pk, a.level, a.code, a.name, a.latitude, a.longitude)
            for a in Area.objects.all()
        ),
        off=frozenset(day for day, works in days if not works),
        on=frozenset(day for day, works in days if works),
    )


def _owner(agencies: list[Agency]) -> int:
    for agency in agencies:
        if agency.code == OWNER:
            return agency.pk
    raise LookupError(f"the city has no agency {OWNER!r} to own new reports")


def _topics(pack: Pack) -> tuple[TopicFact, ...]:
    topics = Topic.objects.filter(is_active=True).select_related("agency")
    return tuple(
        TopicFact(
            id=topic.pk,
            code=topic.code,
            name=topic.name,
            kind=topic.kind,
            group=topic.group,
            agency=topic.agency.name,
            is_city=topic.agency.is_city,
            sensitive=topic.sensitive,
            by_district=topic.by_district,
            keywords=packs.keywords_of(topic.keywords, pack.folds),
        )
        for topic in topics
    )
