"""Pages of the frontage itself: a sign of life, and every part of the look in every state."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kentongan.people.audience import anyone
from kentongan.site import patterns as samples


@anyone
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@anyone
def patterns(request: HttpRequest) -> HttpResponse:
    """Composed examples only: it shows no row of any city."""
    return render(request, "patterns.html", samples.context())
