"""What every template may count on."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from kentongan.cities.models import City


def frame(request: HttpRequest) -> dict[str, object]:
    """The city we are in and its colour, who asks, and whether this is the demonstration."""
    city: City | None = getattr(request, "city", None)
    return {
        "city": city,
        "staff": getattr(request, "staff", None),
        "demo": settings.DEMO,
        "accent_css_url": reverse("accent", args=[city.slug]) if city else None,
    }
