"""A city with somebody at every agency who can be told, for a year that is simulated."""

from __future__ import annotations

from datetime import date

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.mailroom.models import Line, PlatformApp
from kentongan.people.actions import Term, appoint
from kentongan.people.models import Post, User
from kentongan.site.settle import settle_city

HELD = (Post.Level.OFFICER, Post.Level.LIAISON, Post.Level.CHIEF, Post.Level.SECRETARY,
        Post.Level.MAYOR)  # fmt: skip


def staffed(slug: str, since: date) -> City:
    """Every post is held, except every seventh chief: that one is vacant, and falls upward."""
    city = settle_city(slug)
    app = PlatformApp.objects.get_or_create(channel="whatsapp", slug="year")[0]
    with inside(city):
        Line.objects.create(
            app=app,
            channel="whatsapp",
            external_id=f"{city.pk:015d}",
            name=city.name,
            display="+62",
        )
        posts = Post.objects.filter(level__in=HELD).order_by("pk")
        for n, post in enumerate(posts):
            if post.level == Post.Level.CHIEF and n % 7 == 0:
                continue
            user = User.objects.create(username=f"{post.code}.{slug}"[:60], name=post.title[:100])
            staff = appoint(post, user, Term(since), by=None)
            staff.phone = f"+62812{staff.pk:08d}"
            staff.save(update_fields=["phone"])
    return city
