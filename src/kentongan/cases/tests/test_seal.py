"""What happened is linked into a chain, and nobody can change it unseen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cases import seals
from kentongan.cases.models import JournalHead, JournalLine, JournalSeal, Matter, Unsealed
from kentongan.cases.verify import export, published, verify
from kentongan.cities.locks import inside
from kentongan.frontdesk.flows import TOLD
from kentongan.pure.chain import Broken, Whole, verify_file
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town, town

NOW = timezone.now()


@pytest.fixture
def kota(db: None) -> Town:
    return town()


def seal(kota: Town, *, most: int = 2_000) -> int:
    return seals.batch(kota.city, timezone.now(), told=TOLD, most=most)


def test_what_an_officer_did_is_sealed_at_the_next_turn(kota: Town):
    kota.report(state="answered")
    with inside(kota.city):
        lines = JournalLine.objects.count()
        assert lines >= 4 and Unsealed.objects.count() == lines
    assert seal(kota) == lines
    with inside(kota.city):
        assert verify().found == Whole(lines, lines, seals.end()[1])
        assert seals.chain_ok()
        assert seals.unsealed_older_than(timezone.now()) == 0
    assert seal(kota) == 0


def test_a_batch_takes_the_same_number_of_statements_whatever_its_size(kota: Town):
    def statements(reports: int) -> int:
        for _ in range(reports):
            kota.report(state="replied")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert seal(kota)
        return len(seen)

    statements(1)
    seal(kota)  # a chain that has begun gets its first head
    assert statements(1) == statements(6) <= 16


def test_lines_wait_for_their_seal_and_check_can_count_those_that_wait_too_long(kota: Town):
    kota.report(at=timezone.now() - timedelta(minutes=5))
    with inside(kota.city):
        assert seals.unsealed_older_than(timezone.now() - timedelta(minutes=1)) == 1
        assert seals.unsealed_older_than(timezone.now() - timedelta(minutes=9)) == 0
    assert seal(kota, most=1) == 1


def test_the_program_itself_cannot_change_or_take_back_what_was_written(kota: Town):
    kota.report()
    seal(kota)
    with inside(kota.city):
        for rows in (JournalLine.objects.all(), JournalSeal.objects.all()):
            with pytest.raises(ProgrammingError), transaction.atomic():
                rows.update(city=kota.city)
            with pytest.raises(ProgrammingError), transaction.atomic():
                rows._raw_delete(rows.db)


def test_the_chain_of_one_city_says_nothing_about_another(kota: Town):
    other = town("bandarlampung")
    kota.report(state="verified")
    other.report()
    assert seal(other) == 1
    with inside(other.city):
        assert verify().found == Whole(1, 1, seals.end()[1])
    with inside(kota.city):
        assert isinstance(verify().found, Whole) and seals.end()[0] == 0


# -- heads


def test_the_first_turn_after_midnight_fixes_where_the_chain_stood(kota: Town):
    evening = timezone.now().astimezone(kota.city.tz).replace(hour=23, minute=50)
    kota.report(state="verified", at=evening - timedelta(hours=1))
    seals.batch(kota.city, evening, told=TOLD)
    with inside(kota.city):
        assert not JournalHead.objects.exists()
        position, digest = seals.end()
    kota.report(at=evening)
    assert seals.batch(kota.city, evening + timedelta(minutes=11), told=TOLD) == 1
    with inside(kota.city):
        head = JournalHead.objects.get()
        assert (head.day, head.position, head.digest) == (evening.date(), position, digest)
        assert head.count == position
    seals.batch(kota.city, evening + timedelta(minutes=20), told=TOLD)
    seals.batch(kota.city, evening + timedelta(days=1, minutes=11), told=TOLD)
    with inside(kota.city):
        assert [head.count for head in JournalHead.objects.all()] == [1, position]
        found = published(digest)
        assert found and found.position == position
        assert published("f" * 64) is None
        assert isinstance(verify().found, Whole)


# -- an outsider's eyes


def exported(kota: Town) -> list[str]:
    with inside(kota.city):
        return [json.dumps(row) for row in export()]


def test_an_outsider_verifies_an_exported_file_and_each_way_of_changing_it_is_named(kota: Town):
    reports = [kota.report(state="answered") for _ in range(2)]
    seal(kota)
    rows = exported(kota)
    assert isinstance(verify_file(rows), Whole)
    third = json.loads(rows[3])

    def found(rows: list[str]) -> str:
        broken = verify_file(rows)
        assert isinstance(broken, Broken)
        return str(broken)

    changed = json.dumps({**third, "verb": "decline"})
    assert found([*rows[:3], changed, *rows[4:]]).startswith("Putus di posisi 3, laporan ")
    assert third["number"] in found([*rows[:3], changed, *rows[4:]])
    assert "barisnya tidak ada" in found([*rows[:3], *rows[4:]])
    assert "disisipkan" in found([*rows[:4], rows[3], *rows[4:]])
    moved = json.dumps({**json.loads(rows[4]), "position": 3})
    assert "bukan yang dahulu" in found([*rows[:3], moved, *rows[5:]])
    assert "terpotong" in found(rows[:-1])
    assert "berakhir di posisi" in found([*rows[:-2], rows[-1]])
    assert "sesudah tanda akhir" in found([*rows, rows[3]])
    assert "tidak lengkap" in found([*rows[:3], '{"position": 3}', *rows[4:]])
    assert reports[0].matter.number in "".join(rows)


def test_an_exported_file_holds_no_word_and_no_number_of_anybody(kota: Town):
    report = kota.report("Lampu padam di rumah Bu Sari, Gang Kenanga 5", state="answered")
    with inside(kota.city):
        phone = report.matter.contact.addresses.get(kind="phone").value  # type: ignore[union-attr]
    seal(kota)
    text = "".join(exported(kota))
    for word in ("Sari", "Kenanga", "Lampu", "dicek", phone, phone[1:], "Anton", "Rina"):
        assert word not in text


def test_a_file_of_something_else_is_not_called_broken():
    with pytest.raises(ValueError, match="bukan ekspor"):
        verify_file(['{"a": 1}'])
    with pytest.raises(ValueError, match="bukan ekspor"):
        verify_file(["halo"])


# -- somebody with all the keys


@contextmanager
def superuser(testbed: Any) -> Iterator[psycopg.Connection[Any]]:
    """Past rights, triggers and keys: whoever has the whole machine."""
    with psycopg.connect(testbed.urls["postgres"], autocommit=True) as link:
        link.execute("SET session_replication_role = replica")
        yield link


@pytest.fixture
def sealed_town(empty_database: Callable[[], None]) -> Iterator[tuple[Town, Report]]:
    kota = town()
    report = kota.report(state="answered")
    seal(kota)
    yield kota, report
    empty_database()


def named(kota: Town) -> str:
    with inside(kota.city):
        found = verify().found
        quick = seals.chain_ok()
    assert isinstance(found, Broken)
    assert not quick or "di luar program" in found.why or "ujung" in found.why
    return str(found)


TAMPERING = {
    "UPDATE cases_journalline SET verb = 'decline' WHERE verb = 'dispose'": "posisi 3",
    "UPDATE cases_journalline SET details = '{}' WHERE verb = 'receive'": "posisi 1",
    "UPDATE cases_journalline SET at = at - interval '1 day' WHERE verb = 'answer'": "posisi 4",
    "UPDATE cases_journalline SET staff_id = staff_id + 1 WHERE verb = 'verify'": "posisi 2",
    "DELETE FROM cases_journalline WHERE verb = 'dispose'": "barisnya sudah tidak ada",
    "DELETE FROM cases_journalseal WHERE position = 2": "berikutnya berposisi 3",
    "UPDATE cases_journalseal SET digest = repeat('0', 64) WHERE position = 3": "posisi 3",
    "UPDATE cases_journalseal SET position = position + 100": "berikutnya berposisi 101",
    """INSERT INTO cases_journalline (city_id, matter_id, at, verb, from_state, to_state, role,
           details, note_digest)
       SELECT city_id, matter_id, at, 'close', 'replied', 'closed', role, '{}', ''
       FROM cases_journalline LIMIT 1""": "ditulis di luar program",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("statement", "says"), TAMPERING.items())
def test_whoever_has_all_the_keys_and_changes_the_past_is_found(
    sealed_town: tuple[Town, Report], testbed: Any, statement: str, says: str
):
    kota, report = sealed_town
    with superuser(testbed) as link:
        link.execute(statement.encode())
    assert says in named(kota)
    if "posisi 3" in says or "posisi 4" in says:
        assert report.matter.number in named(kota)


@pytest.mark.django_db(transaction=True)
def test_a_chain_that_lost_its_end_is_found_by_the_head_of_the_day(
    sealed_town: tuple[Town, Report], testbed: Any
):
    kota, _ = sealed_town
    seals.batch(kota.city, timezone.now() + timedelta(days=1), told=TOLD)
    with superuser(testbed) as link:
        link.execute(
            "WITH cut AS (DELETE FROM cases_journalseal WHERE position > 3 RETURNING line_id)"
            " DELETE FROM cases_journalline WHERE id IN (SELECT line_id FROM cut)"
        )
    assert "ujung rantainya tidak ada" in named(kota)


@pytest.mark.django_db(transaction=True)
def test_not_even_the_owner_of_the_tables_changes_a_line_by_mistake(
    sealed_town: tuple[Town, Report], testbed: Any
):
    kota, _ = sealed_town
    with psycopg.connect(testbed.urls["owner"]) as link:
        link.execute("SELECT set_config('app.city', %s, true)", [str(kota.city.pk)])
        with pytest.raises(psycopg.errors.RaiseException, match="written once"):
            link.execute("UPDATE cases_journalline SET verb = 'x'")


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_never_fork_the_chain(sealed_town: tuple[Town, Report]):
    kota, _ = sealed_town
    for _ in range(5):
        kota.report(state="verified")

    def work(_: int) -> int:
        try:
            return sum(seal(kota, most=2) for _ in range(8))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = sum(pool.map(work, range(4)))
    done += sum(seal(kota) for _ in range(3))
    assert done == 10
    with inside(kota.city):
        found = verify().found
        assert isinstance(found, Whole) and found.count == 15
        assert Matter.objects.count() == 6


def test_a_line_that_no_longer_has_its_table_row_is_an_error_of_the_database(kota: Town):
    """The composite key holds seals to lines, for whoever respects keys."""
    with pytest.raises((InternalError, ProgrammingError)), inside(kota.city):
        kota.report()
        JournalLine.objects.all()._raw_delete("default")


@pytest.mark.django_db
def test_the_verifier_runs_alone(kota: Town, tmp_path: Path):
    """The one file an outsider needs: no Django, no package."""
    import subprocess
    import sys

    from kentongan.pure import chain

    kota.report(state="verified")
    seal(kota)
    file = tmp_path / "catatan.jsonl"
    file.write_text("\n".join(exported(kota)))
    alone = tmp_path / "chain.py"
    alone.write_text(Path(chain.__file__).read_text())

    def verified() -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(alone), str(file)], capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        return done.returncode, done.stdout

    code, said = verified()
    assert code == 0 and "Utuh: 2 baris" in said
    file.write_text(file.read_text().replace("verified", "declined"))
    code, said = verified()
    assert code == 1 and "posisi 2" in said
