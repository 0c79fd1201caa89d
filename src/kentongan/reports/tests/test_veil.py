"""What an agency may know of somebody who asked not to be named."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cities.locks import inside
from kentongan.mailroom.models import File
from kentongan.mailroom.storage import fill, keep, new_key
from kentongan.people.models import ContactAddress
from kentongan.reports.models import Report
from kentongan.reports.page.veil import HIDDEN, Veil
from kentongan.reports.tests.builders import Town


def hidden(town: Town, text: str = "Juru parkir minta pungutan", **more: Any) -> Report:
    return town.report(text, state="assigned", confidential=True, anonymous=True, **more)


def body(response: Any) -> str:
    return str(response.content.decode())


def seen(town: Town, report: Report, *more: str) -> str:
    return body(town.client(town.dishub).get(town.url(report, *more)))


def found(town: Town, words: str, by: Any = None) -> list[str]:
    page = town.client(by or town.dishub).get(town.url(), {"q": words})
    return [row.number for row in page.context["queue"].rows]


def sent(town: Town, report: Report, kind: str, content: bytes, name: str = "") -> File:
    """Something the resident sent, as it lies on the shelf."""
    with inside(town.city):
        now = timezone.now()
        message = town.message(report, kind=kind)
        file = File(key=new_key(), message=message, name=name, since=now, ready_at=now)
        fill(file, keep(content))
        file.save()
    return file


def fetched(town: Town, file: File, by: Any) -> Any:
    return town.client(by).get(f"/{town.city.slug}/file/{file.key}")


def photo() -> bytes:
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(made, "JPEG")
    return made.getvalue()


@pytest.mark.parametrize("words", ["Sari Dewi", "sari", "081255500001", "Mawar", "memungut"])
def test_an_agency_cannot_ask_the_search_who_a_hidden_reporter_is(ponti: Town, words: str) -> None:
    text = "Kepala sekolah memungut uang. Saya Sari Dewi, HP 081255500001"
    report = hidden(ponti, text, place="rumah Sari Dewi, Gg. Mawar")
    assert found(ponti, words) == []
    assert found(ponti, words, ponti.officer) == [report.matter.number]


def test_an_agency_finds_a_hidden_report_by_its_number_and_its_topic(ponti: Town) -> None:
    secret, plain = hidden(ponti), ponti.report(state="assigned", place="Gg. Melati")
    assert found(ponti, secret.matter.number) == [secret.matter.number]
    assert secret.matter.number in found(ponti, "lampu jalan")
    assert found(ponti, "melati") == [plain.matter.number]


def test_an_agency_reads_no_name_in_the_place_of_a_hidden_report(ponti: Town) -> None:
    report = hidden(ponti, place="rumah Sari Dewi 081255500001")
    page = seen(ponti, report)
    assert "rumah Sari" not in page and "Dewi" not in page and "081255500001" not in page
    officer = ponti.client(ponti.officer)
    assert "Dewi" not in officer.get(ponti.url(report)).context["report"].area
    officer.post(ponti.url(report, "identity"), {"reason": "Petugas perlu menjemput berkas"})
    head = officer.get(ponti.url(report)).context["report"]
    assert head.area == "rumah Sari Dewi 081255500001"


def test_an_agency_reads_no_user_name_in_its_list_nor_on_the_page(ponti: Town) -> None:
    report = hidden(ponti, "hubungi saya di warga_rahasia, atau @rahasia.dua, soal pungutan")
    with inside(ponti.city):
        names = ContactAddress.objects.filter(contact=report.matter.contact_id, kind="username")
        names.update(value="warga_rahasia", is_current=False)
    for page in (body(ponti.client(ponti.dishub).get(ponti.url())), seen(ponti, report)):
        assert "rahasia_" not in page and "warga_rahasia" not in page and "rahasia.dua" not in page
        assert "soal pungutan" in page


def test_an_agencys_list_of_hidden_reports_costs_the_same_with_two_and_twelve(ponti: Town) -> None:
    client = ponti.client(ponti.dishub)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(ponti.url())
        return len(asked)

    for _ in range(2):
        hidden(ponti)
    cost()
    few = cost()
    for _ in range(10):
        hidden(ponti)
    assert cost() == few <= 16


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Nama saya Ratna Wulandari, tinggal di Gg. Mawar", f"Nama saya {HIDDEN}, tinggal di"),
        ("nama sy ratna wulandari mau lapor lampu", f"nama sy {HIDDEN} mau lapor lampu"),
        ("saya bernama H. Abdul Karim bin Umar. Got mampet", f"bernama {HIDDEN}. Got mampet"),
        ("Rekening a.n. Siti Nurhaliza minta uang", f"a.n. {HIDDEN} minta uang"),
        ("surat atas nama Bapak Joko Susilo di meja", f"atas nama {HIDDEN} di meja"),
        ("Nama: O'Brien\nLampu padam", f"Nama: {HIDDEN}\nLampu padam"),
        ("Namaku Ni Luh. Ketut padam", f"Namaku {HIDDEN}. Ketut padam"),
        ("nama saya tolong disembunyikan", "nama saya tolong disembunyikan"),
        ("Nama jalannya Gajah Mada", "Nama jalannya Gajah Mada"),
    ],
)
def test_an_agency_does_not_read_what_a_resident_says_they_are_called(said: str, read: str) -> None:
    assert read in Veil(True).text(said)
    assert Veil(False, masks=True).text(said) == Veil(False).text(said) == said


def test_a_name_said_in_the_talk_is_hidden_though_the_profile_has_another(ponti: Town) -> None:
    text = "Nama saya Ratna Wulandari, tinggal di Gg. Mawar 12. Kepala sekolah minta uang"
    report = hidden(ponti, text, name="~rw88")
    assert "Ratna" not in seen(ponti, report) and "minta uang" in seen(ponti, report)


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("audio", b"OggSxxxx", "Pesan suara menunggu dilepas petugas."),
        ("document", b"%PDF-1.4 x", "Dokumen, hanya untuk petugas."),
        ("video", b"\0\0\0\0ftypmp42", "Video, hanya untuk petugas."),
    ],
)
def test_an_agency_gets_no_voice_and_no_paper_of_a_hidden_reporter(
    ponti: Town, kind: str, content: bytes, words: str
) -> None:
    report = hidden(ponti)
    file = sent(ponti, report, kind, content, "KTP Sari Dewi.pdf")
    page = seen(ponti, report)
    assert words in page and file.key not in page and "KTP Sari" not in page
    assert fetched(ponti, file, ponti.dishub).status_code == 404
    assert fetched(ponti, file, ponti.officer).status_code == 200
    assert fetched(ponti, file, ponti.head).status_code == 200


def test_an_agency_gets_released_photos_and_the_place_of_a_hidden_reporter(ponti: Town) -> None:
    report = hidden(ponti, place="Depan pasar", latitude=-0.0263, longitude=109.3425)
    file = sent(ponti, report, "image", photo(), "Sari Dewi di rumah.jpg")
    ponti.client(ponti.officer).post(ponti.url(report, "file", file.key, "release"))
    page = seen(ponti, report)
    assert file.key in page and "Depan pasar" in page and "109,34250" in page
    given = fetched(ponti, file, ponti.dishub)
    assert given.status_code == 200
    assert 'filename="foto-1.jpg"' in given["Content-Disposition"]
    thumb = ponti.client(ponti.dishub).get(f"/{ponti.city.slug}/file/{file.key}/kecil")
    assert 'filename="foto-1.jpg"' in thumb["Content-Disposition"]


def test_an_agency_reads_no_shared_contact_of_a_hidden_reporter(ponti: Town) -> None:
    report = hidden(ponti)
    card = ponti.message(report, "Zubaidah Oktarina\n+62 812 5550 1234", kind="contacts")
    ponti.word(report, "Siapa beliau?", reply_to=card.external_id, state="read")
    page = seen(ponti, report)
    assert "Zubaidah" not in page and "5550" not in page
    assert "Kartu kontak, hanya untuk petugas." in page
    officer = ponti.client(ponti.officer)
    assert "Zubaidah" not in body(officer.get(ponti.url(report)))
    officer.post(ponti.url(report, "identity"), {"reason": "Perlu ditelepon"})
    assert "Zubaidah" in body(officer.get(ponti.url(report)))


def test_a_file_keeps_its_name_only_where_the_reporter_is_not_hidden(ponti: Town) -> None:
    secret, plain = hidden(ponti), ponti.report(state="assigned")
    ours = sent(ponti, secret, "document", b"%PDF-1.4 x", "Surat Sari.pdf")
    theirs = sent(ponti, plain, "document", b"%PDF-1.4 y", "Surat Sari.pdf")
    assert "Surat Sari.pdf" in fetched(ponti, theirs, ponti.dishub)["Content-Disposition"]
    assert "Sari" not in fetched(ponti, ours, ponti.officer)["Content-Disposition"]


def test_a_photo_on_the_residents_page_is_called_after_what_it_is(ponti: Town) -> None:
    report = hidden(ponti)
    file = sent(ponti, report, "image", photo(), "KTP Sari Dewi 081255500001.jpg")
    with inside(ponti.city):
        File.objects.filter(pk=file.pk).update(
            message=None, matter=report.pk, for_resident=True, staff=ponti.dishub
        )
    given = Client().get(f"/t/{report.matter.token}/foto/{file.key}")
    assert given.status_code == 200
    assert 'filename="foto-1.jpg"' in given["Content-Disposition"]


def test_an_agency_is_offered_no_ready_words_that_name_the_resident(ponti: Town) -> None:
    report = hidden(ponti)
    page = ponti.client(ponti.dishub).get(ponti.url(report))
    assert page.context["composer"].canned == []
    assert report.matter.token not in body(page)
