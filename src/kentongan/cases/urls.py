"""Addresses of this room at the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from kentongan.cases import views


def routes(desk: views.Desk) -> list[URLPattern]:
    """`desk` draws the frame around these pages: they do not know the desks above them."""
    around = {"desk": desk}
    return [
        path("kalender/", views.days, around, name="days"),
        path("kalender/decree/", views.say_of_day, around, name="say_of_day"),
    ]
