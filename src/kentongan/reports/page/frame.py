"""The desk around every page: trays with counts, who may what, what just happened."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from kentongan.people.audience import StaffRequest
from kentongan.pure.flow import Role
from kentongan.reports.page.shapes import Toast, TrayGroup, TrayLink
from kentongan.reports.queries import trays

_TOAST = "toast"
SHEET = "lembar"  # the id of the right pane in desk.html


def frame(request: StaffRequest, *, nav: str = "", tray: str = "") -> dict[str, Any]:
    """What `desk.html` needs on every page of every room. Two statements, if any."""
    shown: dict[str, Any] = {"nav": nav, "may_create": request.staff.role == Role.OFFICER}
    if not sheet_only(request):
        shown["trays"] = _trays(request, tray)
    return {**shown, "toast": _toast(request)}


def sheet_only(request: StaffRequest) -> bool:
    """Whether only the sheet will be shown: a report was picked from the list beside it. After a
    verb (then there is something to say) the list and the counts are drawn anew as well."""
    return request.headers.get("HX-Target") == SHEET and _TOAST not in request.session


def _trays(request: StaffRequest, current: str) -> list[TrayGroup]:
    found = trays.counts(request.staff, timezone.now())
    home = reverse("desk:queue", args=[request.city.slug])
    return [
        TrayGroup(
            title,
            [
                TrayLink(
                    title=tray.title,
                    url=f"{home}?baki={tray.code}",
                    icon=tray.icon,
                    count=found.get(tray.code),
                    current=tray.code == current,
                    alarm=tray.alarm and bool(found.get(tray.code)),
                )
                for tray in rows
            ],
        )
        for title, rows in trays.groups(request.staff)
    ] + [_kept_in_mind(request, current, found)]


def _kept_in_mind(request: StaffRequest, current: str, found: dict[str, int]) -> TrayGroup:
    """What has a date far from now: the city's promises, and what others do."""
    agency = request.staff.role == Role.AGENCY
    ours, late = "Janji kami" if agency else "Janji kota", found[trays.OVERDUE] > 0
    links = [("janji", "promises", ours, "state-promised", found[trays.PROMISED], late)]
    if not agency:
        due = found[trays.OUTSIDE]
        links.append(("luar", "outside", "Di luar kota", "state-referred", due, due > 0))
    return TrayGroup(
        "Diingat",
        [
            TrayLink(
                title=title,
                url=reverse(f"desk:{name}", args=[request.city.slug]),
                icon=icon,
                count=count,
                current=code == current,
                alarm=alarm,
            )
            for code, name, title, icon, count, alarm in links
        ],
    )


def say(request: StaffRequest, words: str, undo_url: str = "", undo_label: str = "") -> None:
    """Show this on the next page."""
    request.session[_TOAST] = [words, undo_url, undo_label]


def _toast(request: StaffRequest) -> Toast | None:
    kept = request.session.pop(_TOAST, None)
    return Toast(kept[0], kept[1] or None, kept[2]) if kept else None


def show(
    request: StaffRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page of the desk by the city's clock."""
    with timezone.override(request.city.tz):
        return render(request, template, context, status=status)
