"""Every address of the house. Rooms bring their own; what matches first wins."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kentongan.dashboards import public
from kentongan.frontdesk import views as frontdesk
from kentongan.people import urls as people
from kentongan.reports.views import files
from kentongan.site import pages
from kentongan.site.demo_accounts import accounts

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", pages.healthz, name="healthz"),
    path("patterns/", pages.patterns, name="patterns"),
    *people.routes(accounts),
    path("<slug:city>/desk/", include("kentongan.site.desk_urls")),
    path("<slug:city>/file/<str:key>", files.file, name="file"),
    path("<slug:city>/file/<str:key>/kecil", files.file_thumb, name="file_thumb"),
    path("<slug:city>/catatan/", public.journal, name="journal"),
    path("<slug:city>/catatan.atom", public.feed, name="journal_feed"),
    path("<slug:city>/accent.css", frontdesk.accent, name="accent"),
    path("", include("kentongan.frontdesk.urls")),
]
