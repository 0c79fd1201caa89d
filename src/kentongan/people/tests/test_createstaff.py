"""At the terminal: somebody gets an account and a post."""

from __future__ import annotations

import io

import pytest

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.people.models import Post, Staff, User
from kentongan.pure.errors import Refusal
from kentongan.site.commands import createstaff
from kentongan.site.settle import settle_city


@pytest.fixture
def ponti(db: None, monkeypatch) -> City:
    monkeypatch.setattr("sys.stdin", io.StringIO("kata sandi yang panjang\n"))
    return settle_city("pontianak")


def made(username: str, role: str, post: str, *more: str, city: str = "pontianak") -> int:
    given = ["--city", city, "--role", role, "--name", "Rahma", "--post", post, *more]
    return createstaff.run([username, *given])


@pytest.mark.parametrize(
    ("role", "title", "agency", "code"),
    [
        ("officer", "Petugas pengaduan", "diskominfo", "diskominfo.officer"),
        ("agency", "pejabat penghubung", "dishub", "dishub.liaison"),
        ("head", "Wali Kota", "diskominfo", "mayor"),
        ("agency", "dishub.chief", "dishub", "dishub.chief"),
    ],
)
def test_a_title_finds_the_post_of_the_city(
    ponti: City, role: str, title: str, agency: str, code: str
):
    made("rahma", role, title, "--agency", agency)
    with inside(ponti):
        assert Staff.objects.get().seat.code == code
    assert User.objects.get().home == ponti


def test_a_title_that_is_not_there_makes_a_post_under_the_chief(ponti: City):
    made("rahma", "agency", "Penghubung malam", "--agency", "dishub")
    with inside(ponti):
        post = Post.objects.select_related("above").get(title="Penghubung malam")
        assert post.above is not None and post.above.code == "dishub.chief"


def test_a_post_of_another_role_is_refused(ponti: City):
    with pytest.raises(Refusal, match="berperan"):
        made("rahma", "head", "Petugas pengaduan")
    assert not User.objects.exists()


def test_an_account_of_two_cities_is_lent_a_password_by_neither(ponti: City):
    settle_city("bandarlampung")
    made("rahma", "officer", "Petugas pengaduan")
    made("rahma", "officer", "Petugas pengaduan", city="bandarlampung")
    assert User.objects.get().home is None
