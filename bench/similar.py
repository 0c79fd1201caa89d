"""Similar reports and the desk's pages in a city with a million reports.

    python bench/similar.py [--home DIR] [--reports 1000000] [--draws 300]

As role `app`, under row security: how long it takes to find what is like a report, over random
open ones, and how many statements; beside it, in the same run, the naive way, all open reports of
the city by distance. Then the pages that an officer, and the liaison of the agency with most to
do, have open all day, and what everybody may read: through the whole of Django but for the wire.
Every post is held, so nobody hears for others. With `--home` the city is kept for the next time
(see million.py).
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from million import SLUG, city

NAIVE = """
SELECT r.matter_id FROM reports_report r JOIN cases_matter m ON m.id = r.matter_id
WHERE m.ended_at IS NULL AND NOT r.confidential
ORDER BY (r.latitude - %s) ^ 2 + (r.longitude - %s) ^ 2 LIMIT 5
"""
PAGES = (
    ("Antrean", "queue", ""),
    ("Antrean, di dinas", "queue", "?baki=dinas"),
    ("Antrean, lewat tenggat", "queue", "?baki=lewat"),
    ("Semua laporan", "queue", "?baki=semua"),
    ("Pekerjaan saya", "mine", ""),
    ("Lewat tenggat per perangkat", "overdue", ""),
    ("Daftar janji", "promises", ""),
    ("Di lembaga lain", "outside", ""),
)
OF_AGENCY = (
    ("Perlu dikerjakan", "queue", ""),
    ("Lewat tenggat", "queue", "?baki=lewat"),
    ("Menunggu petugas", "queue", "?baki=dijawab"),
    ("Semua laporan", "queue", "?baki=semua"),
    ("Pekerjaan saya", "mine", ""),
)
PUBLIC = (("Halaman kota", "public:home"), ("Catatan", "journal"))


def milliseconds(act: Callable[[], Any]) -> float:
    before = time.perf_counter()
    act()
    return (time.perf_counter() - before) * 1000


def figures(times: Sequence[float]) -> str:
    cuts = statistics.quantiles(times, n=20)
    return f"p50 {statistics.median(times):7.1f} ms   p95 {cuts[18]:7.1f} ms"


def similar(draws: int) -> None:
    """Candidates for random open reports, and the naive way for some of them."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from kentongan.reports.models import Report
    from kentongan.reports.queries.similar import candidates

    ids = list(Report.objects.filter(is_open=True).values_list("pk", flat=True))
    chosen = random.Random(7).sample(ids, min(draws, len(ids)))
    told = Report.objects.select_related("matter", "topic", "area")
    reports = [told.get(pk=pk) for pk in chosen]
    for report in reports[:20]:
        candidates(report)
    found: list[int] = []
    own = time.process_time()
    ours = [milliseconds(lambda r=r: found.append(len(candidates(r)))) for r in reports]
    own = (time.process_time() - own) * 1000 / len(reports)
    with CaptureQueriesContext(connection) as caught:
        for report in reports:
            candidates(report)
    pinned = [r for r in reports if r.latitude is not None][:10]
    with connection.cursor() as cursor:
        naive = [
            milliseconds(lambda r=r: cursor.execute(NAIVE, [r.latitude, r.longitude]))
            for r in pinned
        ]
    print(f"{len(ids):,} terbuka; rata-rata {statistics.mean(found):.1f} calon per laporan")
    print(f"serupa        {figures(ours)}   {len(caught) / len(reports):.1f} perintah SQL")
    print(f"  di antaranya {own:.1f} ms prosesor di luar basis data")
    print(f"cara polos    {figures(naive)}")
    print(f"perbandingan  {statistics.median(naive) / statistics.median(ours):.0f} kali")


def pages(number: str, agency: str) -> None:
    """Each page five times, and its statements; the report that is opened is `number`, and
    `agency` the code of the one whose liaison looks."""
    from django.test import Client
    from django.urls import reverse

    def desk(pages: Sequence[tuple[str, str, str]]) -> list[tuple[str, str]]:
        return [
            (title, reverse(f"desk:{name}", args=[SLUG]) + query) for title, name, query in pages
        ]

    one = ("Satu laporan", reverse("desk:report", args=[SLUG, number]))
    officer, liaison = _signed_in("diskominfo.officer"), _signed_in(f"{agency}.liaison")
    _timed("petugas", officer, [*desk(PAGES), one])
    _timed(f"narahubung {agency}", liaison, desk(OF_AGENCY))
    _timed("siapa saja", Client(), [(title, reverse(name, args=[SLUG])) for title, name in PUBLIC])


def _timed(who: str, client: Any, paths: Sequence[tuple[str, str]]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    print(who)
    for title, path in paths:
        client.get(path)
        own = time.process_time()
        times = [milliseconds(lambda path=path: client.get(path)) for _ in range(5)]
        own = (time.process_time() - own) * 1000 / len(times)
        with CaptureQueriesContext(connection) as caught:
            status = client.get(path).status_code
        said = "" if status == 200 else f"   status {status}"
        print(
            f"  {title:<28} {statistics.median(times):6.0f} ms, tercepat {min(times):4.0f};"
            f" di luar basis data {own:3.0f}   {len(caught)} perintah{said}"
        )


def _signed_in(post: str) -> Any:
    from django.test import Client

    from kentongan.people.models import User

    client = Client()
    client.force_login(User.objects.get(username=f"bench.{post}"))
    return client


def everybody() -> None:
    """A holder for each post; made once."""
    from kentongan.people.models import Post, Staff, User

    for post in Post.objects.select_related("agency").exclude(role=""):
        name = f"bench.{post.code}"
        if not User.objects.filter(username=name).exists():
            user = User.objects.create_user(name, "bench", name=f"Petugas {post.code}")
            Staff.objects.create(
                user=user, role=post.role, agency=post.agency, post=post.title[:80], seat=post
            )


def busiest() -> str:
    """The code of the agency with most to do."""
    from django.db.models import Count

    from kentongan.reports.models import Disposition

    asked = Disposition.objects.filter(ended_at=None).values_list("agency__code")
    return str(asked.annotate(n=Count("pk")).order_by("-n")[0][0])


def opened() -> str:
    """The number of an open report with a point."""
    from kentongan.cases.models import Matter

    found = Matter.objects.filter(report__is_open=True, report__latitude__isnull=False)
    return str(found.order_by("-pk").values_list("number", flat=True)[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="where the city is kept")
    parser.add_argument("--reports", type=int, default=1_000_000)
    parser.add_argument("--draws", type=int, default=300)
    chosen = parser.parse_args()
    with city(chosen.home, chosen.reports):
        from kentongan.cities.locks import inside
        from kentongan.cities.models import City

        with inside(City.objects.get(slug=SLUG)):
            similar(chosen.draws)
            everybody()
            number, agency = opened(), busiest()
        pages(number, agency)


if __name__ == "__main__":
    main()
