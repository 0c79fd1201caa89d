"""What lies with somebody outside the city, until they have done it or said no."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet

from kentongan.people.models import Staff
from kentongan.reports.access import reports_for
from kentongan.reports.models import Referral


def running(staff: Staff) -> QuerySet[Referral]:
    """Those of reports that this person may see."""
    return Referral.objects.filter(ended_at=None, report__in=reports_for(staff))


def page(staff: Staff, number: int, size: int) -> list[Referral]:
    """Whoever should be asked again first; one more than `size` if there are further pages."""
    start = (number - 1) * size
    found = running(staff).select_related("agency", "report__matter", "report__topic",
                                          "report__area")  # fmt: skip
    order = (F("ask_again_on").asc(nulls_last=True), "pk")
    return list(found.order_by(*order)[start : start + size + 1])


def due(staff: Staff, today: date) -> QuerySet[Referral]:
    """Those that should be asked again by now."""
    return running(staff).filter(ask_again_on__lte=today)
