"""The door of the house."""

from __future__ import annotations

from django.urls import URLPattern, path

from kentongan.people import views


def routes(accounts: views.Accounts) -> list[URLPattern]:
    """`accounts` are those that anybody may try (the demonstration's)."""
    return [
        path("masuk/", views.enter, {"accounts": accounts}, name="login"),
        path("keluar/", views.leave, name="logout"),
    ]
