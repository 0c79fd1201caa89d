"""A city with somebody at every agency, for a year that is simulated."""

from __future__ import annotations

from datetime import date

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.people.actions import Term, appoint
from kentongan.people.models import Post, User
from kentongan.site.settle import settle_city

HELD = (Post.Level.OFFICER, Post.Level.LIAISON, Post.Level.CHIEF, Post.Level.SECRETARY,
        Post.Level.MAYOR)  # fmt: skip


def staffed(slug: str, since: date) -> City:
    """Every post is held, except every seventh chief: that one is vacant, and falls upward."""
    city = settle_city(slug)
    with inside(city):
        posts = Post.objects.filter(level__in=HELD).order_by("pk")
        for n, post in enumerate(posts):
            if post.level == Post.Level.CHIEF and n % 7 == 0:
                continue
            user = User.objects.create(username=f"{post.code}.{slug}"[:60], name=post.title[:100])
            appoint(post, user, Term(since), by=None)
    return city
