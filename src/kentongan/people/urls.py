"""The door of the house, and the posts at the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from kentongan.people import views
from kentongan.people.views import deeds, posts
from kentongan.people.views.around import Around


def routes(accounts: views.Accounts) -> list[URLPattern]:
    """`accounts` are those that anybody may try (the demonstration's)."""
    return [
        path("masuk/", views.enter, {"accounts": accounts}, name="login"),
        path("masuk/kata-sandi/", views.own_password, name="password"),
        path("keluar/", views.leave, name="logout"),
    ]


def at_desk(around: Around) -> list[URLPattern]:
    """`around` draws the desk around these pages: they do not know the desks above them."""
    drawn = {"around": around}
    return [
        path("posts/", posts.posts, drawn, name="posts"),
        path("posts/new/", posts.new, drawn, name="new_post"),
        path("posts/seat/", deeds.seat, name="seat"),
        path("posts/<int:pk>/", posts.post, drawn, name="post"),
        path("posts/<int:pk>/<slug:verb>/", deeds.deed, drawn, name="post_verb"),
    ]
