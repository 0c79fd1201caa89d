"""Who is it? One person under many addresses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kentongan.channels.wire import Sender
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.people.identities import Moved, Seen, contact_by_phone, resolve
from kentongan.people.models import Contact, ContactAddress

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SRI = Sender(phone="+6281200000001", wa_id="6281200000001", name="Bu Sri")
SRI_BY_ID = Sender(user_id="ID.77")
SRI_IN_FULL = Sender(phone="+6281200000001", wa_id="6281200000001", user_id="ID.77")
SRIS_NEW_NUMBER = Sender(phone="+6281200000009", wa_id="6281200000009")


@pytest.fixture(autouse=True)
def pontianak(db: None):
    city = City.objects.create(
        slug="pontianak", name="Kota Pontianak", code="61.71", zone="Asia/Pontianak",
        accent="#006d5b", hours="", latitude=0, longitude=109, pack="pontianak",
    )  # fmt: skip
    with inside(city):
        yield city


def _meet(*senders: Sender, at: datetime = NOW) -> list[Contact]:
    found = resolve([Seen(sender, at) for sender in senders], now=NOW)
    return [found[sender] for sender in senders]


def _current(contact: Contact) -> set[str]:
    return set(contact.addresses.filter(is_current=True).values_list("value", flat=True))


def test_a_resident_who_writes_again_is_the_same_contact():
    [first] = _meet(SRI)
    [again] = _meet(SRI)
    assert again == first and first.name == "Bu Sri"
    assert _current(first) == {"+6281200000001"}


def test_a_resident_without_a_phone_number_is_somebody_too():
    [contact] = _meet(Sender(user_id="ID.5", username="warga_kota"))
    assert set(contact.addresses.values_list("kind", "value")) == {
        ("user_id", "ID.5"),
        ("username", "warga_kota"),
    }


def test_what_the_platform_learns_about_a_resident_joins_the_contact():
    [contact] = _meet(SRI)
    [same] = _meet(SRI_IN_FULL)
    [by_id] = _meet(SRI_BY_ID)
    assert same == by_id == contact and Contact.objects.count() == 1


def test_a_name_is_filled_in_once_and_not_overwritten():
    [contact] = _meet(Sender(phone="+6281200000001", wa_id="6281200000001"))
    _meet(SRI)
    _meet(Sender(phone="+6281200000001", wa_id="6281200000001", name="Orang lain"))
    contact.refresh_from_db()
    assert contact.name == "Bu Sri"


def test_two_contacts_that_turn_out_to_be_one_person_are_linked_not_merged():
    [by_phone] = _meet(SRI)
    [by_id] = _meet(SRI_BY_ID)
    [both] = _meet(SRI_IN_FULL)
    by_id.refresh_from_db()
    assert both == by_phone and by_id.same_as == by_phone
    assert _meet(SRI_BY_ID) == [by_phone]
    assert _current(both) == {"+6281200000001", "ID.77"} and Contact.objects.count() == 2


def test_strangers_who_meet_in_one_batch_are_linked_there():
    [a, b, c] = _meet(SRI, SRI_BY_ID, SRI_IN_FULL)
    assert a == b == c


def test_links_stay_flat_so_that_one_step_finds_the_person():
    [first] = _meet(SRI)
    [second] = _meet(SRI_BY_ID)
    [third] = _meet(Sender(user_id="ID.88"))
    _meet(Sender(user_id="ID.88", phone="+6281200000077", wa_id="6281200000077"))
    resolve([], [Moved(SRI_BY_ID, Sender(user_id="ID.88"), NOW + HOUR)], now=NOW)
    resolve([], [Moved(SRI, Sender(user_id="ID.88"), NOW + 2 * HOUR)], now=NOW)
    assert set(Contact.objects.exclude(pk=first.pk).values_list("same_as", flat=True)) == {first.pk}
    assert {second.pk, third.pk} == set(
        Contact.objects.filter(same_as=first).values_list("pk", flat=True)
    )


def test_a_new_number_belongs_to_the_same_person_and_the_old_one_is_given_up():
    [contact] = _meet(SRI, at=NOW - HOUR)
    resolve([], [Moved(SRI, SRIS_NEW_NUMBER, NOW)], now=NOW)
    assert _meet(SRIS_NEW_NUMBER, at=NOW + HOUR) == [contact]
    assert _current(contact) == {"+6281200000009"}
    assert Contact.objects.count() == 1


def test_who_wrote_from_the_new_number_before_the_news_is_linked_to_the_old_contact():
    [old] = _meet(SRI, at=NOW - HOUR)
    [new] = _meet(SRIS_NEW_NUMBER, at=NOW - HOUR)
    resolve([], [Moved(SRI, SRIS_NEW_NUMBER, NOW)], now=NOW)
    new.refresh_from_db()
    assert new.same_as == old


def test_a_resident_whose_new_number_wrote_first_is_reached_there():
    [old] = _meet(SRI, at=NOW - HOUR)
    [unknown] = _meet(SRIS_NEW_NUMBER, at=NOW)
    resolve([], [Moved(SRI, SRIS_NEW_NUMBER, NOW + HOUR)], now=NOW)
    unknown.refresh_from_db()
    assert unknown.same_as == old
    assert _current(old) == {"+6281200000009"} and _current(unknown) == set()


def test_what_was_said_before_the_move_still_belongs_to_who_moved():
    [contact] = _meet(SRI, at=NOW - HOUR)
    resolve([], [Moved(SRI, SRIS_NEW_NUMBER, NOW)], now=NOW)
    assert _meet(SRI, at=NOW - timedelta(minutes=1)) == [contact]


def test_whoever_gets_a_number_that_was_given_up_does_not_see_the_old_owners_reports():
    [sri] = _meet(SRI, at=NOW - HOUR)
    resolve([], [Moved(SRI, SRIS_NEW_NUMBER, NOW)], now=NOW)
    [stranger] = _meet(SRI, at=NOW + timedelta(days=90))
    assert stranger != sri and stranger.same_as is None
    assert _current(stranger) == {"+6281200000001"}


def test_a_move_told_twice_changes_nothing():
    _meet(SRI, at=NOW - HOUR)
    for hours in (0, 1):
        resolve([], [Moved(SRI, SRIS_NEW_NUMBER, NOW + hours * HOUR)], now=NOW)
    assert Contact.objects.count() == 1 and ContactAddress.objects.count() == 2


def test_a_new_username_replaces_the_old_one():
    [contact] = _meet(Sender(user_id="ID.5", username="lama"))
    _meet(Sender(user_id="ID.5", username="baru"))
    assert _current(contact) == {"ID.5", "baru"}


def test_a_number_left_at_the_counter_finds_who_writes_from_it():
    [sri] = _meet(SRI)
    assert contact_by_phone("+6281200000001", now=NOW) == sri
    assert contact_by_phone("+6281299999999", now=NOW) != sri


def test_a_batch_costs_the_same_number_of_statements_however_large():
    def cost(first: int, number: int) -> int:
        senders = [
            Seen(Sender(phone=f"+62813{n:08d}", wa_id=f"62813{n:08d}", username=f"u{n}"), NOW)
            for n in range(first, first + number)
        ]
        with CaptureQueriesContext(connection) as seen:
            resolve(senders, now=NOW)
        return len(seen)

    assert cost(0, 2) == cost(100, 200) <= 10
