"""One report: looking at it, and its heartbeat while it is open."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kentongan.people.audience import StaffRequest, staff
from kentongan.reports.access import report_for
from kentongan.reports.actions import keeping, presence
from kentongan.reports.models import Report
from kentongan.reports.page import pulse as beats
from kentongan.reports.page import report as pages
from kentongan.reports.page.buttons import Broken
from kentongan.reports.page.composer import Typed
from kentongan.reports.page.dues import calendar
from kentongan.reports.page.frame import SHEET, frame, sheet_only, show
from kentongan.reports.page.rows import query_of
from kentongan.reports.queries import mine
from kentongan.reports.queries.pulse import present, stamp
from kentongan.reports.views.queue import pane, wanted_of

_NOTHING_NEW = 204


@staff()
@require_GET
def the_report(request: StaffRequest, number: str) -> HttpResponse:
    report, now = report_for(request.staff, number), timezone.now()
    presence.here(report, by=request.staff, now=now)
    response = page_of(request, report)
    keeping.seen(report, by=request.staff, now=now)
    mine.opened(request.staff, report, now)
    return response


def page_of(
    request: StaffRequest,
    report: Report,
    *,
    typed: Typed | None = None,
    broken: Broken | None = None,
) -> HttpResponse:
    """The page, perhaps with what was typed and could not be done. That is a 422; htmx would not
    show one, so it gets a 200, and the address stays that of the report."""
    alone = sheet_only(request)
    days = calendar(timezone.now())
    wanted = wanted_of(request)
    mark = stamp(report, request.staff, days.now)
    opened = pages.open_report(report, request.staff, days)
    back = f"{reverse('desk:queue', args=[request.city.slug])}?{query_of(wanted)}"
    context: dict[str, Any] = {
        **frame(request, tray=wanted.tray),
        **pages.context(
            opened, mark=mark, typed=typed, broken=broken, back=back, kept=query_of(wanted)
        ),
        "queue": None,
    }
    if not alone:
        context["queue"] = pane(request, wanted, days, beside=opened)
    if not (broken or (typed and typed.error)):
        return show(request, "reports/report.html", context)
    in_sheet = request.headers.get("HX-Target") == SHEET
    response = show(request, "reports/report.html", context, status=200 if in_sheet else 422)
    response["HX-Push-Url"] = "false"
    return response


@staff()
@require_GET
def pulse(request: StaffRequest, number: str) -> HttpResponse:
    """Every four seconds: 204 when a reader would see nothing else.

    A GET that writes a sign of life, at most every ten seconds: nothing hangs on it.
    """
    report, now = report_for(request.staff, number), timezone.now()
    presence.here(report, by=request.staff, now=now)
    mark = stamp(report, request.staff, now)
    if mark == request.GET.get("v"):
        return HttpResponse(status=_NOTHING_NEW)
    opened = pages.open_report(report, request.staff, calendar(now))
    items = pages.talk_of(opened)
    news = beats.news(items, request.GET.get("seen", ""))
    keeping.seen(report, by=request.staff, now=now)
    context = {
        "pulse_url": beats.url(report, mark, items),
        "presence": pages.people(present(report, request.staff, now)),
        "fresh": news.fresh,
        "changed": news.changed,
        "oob": True,
    }
    return show(request, "components/pulse.html", context)
