"""Rude words and spam alone are kept where an officer sees them, and may be a report after all."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import inside
from kentongan.frontdesk import acknowledge, take, wanted
from kentongan.mailroom.models import Lane, Message, Word
from kentongan.people.models import Contact
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town, town

PAGE = "/pontianak/desk/trays/"
_ids = itertools.count(1)


@pytest.fixture
def ponti(db: None) -> Town:
    return town()


def says(t: Town, text: str, contact: Contact | None = None, *, name: str = "Sari Dewi") -> Message:
    """Somebody writes on the city's line, and the front desk takes it."""
    contact = contact or t.contact(name)
    with inside(t.city):
        now = timezone.now()
        message = Message.objects.create(
            line=t.line, contact=contact, external_id=f"wamid.{next(_ids)}", at=now,
            arrived_at=now, kind="text", text=text,
        )  # fmt: skip
        Lane.objects.filter(contact=contact, way="in").update(pending=1)
    take.batch(t.city, timezone.now() + timedelta(seconds=1))
    return fresh(t, message)


def fresh(t: Town, message: Message) -> Message:
    with inside(t.city):
        return Message.objects.select_related("matter").get(pk=message.pk)


def shown(t: Town) -> list[Any]:
    found: list[Any] = t.client(t.officer).get(PAGE).context["aside"]
    return found


def pressed(t: Town, message: Message, by: Any = None) -> Any:
    return t.client(by or t.officer).post(f"{PAGE}messages/{message.pk}/report/")


def test_rude_words_alone_are_listed_without_who_and_without_numbers(ponti: Town) -> None:
    message = says(ponti, "anjing kalian semua, hubungi 081255501234")
    assert (message.outcome, message.matter_id) == ("set_aside", None)
    [one] = shown(ponti)
    assert "5550" not in one.who and "•" in one.who
    assert one.words == "anjing kalian semua, hubungi [nomor telepon disembunyikan]"
    assert one.reason == "Hanya berisi kata kasar."
    page = ponti.client(ponti.officer).get(PAGE).content.decode()
    assert "Jadikan laporan" in page and "Sari" not in page


def test_a_greeting_alone_is_nothing_to_look_at(ponti: Town) -> None:
    says(ponti, "assalamualaikum")
    assert shown(ponti) == []


def test_who_has_no_number_is_known_by_initials(ponti: Town) -> None:
    with inside(ponti.city):
        contact = Contact.objects.create(name="Sari Dewi", since=timezone.now())
        Lane.objects.create(contact=contact, line=ponti.line, way="in", ready_at=timezone.now())
    says(ponti, "anjing kalian semua", contact)
    assert [one.who for one in shown(ponti)] == ["S. D."]


def test_an_officer_makes_a_report_of_it(ponti: Town) -> None:
    message = says(ponti, "anjing kalian semua")
    assert pressed(ponti, message)["Location"] == PAGE
    [one] = shown(ponti)
    assert (one.reason, one.actions) == ("Sedang dijadikan laporan.", ())
    assert take.batch(ponti.city, timezone.now()) == 1
    message = fresh(ponti, message)
    assert message.outcome == "report" and message.matter
    [one] = shown(ponti)
    assert (one.number, one.url) == (message.matter.number, ponti.url() + f"{one.number}/")
    with inside(ponti.city):
        report = Report.objects.get()
        assert (report.text, report.mark, report.matter.state) == (message.text, "rude", "received")
        line = JournalLine.objects.get(matter=report.pk, verb="note")
        assert line.staff_id == ponti.officer.pk
        assert line.note.text == "Dijadikan laporan. Semula disisihkan: kata kasar."
        assert Lane.objects.get(contact=message.contact_id, way="in").pending == 0


def test_what_was_taken_for_spam_gets_its_number_like_any_report(ponti: Town) -> None:
    message = says(ponti, "SELAMAT! Anda menang undian, klik http://hadiah.example/klaim")
    assert message.outcome_note == "spam"
    pressed(ponti, message)
    take.batch(ponti.city, timezone.now())
    acknowledge.batch(ponti.city, timezone.now() + timedelta(minutes=2))
    with inside(ponti.city):
        assert Report.objects.get().mark == ""
        assert Word.objects.filter(purpose="acknowledgement").count() == 1


def test_what_they_say_meanwhile_goes_its_own_way(ponti: Town) -> None:
    message = says(ponti, "anjing kalian semua")
    pressed(ponti, message)
    with inside(ponti.city):
        contact = Contact.objects.get(pk=message.contact_id)
    greeting = says(ponti, "berhenti", contact)
    assert fresh(ponti, message).outcome == "report"
    assert greeting.outcome == "replied"
    with inside(ponti.city):
        assert Report.objects.count() == 1
        assert not Message.objects.filter(outcome="").exists()


def test_pressed_twice_it_is_one_report(ponti: Town) -> None:
    message = says(ponti, "anjing kalian semua")
    pressed(ponti, message)
    assert pressed(ponti, message).status_code == 409
    take.batch(ponti.city, timezone.now())
    assert pressed(ponti, message).status_code == 409
    with inside(ponti.city):
        assert Report.objects.count() == 1


def test_only_officers_of_this_city_make_reports_of_it(ponti: Town) -> None:
    message = says(ponti, "anjing kalian semua")
    there = town("bandarlampung")
    for staff in (ponti.dishub, ponti.head, there.officer):
        assert pressed(ponti, message, staff).status_code == 404
    assert (
        ponti.client(ponti.officer).post(f"{PAGE}messages/{message.pk}/buang/").status_code == 404
    )
    assert fresh(ponti, message).outcome == "set_aside"


def test_one_that_stumbles_is_kept_plainly(ponti: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbling(*_: object) -> None:
        raise ZeroDivisionError

    message = says(ponti, "anjing kalian semua")
    pressed(ponti, message)
    monkeypatch.setattr(wanted, "heard", stumbling)
    take.batch(ponti.city, timezone.now())
    assert fresh(ponti, message).matter_id is not None


def test_the_list_costs_the_same_with_two_and_twelve(ponti: Town) -> None:
    client = ponti.client(ponti.officer)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PAGE).status_code == 200
        return len(asked)

    pressed(ponti, says(ponti, "anjing kalian semua"))
    says(ponti, "anjing kalian semua")
    cost()
    few = cost()
    for _ in range(5):
        pressed(ponti, says(ponti, "anjing kalian semua"))
        says(ponti, "anjing kalian semua")
    assert cost() == few
