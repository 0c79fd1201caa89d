"""Every address of the desk, of all rooms: what joins them lives above them."""

from __future__ import annotations

from django.urls import path

from kentongan.dashboards import views as dashboards
from kentongan.mailroom import urls as mailroom
from kentongan.reports import urls as reports
from kentongan.reports.page.frame import frame

app_name = "desk"
urlpatterns = [
    path("check/", dashboards.check, name="check"),
    *mailroom.routes(frame),
    *reports.routes,
]
