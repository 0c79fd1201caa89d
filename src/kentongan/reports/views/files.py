"""Files of a report for those who may see it; everybody else gets what they get for none."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from kentongan.mailroom.models import File
from kentongan.mailroom.serving import served
from kentongan.people.audience import StaffRequest, staff
from kentongan.people.models import Staff
from kentongan.pure.flow import Role
from kentongan.reports.access import reports_for


@staff()
@require_GET
def file(request: StaffRequest, key: str) -> HttpResponseBase:
    return served(_file_for(request.staff, key))


@staff()
@require_GET
def file_thumb(request: StaffRequest, key: str) -> HttpResponseBase:
    return served(_file_for(request.staff, key), thumbnail=True)


def _file_for(staff: Staff, key: str) -> File | None:
    """A file that belongs to no report yet is the officers' concern alone."""
    found = File.objects.select_related("message").filter(key=key).first()
    if found is None:
        return None
    matter = found.matter_id or (found.message.matter_id if found.message else None)
    if matter is None:
        return found if staff.role == Role.OFFICER else None
    return found if reports_for(staff).filter(matter=matter).exists() else None
