"""A city with a million reports, for whatever must stay quick in one.

    python bench/million.py --home DIR [--reports 1000000]

Makes a server of its own in DIR (never one that is in use) and fills it by chunks of 50,000:
people, matters with their journal and clocks, dispositions, reports around the middles of the
wards, notices for what is late. About one in twenty-five is open, most of them recent. What was
interrupted goes on where it stopped. Other measurements take the city by `city(home, reports)`.
"""

from __future__ import annotations

import argparse
import base64
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from kentongan.pure import tickets  # noqa: E402
from kentongan.site.launch import postgres  # noqa: E402
from kentongan.site.launch.foundation import SUPERUSER  # noqa: E402

CHUNK = 50_000
PEOPLE = 4  # reports of one person
SLUG = "pontianak"
# What people write, by topic; %s is a number. A third of all is about these.
SENTENCES = {
    "street_light": "lampu jalan di gang %s padam sudah seminggu, gelap sekali kalau malam",
    "road": "jalan berlubang besar dekat simpang %s, motor sering jatuh kalau hujan",
    "drain": "parit depan rumah nomor %s mampet dan bau, airnya naik ke jalan",
    "rubbish": "sampah di tps gang %s tidak diangkut sudah empat hari, baunya luar biasa",
}
OTHERWISE = "mohon ditinjau keadaan di sekitar gang %s, sudah lama warga mengeluh"


@contextmanager
def city(home: Path | None, reports: int) -> Iterator[postgres.Cluster]:
    """A server with that city in it, Django set up as role `app`. Without `home` it is thrown
    away afterwards; with one it is kept, and quickly there the next time."""
    room = home or Path(tempfile.mkdtemp(prefix="kentongan-bench-"))
    room.mkdir(parents=True, exist_ok=True)
    room.chmod(0o711)
    cluster = postgres.Cluster(room, durable=False)
    try:
        cluster.create()
        cluster.start()
        _settle(cluster, room)
        fill(cluster.url(SUPERUSER), reports)
        yield cluster
    finally:
        if home:
            cluster.stop()
        else:
            cluster.destroy()
            shutil.rmtree(room, ignore_errors=True)


def _settle(cluster: postgres.Cluster, room: Path) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="kentongan.site.settings",
        KENTONGAN_DATA=str(room),
        KENTONGAN_SECRET_KEY=secrets.token_urlsafe(40),
        KENTONGAN_VAULT_KEY=base64.urlsafe_b64encode(os.urandom(32)).decode(),
        KENTONGAN_DATABASE_URL=cluster.url("app"),
        KENTONGAN_OWNER_URL=cluster.url("owner"),
    )
    import django

    django.setup()
    from kentongan.site.migrate import migrate
    from kentongan.site.settle import settle_city

    migrate()
    settle_city(SLUG)


# -- the rows: one of each for every number n; whatever is random is so by n


LISTS = """
CREATE TEMP TABLE ward AS
SELECT row_number() OVER (ORDER BY id) - 1 AS rank, id, latitude, longitude
FROM people_area WHERE city_id = %(city)s AND level = 'kelurahan';
CREATE TEMP TABLE subject AS SELECT row_number() OVER (ORDER BY t.position) - 1 AS rank, t.id,
    t.agency_id, coalesce(s.text, %(otherwise)s) AS text
FROM reports_topic t LEFT JOIN unnest(%(codes)s::text[], %(texts)s::text[]) s (code, text)
    ON s.code = t.code
WHERE t.city_id = %(city)s AND t.kind = 'complaint'
"""

# `at`: evenly over three years; the newest 4 % are open but for one in five, of the older one in
# two hundred. Four topics in ten are one of the first four.
DRAWN = """
CREATE TEMP TABLE drawn ON COMMIT DROP AS
SELECT n, %(base)s + n AS id, %(people)s + n / %(each)s AS contact,
    now() - ((%(reports)s - n) * interval '3 years' / %(reports)s) AS at,
    CASE WHEN n > 0.96 * %(reports)s THEN n %% 5 <> 0 ELSE n %% 200 = 0 END AS open,
    (hashint8(n) & 1023) / 1024.0 AS draw,
    w.id AS area, w.latitude + ((hashint8(n * 3) & 1023) + (hashint8(n * 5) & 1023)
        - (hashint8(n * 7) & 1023) - 512) / 1024.0 * 0.01 AS latitude,
    w.longitude + ((hashint8(n * 11) & 1023) + (hashint8(n * 13) & 1023)
        - (hashint8(n * 17) & 1023) - 512) / 1024.0 * 0.01 AS longitude,
    s.id AS topic, s.agency_id AS agency, format(s.text, n %% 97) AS text, '' AS state
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
JOIN ward w ON w.rank = (hashint8(n * 19) & 65535) %% (SELECT count(*) FROM ward)
JOIN subject s ON s.rank = (hashint8(n * 23) & 65535)
    %% CASE WHEN hashint8(n * 29) & 1023 < 400 THEN 4 ELSE (SELECT count(*) FROM subject) END;
UPDATE drawn SET state = CASE
    WHEN NOT open THEN 'closed' WHEN draw < 0.15 THEN 'received' WHEN draw < 0.25 THEN 'verified'
    WHEN draw < 0.7 THEN 'assigned' WHEN draw < 0.8 THEN 'answered' ELSE 'replied' END
"""

ROWS = """
INSERT INTO people_contact (id, city_id, name, since, wants_broadcasts)
SELECT DISTINCT contact, %(city)s, 'Warga ' || contact, now(), true FROM drawn
ON CONFLICT DO NOTHING;
INSERT INTO people_contactaddress (city_id, contact_id, kind, value, since, is_current)
SELECT DISTINCT %(city)s, contact, 'phone', '+62899' || lpad(contact::text, 8, '0'), now(), true
FROM drawn ON CONFLICT DO NOTHING;
INSERT INTO cases_matter (id, city_id, kind, number, token, state, state_since, received_at,
    created_at, touched_at, owner_id, contact_id, ended_at)
SELECT id, %(city)s, 'report', t.number, %(city)s || '-n' || n, state, at, at, at, at,
    CASE WHEN state IN ('received', 'verified') THEN %(office)s ELSE agency END, contact,
    CASE WHEN open THEN NULL ELSE at + interval '6 days' END
FROM drawn JOIN ticket t USING (n);
INSERT INTO cases_journalline (city_id, matter_id, at, verb, from_state, to_state, role, details,
    note_digest)
SELECT %(city)s, id, at + step * interval '1 day', verb, source, target, role, '{}', ''
FROM drawn, (VALUES (0, 'receive', '', 'received', 'resident'),
    (1, 'dispose', 'received', 'assigned', 'officer'),
    (5, 'close', 'replied', 'closed', 'system')) v (step, verb, source, target, role)
WHERE step = 0 OR NOT open OR (step = 1 AND state NOT IN ('received', 'verified'));
INSERT INTO cases_deadline (city_id, matter_id, clock, code, law, starts_at, due_at, paused_at,
    days_left, ended_at, rungs, next_at)
SELECT %(city)s, id, 'matter', 'matter.complaint', '', at, at + interval '20 days',
    CASE WHEN state = 'replied' THEN at + interval '5 days' END,
    CASE WHEN state = 'replied' THEN 5 END,
    CASE WHEN NOT open THEN at + interval '6 days' END, 0,
    CASE WHEN open AND state <> 'replied' THEN now() + interval '1 day' END
FROM drawn
UNION ALL
SELECT %(city)s, id, 'step', 'step.' || CASE WHEN open THEN state ELSE 'replied' END, '', at,
    at + interval '30 days', NULL, NULL, CASE WHEN NOT open THEN at + interval '6 days' END, 0,
    CASE WHEN open THEN now() + interval '1 day' END
FROM drawn;
INSERT INTO reports_report (city_id, matter_id, kind, channel, text, topic_id,
    topic_is_suggested, suggestions, place, latitude, longitude, area_id, urgent, emergency,
    confidential, anonymous, mark, late, has_news, hand_backs, reopened, declined_for, unconfirmed,
    verdict, is_open)
SELECT %(city)s, id, 'complaint', 'whatsapp', text, topic, false, '[]', 'Gang ' || n %% 97,
    CASE WHEN n %% 5 > 0 THEN latitude END, CASE WHEN n %% 5 > 0 THEN longitude END, area,
    n %% 500 = 0, '', false, n %% 50 = 0, '', false, open AND n %% 3 = 0, 0, 0, '', false, '', open
FROM drawn;
INSERT INTO search.report (matter_id, city_id, words)
SELECT id, %(city)s, to_tsvector('simple', text || ' Gang ' || n %% 97) FROM drawn;
INSERT INTO reports_disposition (city_id, report_id, agency_id, instruction, at, ended_at, "end")
SELECT %(city)s, id, agency, '', at + interval '1 day',
    CASE WHEN state <> 'assigned' THEN at + interval '4 days' END,
    CASE WHEN state <> 'assigned' THEN 'answered' ELSE '' END
FROM drawn WHERE state NOT IN ('received', 'verified');
INSERT INTO cases_notice (city_id, matter_id, post_id, kind, level, clock, at, urgent, told_at)
SELECT %(city)s, d.id, p.id, 'escalation', 'chief', 'matter', now(), false, now()
FROM drawn d JOIN cases_matter m ON m.id = d.id
JOIN people_post p ON p.city_id = m.city_id AND p.agency_id = m.owner_id AND p.level = 'chief'
WHERE d.open AND d.state <> 'replied' AND d.at < now() - interval '20 days'
"""


def fill(url: str, reports: int) -> None:
    """Fill the city up to so many. Enters as the superuser, past locks and triggers."""
    import psycopg

    began = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as link:
        link.execute("SET session_replication_role = replica")
        link.execute("SET work_mem = '64MB'")
        facts = _facts(link, reports)
        count = "SELECT count(*) FROM cases_matter WHERE id > %(base)s AND city_id = %(city)s"
        have = link.execute(count, facts).fetchone()
        assert have is not None
        if have[0] >= reports:
            return
        _run(link, LISTS, facts)
        for first in range(have[0] + 1, reports + 1, CHUNK):
            last = min(first + CHUNK - 1, reports)
            with link.transaction():
                _tickets(link, first, last)
                _run(link, f"{DRAWN};\n{ROWS}", {**facts, "first": first, "last": last})
            print(f"{last:>9,} laporan, {time.perf_counter() - began:5.0f} dtk", flush=True)
        for table in ("people_contact", "cases_matter"):
            key = f"pg_get_serial_sequence('{table}', 'id')"
            link.execute(f"SELECT setval({key}, max(id)) FROM {table}".encode())
        link.execute("VACUUM ANALYZE")


# Symbols of a number by place: two digits, two letters, and whatever is left of n.
_PLACES = (
    "23456789",
    "23456789",
    "CDFGHJKMNPQRTVWXY",
    "CDFGHJKMNPQRTVWXY",
    *[tickets.ALPHABET] * 3,
)


def _tickets(link: Any, first: int, last: int) -> None:
    """A ticket number for each n, always the same one and never one twice."""
    link.execute("CREATE TEMP TABLE ticket (n bigint, number text) ON COMMIT DROP")
    with link.cursor().copy("COPY ticket (n, number) FROM STDIN") as copy:
        for n in range(first, last + 1):
            copy.write_row((n, _number(n)))


def _number(n: int) -> str:
    def symbols() -> Iterator[str]:
        left = n
        for place in reversed(_PLACES):
            left, symbol = divmod(left, len(place))
            yield place[symbol]

    drawn = reversed(list(symbols()))
    return tickets.new(lambda _: next(drawn))


def _facts(link: Any, reports: int) -> dict[str, Any]:
    """`base` and `people` keep clear of what was there before; they stay the same for a city."""
    pk, office = link.execute(
        "SELECT c.id, a.id FROM cities_city c JOIN people_agency a ON a.city_id = c.id"
        " WHERE c.slug = %s AND a.code = 'diskominfo'",
        [SLUG],
    ).fetchone()
    return {
        "city": pk, "office": office, "reports": reports, "base": 1_000, "people": 1_000,
        "each": PEOPLE, "codes": list(SENTENCES), "texts": list(SENTENCES.values()),
        "otherwise": OTHERWISE,
    }  # fmt: skip


def _run(link: Any, statements: str, facts: dict[str, Any]) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            link.execute(statement.encode(), facts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="where it is kept")
    parser.add_argument("--reports", type=int, default=1_000_000)
    chosen = parser.parse_args()
    with city(chosen.home, chosen.reports):
        print(f"{chosen.reports:,} laporan di {chosen.home}")


if __name__ == "__main__":
    main()
