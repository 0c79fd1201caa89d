"""A big city stays quick: no page and no tray reads a big table from end to end.

Under row security an operator that is not leakproof loses its index without a word, so the plans
are looked at as role `app`, with twenty thousand reports in the tables.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cases.models import Matter, Notice
from kentongan.cities.locks import inside
from kentongan.dashboards.check import of_city
from kentongan.frontdesk import acknowledge, digest, echoes, take
from kentongan.mailroom import fetching, receipts
from kentongan.mailroom.models import Word
from kentongan.mailroom.outbox.claim import claim
from kentongan.mailroom.outbox.doubt import lapse, resend
from kentongan.people.models import Area
from kentongan.reports.actions import handling
from kentongan.reports.models import Report
from kentongan.reports.queries import similar
from kentongan.reports.queries.lateness import ONLY
from kentongan.reports.tests.builders import Town, town
from kentongan.site.launch.testbed import Testbed

REPORTS = 20_000
BIG = {
    "cases_matter", "cases_journalline", "cases_deadline", "cases_notice", "reports_report",
    "reports_disposition", "mailroom_message", "mailroom_word", "mailroom_receipt",
    "mailroom_lane", "people_contact", "people_contactaddress",
}  # fmt: skip

# One row of each for every number n, most of them long closed; ids continue those of the town.
ROWS = """
INSERT INTO people_contact (city_id, name, since, wants_broadcasts)
SELECT %(city)s, 'Warga ' || n, now(), true FROM generate_series(1, %(n)s) n;
INSERT INTO people_contactaddress (city_id, contact_id, kind, value, since, is_current)
SELECT %(city)s, id, 'phone', '+62899' || lpad(id::text, 8, '0'), now(), true
FROM people_contact WHERE city_id = %(city)s AND name LIKE 'Warga %%';
INSERT INTO cases_matter (city_id, kind, number, token, state, state_since, received_at,
    created_at, touched_at, owner_id, contact_id, ended_at)
SELECT %(city)s, 'report', 'N' || id, %(city)s || '-t' || id,
    CASE WHEN id %% 50 = 0 THEN 'received' ELSE 'closed' END, now(), now() - id * interval '1 min',
    now(), now(), %(owner)s, id, CASE WHEN id %% 50 = 0 THEN NULL ELSE now() END
FROM people_contact WHERE city_id = %(city)s AND name LIKE 'Warga %%';
INSERT INTO cases_journalline (city_id, matter_id, at, verb, from_state, to_state, role, details,
    note_digest)
SELECT %(city)s, id, now(), 'receive', '', 'received', 'resident', '{}', ''
FROM cases_matter WHERE number LIKE 'N%%';
INSERT INTO cases_deadline (city_id, matter_id, clock, code, law, starts_at, due_at, ended_at,
    rungs, next_at)
SELECT %(city)s, id, clock, 'x', '', now(), now() + interval '9 days', ended_at, 0,
    now() + interval '5 days'
FROM cases_matter, (VALUES ('matter'), ('step')) c (clock) WHERE number LIKE 'N%%';
INSERT INTO reports_report (city_id, matter_id, kind, channel, text, topic_is_suggested,
    suggestions, place, urgent, emergency, confidential, anonymous, mark, late, has_news,
    declined_for, hand_backs, reopened, unconfirmed, verdict, latitude, longitude, topic_id)
SELECT %(city)s, id, 'complaint', 'whatsapp', 'lampu padam di gang ' || id, true, '[]', '', false,
    '', false, false, '', false, false, '', 0, 0, false, '', -0.05 + id %% 97 * 0.0005,
    109.3 + id %% 89 * 0.0005, (SELECT min(id) FROM reports_topic WHERE city_id = %(city)s)
FROM cases_matter WHERE number LIKE 'N%%';
INSERT INTO reports_disposition (city_id, report_id, agency_id, instruction, at, ended_at, "end")
SELECT %(city)s, id, %(agency)s, '', now(), CASE WHEN id %% 200 <> 0 THEN now() END,
    CASE WHEN id %% 200 = 0 THEN '' WHEN id %% 120 = 0 THEN 'handed_back' ELSE 'answered' END
FROM cases_matter WHERE number LIKE 'N%%';
INSERT INTO cases_notice (city_id, matter_id, post_id, kind, level, clock, at, urgent, told_at,
    done_at)
SELECT %(city)s, id, (ARRAY(SELECT id FROM people_post WHERE city_id = %(city)s))[1 + id %% 41],
    'reminder', CASE WHEN id %% 7 = 0 THEN 'chief' ELSE 'owner' END, 'step', now(), false,
    CASE WHEN id %% 3 <> 0 THEN now() END, CASE WHEN id %% 99 <> 0 THEN now() END
FROM cases_matter WHERE number LIKE 'N%%';
INSERT INTO mailroom_message (city_id, line_id, contact_id, external_id, at, arrived_at, kind,
    text, choice, reply_to, refers_to, forwarded, history, body, matter_id, outcome, outcome_note)
SELECT %(city)s, %(line)s, contact_id, 'wamid.old' || id, now(), now(), 'text', 'padam', '', '',
    '', false, false, '{}', id, 'report', '' FROM cases_matter WHERE number LIKE 'N%%';
INSERT INTO mailroom_word (city_id, ref, line_id, contact_id, matter_id, purpose, text, inside,
    template, reply_to, bulk, queued_at, state, tries, resent, external_id, used_template, trouble,
    price_category)
SELECT %(city)s, gen_random_uuid(), %(line)s, contact_id, id, 'reply', 'baik', '{}', '{}', '',
    false, now(), 'read', 1, false, 'wamid.o' || id, false, '', ''
FROM cases_matter WHERE number LIKE 'N%%';
INSERT INTO mailroom_receipt (city_id, line_id, external_id, status, at, arrived_at, ref, trouble,
    price_category, word_id, set_aside)
SELECT %(city)s, %(line)s, external_id, 'read', now(), now(), '', '', '', id, false
FROM mailroom_word WHERE external_id LIKE 'wamid.o%%';
INSERT INTO mailroom_lane (city_id, contact_id, line_id, way, pending, ready_at, bulk, spoke_at)
SELECT %(city)s, contact_id, %(line)s, way, 0, now(), false, now()
FROM cases_matter, (VALUES ('in'), ('out')) w (way) WHERE number LIKE 'N%%';
"""


@pytest.fixture
def big(transactional_db: None, testbed: Testbed) -> Iterator[Town]:
    place = town("pontianak")
    with psycopg.connect(testbed.urls["postgres"], autocommit=True) as link:
        facts = {
            "city": place.city.pk, "line": place.line.pk, "n": REPORTS,
            "owner": place.officer.agency_id, "agency": place.dishub.agency_id,
        }  # fmt: skip
        for statement in ROWS.split(";\n"):
            if statement.strip():
                link.execute(statement, facts)
        link.execute("ANALYZE")
    yield place


def scanned(node: dict[str, object]) -> Iterator[str]:
    if node["Node Type"] in ("Seq Scan", "Parallel Seq Scan"):
        yield str(node["Relation Name"])
    for child in node.get("Plans", []):  # type: ignore[attr-defined]
        yield from scanned(child)


def read_whole(place: Town, act: Callable[[], object]) -> list[str]:
    """The statements of `act` that read a big table from end to end."""
    with CaptureQueriesContext(connection) as caught:
        act()
    asked = [
        q["sql"] for q in caught if q["sql"].lstrip("( \n").startswith(("SELECT", "UPDATE", "WITH"))
    ]
    found = []
    with inside(place.city), connection.cursor() as cursor:
        for statement in dict.fromkeys(asked):
            cursor.execute("EXPLAIN (FORMAT JSON) " + statement.replace("%", "%%"), [])
            plan = cursor.fetchone()[0]
            plan = json.loads(plan) if isinstance(plan, str) else plan
            whole = BIG & set(scanned(plan[0]["Plan"]))
            if whole:
                found.append(f"{sorted(whole)}: {statement[:400]}")
    return found


def test_the_pages_of_the_desk_read_no_big_table_whole(big: Town):
    client: Client = big.client(big.officer)
    report = big.report(state="assigned")
    for path in (
        big.url() + "trays/", big.url(), f"{big.url()}?baki=dinas", f"{big.url()}?q=gang+15000",
        f"{big.url()}?q={report.matter.number}", big.url(report),
    ):  # fmt: skip
        assert read_whole(big, lambda path=path: client.get(path)) == [], path


def test_the_pages_about_time_read_no_big_table_whole(big: Town):
    report = big.report(state="assigned", at=timezone.now() - timedelta(days=30))
    with inside(big.city):
        for staff in (big.officer, big.dishub, big.head):
            Notice.objects.create(
                matter_id=report.pk, post_id=staff.seat_id, kind="escalation", level="chief",
                clock="step", at=timezone.now(),
            )  # fmt: skip
    day = (timezone.now() + timedelta(days=3)).date().isoformat()
    only = [f"?baki=semua&dinas=dishub&hanya={which}" for which in ONLY]
    for staff in (big.officer, big.dishub, big.head):
        client = big.client(staff)
        for path in ("saya/", "lewat/", f"kalender/?hari={day}&jenis=libur&alasan=SK", *only):
            whole = read_whole(big, lambda path=path, client=client: client.get(big.url() + path))
            assert whole == [], (staff.role, path)


def test_a_private_link_and_finding_it_read_no_big_table_whole(big: Town):
    report, client = big.report(), Client()
    find = {"number": report.matter.number, "phone_end": "0000"}
    assert read_whole(big, lambda: client.get(f"/t/{report.matter.token}")) == []
    assert read_whole(big, lambda: client.post("/pontianak/cek/", find)) == []


def test_what_is_like_a_report_is_found_by_where_it_lies(big: Town):
    """With a point, with a kelurahan alone, and with both."""
    with inside(big.city):
        ward = Area.objects.filter(level="kelurahan").values_list("pk", flat=True)[0]
        topic = Report.objects.filter(text__startswith="lampu padam di gang")[0].topic
    assert topic is not None
    point = {"latitude": -0.03, "longitude": 109.32}
    for place in (point, {"area_id": ward}, {**point, "area_id": ward}):
        report = big.report(topic=topic.code, **place)

        def find(report: Report = report) -> None:
            with inside(big.city):
                similar.candidates(report)
                similar.public_twins([report])

        assert read_whole(big, find) == []


def test_no_tray_reads_a_big_table_whole(big: Town):
    now = timezone.now()
    with inside(big.city):
        matter = Matter.objects.filter(state="received")[0]
        for pk in (matter.pk, None):
            Word.objects.create(
                line=big.line, contact_id=matter.contact_id, matter_id=pk, purpose="echo", text="x",
                queued_at=now, sent_at=now, state="sent",
            )  # fmt: skip
    for tray in (echoes.batch, take.batch, acknowledge.batch, claim, lapse, resend, fetching.batch,
                 receipts.batch, digest.batch):  # fmt: skip
        assert read_whole(big, lambda tray=tray: tray(big.city, now)) == [], tray.__module__


def test_check_reads_no_big_table_whole_but_for_counting_states(big: Town):
    whole = read_whole(big, lambda: of_city(big.city, timezone.now()))
    assert [line for line in whole if "GROUP BY" not in line] == []


def test_a_claim_keeps_to_its_limit_whatever_the_plan(big: Town):
    """With the statistics of a big city the planner would run a subquery again for each row."""
    for n in range(6):
        with inside(big.city):
            report = big.report(name=f"Warga Tulis {n}")
            handling.write(report, text="Baik, kami cek.", by=big.officer, now=timezone.now())
    assert len(claim(big.city, timezone.now(), most=2)) == 2
