"""Coming in: the right words open the desk, guessing gets slow, and nobody learns who exists."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kentongan.cities.locks import inside
from kentongan.people.models import SignInAttempt, Staff
from kentongan.people.signin import WRONG
from kentongan.reports.tests.builders import Town, town

PASSWORD = "bambu-kapuas-tanjung-42"


@pytest.fixture
def ponti(db: None) -> Town:
    return town("pontianak", password=PASSWORD)


def knock(name: str, password: str, *, from_: str = "10.0.0.1", **more: str) -> Any:
    words = {"username": name, "password": password, **more}
    return Client().post("/masuk/", words, HTTP_X_FORWARDED_FOR=from_)


def test_an_officer_comes_in_to_the_own_desk(ponti: Town) -> None:
    answer = knock("rina.pontianak", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/pontianak/desk/")


def test_whoever_wanted_a_page_is_brought_to_it_but_not_elsewhere(ponti: Town) -> None:
    report = ponti.report()
    inside_it = knock("rina.pontianak", PASSWORD, next=ponti.url(report))
    assert inside_it["Location"] == ponti.url(report)
    away = knock("rina.pontianak", PASSWORD, next="https://evil.example/")
    assert away["Location"] == "/pontianak/desk/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(ponti: Town) -> None:
    for name in ("rina.pontianak", "siapa"):
        answer = knock(name, "bukan ini")
        assert answer.status_code == 422
        assert WRONG in answer.content.decode()
        assert "bukan ini" not in answer.content.decode()


def test_after_five_wrong_tries_even_the_right_password_waits(ponti: Town) -> None:
    for n in range(5):
        knock("rina.pontianak", "bukan ini", from_=f"10.0.0.{n}")
    waiting = knock("rina.pontianak", PASSWORD, from_="10.0.9.9")
    assert waiting.status_code == 422 and "Tunggu" in waiting.content.decode()
    assert knock("budi.pontianak", PASSWORD, from_="10.0.9.9").status_code == 302
    SignInAttempt.objects.update(at=timezone.now() - timedelta(seconds=31))
    assert knock("rina.pontianak", PASSWORD, from_="10.0.9.9").status_code == 302
    assert not SignInAttempt.objects.filter(key="name:rina.pontianak").exists()


def test_one_address_that_tries_many_names_waits_too(ponti: Town) -> None:
    for n in range(5):
        knock(f"nama{n}", "bukan ini")
    assert "Tunggu" in knock("rina.pontianak", PASSWORD).content.decode()
    assert knock("rina.pontianak", PASSWORD, from_="10.0.0.2").status_code == 302


def test_each_further_wrong_try_waits_twice_as_long(ponti: Town) -> None:
    for n in range(8):
        SignInAttempt.objects.create(
            key="name:rina.pontianak", at=timezone.now() - timedelta(seconds=100 + n)
        )
    assert "Tunggu 3 menit" in knock("rina.pontianak", PASSWORD).content.decode()


def test_what_is_older_than_a_quarter_of_an_hour_is_forgotten(ponti: Town) -> None:
    for _ in range(9):
        SignInAttempt.objects.create(
            key="name:rina.pontianak", at=timezone.now() - timedelta(minutes=16)
        )
    assert knock("rina.pontianak", PASSWORD).status_code == 302


def test_somebody_without_a_post_is_told_so(ponti: Town) -> None:
    with inside(ponti.city):
        Staff.objects.filter(pk=ponti.officer.pk).update(is_active=False)
    answer = knock("rina.pontianak", PASSWORD)
    assert answer.status_code == 422 and "belum punya tugas" in answer.content.decode()


def test_who_leaves_is_out(ponti: Town) -> None:
    client = ponti.client(ponti.officer)
    assert client.get("/keluar/").status_code == 405
    assert client.post("/keluar/")["Location"] == "/masuk/"
    assert client.get(ponti.url()).status_code == 302


def test_the_demonstration_shows_its_accounts_and_nothing_else_does(
    ponti: Town, settings: Any, tmp_path: Path
) -> None:
    from kentongan.site.launch import secrets

    assert "Akun untuk mencoba" not in Client().get("/masuk/").content.decode()
    settings.DEMO, settings.DATA = True, tmp_path
    assert "Akun untuk mencoba" not in Client().get("/masuk/").content.decode()
    password = secrets.load(tmp_path).passwords["petugas.pontianak"]
    assert password in Client().get("/masuk/").content.decode()
