"""A year of a city with lazy agencies: is anybody ignored, and how long did each wait?

    python bench/year.py [--reports 20000] [--days 365] [--seed 1] [--city pontianak]

Holidays, absences, vacant posts, wrong agencies, promises and reopenings, with the house's own
verbs and trays on a throw-away server; only the clock is an argument. It lives on after the year,
without new reports, until none is open, and prints how long they waited in each state. Exit 1 if
one was ignored, if one stays open, or if an invariant of `check` was broken on the way.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from path import server  # noqa: E402

FIRST = date(2026, 1, 5)


def live(given: argparse.Namespace) -> bool:
    from tests.year.life import Year
    from tests.year.town import staffed

    city = staffed(given.city, FIRST - timedelta(days=30))
    year = Year(city, first=FIRST, days=given.days, reports=given.reports, seed=given.seed)
    began = time.perf_counter()
    told = year.live(lambda line: print(line, flush=True))
    print(f"\nlived in {time.perf_counter() - began:,.0f} s\n")
    print("\n".join(told.lines()))
    return not told.broken and not told.ignored and not told.open


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="a simulated year")
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--city", default="pontianak")
    with server():
        sound = live(parser.parse_args())
    sys.exit(0 if sound else 1)
