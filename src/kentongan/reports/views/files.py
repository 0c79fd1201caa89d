"""Files of a report for those who may see it; everybody else gets what they get for none."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from kentongan.mailroom.serving import served
from kentongan.people.audience import StaffRequest, staff
from kentongan.pure.normalise import clean
from kentongan.reports.access import file_for


@staff()
@require_GET
def file(request: StaffRequest, key: str) -> HttpResponseBase:
    found, report = file_for(request.staff, clean(key))
    hidden = report is not None and report.hides_reporter
    return served(found, name="" if hidden else found.name)


@staff()
@require_GET
def file_thumb(request: StaffRequest, key: str) -> HttpResponseBase:
    found, _ = file_for(request.staff, clean(key))
    return served(found, thumbnail=True)
