"""What a resident sees and does on the page of their report, without login or JavaScript."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kentongan.cases.models import Deadline, JournalLine
from kentongan.cities.locks import inside
from kentongan.frontdesk.tests.test_verdicts import says
from kentongan.mailroom.models import File, Message
from kentongan.pure import sayings
from kentongan.reports.actions import handling, lapsing
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town


def page(report: Report, *, said: str = "") -> str:
    return Client().get(f"/t/{report.matter.token}{f'?{said}' if said else ''}").content.decode()


def sends(report: Report, do: str, **more: Any) -> Any:
    return Client().post(f"/t/{report.matter.token}", {"do": do, **more})


def lines(town: Town, report: Report, verb: str) -> list[JournalLine]:
    with inside(town.city):
        return list(JournalLine.objects.filter(matter=report.pk, verb=verb).order_by("pk"))


def picture(town: Town, key: str, **more: Any) -> File:
    now = timezone.now()
    with inside(town.city):
        return File.objects.create(key=key, state="ready", since=now, ready_at=now,
                                   mime="image/jpeg", has_thumbnail=True, **more)  # fmt: skip


def test_an_answered_report_asks_whether_it_is_fixed(ponti: Town) -> None:
    report = ponti.report(state="replied")
    text = page(report)
    assert "Apakah sudah beres?" in text and "Sudah beres" in text and "Belum beres" in text
    assert "Beri kabar paling lambat" in text
    assert "Apakah sudah beres?" not in page(ponti.report(state="assigned", name="Budi"))


def test_yes_on_the_page_closes_and_then_asks_for_stars_once(ponti: Town) -> None:
    report = ponti.report(state="replied")
    assert sends(report, "yes").headers["Location"].endswith("?yes")
    [line] = lines(ponti, report, "close")
    assert line.details == {"confirmed": True, "via": "page"} and line.role == "resident"
    assert "Beri bintang" in page(report)
    answer = sends(report, "stars", stars="4", words="Cepat, terima kasih")
    assert answer.status_code == 302
    fresh = ponti.fresh(report)
    assert (fresh.stars, fresh.verdict) == (4, "Cepat, terima kasih")
    assert lines(ponti, report, "rate")[0].details == {"stars": 4, "via": "page"}
    text = page(report)
    assert "4 dari 5" in text and "Beri bintang" not in text
    assert "Cepat, terima kasih" not in text, "a link gets around"
    assert "sudah dinilai" in sends(report, "stars", stars="1").content.decode()
    assert ponti.fresh(report).stars == 4


@pytest.mark.parametrize("stars", ["", "0", "6", "lima"])
def test_stars_are_one_to_five(ponti: Town, stars: str) -> None:
    report = ponti.report(state="closed")
    assert sends(report, "stars", stars=stars).status_code == 200
    assert ponti.fresh(report).stars is None


def test_no_with_words_and_a_photo_reopens_counts_and_keeps_both(ponti: Town) -> None:
    report = ponti.report(state="replied")
    with inside(ponti.city):
        Report.objects.update(has_news=False)
    photo = SimpleUploadedFile("gelap.jpg", b"\xff\xd8\xff\xe0 gelap", "image/jpeg")
    answer = sends(report, "no", text="Yang di ujung gang masih mati", photo=photo)
    assert answer.headers["Location"].endswith("?no")
    fresh = ponti.fresh(report)
    assert (fresh.matter.state, fresh.reopened, fresh.has_news) == ("verified", 1, True)
    with inside(ponti.city):
        message = Message.objects.get(line__channel="web")
        assert message.text == "Yang di ujung gang masih mati"
        assert File.objects.filter(message=message).exists()
    assert "pernah dibuka lagi sekali" in page(report)
    assert "Menurut Anda belum beres; dibuka lagi" in page(report)


def test_no_alone_reopens_and_asks_one_question(ponti: Town) -> None:
    report = ponti.report(state="replied")
    answer = sends(report, "no")
    assert answer.headers["Location"].endswith("?no-more")
    assert "Apa yang masih belum beres? Foto membantu." in page(report, said="no-more")


def test_a_report_closed_a_month_ago_is_not_reopened_by_its_page(ponti: Town) -> None:
    report = ponti.report(state="closed", at=timezone.now() - timedelta(days=40))
    assert "Buka lagi laporan" not in page(report)
    fresh = ponti.report(state="closed", name="Budi")
    assert "Buka lagi laporan" in page(fresh)
    sends(fresh, "no", text="mati lagi")
    assert ponti.state(fresh) == "verified"


@pytest.mark.parametrize(("deed", "state"), [("yes", "assigned"), ("no", "assigned"),
                                             ("yes", "closed"), ("stars", "replied")])  # fmt: skip
def test_what_the_page_does_not_offer_is_refused_kindly(ponti: Town, deed: str, state: str) -> None:
    report = ponti.report(state=state)
    answer = sends(report, deed, stars="5")
    assert answer.status_code == 200 and "alert-late" in answer.content.decode()
    assert ponti.state(report) == state


def test_tries_are_bounded_whatever_is_sent(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    codes = [sends(report, "yes").status_code for _ in range(12)]
    assert codes == [200] * 10 + [409] * 2


def test_hiding_is_one_way_and_journaled(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    assert "Sembunyikan nama saya" in page(report)
    sends(report, "name")
    sends(report, "name")
    sends(report, "content")
    fresh = ponti.fresh(report)
    assert fresh.anonymous and fresh.confidential
    assert [line.details for line in lines(ponti, report, "amend")] == [
        {"anonymous": True, "via": "page"},
        {"confidential": True, "via": "page"},
    ]
    text = page(report)
    assert "Sembunyikan nama saya" not in text and "Rahasiakan laporan ini" not in text
    assert "Permintaan Anda: nama Anda disembunyikan" in text


def test_a_waiting_report_says_whose_turn_it_is_and_until_when(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    with inside(ponti.city):
        handling.ask(report, text="Di tiang berapa?", by=ponti.officer, now=timezone.now())
    text = page(report)
    assert "Giliran Anda" in text and "Kami menunggu kabar Anda sampai" in text
    assert "due-paused" in text
    assert "Kami bertanya kepada Anda" in text
    sends(report, "add", text="Tiang nomor 12")
    with inside(ponti.city):
        assert (
            Deadline.objects.get(matter=report.pk, clock="matter", ended_at=None).paused_at is None
        )
    text = page(report)
    assert "Giliran Anda" not in text and "Anda sudah menjawab" in text


def test_a_promise_shows_its_date(ponti: Town) -> None:
    report = ponti.report(state="verified")
    day = timezone.now().astimezone(ponti.city.tz).date() + timedelta(days=30)
    with inside(ponti.city):
        handling.promise(report, text="Kami pasang bulan depan.", on=day, by=ponti.officer,
                         now=timezone.now())  # fmt: skip
    text = page(report)
    assert "Dijadwalkan" in text and "Dijanjikan paling lambat" in text
    assert f"Dijadwalkan untuk {sayings.short_day(day)}" in text
    assert "Kami pasang bulan depan." in text


def test_before_and_after_stand_side_by_side_and_nothing_of_the_hidden(ponti: Town) -> None:
    report = ponti.report(state="replied")
    told = says(ponti, report, kind="image", matter_id=report.pk, outcome="addition")
    picture(ponti, "sebelum", message=told)
    picture(ponti, "sesudah", matter=report.matter, for_resident=True)
    text = page(report)
    assert "compare" in text and "Foto dari Anda" in text
    url = f"/t/{report.matter.token}/foto/sebelum"
    assert url in text
    assert "compare" not in page(ponti.report(state="replied", name="Budi"))
    sends(report, "name")
    assert "compare" not in page(report)
    assert Client().get(url).status_code == 404


def test_lateness_is_told_plainly_and_without_names(ponti: Town) -> None:
    report = ponti.report(state="assigned", at=timezone.now() - timedelta(days=60))
    for hours in range(30):
        lapsing.batch(ponti.city, timezone.now() + timedelta(hours=hours))
    text = page(report)
    assert "Sudah lewat batas; naik ke kepala dinas" in text
    for name in ("Anton", "Rina", "Dewi", "Sari"):
        assert name not in text


def test_closed_by_silence_is_said(ponti: Town) -> None:
    report = ponti.report(state="replied")
    with inside(ponti.city):
        Report.objects.update(unconfirmed=True)
        handling.close(ponti.fresh(report), by=ponti.officer, now=timezone.now())
    assert "tutup tanpa kabar dari Anda" in page(report)
