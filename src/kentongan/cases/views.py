"""The calendar of the city. The frame around it is handed in: this room does not know the desks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kentongan.cases.actor import acting
from kentongan.cases.decree import decree
from kentongan.cases.foreseeing import foresee
from kentongan.cases.forms import ON, DecreeForm
from kentongan.cases.year import year_of
from kentongan.people.audience import StaffRequest, staff
from kentongan.pure import sayings
from kentongan.pure.errors import Refusal
from kentongan.pure.flow import Role


@dataclass(frozen=True, slots=True)
class Desk:
    """`frame` gives what `desk.html` needs; `say` shows words on the next page."""

    frame: Callable[..., Mapping[str, Any]]
    say: Callable[..., None]


@staff(Role.OFFICER, Role.HEAD)
@require_GET
def days(request: StaffRequest, desk: Desk) -> HttpResponse:
    """A year, and what a word about one day would do."""
    now = timezone.now()
    form = DecreeForm(request.GET) if "hari" in request.GET else DecreeForm()
    planned = _planned(form, now) if form.is_bound and form.is_valid() else None
    return _page(request, desk, form, planned)


@staff(Role.OFFICER, Role.HEAD)
@require_POST
def say_of_day(request: StaffRequest, desk: Desk) -> HttpResponse:
    """Confirmed: the day is as they say, and the clocks move."""
    form = DecreeForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, form, None, status=422)
    day, works = form.cleaned_data["hari"], form.cleaned_data["jenis"] == ON
    try:
        moved = decree(day, works=works, name=form.cleaned_data["alasan"],
                       by=acting(request.staff), now=timezone.now())  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, desk, form, None, status=422)
    become = "tetap masuk" if works else "libur"
    desk.say(request, f"{sayings.day(day)} {become}. {_clocks(moved)} bergeser.")
    return redirect(f"{reverse('desk:days', args=[request.city.slug])}?tahun={day.year}")


def _page(
    request: StaffRequest, desk: Desk, form: DecreeForm, planned: Mapping[str, Any] | None,
    *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    today = timezone.localdate()
    year = _year(request, form, today)
    context = {
        **desk.frame(request, nav="days"),
        "year": year,
        "months": year_of(year, today),
        "before": year - 1,
        "after": year + 1,
        "form": form,
        "planned": planned,
    }
    return render(request, "cases/days.html", context, status=status)


def _year(request: StaffRequest, form: DecreeForm, today: date) -> int:
    """The one that is asked for, else that of the day in the form; nonsense is this year."""
    asked = request.GET.get("tahun", "")
    if asked.isdecimal() and abs(int(asked[:4]) - today.year) <= 20:
        return int(asked[:4])
    day = form.cleaned_data.get("hari") if form.is_bound and form.is_valid() else None
    return day.year if isinstance(day, date) else today.year


def _planned(form: DecreeForm, now: datetime) -> dict[str, Any] | None:
    """What the button would do, in words; None for a day about which nothing can be said."""
    day, works = form.cleaned_data["hari"], form.cleaned_data["jenis"] == ON
    if day < timezone.localdate():
        form.add_error("hari", "Hari itu sudah lewat; tenggat yang dihitung tidak diubah lagi.")
        return None
    seen = foresee(day, works=works, now=now)
    become = "tetap masuk" if works else "libur"
    way = "maju" if works else "mundur"
    moves = f"{_clocks(seen.clocks)} pada {sayings.number(seen.matters)} laporan akan {way}."
    still = "Tidak ada tenggat yang bergeser."
    return {
        "title": f"{sayings.day(day)} {become}.",
        "words": moves if seen.clocks else still,
        "already": not seen.changes,
        "fields": {name: form[name].value() for name in form.fields},
    }


def _clocks(n: int) -> str:
    return f"{sayings.number(n)} tenggat"
