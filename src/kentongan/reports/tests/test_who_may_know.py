"""Who told us, and numbers in texts: seen on purpose, and never unseen by the journal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import inside
from kentongan.people.models import ContactAddress, Staff
from kentongan.pure import phones
from kentongan.pure.errors import NotAllowed
from kentongan.reports.actions import revealing
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town

NIK, NUMBER, MAIL = "6171014507900001", "081255509999", "siti@contoh.id"
PRIVATE = f"NIK saya {NIK}, HP {NUMBER}, surel {MAIL}. Lampu padam"


def body(response: Any) -> str:
    return str(response.content.decode())


def page(town: Town, report: Report, by: Staff, *more: str) -> str:
    return body(town.client(by).get(town.url(report, *more)))


def hidden(town: Town, text: str = "Juru parkir minta pungutan", **more: Any) -> Report:
    return town.report(text, state="assigned", anonymous=True, **more)


def verbs(town: Town, report: Report) -> list[str]:
    with inside(town.city):
        lines = JournalLine.objects.filter(matter=report.pk).order_by("pk")
        return list(lines.values_list("verb", flat=True))


# -- who told us


def number_of(report: Report) -> str:
    return str(ContactAddress.objects.get(contact=report.matter.contact_id, kind="phone").value)


@pytest.mark.parametrize("marks", [{"anonymous": True}, {"confidential": True}])
def test_an_officer_sees_a_hidden_reporter_only_on_purpose_and_for_a_reason(
    ponti: Town, marks: dict[str, Any]
) -> None:
    report = ponti.report("Nama saya Ratna Wulandari, lampu padam", name="Mulyadi", **marks)
    with inside(ponti.city):
        tail = number_of(report)[-4:]
    before = page(ponti, report, ponti.officer)
    for said in ("Mulyadi", "Ratna", f"-{tail}"):
        assert said not in before
    client = ponti.client(ponti.officer)
    client.post(ponti.url(report, "identity"), {"reason": " "})
    assert "Mulyadi" not in page(ponti, report, ponti.officer)
    client.post(ponti.url(report, "identity"), {"reason": "Warga tidak menjawab, perlu ditelepon"})
    after = page(ponti, report, ponti.officer)
    for said in ("Mulyadi", "Ratna", tail, "Terlihat oleh Anda sampai"):
        assert said in after
    with inside(ponti.city):
        line = JournalLine.objects.select_related("note").get(verb="see_identity")
        assert line.staff_id == ponti.officer.pk and "perlu ditelepon" in line.note.text


def test_a_look_lasts_ten_minutes_and_is_that_officers_alone(ponti: Town) -> None:
    report = ponti.report(name="Mulyadi", anonymous=True)
    now = timezone.now()
    with inside(ponti.city):
        revealing.see_identity(report, reason="Perlu", by=ponti.officer,
                               now=now - timedelta(minutes=9))  # fmt: skip
    assert "Mulyadi" in page(ponti, report, ponti.officer)
    for somebody in (ponti.colleague, ponti.head):
        assert "Mulyadi" not in page(ponti, report, somebody)
    with inside(ponti.city):
        other = hidden(ponti, name="Zulkifli")
        revealing.see_identity(other, reason="Perlu", by=ponti.officer,
                               now=now - timedelta(minutes=11))  # fmt: skip
    assert "Zulkifli" not in page(ponti, other, ponti.officer)


def test_an_open_page_hears_that_a_look_is_over(ponti: Town) -> None:
    report = ponti.report("Nama saya Ratna Wulandari, lampu padam", anonymous=True)
    client = ponti.client(ponti.officer)
    client.get(ponti.url(report))
    client.post(ponti.url(report, "identity"), {"reason": "Perlu ditelepon"})
    beat = client.get(ponti.url(report)).context["pulse_url"]
    assert client.get(beat).status_code == 204
    later = timezone.now() + timedelta(minutes=11)
    with patch("kentongan.reports.views.report.timezone.now", return_value=later):
        news = client.get(beat)
    assert news.status_code == 200 and "Ratna" not in body(news)


@pytest.mark.parametrize("role", ["dishub", "head"])
def test_nobody_but_officers_may_look(ponti: Town, role: str) -> None:
    report, by = hidden(ponti), getattr(ponti, role)
    asked = ponti.client(by).post(ponti.url(report, "identity"), {"reason": "Ingin tahu"})
    assert asked.status_code == 404
    with inside(ponti.city), pytest.raises(NotAllowed):
        revealing.see_identity(report, reason="Ingin tahu", by=by, now=timezone.now())
    assert "see_identity" not in verbs(ponti, report)


def test_a_number_is_masked_until_an_officer_asks_for_it(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    with inside(ponti.city):
        number = number_of(report)
    whole, masked = phones.pretty(number), phones.masked(number)
    for by in (ponti.officer, ponti.dishub, ponti.head):
        shown = page(ponti, report, by)
        assert whole not in shown and masked in shown and "Sari Dewi" in shown
    ponti.client(ponti.officer).post(ponti.url(report, "identity"))
    assert whole in page(ponti, report, ponti.officer)
    assert whole not in page(ponti, report, ponti.colleague)
    assert verbs(ponti, report)[-1] == "unmask"


def test_the_list_of_a_persons_reports_does_not_tell_who_a_hidden_reporter_is(ponti: Town) -> None:
    plain = ponti.report("Lampu padam")
    secret = ponti.report("Pungutan", contact=plain.matter.contact, anonymous=True)
    assert secret.matter.number not in str(
        ponti.client(ponti.officer).get(ponti.url(plain)).context["facts"].others
    )
    assert ponti.client(ponti.officer).get(ponti.url(secret)).context["facts"].others == []


def test_ready_words_do_not_name_a_hidden_reporter(ponti: Town) -> None:
    report = ponti.report(name="Mulyadi", anonymous=True)
    canned = ponti.client(ponti.officer).get(ponti.url(report)).context["composer"].canned
    assert canned and all("Mulyadi" not in phrase.text for phrase in canned)


# -- numbers in texts


def test_private_numbers_in_texts_are_masked_for_everybody_until_an_officer_asks(
    ponti: Town,
) -> None:
    report = ponti.report(PRIVATE, state="assigned", place=f"Gg. Melati, {NUMBER}")
    ponti.message(report, f"lagi: {NUMBER}")
    for by in (ponti.officer, ponti.dishub, ponti.head):
        for shown in (page(ponti, report, by), body(ponti.client(by).get(ponti.url()))):
            assert not any(private in shown for private in (NIK, NUMBER, MAIL))
    ponti.client(ponti.officer).post(ponti.url(report, "identity"))
    shown = page(ponti, report, ponti.officer)
    assert all(private in shown for private in (NIK, NUMBER, MAIL))


def test_the_search_finds_a_report_and_masks_what_it_shows(ponti: Town) -> None:
    report = ponti.report(PRIVATE)
    found = ponti.client(ponti.officer).get(ponti.url(), {"q": "padam"})
    assert [row.number for row in found.context["queue"].rows] == [report.matter.number]
    assert NIK not in body(found) and NUMBER not in body(found)


def test_an_officer_reads_what_they_wrote_and_everybody_the_numbers_of_offices(
    ponti: Town,
) -> None:
    report = ponti.report(state="assigned")
    with inside(ponti.city):
        agency = ponti.pupr.agency
        agency.phone = "(0561) 740123"
        agency.save(update_fields=["phone"])
    ponti.word(report, f"Hubungi Pak RT di {NUMBER} atau PUPR (0561) 740123",
               staff=ponti.officer, state="read")  # fmt: skip
    assert NUMBER in page(ponti, report, ponti.officer)
    others = page(ponti, report, ponti.colleague)
    assert NUMBER not in others and "(0561) 740123" in others


def test_the_form_for_the_particulars_carries_no_hidden_words(ponti: Town) -> None:
    report = hidden(ponti, place=f"rumah Sari Dewi {NUMBER}")
    client = ponti.client(ponti.officer)
    actions = client.get(ponti.url(report)).context["actions"]
    form = next(action.form for action in actions if action.verb == "amend")
    assert "Dewi" not in str(form) and NUMBER not in str(form)
    given = {"place": form.initial["place"], "seen": form.initial["seen"], "anonymous": "on"}
    client.post(ponti.url(report, "do", "amend"), {**given, "kind": "complaint", "urgent": "on"})
    fresh = ponti.fresh(report)
    assert fresh.urgent and fresh.place == f"rumah Sari Dewi {NUMBER}"


def test_whoever_calls_themselves_by_their_number_is_masked_like_the_number(ponti: Town) -> None:
    report = ponti.report(name="+628125559876")
    assert "8125559876" not in page(ponti, report, ponti.officer)
