"""Addresses of the mailroom at the desk. `routes` takes the frame that is drawn around them, and
which folders somebody may not look into."""

from __future__ import annotations

from django.urls import URLPattern, path

from kentongan.mailroom import views


def routes(frame: views.Frame, unseen: views.Unseen) -> list[URLPattern]:
    around = {"frame": frame}
    sight = {"unseen": unseen}
    return [
        path("templates/", views.templates, around, name="templates"),
        path("trays/", views.trays, {**around, **sight}, name="trays"),
        path("trays/words/<int:pk>/<slug:verb>/", views.word, sight, name="word"),
        path("trays/mails/<int:pk>/<slug:verb>/", views.mail, sight, name="mail"),
        path("trays/letters/<int:pk>/<slug:verb>/", views.quarantined, name="quarantined"),
        path("trays/messages/<int:pk>/<slug:verb>/", views.doubted, name="doubted"),
    ]
