"""What every template may count on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    city = getattr(request, "city", None)
    return {"city": city, "staff": getattr(request, "staff", None), "demo": settings.DEMO}
