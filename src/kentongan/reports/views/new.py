"""A report taken down at the counter, on the telephone or from a letter."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kentongan.people.audience import StaffRequest, staff
from kentongan.pure.errors import Refusal
from kentongan.pure.flow import Role
from kentongan.reports.actions import counter
from kentongan.reports.forms import CounterForm
from kentongan.reports.models import Topic
from kentongan.reports.page.frame import frame, say, show
from kentongan.reports.page.rows import link


@staff(Role.OFFICER)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    topics = list(Topic.objects.filter(is_active=True))
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CounterForm(topics, *given)
    if request.method == "POST" and form.is_valid():
        try:
            report = counter.take_down(
                counter.told(form.cleaned_data), by=request.staff, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"Nomor laporannya {report.matter.number}. Bacakan kepada warga.")
            return redirect(link(report.matter.number))
    back = reverse("desk:queue", args=[request.city.slug])
    context = {**frame(request), "form": form, "back_url": back}
    return show(request, "reports/new.html", context, status=422 if form.errors else 200)
