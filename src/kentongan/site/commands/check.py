"""`check [--json]`: what waits in each tray, and what must be zero. Exit 1 if something is not."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from django.utils import timezone

from kentongan.cities.models import City
from kentongan.dashboards.check import Findings, house, of_city
from kentongan.reports.flow import FLOW, S


def run(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="kentongan check", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for machines")
    given = parser.parse_args(arguments)
    now = timezone.now()
    findings = [house(now), *(of_city(city, now) for city in City.objects.all())]
    broken = [rule for found in findings for rule in found.broken]
    if given.json:
        report = {"ok": not broken, "at": now, "findings": [asdict(f) for f in findings]}
        print(json.dumps(report, default=str, indent=2, ensure_ascii=False))
    else:
        for found in findings:
            _print(found)
        print(f"\n{len(broken)} hal perlu dilihat." if broken else "\nSemua berjalan.")
    return 1 if broken else 0


def _print(found: Findings) -> None:
    print(f"\n{found.city or 'seluruh rumah'}")
    for rule in found.rules:
        print(f"  {'✗' if rule.figure else '✓'} {rule.figure:>6}  {rule.title}")
        if rule.figure:
            print(f"             {rule.advice}")
    for tally in found.tallies:
        print(f"    {tally.waiting:>6}  {tally.title}")
    for state, count in found.states:
        print(f"    {count:>6}  laporan: {FLOW.label(S(state)).lower()}")
    for line in found.lines:
        word = "mengirim" if line.sends else f"berhenti mengirim: {line.reason}"
        print(f"    {line.display}  {word}; templat {line.templates_approved}/{line.templates}")
