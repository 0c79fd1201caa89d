"""Posts: who holds one, who stands in, and who hears while nobody is there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.people import actions
from kentongan.people.actions import NewAccount, NewPost, Term
from kentongan.people.board import board
from kentongan.people.models import Agency, Post, Staff, User
from kentongan.people.posts import Directory, directory
from kentongan.people.tests.at_work import hold
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.site.settle import settle_city

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ACTING, COVER = Staff.Holds.ACTING, Staff.Holds.COVER


@pytest.fixture
def pontianak(db: None):
    city = settle_city("pontianak")
    with inside(city):
        yield city


@pytest.fixture
def officer(pontianak: City) -> Staff:
    return hold("diskominfo.officer", "Rina Marlina")


def post(code: str) -> Post:
    return Post.objects.select_related("agency", "above").get(code=code)


def somebody(name: str) -> User:
    return User.objects.create(username=name.lower().replace(" ", "."), name=name, password="!")


def heard(level: str, agency: str = "dishub", on: date = TODAY) -> list[str]:
    known: Directory = directory(on)
    ids = known.at(level, Agency.objects.get(code=agency).pk)
    return [known.posts[pk].code for pk in ids]


def names(code: str, on: date = TODAY) -> list[str]:
    return [one.user.name for one in directory(on).holders.get(post(code).pk, [])]


# -- the city's posts


def test_every_agency_of_the_city_has_its_posts_and_each_rises_to_the_mayor(pontianak: City):
    known = {p.pk: p for p in Post.objects.select_related("agency")}
    levels = {(p.agency_id, p.level) for p in known.values()}
    for agency in Agency.objects.filter(is_city=True).exclude(code__in=("setda", "diskominfo")):
        assert {(agency.pk, "chief"), (agency.pk, "liaison")} <= levels, agency.name
    for one in known.values():
        at = one
        for _ in range(4):
            at = known[at.above_id] if at.above_id else at
        assert at.code == "mayor", one.code


def test_posts_are_called_as_people_call_them(pontianak: City):
    titles = dict(Post.objects.values_list("code", "title"))
    assert titles["mayor"] == "Wali Kota"
    assert titles["secretary"] == "Sekretaris Daerah"
    assert titles["dishub.chief"] == "Kepala Dinas Perhubungan"
    assert titles["kec_617101.chief"] == "Camat Pontianak Selatan"
    assert titles["perumda_air.chief"] == "Direktur Perumda Air Minum Tirta Khatulistiwa"
    assert titles["inspektorat.chief"] == "Inspektur"
    assert titles["setwan.chief"] == "Sekretaris DPRD"
    assert titles["dishub.liaison"] == "Pejabat penghubung Dishub"


def test_settling_again_changes_no_post(pontianak: City):
    Post.objects.filter(code="dishub.chief").update(title="Kadishub")
    before = list(Post.objects.order_by("pk").values_list("pk", "title", "above"))
    settle_city("pontianak")
    assert list(Post.objects.order_by("pk").values_list("pk", "title", "above")) == before


# -- giving and taking


def test_an_officer_appoints_a_liaison_who_signs_with_the_post(officer: Staff):
    hendra = somebody("Hendra Saputra")
    one = actions.appoint(post("dishub.liaison"), hendra, Term(TODAY), by=officer)
    assert (one.role, one.agency.code, one.post) == ("agency", "dishub", "Pejabat penghubung")
    assert (one.since, one.until, one.appointed_by) == (TODAY, None, officer)
    assert names("dishub.liaison") == ["Hendra Saputra"]
    assert names("dishub.liaison", TODAY - timedelta(days=1)) == []


def test_nobody_gives_a_post_to_themselves(officer: Staff):
    with pytest.raises(NotAllowed, match="diri sendiri"):
        actions.appoint(post("mayor"), officer.user, Term(TODAY), by=officer)


def test_a_liaison_appoints_crews_of_the_own_agency_and_nobody_else(officer: Staff):
    liaison = hold("dishub.liaison", "Hendra Saputra")
    crew = actions.make_post(liaison.agency, NewPost("Regu lampu", Post.Level.CREW), by=liaison)
    assert crew.above is not None and crew.above.code == "dishub.liaison"
    one, password = actions.appoint_new(
        crew, NewAccount("Joko Susilo", "joko.lampu", enters=False), Term(TODAY), by=liaison
    )
    assert password == ""
    assert not one.user.has_usable_password()
    for code in ("dishub.chief", "pupr.liaison", "mayor"):
        with pytest.raises(NotAllowed):
            actions.appoint(post(code), one.user, Term(TODAY), by=liaison)
    with pytest.raises(NotAllowed):
        actions.make_post(
            Agency.objects.get(code="pupr"), NewPost("Regu jalan", Post.Level.CREW), by=liaison
        )


def test_what_one_person_answers_for_is_not_given_to_two(officer: Staff):
    hold("dishub.chief", "Utin Srilena")
    with pytest.raises(Refusal, match="masih dipegang Utin Srilena"):
        actions.appoint(post("dishub.chief"), somebody("Agus"), Term(TODAY), by=officer)
    hold("dishub.liaison", "Hendra")
    actions.appoint(post("dishub.liaison"), somebody("Anton"), Term(TODAY), by=officer)
    assert names("dishub.liaison") == ["Hendra", "Anton"]


def test_the_same_person_holds_a_post_once_and_may_come_again(officer: Staff):
    one = hold("dishub.liaison", "Hendra")
    with pytest.raises(Refusal, match="sudah memegang"):
        actions.appoint(one.seat, one.user, Term(TODAY), by=officer)
    actions.relieve(one, by=officer, on=TODAY, now=NOW)
    again = actions.appoint(one.seat, one.user, Term(TODAY), by=officer)
    assert again.pk != one.pk
    assert names("dishub.liaison") == ["Hendra"]


def test_who_is_relieved_leaves_a_row_that_says_since_when_until_when_and_by_whom(officer: Staff):
    one = hold("dishub.liaison", "Hendra")
    actions.relieve(one, by=officer, on=TODAY, now=NOW)
    one.refresh_from_db()
    assert (one.until, one.is_active, one.relieved_by) == (TODAY, False, officer)
    assert names("dishub.liaison") == []


def test_nobody_relieves_themselves_so_somebody_is_always_left(officer: Staff):
    with pytest.raises(NotAllowed, match="sendiri"):
        actions.relieve(officer, by=officer, on=TODAY, now=NOW)


def test_a_holding_ends_with_its_last_day(officer: Staff):
    term = Term(TODAY, TODAY + timedelta(days=2), ACTING)
    actions.appoint(post("dishub.chief"), somebody("Budi"), term, by=officer)
    assert names("dishub.chief", TODAY + timedelta(days=2)) == ["Budi"]
    assert names("dishub.chief", TODAY + timedelta(days=3)) == []


# -- who hears


def test_a_vacant_post_falls_to_the_post_above(pontianak: City):
    hold("mayor", "Siti Aminah")
    assert heard("chief") == ["mayor"]
    assert heard("owner") == ["mayor"]
    hold("secretary", "Mulyadi")
    assert heard("chief") == ["secretary"]
    hold("dishub.chief", "Utin")
    assert heard("owner") == ["dishub.chief"]
    assert heard("owner", "pupr") == ["secretary"]


def test_where_nobody_is_above_the_officers_hear(officer: Staff):
    assert heard("mayor") == ["diskominfo.officer"]
    assert heard("chief") == ["diskominfo.officer"]


def test_a_second_empty_post_does_not_trouble_the_chief(officer: Staff):
    hold("dishub.chief", "Utin")
    hold("dishub.liaison", "Hendra")
    actions.make_post(
        Agency.objects.get(code="dishub"), NewPost("Penghubung malam", Post.Level.LIAISON),
        by=officer,
    )  # fmt: skip
    assert heard("owner") == ["dishub.liaison"]


def test_the_secretary_is_the_chief_of_the_citys_own_secretariat(pontianak: City):
    hold("secretary", "Mulyadi")
    assert heard("chief", "setda") == ["secretary"]


def test_an_acting_chief_hears_and_goes_when_the_new_one_comes(officer: Staff):
    plt = actions.appoint(
        post("dishub.chief"), somebody("Budi"), Term(TODAY, None, ACTING), by=officer
    )
    assert plt.post == "Plt. Kepala Dinas Perhubungan"
    assert (heard("chief"), names("dishub.chief")) == (["dishub.chief"], ["Budi"])
    later = TODAY + timedelta(days=10)
    actions.appoint(post("dishub.chief"), somebody("Utin"), Term(later), by=officer)
    assert names("dishub.chief", later - timedelta(days=1)) == ["Budi"]
    assert names("dishub.chief", later) == ["Utin"]


def test_who_is_away_hears_nothing_and_who_covers_hears_it(officer: Staff):
    hold("secretary", "Mulyadi")
    chief, liaison = hold("dishub.chief", "Utin"), hold("dishub.liaison", "Hendra")
    until = TODAY + timedelta(days=3)
    actions.be_away(chief, since=TODAY, until=until, by=officer)
    assert heard("chief") == ["secretary"]
    plh = actions.appoint(chief.seat, liaison.user, Term(TODAY, until, COVER), by=officer)
    assert plh.post == "Plh. Kepala Dinas Perhubungan"
    assert (heard("chief"), names("dishub.chief")) == (["dishub.chief"], ["Hendra"])
    assert names("dishub.chief", until + timedelta(days=1)) == ["Utin"]


def test_who_goes_away_names_a_colleague_but_no_stranger_as_cover(officer: Staff):
    chief, liaison = hold("dishub.chief", "Utin"), hold("dishub.liaison", "Hendra")
    stranger = hold("pupr.liaison", "Yudi")
    until = TODAY + timedelta(days=3)
    with pytest.raises(NotAllowed):
        actions.be_away(chief, since=TODAY, until=until, cover=stranger.user, by=chief)
    plh = actions.be_away(chief, since=TODAY, until=until, cover=liaison.user, by=chief)
    assert plh is not None and plh.holds == COVER
    actions.be_back(chief, by=chief, on=TODAY + timedelta(days=1), now=NOW)
    assert names("dishub.chief", TODAY + timedelta(days=1)) == ["Utin"]


def test_cover_without_an_end_is_no_cover(officer: Staff):
    with pytest.raises(Refusal, match="sementara"):
        actions.appoint(
            post("dishub.chief"), somebody("Budi"), Term(TODAY, None, COVER), by=officer
        )


# -- the posts themselves


def test_a_renamed_post_renames_how_its_holders_sign(officer: Staff):
    one = hold("dishub.liaison", "Hendra")
    actions.change_post(
        one.seat, title="Sekretaris Dishub", email="a@b.id", prefers="mail", by=officer
    )
    one.refresh_from_db()
    assert one.post == "Sekretaris"


def test_who_holds_a_post_says_how_it_hears_but_not_what_it_is_called(officer: Staff):
    one = hold("dishub.liaison", "Hendra")
    title = one.seat.title
    actions.change_post(one.seat, title=title, email="a@b.id", prefers="mail", by=one)
    assert post("dishub.liaison").prefers == "mail"
    with pytest.raises(NotAllowed):
        actions.change_post(one.seat, title="Raja", email="a@b.id", prefers="mail", by=one)
    with pytest.raises(Refusal, match="surel"):
        actions.change_post(one.seat, title=title, email="", prefers="mail", by=one)


def test_the_last_post_that_takes_reports_stays(officer: Staff):
    with pytest.raises(Refusal, match="satu-satunya"):
        actions.retire(post("dishub.liaison"), by=officer, on=TODAY)
    with pytest.raises(Refusal, match="pimpinan"):
        actions.retire(post("dishub.chief"), by=officer, on=TODAY)
    with pytest.raises(Refusal, match="masih dipegang"):
        actions.retire(officer.seat, by=hold("mayor", "Siti"), on=TODAY)
    crew = actions.make_post(
        Agency.objects.get(code="dishub"), NewPost("Regu lampu", Post.Level.CREW), by=officer
    )
    actions.retire(crew, by=officer, on=TODAY)
    assert not post(crew.code).is_active


def test_the_list_costs_the_same_however_many_hold_a_post(officer: Staff):
    with CaptureQueriesContext(connection) as few:
        board(officer, on=TODAY)
    for n in range(8):
        hold("dishub.liaison", f"Penghubung {n}", username=f"p{n}")
        hold("pupr.liaison", f"Jalan {n}", username=f"j{n}")
    with CaptureQueriesContext(connection) as many:
        board(officer, on=TODAY)
    assert len(many) == len(few) <= 3
