"""What people and programs send that is no text, no number and no date."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kentongan.cases.models import JournalNote
from kentongan.cities.locks import inside
from kentongan.mailroom.models import File, Word
from kentongan.mailroom.storage import OFFICE, fill, keep, new_key, sniff
from kentongan.reports.models import Draft
from kentongan.reports.tests.builders import Town

ZIP = b"PK\x03\x04"
_XML = "application/vnd.openxmlformats-officedocument."


@pytest.mark.parametrize("claimed", OFFICE.values())
def test_a_residents_letter_from_an_office_program_keeps_its_type(claimed: str) -> None:
    assert sniff(ZIP, claimed) == claimed
    assert sniff(b"%PDF-", claimed) == "application/pdf"


@pytest.mark.parametrize("odd", [f"{_XML}x\r\nSet-Cookie: a=b", _XML + "x" * 200, f"{_XML}x"])
def test_an_officer_can_open_a_paper_whose_sender_claims_a_strange_type(
    ponti: Town, odd: str
) -> None:
    report, now = ponti.report(), timezone.now()
    with inside(ponti.city):
        message = ponti.message(report, kind="document")
        file = File(key=new_key(), message=message, name="a.docx", since=now, ready_at=now)
        fill(file, keep(ZIP, odd))
        file.save()
    given = ponti.client(ponti.officer).get(f"/{ponti.city.slug}/file/{file.key}")
    assert (given.status_code, given["Content-Type"]) == (200, "application/zip")


@pytest.mark.parametrize(
    "asked",
    [
        "?q=%00", "?q=lampu%00", "?wilayah=%00", "?topik=%00", "?dinas=%00", "?kanal=%00",
        "?baki=%00", "?baca=%00", "?hal=99999999999999999999", "?hal=²", "?hal=" + "9" * 5000,
        "fresh/?sejak=%00", "fresh/?sejak=9999-99-99", "fresh/?baki=%00",
        "fresh/?sejak=0001-01-01T00:00:00%2B14:00", "fresh/?sejak=9999-12-31T23:59:59-14:00",
    ],
)  # fmt: skip
def test_an_officers_list_opens_whatever_stands_in_its_address(ponti: Town, asked: str) -> None:
    for by in (ponti.officer, ponti.dishub):
        assert ponti.client(by).get(ponti.url() + asked).status_code == 200


@pytest.mark.parametrize("key", ["%00", "a%00b", "%00/kecil"])
def test_a_file_key_that_is_none_is_not_there(ponti: Town, key: str) -> None:
    at = f"/{ponti.city.slug}/file/{key}"
    assert ponti.client(ponti.officer).get(at).status_code == 404


def test_what_an_officer_pastes_is_kept_without_its_unseen_characters(ponti: Town) -> None:
    report, client = ponti.report(), ponti.client(ponti.officer)
    pasted = {"text": "Tiang\x00 12\r\nsudah"}
    assert client.post(ponti.url(report, "draft"), pasted).status_code == 200
    with inside(ponti.city):
        assert Draft.objects.get().text == "Tiang 12\nsudah"
    assert client.post(ponti.url(report, "note"), pasted).status_code == 302
    assert client.post(ponti.url(report, "send"), pasted).status_code == 302
    with inside(ponti.city):
        assert JournalNote.objects.get(line__verb="note").text == "Tiang 12\nsudah"
        assert Word.objects.get(purpose="message").text == "Tiang 12\nsudah"


def test_the_heartbeat_answers_an_address_that_is_nonsense(ponti: Town) -> None:
    report, client = ponti.report(), ponti.client(ponti.officer)
    assert client.get(ponti.url(report, "pulse") + "?v=%00&seen=%00&q=%00").status_code == 200


@pytest.mark.parametrize("verb", ["amend", "decline", "dispose"])
def test_a_form_with_unseen_characters_comes_back_instead_of_breaking(
    ponti: Town, verb: str
) -> None:
    report, client = ponti.report(), ponti.client(ponti.officer)
    odd = {"place": "a\x00b", "reason": "\x00", "text": "\x00", "agency": "\x00", "topic": "\x00"}
    assert client.post(ponti.url(report, "do", verb), odd).status_code in (302, 422)
    assert client.post(ponti.url(report, "topic"), {"topic": "\x00"}).status_code == 404
