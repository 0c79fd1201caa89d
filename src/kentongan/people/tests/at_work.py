"""People at work, for the tests of all rooms: they hold a post of the city that is open."""

from __future__ import annotations

from datetime import date

from kentongan.people.actions import Term, appoint
from kentongan.people.founding import found_posts
from kentongan.people.models import Post, Staff, User

LONG_AGO = date(2020, 1, 1)


def hold(code: str, name: str, *, username: str = "", password: str = "") -> Staff:
    """`name` holds the post with this code ("dishub.liaison"). Without a password nobody can
    sign in by form."""
    user = User(username=username or f"{name.split()[0].lower()}.{code}", name=name)
    if password:
        user.set_password(password)
    else:
        user.password = "!"
    user.save()
    if not Post.objects.filter(code=code).exists():
        found_posts("diskominfo")
    return appoint(Post.objects.get(code=code), user, Term(LONG_AGO), by=None)
