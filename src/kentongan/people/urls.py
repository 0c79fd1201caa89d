"""The door of the house."""

from __future__ import annotations

from django.urls import path

from kentongan.people import views

urlpatterns = [
    path("masuk/", views.enter, name="login"),
    path("keluar/", views.leave, name="logout"),
]
