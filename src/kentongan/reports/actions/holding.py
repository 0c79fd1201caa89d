"""One order of locks for all who change a report: folders first, then reports, by number."""

from __future__ import annotations

from kentongan.cases.models import Matter
from kentongan.reports.flow import S
from kentongan.reports.models import Report


def hold(report: Report, *others: int) -> None:
    """Lock this report, what is joined to it, and the `others` until the end of the transaction,
    and read it anew: what is decided from here on is decided on what is true now. Three
    statements.

    The front desk locks in the same order, so that nobody waits in a circle. Whoever looks up
    contacts does that before: the city's directory has a lock of its own.
    """
    joined = Report.objects.filter(joined_to__in=[report.pk, *others], matter__state=S.JOINED)
    ids = {report.pk, *others, *joined.values_list("pk", flat=True)}
    matters = {
        m.pk: m for m in Matter.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    }
    rows = Report.objects.select_for_update()
    report.refresh_from_db(from_queryset=rows)
    report.matter = matters[report.pk]
