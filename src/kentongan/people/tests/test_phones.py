"""Telephones that act for a post."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.people import actions, phones
from kentongan.people.models import Contact, PhoneLink, Staff
from kentongan.people.tests.at_work import hold
from kentongan.pure.errors import NotAllowed
from kentongan.site.settle import settle_city

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=3)


@pytest.fixture
def pontianak(db: None) -> City:
    return settle_city("pontianak")


@pytest.fixture
def at_work(pontianak: City):
    with inside(pontianak):
        yield pontianak


@pytest.fixture
def hendra(at_work: City) -> Staff:
    return hold("dishub.liaison", "Hendra")


def telephone() -> int:
    return Contact.objects.create(name="Hendra", since=NOW).pk


def wrong(code: str, n: int = 1) -> str:
    return f"{(int(code) + n) % 1_000_000:06d}"


@pytest.mark.parametrize("words", ["HUBUNGKAN {}", "hubungkan {}", "{}", " Hubungkan: {} "])
def test_the_code_sent_from_a_telephone_links_it(hendra: Staff, words: str):
    contact, code = telephone(), phones.offer(hendra, by=hendra, now=NOW)
    link = phones.prove(contact, words.format(code), now=SOON)
    assert link is not None and link.post.code == "dishub.liaison"
    found = phones.acting_for([contact], now=SOON)
    assert (found[contact].pk, found[contact].seat.code) == (hendra.pk, "dishub.liaison")


def test_a_code_may_be_written_with_a_gap_as_it_is_shown(hendra: Staff):
    contact, code = telephone(), phones.offer(hendra, by=hendra, now=NOW)
    assert phones.prove(contact, f"HUBUNGKAN {code[:3]} {code[3:]}", now=SOON)


def test_other_words_are_no_code_and_count_against_nobody(hendra: Staff):
    contact, code = telephone(), phones.offer(hendra, by=hendra, now=NOW)
    for words in ("lampu padam", f"laporan {code}", "12345", "0812345678", f"{code}1", ""):
        assert phones.prove(contact, words, now=SOON) is None
    assert PhoneLink.objects.get().tries == 0
    assert phones.acting_for([contact], now=SOON) == {}


def test_only_a_salted_digest_of_the_code_is_kept(hendra: Staff):
    code = phones.offer(hendra, by=hendra, now=NOW)
    kept = PhoneLink.objects.values_list("salt", "code_digest").get()
    assert all(code not in value for value in kept)


def test_five_wrong_codes_make_it_void(hendra: Staff):
    contact, code = telephone(), phones.offer(hendra, by=hendra, now=NOW)
    for n in range(1, 6):
        assert phones.prove(contact, f"HUBUNGKAN {wrong(code, n)}", now=SOON) is None
    assert phones.prove(contact, f"HUBUNGKAN {code}", now=SOON) is None
    assert phones.acting_for([contact], now=SOON) == {}


def test_after_four_wrong_codes_the_right_one_still_counts(hendra: Staff):
    contact, code = telephone(), phones.offer(hendra, by=hendra, now=NOW)
    for n in range(1, 5):
        phones.prove(contact, wrong(code, n), now=SOON)
    assert phones.prove(contact, code, now=SOON)


def test_a_code_is_good_for_a_quarter_of_an_hour(hendra: Staff):
    contact, code = telephone(), phones.offer(hendra, by=hendra, now=NOW)
    assert phones.prove(contact, code, now=NOW + timedelta(minutes=15)) is None
    assert phones.prove(contact, code, now=NOW + timedelta(minutes=14, seconds=59))


def test_a_code_works_once_and_a_new_one_takes_the_place_of_the_old(hendra: Staff):
    first = phones.offer(hendra, by=hendra, now=NOW)
    second = phones.offer(hendra, by=hendra, now=NOW)
    one, other = telephone(), telephone()
    if first != second:
        assert phones.prove(one, first, now=SOON) is None
    assert phones.prove(one, second, now=SOON)
    assert phones.prove(other, second, now=SOON) is None
    assert phones.acting_for([other], now=SOON) == {}


def test_a_code_of_the_other_city_does_nothing_here(pontianak: City):
    there = settle_city("bandarlampung")
    with inside(there):
        agus = hold("dpu.liaison", "Agus")
        code = phones.offer(agus, by=agus, now=NOW)
    with inside(pontianak):
        contact = telephone()
        assert phones.prove(contact, f"HUBUNGKAN {code}", now=SOON) is None
    with inside(there):
        assert PhoneLink.objects.get().tries == 0


def test_a_lost_telephone_acts_no_more_after_one_press(hendra: Staff):
    contact, code = telephone(), phones.offer(hendra, by=hendra, now=NOW)
    link = phones.prove(contact, code, now=SOON)
    assert link
    officer = hold("diskominfo.officer", "Rina")
    phones.unlink(link, by=officer, now=SOON)
    assert phones.acting_for([contact], now=SOON) == {}


def test_a_telephone_of_somebody_relieved_acts_no_more(hendra: Staff):
    contact, code = telephone(), phones.offer(hendra, by=hendra, now=NOW)
    assert phones.prove(contact, code, now=SOON)
    officer = hold("diskominfo.officer", "Rina")
    actions.relieve(hendra, by=officer, on=NOW.date(), now=SOON)
    assert phones.acting_for([contact], now=SOON) == {}


def test_a_telephone_acts_only_until_the_last_day_of_its_holder(hendra: Staff):
    contact, code = telephone(), phones.offer(hendra, by=hendra, now=NOW)
    assert phones.prove(contact, code, now=SOON)
    Staff.objects.filter(pk=hendra.pk).update(until=NOW.date())
    assert contact in phones.acting_for([contact], now=SOON)
    assert phones.acting_for([contact], now=SOON + timedelta(days=1)) == {}


def test_a_telephone_acts_for_the_newest_of_two_posts(hendra: Staff):
    other = hold("dishub.chief", "Utin")
    contact = telephone()
    for one in (hendra, other):
        assert phones.prove(contact, phones.offer(one, by=one, now=NOW), now=SOON)
    assert phones.acting_for([contact], now=SOON)[contact].pk == other.pk


def test_a_person_known_under_two_numbers_acts_as_one(hendra: Staff):
    contact, code = telephone(), phones.offer(hendra, by=hendra, now=NOW)
    assert phones.prove(contact, code, now=SOON)
    root = telephone()
    Contact.objects.filter(pk=contact).update(same_as=root)
    assert set(phones.acting_for([contact, root], now=SOON)) == {contact, root}


def test_nobody_shows_a_code_for_the_post_of_another_agency(hendra: Staff):
    stranger = hold("pupr.liaison", "Yudi")
    with pytest.raises(NotAllowed):
        phones.offer(hendra, by=stranger, now=NOW)
