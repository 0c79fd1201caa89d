"""Taken down at the counter: a report like any other, with its number at once."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kentongan.cities.locks import inside
from kentongan.mailroom.models import File, Word
from kentongan.people.models import ContactAddress
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town

WORDS = {
    "text": "Lampu jalan di Gang Mawar padam dari kemarin",
    "kind": "complaint",
    "channel": "loket",
    "place": "Gg. Mawar",
    "name": "Pak Amat",
    "phone": "0812 5550 7777",
}


def take_down(town: Town, **words: Any) -> Any:
    url = town.url() + "new/"
    return town.client(town.officer).post(url, {**WORDS, **words}, follow=True)


def only(town: Town) -> Report:
    with inside(town.city):
        return Report.objects.select_related("matter__contact", "topic").get()


def test_it_has_a_number_a_topic_and_a_person(ponti: Town) -> None:
    page = take_down(ponti)
    report = only(ponti)
    assert f"Nomor laporannya {report.matter.number}" in page.content.decode()
    assert report.topic and (report.topic.code, report.topic_is_suggested) == ("street_light", True)
    assert report.matter.contact and report.matter.contact.name == "Pak Amat"
    assert (report.channel, report.place) == ("loket", "Gg. Mawar")
    with inside(ponti.city):
        assert ContactAddress.objects.get(contact=report.matter.contact).value == "+6281255507777"


def test_who_left_a_number_hears_of_the_answer_by_template(ponti: Town) -> None:
    take_down(ponti)
    report = only(ponti)
    words = {"text": "Sudah menyala, Pak.", "final": "on"}
    ponti.client(ponti.officer).post(ponti.url(report, "send"), words)
    with inside(ponti.city):
        assert Word.objects.get(matter=report.pk).template["name"] == "answer_ready"


def test_danger_is_heard_and_a_chosen_topic_is_chosen(ponti: Town) -> None:
    take_down(ponti, text="Kebakaran di pasar, api sudah besar", topic="street_vendors")
    report = only(ponti)
    assert (report.urgent, report.emergency) == (True, "fire")
    assert report.topic and not report.topic_is_suggested


def test_without_a_name_it_is_a_report_all_the_same(ponti: Town) -> None:
    take_down(ponti, name="", phone="", anonymous="on")
    report = only(ponti)
    assert (report.matter.contact, report.anonymous) == (None, True)
    page = ponti.client(ponti.officer).get(ponti.url(report))
    assert "Pelapor minta namanya disembunyikan." in page.content.decode()


def test_a_letter_is_kept_with_it(ponti: Town) -> None:
    letter = SimpleUploadedFile("surat.pdf", b"%PDF-1.4 isi", "application/pdf")
    take_down(ponti, photos=letter)
    with inside(ponti.city):
        file = File.objects.get()
    assert (file.mime, file.matter_id) == ("application/pdf", only(ponti).pk)


def test_what_is_missing_is_said_and_the_rest_is_kept(ponti: Town) -> None:
    page = take_down(ponti, text="", phone="12")
    assert page.status_code == 422
    assert "Nomor ini belum lengkap" in page.content.decode()
    assert "Gg. Mawar" in page.content.decode()
    with inside(ponti.city):
        assert not Report.objects.exists()


def test_only_officers_take_reports_down(ponti: Town) -> None:
    for staff in (ponti.head, ponti.dishub):
        assert ponti.client(staff).get(ponti.url() + "new/").status_code == 404
