"""Who is late, by agency."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kentongan.people.audience import StaffRequest, staff
from kentongan.reports.page import lateness as page
from kentongan.reports.page.dues import calendar
from kentongan.reports.page.frame import frame, show
from kentongan.reports.queries.lateness import by_agency


@staff()
@require_GET
def overdue(request: StaffRequest) -> HttpResponse:
    """Sorted by `urut`, upwards if `arah` is `naik`. An agency sees itself."""
    days = calendar(timezone.now())
    rows = by_agency(request.staff, days.now)
    up = request.GET.get("arah") == "naik"
    context = {
        **frame(request, nav="overdue"),
        **page.context(rows, days, request.GET.get("urut", ""), up),
    }
    return show(request, "reports/lateness.html", context)
