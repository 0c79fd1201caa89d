"""One's own work today."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kentongan.people.audience import StaffRequest, staff
from kentongan.reports.page import mine as page
from kentongan.reports.page.dues import calendar
from kentongan.reports.page.frame import frame, show
from kentongan.reports.queries.mine import mine
from kentongan.reports.queries.requests import waiting


@staff()
@require_GET
def my_work(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    found = mine(request.staff, now, request.city.tz)
    asked = waiting([one.matter for one in found.raised if one.matter not in found.reports])
    context = {
        **frame(request, nav="mine"),
        **page.context(request.staff, found, asked, calendar(now)),
        "greeting": f"{page.greeting(now)}, {request.staff.user.name.split(' ')[0]}.",
    }
    return show(request, "reports/mine.html", context)
