"""Photos of a hidden reporter, their name and number, and numbers in texts: who sees what."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone
from PIL import ExifTags, Image

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import inside
from kentongan.mailroom.models import File
from kentongan.mailroom.storage import fill, keep, new_key, path_of
from kentongan.people.models import ContactAddress, Staff
from kentongan.pure import phones
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.reports.actions import releasing, revealing
from kentongan.reports.models import Release, Report
from kentongan.reports.tests.builders import Town

NIK, NUMBER, MAIL = "6171014507900001", "081255509999", "siti@contoh.id"
PRIVATE = f"NIK saya {NIK}, HP {NUMBER}, surel {MAIL}. Lampu padam"


def body(response: Any) -> str:
    return str(response.content.decode())


def page(town: Town, report: Report, by: Staff, *more: str) -> str:
    return body(town.client(by).get(town.url(report, *more)))


def hidden(town: Town, text: str = "Juru parkir minta pungutan", **more: Any) -> Report:
    return town.report(text, state="assigned", anonymous=True, **more)


def photo() -> bytes:
    """A photo that says where it was taken and with what."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[ExifTags.Base.Model] = "Telepon Sari"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps.update({1: "S", 2: (0.0, 1.0, 34.0), 3: "E", 4: (109.0, 20.0, 33.0)})
    Image.new("RGB", (32, 24), "teal").save(made, "JPEG", exif=exif)
    return made.getvalue()


def sent(town: Town, report: Report, kind: str = "image", content: bytes = b"") -> File:
    with inside(town.city):
        now = timezone.now()
        message = town.message(report, kind=kind)
        file = File(key=new_key(), message=message, since=now, ready_at=now)
        fill(file, keep(content or photo()))
        file.save()
    return file


def fetched(town: Town, file: File, by: Staff, small: bool = False) -> int:
    url = f"/{town.city.slug}/file/{file.key}" + ("/kecil" if small else "")
    return int(town.client(by).get(url).status_code)


def verbs(town: Town, report: Report) -> list[str]:
    with inside(town.city):
        lines = JournalLine.objects.filter(matter=report.pk).order_by("pk")
        return list(lines.values_list("verb", flat=True))


# -- files


@pytest.mark.parametrize(("kind", "content"), [("image", b""), ("audio", b"OggS lampu")])
def test_an_agency_sees_only_what_an_officer_has_released(
    ponti: Town, kind: str, content: bytes
) -> None:
    report = hidden(ponti)
    file, client = sent(ponti, report, kind, content), ponti.client(ponti.officer)
    assert "menunggu dilepas petugas." in page(ponti, report, ponti.dishub)
    assert fetched(ponti, file, ponti.dishub) == 404
    assert fetched(ponti, file, ponti.dishub, small=True) == 404
    assert "Lepas untuk dinas" in page(ponti, report, ponti.officer)
    client.post(ponti.url(report, "file", file.key, "release"))
    assert file.key in page(ponti, report, ponti.dishub)
    assert fetched(ponti, file, ponti.dishub) == 200
    assert "Tarik dari dinas" in page(ponti, report, ponti.officer)
    client.post(ponti.url(report, "file", file.key, "unrelease"))
    assert file.key not in page(ponti, report, ponti.dishub)
    assert fetched(ponti, file, ponti.dishub) == 404
    assert verbs(ponti, report)[-2:] == ["release", "unrelease"]
    with inside(ponti.city):
        line = JournalLine.objects.filter(matter=report.pk, verb="release").get()
        assert line.details == {"file": file.pk} and line.staff_id == ponti.officer.pk


def test_what_is_released_holds_no_place_and_no_name_of_a_camera(ponti: Town) -> None:
    report = hidden(ponti)
    file = sent(ponti, report)
    ponti.client(ponti.officer).post(ponti.url(report, "file", file.key, "release"))
    with inside(ponti.city):
        file.refresh_from_db()
        assert file.latitude is not None
        kept = path_of(file).read_bytes() + path_of(file, thumbnail=True).read_bytes()
    answer: Any = ponti.client(ponti.dishub).get(f"/{ponti.city.slug}/file/{file.key}")
    given = b"".join(answer.streaming_content) if answer.streaming else answer.content
    for bytes_ in (kept, given):
        assert b"Exif" not in bytes_ and b"Telepon Sari" not in bytes_


def test_a_released_photo_is_released_to_the_agency_that_is_asked_and_to_no_other(
    ponti: Town, lampung: Town
) -> None:
    report = hidden(ponti)
    file = sent(ponti, report)
    ponti.client(ponti.officer).post(ponti.url(report, "file", file.key, "release"))
    assert fetched(ponti, file, ponti.pupr) == 404
    assert ponti.client(lampung.officer).get(f"/pontianak/file/{file.key}").status_code == 404


def test_papers_and_films_are_never_released(ponti: Town) -> None:
    report = hidden(ponti)
    paper = sent(ponti, report, "document", b"%PDF-1.4 x")
    assert "Lepas untuk dinas" not in page(ponti, report, ponti.officer)
    assert "Dokumen, hanya untuk petugas." in page(ponti, report, ponti.dishub)
    with inside(ponti.city), pytest.raises(Refusal):
        releasing.release(report, paper, by=ponti.officer, now=timezone.now())


def test_only_officers_release_and_only_what_lies_in_the_report(ponti: Town) -> None:
    report, other = hidden(ponti), hidden(ponti, "Pungutan lain")
    file = sent(ponti, report)
    for by, where, wanted in (
        (ponti.dishub, report, 404), (ponti.head, report, 404), (ponti.officer, other, 404),
    ):  # fmt: skip
        asked = ponti.client(by).post(ponti.url(where, "file", file.key, "release"))
        assert asked.status_code == wanted
    with inside(ponti.city), pytest.raises(NotAllowed):
        releasing.release(report, file, by=ponti.dishub, now=timezone.now())
    with inside(ponti.city):
        assert not Release.objects.exists()


def test_photos_of_a_reporter_who_is_not_hidden_need_no_release(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    file = sent(ponti, report)
    assert fetched(ponti, file, ponti.dishub) == 200
    assert "Lepas untuk dinas" not in page(ponti, report, ponti.officer)


def test_an_agency_sees_its_own_evidence_even_what_came_after_its_answer(ponti: Town) -> None:
    report = ponti.report(state="answered", anonymous=True)
    with inside(ponti.city):
        now = timezone.now()
        message = ponti.message(report, "Sesudah dicat", kind="image", staff=ponti.dishub, at=now)
        file = File(
            key=new_key(), message=message, staff=ponti.dishub, since=now, ready_at=now
        )  # fmt: skip
        fill(file, keep(photo()))
        file.save()
    assert fetched(ponti, file, ponti.dishub) == 200
    shown = page(ponti, report, ponti.dishub)
    assert file.key in shown and "Sesudah dicat" in shown


def test_a_colleagues_photo_is_not_offered_as_the_place(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    with inside(ponti.city):
        now = timezone.now()
        message = ponti.message(report, kind="image", staff=ponti.dishub)
        file = File(key=new_key(), message=message, staff=ponti.dishub, since=now, ready_at=now)
        fill(file, keep(photo()))
        file.save()
    assert "Pakai posisi dari foto" not in page(ponti, report, ponti.officer)
    sent(ponti, report)
    assert "Pakai posisi dari foto" in page(ponti, report, ponti.officer)


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
