"""The pages about posts: what an officer, a liaison and somebody new can do there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kentongan.cities.locks import inside
from kentongan.people import actions
from kentongan.people.actions import Term
from kentongan.people.models import Contact, PhoneLink, Post, Staff, User
from kentongan.people.phones import acting_for, prove
from kentongan.people.tests.at_work import hold
from kentongan.reports.tests.builders import Town, town

OWN = "pasar gula merah pagi"


@pytest.fixture
def ponti(db: None) -> Town:
    return town()


def pk(ponti: Town, code: str) -> int:
    with inside(ponti.city):
        return Post.objects.get(code=code).pk


def url(ponti: Town, *more: object) -> str:
    return "/".join(("", ponti.city.slug, "desk", "posts", *map(str, more), ""))


def today(ponti: Town) -> str:
    return timezone.localdate(timezone=ponti.city.tz).isoformat()


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_an_officer_sees_who_holds_what_and_who_hears_for_the_empty_posts(ponti: Town):
    told = words(ponti.client(ponti.officer).get(url(ponti)))
    assert "Pejabat penghubung Dishub Anton Wijaya" in told
    assert "Camat Pontianak Selatan Kosong , didengar Petugas pengaduan (Rina Marlina" in told
    assert "4 dari 69 jabatan terisi" in told


def test_the_list_is_narrowed_by_a_word_and_by_what_is_empty(ponti: Town):
    client = ponti.client(ponti.officer)
    told = words(client.get(url(ponti), {"cari": "anton"}))
    assert "Pejabat penghubung Dishub" in told
    assert "Camat" not in told
    told = words(client.get(url(ponti), {"tampil": "kosong"}))
    assert "Camat Pontianak Selatan" in told
    assert "Pejabat penghubung Dishub" not in told
    assert "Tidak ada yang cocok" in words(client.get(url(ponti), {"cari": "zzz"}))


def test_a_liaison_sees_the_own_agency_alone(ponti: Town):
    client = ponti.client(ponti.dishub)
    told = words(client.get(url(ponti)))
    assert "Kepala Dinas Perhubungan" in told
    assert "Camat" not in told
    assert client.get(url(ponti, pk(ponti, "dishub.chief"))).status_code == 200
    assert client.get(url(ponti, pk(ponti, "pupr.chief"))).status_code == 404
    assert client.post(url(ponti, pk(ponti, "pupr.chief"), "retire")).status_code == 404


def test_an_officer_gives_a_new_person_a_post_who_then_chooses_the_own_password(ponti: Town):
    officer, chief = ponti.client(ponti.officer), pk(ponti, "dishub.chief")
    given = {
        "name": "Utin Srilena", "username": "Utin.Dishub", "enters": "on",
        "holds": "definitive", "since": today(ponti),
    }  # fmt: skip
    shown = officer.post(url(ponti, chief, "appoint_new"), given)
    [password] = re.findall(r'once-code">([a-z-]+\d\d)<', shown.content.decode())
    assert password not in officer.get(url(ponti, chief)).content.decode()

    utin = Client()
    entry = {"username": "utin.dishub", "password": password}
    assert "/masuk/kata-sandi/" in utin.post("/masuk/", entry)["Location"]
    assert "/masuk/kata-sandi/" in utin.get(ponti.url())["Location"]
    page = "/masuk/kata-sandi/"
    assert utin.post(page, {"password": password, "again": password}).status_code == 422
    assert utin.post(page, {"password": "pendek", "again": "pendek"}).status_code == 422
    assert utin.post(page, {"password": OWN, "again": "lain sama sekali"}).status_code == 422
    assert utin.post(page, {"password": OWN, "again": OWN}).status_code == 302
    assert utin.get(ponti.url()).status_code == 200
    assert Client().post("/masuk/", entry).status_code == 422


def test_who_forgot_gets_a_new_password_and_the_old_sessions_end(ponti: Town):
    anton, officer = ponti.client(ponti.dishub), ponti.client(ponti.officer)
    way = url(ponti, pk(ponti, "dishub.liaison"), "lend")
    officer.post(way, {"holder": ponti.dishub.pk})
    assert anton.get(ponti.url()).status_code == 200  # made by no city: nobody may lend it one
    User.objects.filter(pk=ponti.dishub.user_id).update(home=ponti.city)
    shown = officer.post(way, {"holder": ponti.dishub.pk}).content.decode()
    assert "once-code" in shown
    assert anton.get(ponti.url()).status_code == 302


def test_no_officer_enters_as_the_head_by_lending_a_password(ponti: Town):
    User.objects.filter(pk=ponti.head.user_id).update(home=ponti.city)
    way = url(ponti, pk(ponti, "diskominfo.chief"), "lend")
    shown = ponti.client(ponti.officer).post(way, {"holder": ponti.head.pk})
    assert shown.status_code == 302
    assert not User.objects.get(pk=ponti.head.user_id).password_is_lent


def test_a_relieved_liaison_cannot_enter_from_that_moment(ponti: Town):
    anton, officer = ponti.client(ponti.dishub), ponti.client(ponti.officer)
    assert anton.get(ponti.url()).status_code == 200
    officer.post(url(ponti, pk(ponti, "dishub.liaison"), "relieve"), {"holder": ponti.dishub.pk})
    assert anton.get(ponti.url()).status_code == 404
    told = words(officer.get(url(ponti, pk(ponti, "dishub.liaison"))))
    assert "Yang pernah memegang" in told
    assert "dicatat Rina Marlina" in told


def test_somebody_with_two_posts_chooses_in_which_to_work(ponti: Town):
    day = timezone.localdate(timezone=ponti.city.tz)
    with inside(ponti.city):
        chief = Post.objects.get(code="pupr.chief")
        term = Term(day, None, Staff.Holds.ACTING)
        plt = actions.appoint(chief, ponti.dishub.user, term, by=ponti.officer)
    anton = ponti.client(ponti.dishub)
    assert "Bekerja sebagai" in words(anton.get(url(ponti)))
    assert "Kepala Dinas Perhubungan" in words(anton.get(url(ponti)))
    anton.post(url(ponti, "seat"), {"seat": plt.pk})
    told = words(anton.get(url(ponti)))
    assert "Kepala Dinas Pekerjaan Umum" in told
    assert "Kepala Dinas Perhubungan" not in told
    assert anton.post(url(ponti, "seat"), {"seat": ponti.officer.pk}).status_code == 404


def test_somebody_with_one_post_is_not_asked(ponti: Town):
    assert "Bekerja sebagai" not in words(ponti.client(ponti.officer).get(url(ponti)))


def test_a_liaison_links_the_own_telephone_and_one_press_cuts_it_off(ponti: Town):
    anton, mine = ponti.client(ponti.dishub), pk(ponti, "dishub.liaison")
    shown = words(anton.post(url(ponti, mine, "phone"), {"holder": ponti.dishub.pk}))
    [code] = re.findall(r"HUBUNGKAN (\d{6})", shown)
    assert code not in words(anton.get(url(ponti, mine)))
    now = timezone.now()
    with inside(ponti.city):
        contact = Contact.objects.create(name="Anton", since=now).pk
        link = prove(contact, f"HUBUNGKAN {code}", now=now)
        assert link
    assert "Hilang: putuskan" in words(anton.get(url(ponti, mine)))
    anton.post(url(ponti, mine, "unlink"), {"link": link.pk})
    with inside(ponti.city):
        assert acting_for([contact], now=now) == {}
        assert PhoneLink.objects.get().ended_at is not None


def test_an_absence_with_cover_is_seen_in_the_list(ponti: Town):
    officer, liaison = ponti.client(ponti.officer), pk(ponti, "dishub.liaison")
    until = timezone.localdate(timezone=ponti.city.tz) + timedelta(days=3)
    given = {
        "holder": ponti.dishub.pk, "away_from": today(ponti), "away_until": until.isoformat(),
        "cover": ponti.pupr.user_id,
    }  # fmt: skip
    assert officer.post(url(ponti, liaison, "away"), given).status_code == 302
    told = words(officer.get(url(ponti), {"tampil": "absen"}))
    assert "Anton Wijaya tidak masuk sampai" in told
    assert "Plh. Yudi Pratama" in told
    officer.post(url(ponti, liaison, "back"), {"holder": ponti.dishub.pk})
    assert "Plh. Yudi" not in words(officer.get(url(ponti)))


def test_what_does_not_fit_comes_back_with_a_sentence_and_what_was_written(ponti: Town):
    officer, chief = ponti.client(ponti.officer), pk(ponti, "dishub.chief")
    given = {"user": ponti.pupr.user_id, "holds": "cover", "since": today(ponti)}
    answer = officer.post(url(ponti, chief, "appoint"), given)
    assert answer.status_code == 422
    assert "Plh. selalu sementara" in words(answer)
    assert re.search(r"<details class=.deed. name=.deed. open", answer.content.decode())
    with inside(ponti.city):
        assert not Staff.objects.filter(seat=chief).exists()


def test_an_officer_makes_a_post_and_takes_it_away_again(ponti: Town):
    officer = ponti.client(ponti.officer)
    way = f"{url(ponti, 'new')}?perangkat=dishub"
    assert officer.get(url(ponti, "new")).status_code == 404
    made = officer.post(way, {"title": "Regu lampu", "level": "crew"})
    assert made.status_code == 302
    assert "sudah punya jabatan" in words(
        officer.post(way, {"title": "regu lampu", "level": "crew"})
    )
    officer.post(f"{made['Location']}retire/")
    assert "Regu lampu" not in words(officer.get(url(ponti)))


def test_a_person_of_the_other_city_finds_nothing(ponti: Town):
    lampung = town("bandarlampung")
    stranger = lampung.client(lampung.officer)
    assert stranger.get(url(ponti)).status_code == 404
    with inside(lampung.city):
        theirs = Post.objects.get(code="mayor").pk
    assert ponti.client(ponti.officer).get(url(ponti, theirs)).status_code == 404


def test_a_crew_member_without_a_password_cannot_enter(ponti: Town):
    with inside(ponti.city):
        one = hold("dishub.chief", "Joko", username="joko")
    assert not one.user.has_usable_password()
    answer = Client().post("/masuk/", {"username": "joko", "password": "!"})
    assert answer.status_code == 422
