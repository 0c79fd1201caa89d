"""From letters in the table to acknowledgements in the tray: reports per second, one process.

    python bench/path.py [--reports 3000] [--batch 100] [--profile]

On a throw-away server with fsync on, one worker process walks letters through unpack, take and
acknowledge, one tray after the other, as its threads do. Beside it, in the same run: how fast the
same server takes the bare rows that a report is made of, one INSERT per table and batch, without
any program around it. Trust the ratio, not the figures: machines are noisy.
"""

from __future__ import annotations

import argparse
import base64
import cProfile
import json
import os
import pstats
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from kentongan.site.launch import postgres  # noqa: E402

PHONE_NUMBER_ID = "620561000000001"
PER_LETTER = 5
SENTENCES = (
    "Assalamualaikum min, lampu jalan di Gg Beringin {n} mati sudah dua minggu, gelap sekali",
    "parit depan rumah mampet bau, tolong dikeruk. Jl. Merdeka no {n} Kelurahan Sungai Jawi",
    "sampah di dekat pasar Flamboyan tidak diangkut sudah {n} hari pak",
    "Saye nak tanye, ngurus KTP hilang syaratnye ape jak?",
    "jln parit haji husin {n} byk lobang, motor sering jatuh",
    "Air pdam asin dan keruh sdh seminggu di siantan hilir rt {n}",
)


@contextmanager
def server() -> Iterator[str]:
    """A migrated throw-away database, durable as in production; yields its owner's URL."""
    home = Path(tempfile.mkdtemp(prefix="kentongan-bench-"))
    home.chmod(0o711)
    cluster = postgres.Cluster(home)
    try:
        cluster.create()
        cluster.start()
        os.environ.update(environment(home, cluster))
        import django

        django.setup()
        from kentongan.site.migrate import migrate

        migrate()
        yield cluster.url("owner")
    finally:
        cluster.destroy()
        shutil.rmtree(home, ignore_errors=True)


def environment(home: Path, cluster: postgres.Cluster) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "kentongan.site.settings",
        "KENTONGAN_DATA": str(home),
        "KENTONGAN_SECRET_KEY": secrets.token_urlsafe(40),
        "KENTONGAN_VAULT_KEY": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "KENTONGAN_DATABASE_URL": cluster.url("app"),
        "KENTONGAN_OWNER_URL": cluster.url("owner"),
    }


# -- the letters


def letter(first: int, at: datetime) -> bytes:
    """One webhook call with the messages of some residents, as the platform sends it."""
    numbers = range(first, first + PER_LETTER)
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "62561", "phone_number_id": PHONE_NUMBER_ID},
        "contacts": [
            {"profile": {"name": f"Warga {n}"}, "wa_id": f"62812{n:08d}"} for n in numbers
        ],
        "messages": [
            {
                "from": f"62812{n:08d}",
                "id": f"wamid.BENCH{n:020d}",
                "timestamp": str(int(at.timestamp())),
                "type": "text",
                "text": {"body": SENTENCES[n % len(SENTENCES)].format(n=n % 40)},
            }
            for n in numbers
        ],
    }
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def post(first: int, count: int, at: datetime) -> None:
    from kentongan.mailroom.models import Letter

    Letter.objects.bulk_create(
        Letter(channel="whatsapp", app="demo", body=letter(n, at), received_at=at)
        for n in range(first, first + count, PER_LETTER)
    )


# -- the walk


@dataclass
class Leg:
    """What one tray took: seconds, those of our own CPU, and the most statements in a batch."""

    name: str
    seconds: float = 0.0
    own: float = 0.0
    batches: int = 0
    statements: int = 0


def emptied(leg: Leg, batch: Callable[[], int]) -> None:
    """Run a tray until it is empty."""
    from django.db import connection

    while True:
        count = 0

        def counted(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        before, own = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(counted):
            done = batch()
        leg.seconds += time.perf_counter() - before
        leg.own += time.process_time() - own
        if not done:
            return
        leg.batches += 1
        leg.statements = max(leg.statements, count)


def walk(at: datetime, size: int) -> list[Leg]:
    """Everything from the letters to the queued acknowledgements."""
    from kentongan.cities.models import City
    from kentongan.frontdesk import acknowledge, take
    from kentongan.mailroom import unpack

    city = City.objects.get(slug="pontianak")
    legs = [Leg("unpack"), Leg("take"), Leg("acknowledge")]
    later = at + timedelta(seconds=90)
    emptied(legs[0], lambda: unpack.batch(at, most=size // PER_LETTER))
    emptied(legs[1], lambda: take.batch(city, at, most=size))
    emptied(legs[2], lambda: acknowledge.batch(city, later, most=size))
    return legs


# -- the bare rows

ROWS_OF_A_REPORT = (
    "people_contact", "people_contactaddress", "mailroom_message", "cases_matter",
    "cases_journalline", "cases_deadline", "reports_report", "mailroom_word", "mailroom_lane",
)  # fmt: skip


def bare(url: str, size: int) -> float:
    """Reports per second if only their rows were written: copies of what the walk left behind,
    a batch per transaction, into tables of the same shape with the same indexes."""
    import psycopg

    with psycopg.connect(url) as link:
        link.execute(
            "SELECT set_config('app.city', (SELECT min(id)::text FROM cities_city), false)"
        )
        for table in ROWS_OF_A_REPORT:
            plain = "INCLUDING ALL EXCLUDING GENERATED"
            link.execute(f"CREATE TABLE copy_{table} (LIKE {table} {plain})".encode())
        link.commit()
        bounds = {t: _ids(link, t) for t in ROWS_OF_A_REPORT}
        reports = len(bounds["cases_matter"])
        before = time.perf_counter()
        for start in range(0, reports, size):
            for table, ids in bounds.items():
                share = len(ids) // reports
                part = ids[start * share : (start + size) * share]
                key = "matter_id" if table == "reports_report" else "id"
                copy = f"INSERT INTO copy_{table} SELECT * FROM {table} WHERE {key} = ANY(%s)"
                link.execute(copy.encode(), [part])
            link.commit()
        return reports / (time.perf_counter() - before)


def _ids(link, table: str) -> list[int]:  # type: ignore[no-untyped-def]
    key = "matter_id" if table == "reports_report" else "id"
    rows = link.execute(f"SELECT {key} FROM {table} ORDER BY {key}".encode()).fetchall()
    return [pk for (pk,) in rows]


# -- the run


def settled() -> None:
    from kentongan.site.settle import settle_city
    from kentongan.site.settle.line import AppFacts, LineFacts, add_app, add_line

    city = settle_city("pontianak")
    app = add_app(AppFacts("whatsapp", "demo", secrets.token_hex(16), secrets.token_hex(8)))
    add_line(city, app, LineFacts(PHONE_NUMBER_ID, "1", "+62 561", "Kota Pontianak", "token"))


def told(legs: list[Leg], reports: int, rate: float) -> None:
    total = sum(leg.seconds for leg in legs)
    for leg in legs:
        each, own = leg.seconds / reports * 1e6, leg.own / reports * 1e6
        print(
            f"{leg.name:<12} {reports / leg.seconds:7.0f} reports/s  {each:6.0f} µs each "
            f"({own:4.0f} of our CPU)  {leg.statements:3d} statements per batch"
        )
    print(f"{'all':<12} {reports / total:7.0f} reports/s")
    print(f"{'bare rows':<12} {rate:7.0f} reports/s  ratio {reports / total / rate:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--profile", action="store_true", help="where the time goes")
    chosen = parser.parse_args()
    with server() as url:
        settled()
        at = datetime.now(UTC).replace(microsecond=0)
        post(0, 200, at)
        walk(at, chosen.batch)
        post(1000, chosen.reports, at)
        profile = cProfile.Profile()
        if chosen.profile:
            legs = profile.runcall(walk, at, chosen.batch)
            pstats.Stats(profile).sort_stats("tottime").print_stats(45)
        else:
            legs = walk(at, chosen.batch)
        told(legs, chosen.reports, bare(url, chosen.batch))


if __name__ == "__main__":
    main()
