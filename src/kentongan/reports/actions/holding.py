"""One order of locks for all who change a report: the folder first, then the report."""

from __future__ import annotations

from kentongan.cases.models import Matter
from kentongan.reports.models import Report


def hold(report: Report) -> None:
    """Lock this report until the end of the transaction, and read it anew: what is decided from
    here on is decided on what is true now. Two statements.

    The front desk locks in the same order, so that nobody waits in a circle. Whoever looks up
    contacts does that before: the city's directory has a lock of its own.
    """
    matter = Matter.objects.select_for_update().get(pk=report.pk)
    report.refresh_from_db(from_queryset=Report.objects.select_for_update())
    report.matter = matter
