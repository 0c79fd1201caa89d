"""Every address of the house. Rooms bring their own; what matches first wins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from kentongan.frontdesk import views as frontdesk
from kentongan.people.audience import anyone


@anyone
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("<slug:city>/accent.css", frontdesk.accent, name="accent"),
    path("", include("kentongan.frontdesk.urls")),
]
