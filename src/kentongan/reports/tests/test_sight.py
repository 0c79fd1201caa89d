"""What an agency still sees of a report that does not lie with it any more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from kentongan.cities.locks import inside
from kentongan.mailroom.models import File
from kentongan.mailroom.storage import fill, keep, new_key
from kentongan.people.models import Agency
from kentongan.reports.actions import handling, keeping
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town


def page(town: Town, report: Report, *more: str) -> str:
    return str(town.client(town.dishub).get(town.url(report, *more)).content.decode())


def numbers(town: Town, **asked: str) -> list[str]:
    found = town.client(town.dishub).get(town.url(), {"baki": "semua", **asked})
    return [row.number for row in found.context["queue"].rows]


def given_away(town: Town, report: Report, how: str) -> None:
    now = timezone.now()
    with inside(town.city):
        if how == "handed back":
            handling.hand_back(report, reason="Ini jalan provinsi.", by=town.dishub, now=now)
        elif how == "recalled":
            handling.recall(report, by=town.officer, now=now)
        else:
            pupr = Agency.objects.get(code="pupr")
            handling.dispose(report, to=pupr, by=town.officer, now=now)


@pytest.mark.parametrize("how", ["handed back", "recalled", "given to another"])
def test_an_agency_does_not_find_what_is_not_its_any_more(ponti: Town, how: str) -> None:
    report = ponti.report("Lampu padam di Gg. Beringin", state="assigned")
    assert numbers(ponti) == [report.matter.number]
    file = recording(ponti, report, timezone.now() - timedelta(hours=1))
    given_away(ponti, report, how)
    client = ponti.client(ponti.dishub)
    for more in ((), ("pulse",)):
        assert client.get(ponti.url(report, *more)).status_code == 404
    assert client.get(f"/{ponti.city.slug}/file/{file.key}").status_code == 404
    assert client.post(ponti.url(report, "note"), {"text": "Halo"}).status_code == 404
    assert numbers(ponti) == numbers(ponti, q="beringin") == []


def recording(town: Town, report: Report, at: datetime) -> File:
    """A recording of the resident that came at that time."""
    with inside(town.city):
        message = town.message(report, kind="audio", at=at)
        file = File(key=new_key(), message=message, since=at, ready_at=at)
        fill(file, keep(b"OggS lampu"))
        file.save()
    return file


def test_an_agency_that_is_asked_again_finds_it_again(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    given_away(ponti, report, "recalled")
    with inside(ponti.city):
        handling.dispose(
            ponti.fresh(report), to=ponti.dishub.agency, by=ponti.officer, now=timezone.now()
        )
    assert numbers(ponti) == [report.matter.number]
    assert "Lampu jalan" in page(ponti, report)


def test_an_agency_that_answered_once_and_was_relieved_later_finds_it_no_more(ponti: Town) -> None:
    report = ponti.report(state="answered")
    with inside(ponti.city):
        handling.return_answer(
            ponti.fresh(report), instruction="Foto?", by=ponti.officer, now=timezone.now()
        )
    given_away(ponti, ponti.fresh(report), "recalled")
    assert numbers(ponti) == []


def test_an_agency_that_gives_a_report_back_is_led_to_its_list(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    done = ponti.client(ponti.dishub).post(
        ponti.url(report, "do", "hand_back"), {"reason": "Bukan jalan kota."}, follow=True
    )
    assert done.status_code == 200
    assert "Dikembalikan kepada petugas." in done.content.decode()
    assert done.redirect_chain[0][0].startswith(f"{ponti.url()}?")


def test_an_agency_reads_what_it_answered_but_nothing_said_since(ponti: Town) -> None:
    report = ponti.report(state="answered")
    early = recording(ponti, report, timezone.now() - timedelta(hours=2))
    late = recording(ponti, report, timezone.now())
    ponti.message(report, "Terima kasih. NIK saya nanti menyusul")
    ponti.word(report, "Baik, Bu Sari.", state="read")
    with inside(ponti.city):
        handling.reply(
            ponti.fresh(report), text="Sudah menyala lagi.", by=ponti.officer, now=timezone.now()
        )
    shown = page(ponti, report) + page(ponti, report, "pulse")
    for words in ("menyusul", "Baik, Bu Sari.", "Sudah menyala lagi.", "membalas warga", late.key):
        assert words not in shown
    for words in ("Lampu jalan depan gang", "Dua lampu sudah diganti.", early.key):
        assert words in shown
    client = ponti.client(ponti.dishub)
    assert client.get(f"/{ponti.city.slug}/file/{early.key}").status_code == 200
    assert client.get(f"/{ponti.city.slug}/file/{late.key}").status_code == 404
    office = ponti.client(ponti.officer).get(ponti.url(report)).content.decode()
    assert "menyusul" in office and late.key in office


def test_what_a_resident_takes_back_later_is_gone_for_the_agency_that_answered(ponti: Town) -> None:
    report = ponti.report(state="answered")
    at = timezone.now() - timedelta(hours=2)
    ponti.message(report, "rumah saya nomor 9", external_id="wamid.back", at=at)
    ponti.message(report, kind="revoke", refers_to="wamid.back")
    assert "Pesan ini dihapus oleh pengirimnya." in page(ponti, report)


def test_an_agency_that_answered_reads_its_own_later_notes(ponti: Town) -> None:
    report = ponti.report(state="answered")
    with inside(ponti.city):
        now = timezone.now()
        keeping.note(ponti.fresh(report), text="Tiang 12 kami cat", by=ponti.dishub, now=now)
        keeping.note(ponti.fresh(report), text="Bagus sekali", by=ponti.officer, now=now)
    shown = page(ponti, report)
    assert "Tiang 12 kami cat" in shown and "Bagus sekali" not in shown
