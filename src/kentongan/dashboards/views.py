"""The gallery's pages. They look; they do not touch."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from kentongan.dashboards import check as checking
from kentongan.people.audience import StaffRequest, staff
from kentongan.pure import sayings
from kentongan.pure.flow import Role
from kentongan.reports.flow import FLOW, S
from kentongan.reports.page.frame import frame


@staff(Role.OFFICER, Role.HEAD)
def check(request: StaffRequest) -> HttpResponse:
    """The same findings as `kentongan check`, for this city and the house it lives in."""
    now = timezone.now()
    findings = checking.of_city(request.city, now), checking.house(now)
    rules = [_rule(rule, request) for f in findings for rule in f.rules]
    broken = sum(1 for rule in rules if rule["figure"])
    headline = (
        f"{broken} hal perlu dilihat." if broken else "Semua berjalan. Tidak ada yang tertahan."
    )
    context = {
        **frame(request, nav="check"),
        "ok": not broken,
        "alarms": broken,
        "headline": headline,
        "checked_at": now,
        "rules": sorted(rules, key=lambda rule: not rule["figure"]),
        "tallies": [_tally(t, request) for f in findings for t in f.tallies],
        "states": [
            {"state": {"code": code, "word": FLOW.label(S(code))}, "count": count}
            for code, count in findings[0].states
        ],
        "lines": [_line(line) for line in findings[0].lines],
    }
    return render(request, "dashboards/check.html", context)


def _rule(rule: checking.Rule, request: StaffRequest) -> dict[str, object]:
    url = reverse(f"desk:{rule.page}", args=[request.city.slug]) if rule.page else ""
    return {"title": rule.title, "figure": rule.figure, "advice": rule.advice, "url": url}


def _tally(tally: checking.Tally, request: StaffRequest) -> dict[str, object]:
    words = ""
    if tally.oldest and tally.oldest < timezone.now():
        words = f"tertua {sayings.when(tally.oldest, timezone.now(), request.city.tz)}"
    return {"title": tally.title, "waiting": tally.waiting, "words": words}


def _line(line: checking.LineState) -> dict[str, object]:
    templates = f"{line.templates_approved} dari {line.templates} templat disetujui."
    words = f"Mengirim dan menerima. {templates}"
    kind = "ok"
    if not line.sends:
        kind, words = "late", f"Berhenti mengirim: {line.reason}. Tetap menerima."
    return {"name": line.name, "number": line.display, "kind": kind, "words": words}
