"""A city and everything its pack brings. Safe to run at every start: it only adds."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from kentongan.cases import holidays
from kentongan.cases.models import Rung, TimeLimit
from kentongan.cities import pack as packs
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.cities.pack import Pack
from kentongan.people.founding import found_posts
from kentongan.people.models import Agency, Area
from kentongan.reports.actions.handling import OFFICE
from kentongan.reports.models import CannedReply, Topic

_LEVELS = ("kecamatan", "kelurahan")  # districts first, because wards name them


def settle_city(where: str) -> City:
    """The city of a shipped pack's slug, or of a pack's directory. Raises `PackError`."""
    pack = packs.load(where)
    city, _ = City.objects.get_or_create(
        slug=pack.city.slug,
        defaults={
            "name": pack.city.name,
            "code": pack.city.code,
            "zone": pack.city.zone,
            "accent": pack.city.accent,
            "hours": pack.city.hours,
            "latitude": pack.city.lat,
            "longitude": pack.city.lon,
            "pack": where,
        },
    )
    with inside(city):
        _limits(pack)
        _ladder(pack)
        agencies = _agencies(pack)
        found_posts(OFFICE, regency=city.name.startswith("Kabupaten"))
        _areas(pack)
        _topics(pack, agencies)
        _replies(pack)
        holidays.ensure(timezone.now().astimezone(city.tz).date())
    return city


def _limits(pack: Pack) -> None:
    TimeLimit.objects.bulk_create(
        [
            TimeLimit(
                code=limit.code,
                working_days=limit.working_days,
                hours=limit.hours,
                law=limit.law,
                valid_from=limit.valid_from or date(2019, 1, 1),
            )
            for limit in pack.limits
        ],
        ignore_conflicts=True,
    )


def _ladder(pack: Pack) -> None:
    Rung.objects.bulk_create(
        [
            Rung(code=rung.code, clock=rung.clock, days=rung.days, level=rung.level)
            for rung in pack.ladder
        ],
        ignore_conflicts=True,
    )


def _agencies(pack: Pack) -> dict[str, Agency]:
    Agency.objects.bulk_create(
        [
            Agency(
                code=agency.code,
                name=agency.name,
                short_name=agency.short,
                kind=agency.kind,
                is_city=agency.is_city,
                district=agency.district,
                phone=agency.phone,
                note=agency.note,
            )
            for agency in pack.agencies
        ],
        ignore_conflicts=True,
    )
    return {agency.code: agency for agency in Agency.objects.all()}


def _areas(pack: Pack) -> None:
    for level in _LEVELS:
        known = {area.code: area.pk for area in Area.objects.all()}
        Area.objects.bulk_create(
            [
                Area(
                    level=level,
                    code=area.code,
                    name=area.name,
                    parent_id=known.get(area.parent),
                    latitude=area.lat or 0.0,
                    longitude=area.lon or 0.0,
                )
                for area in pack.areas
                if area.level == level and area.code not in known
            ]
        )


def _topics(pack: Pack, agencies: dict[str, Agency]) -> None:
    Topic.objects.bulk_create(
        [
            Topic(
                code=topic.code,
                name=topic.name,
                group=topic.group,
                kind=topic.kind,
                agency=agencies[topic.agency],
                by_district=topic.by_district,
                sp4n=topic.sp4n,
                keywords=topic.written,
                sensitive=topic.sensitive,
                public=topic.public,
                position=position,
            )
            for position, topic in enumerate(pack.topics)
        ],
        ignore_conflicts=True,
    )


def _replies(pack: Pack) -> None:
    if CannedReply.objects.exists():
        return
    CannedReply.objects.bulk_create(
        CannedReply(title=reply.title, text=reply.text, position=position)
        for position, reply in enumerate(pack.replies)
    )
