"""The public record and its feed: for anybody who wants to hold the city to its word."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_GET

from kentongan.cases.models import JournalHead
from kentongan.dashboards import record
from kentongan.people.audience import CityRequest, public
from kentongan.pure import sayings


@public
@require_GET
def journal(request: CityRequest) -> HttpResponse:
    response = render(request, "dashboards/journal.html", record.page(timezone.now()))
    response["Cache-Control"] = "public, max-age=60"
    return response


@public
@require_GET
def feed(request: CityRequest) -> HttpResponse:
    """The heads as Atom, newest first. Whoever keeps a copy can tell if the past was changed."""
    city = request.city
    page = settings.URL + reverse("journal", args=[city.slug])
    atom = Atom1Feed(
        title=f"Catatan {city.name}",
        link=page,
        description=None,
        language="id",
        feed_url=settings.URL + reverse("journal_feed", args=[city.slug]),
        feed_guid=f"urn:kentongan:{city.slug}:catatan",
        author_name=city.name,
    )
    for head in JournalHead.objects.all()[: record.HEADS]:
        atom.add_item(
            title=f"{sayings.short_day(head.day)}: {head.digest}",
            link=f"{page}#h-{head.day}",
            unique_id=f"urn:kentongan:{city.slug}:catatan:{head.day}",
            description=f"Posisi {head.position}, {head.count} baris hari itu. {head.digest}",
            updateddate=head.at.astimezone(UTC),
            pubdate=datetime.combine(head.day, time.max, city.tz),
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    atom.write(response, "utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response
