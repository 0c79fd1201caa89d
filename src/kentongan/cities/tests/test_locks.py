"""Three locks between cities."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.utils import timezone

from kentongan.cities.fasten import BEFORE_THE_LOCKS, city_models
from kentongan.cities.locks import NoCity, inside
from kentongan.cities.models import City
from kentongan.people.models import Agency, Contact, ContactAddress, Staff
from kentongan.people.tests.at_work import hold

pytestmark = pytest.mark.django_db


def a_city(slug: str) -> City:
    return City.objects.create(
        slug=slug, name=slug.title(), code="00.00", zone="Asia/Jakarta", accent="#0b6b70",
        hours="Sen-Jum 08.00-16.00", latitude=0, longitude=0, pack=slug,
    )  # fmt: skip


def an_agency(code: str = "diskominfo") -> Agency:
    return Agency.objects.create(code=code, name=code, short_name=code, kind="department")


def test_without_a_city_no_question_is_answered():
    with pytest.raises(NoCity):
        Agency.objects.count()


def test_one_city_cannot_be_entered_from_inside_another():
    here, there = a_city("sini"), a_city("sana")
    with inside(here), pytest.raises(NoCity), inside(there):
        pass


def test_an_officer_does_not_see_the_agencies_of_another_city():
    here, there = a_city("sini"), a_city("sana")
    with inside(there):
        an_agency()
    with inside(here):
        assert Agency.objects.count() == 0


def test_the_database_itself_hides_rows_of_another_city():
    here, there = a_city("sini"), a_city("sana")
    with inside(there):
        an_agency()
    with inside(here), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_agency")
        assert cursor.fetchone() == (0,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_agency")
        assert cursor.fetchone() == (0,)


def test_a_row_cannot_be_written_into_another_city():
    here, there = a_city("sini"), a_city("sana")
    with pytest.raises(ProgrammingError, match="row-level security"), inside(here):
        Agency.objects.create(city=there, code="x", name="x", short_name="x", kind="x")


def test_a_key_cannot_point_into_another_city():
    """Plain foreign keys look past row security; the composite one does not."""
    here, there = a_city("sini"), a_city("sana")
    with inside(there):
        stranger = Contact.objects.create(since=timezone.now())
    with pytest.raises(IntegrityError, match="contact_id_in_city"), inside(here):
        ContactAddress.objects.create(
            contact_id=stranger.pk, kind="phone", value="+6281200000001", since=timezone.now()
        )


def test_after_leaving_a_city_its_rows_are_out_of_sight_in_the_same_transaction():
    here = a_city("sini")
    with transaction.atomic():
        with inside(here):
            an_agency()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_agency")
            assert cursor.fetchone() == (0,)


def test_every_table_is_locked_or_named_with_a_reason():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE n.nspname = 'public' AND relkind IN ('r', 'p')"
            " AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
        assert {name for (name,) in cursor.fetchall()} == set(BEFORE_THE_LOCKS)


def test_every_key_between_rows_of_a_city_is_composite():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, array_length(conkey, 1), confrelid::regclass"
            "::text FROM pg_constraint WHERE contype = 'f'"
        )
        keys = cursor.fetchall()
    locked = {model._meta.db_table for model in city_models()}
    plain = [(t, name) for t, name, n, other in keys if t in locked and other in locked and n == 1]
    assert plain == []
    promised = sum(
        1
        for model in city_models()
        for field in model._meta.local_fields
        if field.related_model in set(city_models())
    )
    assert promised == sum(1 for _, _, n, _ in keys if n == 2)


def test_the_role_of_the_pages_cannot_rewrite_the_journal():
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_journalline SET verb = 'x'")


def test_staff_of_one_city_are_nobody_in_the_other():
    here, there = a_city("sini"), a_city("sana")
    with inside(here):
        an_agency()
        user = hold("diskominfo.officer", "Petugas").user
    with inside(there):
        assert not Staff.objects.filter(user=user).exists()
