"""Every address of the desk, of all rooms: what joins them lives above them."""

from __future__ import annotations

from django.urls import path

from kentongan.cases import urls as cases
from kentongan.cases.views import Desk
from kentongan.dashboards import views as dashboards
from kentongan.frontdesk.pages.home import city_line
from kentongan.frontdesk.rights import urls as rights
from kentongan.mailroom import urls as mailroom
from kentongan.people import urls as people
from kentongan.people.views.around import Around
from kentongan.reports import urls as reports
from kentongan.reports.access import out_of_sight
from kentongan.reports.page.frame import frame, say

app_name = "desk"
urlpatterns = [
    path("check/", dashboards.check, name="check"),
    *cases.routes(Desk(frame, say)),
    *rights.routes,
    *mailroom.routes(frame, out_of_sight),
    *people.at_desk(Around(frame, say, city_line)),
    *reports.routes,
]
