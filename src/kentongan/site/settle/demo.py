"""The demonstration: the shipped cities, their lines on the sandbox, and people at work."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from kentongan.cities import pack as packs
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.people.actions import Term, appoint
from kentongan.people.models import Post, Staff, User
from kentongan.site.launch import demo, secrets
from kentongan.site.settle.city import settle_city
from kentongan.site.settle.line import AppFacts, LineFacts, add_app, add_line


def settle_demo() -> None:
    """Cities, lines and accounts. What is there already stays; secrets come from the data
    directory, so that a changed one takes effect at the next start."""
    known = secrets.load(Path(settings.DATA))
    cities = {slug: settle_city(slug) for slug in packs.slugs()}
    app = add_app(
        AppFacts(
            channel="whatsapp",
            slug=demo.APP,
            secret=os.environ.get("KENTONGAN_APP_SECRET") or known.app_secret,
            verify_token=known.verify_token,
            platform_id=demo.APP_ID,
        )
    )
    for line in demo.LINES:
        add_line(
            cities[line.city],
            app,
            LineFacts(
                external_id=line.phone_number_id,
                account=line.waba_id,
                display=line.display_phone_number,
                name=line.verified_name,
                token=known.tokens[line.key],
            ),
        )
    _people(cities, known.passwords)


def _people(cities: Mapping[str, City], passwords: Mapping[str, str]) -> None:
    """Whoever was relieved at the desk stays so."""
    for person in demo.STAFF:
        city = cities[person.city]
        user = User.objects.filter(username=person.username).first()
        if user is None:
            password = passwords[person.username]
            user = User.objects.create_user(person.username, password, name=person.name)
            user.home = city
            user.save(update_fields=["home"])
        with inside(city):
            if not Staff.objects.filter(user=user).exists():
                today = timezone.localdate(timezone=city.tz)
                appoint(Post.objects.get(code=person.post), user, Term(today), by=None)
