"""What anybody sees without signing in: the front page, finding a report, the private link."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kentongan.cases import seals
from kentongan.cities.locks import inside
from kentongan.frontdesk.flows import TOLD
from kentongan.mailroom.models import File, Message
from kentongan.people.models import ContactAddress
from kentongan.reports.actions import handling
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town, town

NAME, PHONE = "Sari Dewi", "+6281255509999"


@pytest.fixture
def ponti(db: None) -> Town:
    return town("pontianak")


def told(ponti: Town, state: str = "received", **more: Any) -> Report:
    report = ponti.report(state=state, name=NAME, **more)
    assert report.matter.contact
    with inside(ponti.city):
        ContactAddress.objects.create(
            contact=report.matter.contact, kind="phone", value=PHONE, since=timezone.now()
        )
    return report


def page(report: Report) -> str:
    return Client().get(f"/t/{report.matter.token}").content.decode()


def find(report: Report, end: str) -> str:
    data = {"number": report.matter.number, "phone_end": end}
    return Client().post("/pontianak/cek/", data).headers.get("Location", "")


def test_the_front_page_shows_the_number_the_emergency_numbers_and_the_hours(ponti: Town):
    text = Client().get("/pontianak/").content.decode()
    assert "Senin–Jumat pukul 07.15–21.00" in text
    assert 'href="tel:112"' in text and "<svg" in text
    assert "laporan masuk" not in text, "no figures while there is nothing to count"


def test_after_a_report_the_front_page_counts_it(ponti: Town):
    told(ponti)
    seals.batch(ponti.city, timezone.now(), told=TOLD)
    assert "laporan masuk" in Client().get("/pontianak/").content.decode()


def test_a_resident_finds_the_private_link_with_the_end_of_their_number(ponti: Town):
    report = told(ponti)
    assert find(report, "9999") == f"/t/{report.matter.token}"
    assert find(report, "1111") == ""


@pytest.mark.parametrize("mark", ["anonymous", "confidential"])
def test_a_guess_never_confirms_who_told_a_hidden_report(ponti: Town, mark: str):
    hidden: dict[str, Any] = {mark: True}
    assert find(told(ponti, **hidden), "9999") == ""


def test_guessing_at_one_report_ends_after_five_tries(ponti: Town):
    report = told(ponti)
    for _ in range(5):
        find(report, "0000")
    data = {"number": report.matter.number, "phone_end": "9999"}
    answer = Client().post("/pontianak/cek/", data)
    assert answer.status_code == 409 and "Terlalu banyak" in answer.content.decode()


def test_the_ticket_page_tells_where_it_stands_and_never_who_told_it(ponti: Town):
    report = told(ponti, "assigned", text=f"Saya {NAME}, {PHONE}, lampu padam di rumah saya")
    text = page(report)
    assert "Dinas Perhubungan" in text and report.matter.number in text
    for secret in ("Sari", "Dewi", PHONE[-6:], "di rumah saya"):
        assert secret not in text


def test_the_officers_answer_is_on_the_page_and_the_agencys_own_words_are_not(ponti: Town):
    report = told(ponti, "assigned")
    with inside(ponti.city):
        now = timezone.now()
        handling.answer(report, text=f"Kami temui Ibu {NAME} di Gg. Mawar 12", outcome="repaired",
                        no_photo="Sudah gelap.", by=ponti.dishub, now=now)  # fmt: skip
        handling.reply(report, text=f"Ibu {NAME}, lampunya *sudah diganti*.", by=ponti.officer,
                       now=now)  # fmt: skip
    text = page(report)
    assert "lampunya <b>sudah diganti</b>" in text or "lampunya <strong>sudah diganti" in text
    for secret in ("Gg. Mawar", "Sari", "Dewi"):
        assert secret not in text


def test_why_a_report_was_declined_is_on_the_page(ponti: Town):
    report = told(ponti)
    with inside(ponti.city):
        handling.decline(report, reason="private", text="Jalan itu milik warga.",
                         by=ponti.officer, now=timezone.now())  # fmt: skip
    assert "Jalan itu milik warga." in page(report)


def test_a_confidential_report_shows_neither_topic_nor_answer(ponti: Town):
    report = told(ponti, "replied", confidential=True)
    text = page(report)
    assert "Lampu jalan" not in text and "Jawaban untuk Anda" not in text


def test_what_a_resident_adds_reaches_the_officer_as_news(ponti: Town):
    report = told(ponti)
    with inside(ponti.city):
        Report.objects.update(has_news=False)
    Client().post(f"/t/{report.matter.token}", {"text": "Sekarang makin gelap"})
    with inside(ponti.city):
        assert Message.objects.get(line__channel="web").text == "Sekarang makin gelap"
        assert Report.objects.get(pk=report.pk).has_news


def test_nothing_is_added_by_an_empty_form(ponti: Town):
    report = told(ponti)
    answer = Client().post(f"/t/{report.matter.token}", {"text": "  "})
    assert "Tulis sesuatu atau pilih foto." in answer.content.decode()


def test_additions_to_one_report_are_bounded(ponti: Town):
    report = told(ponti)
    codes = [
        Client().post(f"/t/{report.matter.token}", {"text": f"lagi {i}"}).status_code
        for i in range(12)
    ]
    assert codes[:10] == [302] * 10 and codes[10:] == [409] * 2


def test_a_photo_not_meant_for_the_resident_is_not_served(ponti: Town):
    report = told(ponti)
    with inside(ponti.city):
        now = timezone.now()
        File.objects.create(key="dalam", matter=report.matter, state="ready", since=now,
                            ready_at=now, has_thumbnail=True)  # fmt: skip
    assert Client().get(f"/t/{report.matter.token}/foto/dalam").status_code == 404


@pytest.mark.parametrize("token", ["1-x", "999-abc", "tanpa", "-", "1-" + "a" * 24])
def test_a_link_that_is_not_there_is_just_not_there(ponti: Town, token: str):
    assert Client().get(f"/t/{token}").status_code == 404


def test_the_example_of_a_ticket_number_passes_its_own_check():
    from kentongan.frontdesk.forms import FindForm

    example = str(FindForm.base_fields["number"].help_text).rpartition(" ")[2]
    assert FindForm({"number": example, "phone_end": "7890"}).is_valid()
