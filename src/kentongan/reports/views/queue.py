"""The queue."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from kentongan.people.audience import StaffRequest, staff
from kentongan.pure.normalise import clean
from kentongan.reports.forms import CHANNELS, FilterForm
from kentongan.reports.page import rows
from kentongan.reports.page.dues import Calendar, calendar
from kentongan.reports.page.frame import frame, show
from kentongan.reports.page.report import Opened, lists
from kentongan.reports.page.shapes import QueuePane
from kentongan.reports.queries import queue, trays
from kentongan.reports.queries.lateness import ONLY
from kentongan.reports.queries.queue import Wanted

_WELCOME = {
    "title": "Pilih satu laporan.",
    "words": "Tekan j dan k untuk berpindah, Enter untuk membuka, ? untuk semua pintasan.",
}
_FARTHEST = 200
_LONGEST_ASKED = 100
_MOST_DIGITS = 6


def wanted_of(request: StaffRequest) -> Wanted:
    """What the address asks for; nonsense counts as nothing."""
    asked = {name: clean(str(value), _LONGEST_ASKED) for name, value in request.GET.items()}
    page = asked.get("hal", "1")[:_MOST_DIGITS]
    channel = asked.get("kanal", "")
    return Wanted(
        tray=trays.tray(request.staff, asked.get("baki", "")).code,
        words=asked.get("q", "").strip(),
        topic=asked.get("topik", "")[:60],
        agency=asked.get("dinas", "")[:60],
        area=asked.get("wilayah", "")[:13],
        channel=channel if channel in dict(CHANNELS) else "",
        unread=asked.get("baca") == "belum",
        urgent=asked.get("mendesak") == "1",
        only=asked["hanya"] if asked.get("hanya") in ONLY else "",
        page=min(int(page), _FARTHEST) if page.isdecimal() and int(page) > 0 else 1,
    )


def pane(
    request: StaffRequest, wanted: Wanted, days: Calendar, *, beside: Opened | None = None
) -> QueuePane:
    """The list, perhaps beside one of its reports that is open."""
    found = queue.page(request.staff, wanted, days.now)
    number = beside.report.matter.number if beside else ""
    form = FilterForm(wanted, lists(beside))
    return rows.pane(request.staff, wanted, found, days, current_number=number, form=form)


@staff()
@require_GET
def the_queue(request: StaffRequest) -> HttpResponse:
    wanted, days = wanted_of(request), calendar(timezone.now())
    context: dict[str, Any] = {
        **frame(request, tray="" if wanted.words else wanted.tray),
        "queue": pane(request, wanted, days),
        "welcome": _WELCOME,
    }
    return show(request, "reports/queue.html", context)


@staff()
@require_GET
def fresh(request: StaffRequest) -> HttpResponse:
    """A quiet line above the list when something came in since it was drawn."""
    since = _since(request.GET)
    now = timezone.now()
    wanted = wanted_of(request)
    count = queue.fresh(request.staff, wanted, since, now) if since else 0
    home = reverse("desk:queue", args=[request.city.slug])
    context = {"count": count, "url": f"{home}?{rows.query_of(wanted)}"}
    return show(request, "components/fresh.html", context)


def _since(asked: QueryDict) -> datetime | None:
    try:
        since = parse_datetime(asked.get("sejak", ""))
    except ValueError:
        return None
    if since is None or since.tzinfo is None or since < timezone.now() - timedelta(days=2):
        return None
    return since
