"""An agency writes to the resident through the desk, and never learns their address."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import inside
from kentongan.mailroom.models import Word
from kentongan.people.models import ContactAddress, Staff
from kentongan.pure import phones
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.reports.actions import handling, relaying
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town

ASKED = "Tiang nomor berapa yang padam?"


def page(town: Town, report: Report, by: Staff) -> Any:
    return town.client(by).get(town.url(report))


def body(response: Any) -> str:
    return str(response.content.decode())


def relayed(town: Town, report: Report, text: str = ASKED) -> Any:
    return town.client(town.dishub).post(town.url(report, "relay"), {"text": text}, follow=True)


@pytest.mark.parametrize("hidden", [False, True])
def test_an_agency_writes_and_the_resident_reads_who_it_is_from(ponti: Town, hidden: bool) -> None:
    report = ponti.report(state="assigned", anonymous=hidden)
    assert "Tulis ke warga" in body(page(ponti, report, ponti.dishub))
    done = relayed(ponti, report)
    assert "Sedang dikirim ke warga lewat Kentongan." in body(done)
    with inside(ponti.city):
        word = Word.objects.filter(matter=report.pk).latest("pk")
        assert word.text == f"Dishub lewat Kentongan: {ASKED}"
        assert (word.contact_id, word.staff_id) == (report.matter.contact_id, ponti.dishub.pk)
        line = JournalLine.objects.filter(matter=report.pk).latest("pk")
        assert (line.verb, line.details, line.staff_id) == (
            "write", {"relay": True}, ponti.dishub.pk,
        )  # fmt: skip
        number = ContactAddress.objects.get(contact=report.matter.contact_id, kind="phone").value
    for by in (ponti.dishub, ponti.officer):
        shown = body(page(ponti, report, by))
        assert ASKED in shown and "lewat Kentongan" in shown
        assert number not in shown and phones.pretty(number) not in shown
    assert "Anton Wijaya" in body(page(ponti, report, ponti.officer))


def test_the_answer_of_the_resident_reaches_the_agency_masked(ponti: Town) -> None:
    report = ponti.report(state="assigned", anonymous=True, name="Mulyadi")
    relayed(ponti, report)
    ponti.message(report, "Tiang 12. Saya Mulyadi, HP 081255501234")
    shown = body(page(ponti, report, ponti.dishub))
    assert "Tiang 12." in shown and "Mulyadi" not in shown and "081255501234" not in shown


def test_an_officer_who_takes_over_does_not_cut_the_agency_off(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    with inside(ponti.city):
        handling.take_over(report, by=ponti.officer, now=timezone.now())
    assert relayed(ponti, report).status_code == 200
    with inside(ponti.city):
        assert Word.objects.filter(matter=report.pk, staff=ponti.dishub).exists()
        assert ponti.fresh(report).taken_over_by_id == ponti.officer.pk


@pytest.mark.parametrize("state", ["answered", "replied", "closed"])
def test_an_agency_writes_only_while_the_report_is_theirs(ponti: Town, state: str) -> None:
    report = ponti.report(state=state)
    assert "Tulis ke warga" not in body(page(ponti, report, ponti.dishub))
    asked = ponti.client(ponti.dishub).post(ponti.url(report, "relay"), {"text": ASKED})
    assert asked.status_code == 422
    with inside(ponti.city):
        assert not Word.objects.filter(matter=report.pk, staff=ponti.dishub).exists()


def test_another_agency_and_another_city_find_nothing_to_write_to(
    ponti: Town, lampung: Town
) -> None:
    report = ponti.report(state="assigned")
    for by in (ponti.pupr, lampung.dishub):
        asked = ponti.client(by).post(ponti.url(report, "relay"), {"text": ASKED})
        assert asked.status_code == 404
    with inside(ponti.city), pytest.raises(NotAllowed):
        relaying.relay(report, text=ASKED, by=ponti.pupr, now=timezone.now())


def test_officers_and_heads_have_ways_of_their_own(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    for by in (ponti.officer, ponti.head):
        asked = ponti.client(by).post(ponti.url(report, "relay"), {"text": ASKED})
        assert asked.status_code == 404
        with inside(ponti.city), pytest.raises(NotAllowed):
            relaying.relay(report, text=ASKED, by=by, now=timezone.now())


def test_what_is_empty_or_too_long_is_given_back_as_it_was_typed(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    for text in ("  ", "x" * 4090):
        asked = ponti.client(ponti.dishub).post(ponti.url(report, "relay"), {"text": text})
        assert asked.status_code == 422
        assert asked.context["composer"].draft == text.strip() or not text.strip()
    with inside(ponti.city), pytest.raises(Refusal):
        relaying.relay(report, text=" ", by=ponti.dishub, now=timezone.now())
