"""Photos and voice notes of a hidden reporter: an officer lets the agency see them, or nobody."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.utils import timezone
from PIL import ExifTags, Image

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import inside
from kentongan.mailroom.models import File
from kentongan.mailroom.storage import fill, keep, new_key, path_of
from kentongan.people.models import Staff
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.reports.actions import releasing
from kentongan.reports.models import Release, Report
from kentongan.reports.tests.builders import Town


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


def test_what_was_told_and_left_at_the_counter_is_read_and_released_as_well(ponti: Town) -> None:
    picture = io.BytesIO(photo())
    picture.name = "rumah Sari.jpg"
    form = {
        "text": "Nama saya Sari Dewi. Juru parkir minta uang dua kali", "channel": "loket",
        "kind": "complaint", "name": "Sari Dewi", "phone": "081255509999", "anonymous": "on",
        "topic": "street_light", "photos": picture,
    }  # fmt: skip
    client = ponti.client(ponti.officer)
    assert client.post(ponti.url() + "new/", form).status_code == 302
    with inside(ponti.city):
        report = Report.objects.select_related("matter").latest("pk")
        file = File.objects.get(matter=report.pk)
    client.post(ponti.url(report, "do", "verify"))
    client.post(ponti.url(report, "do", "dispose"), {"agency": "dishub"})
    shown = page(ponti, report, ponti.dishub)
    assert "Juru parkir minta uang dua kali" in shown and "Sari Dewi" not in shown
    assert "Foto menunggu dilepas petugas." in shown
    assert fetched(ponti, file, ponti.dishub) == 404
    assert "Lepas untuk dinas" in page(ponti, report, ponti.officer)
    client.post(ponti.url(report, "file", file.key, "release"))
    assert fetched(ponti, file, ponti.dishub) == 200
