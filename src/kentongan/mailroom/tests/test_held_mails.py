"""E-mail that did not arrive lies in sight until an officer has decided about it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import inside
from kentongan.mailroom import mails
from kentongan.mailroom.models import Mail
from kentongan.people.models import Post
from kentongan.reports.tests.builders import Town, town


@pytest.fixture
def kota(db: None) -> Town:
    return town()


def lost(place: Town, state: str = "undeliverable", **more: object) -> Mail:
    with inside(place.city):
        mail = mails.post_mail(
            to="lama@dishub.test", subject="1 laporan menunggu", text="Selamat pagi.",
            now=timezone.now(), **more,  # type: ignore[arg-type]
        )  # fmt: skip
        Mail.objects.filter(pk=mail.pk).update(
            state=state, trouble="tidak ada kotak surat itu", trouble_code=550
        )
    return mail


def do(place: Town, mail: Mail, verb: str, staff: object = None) -> int:
    client = place.client(staff or place.officer)  # type: ignore[arg-type]
    return client.post(place.url(None, "trays", "mails", str(mail.pk), verb)).status_code


def test_the_officer_reads_why_and_what_helps(kota: Town) -> None:
    lost(kota)
    shown = kota.client(kota.officer).get(kota.url(None, "trays")).content.decode()
    assert "lama@dishub.test" in shown and "Tidak ada kotak surat itu." in shown
    assert "betulkan, lalu kirim ulang" in shown


def test_what_may_have_arrived_is_not_sent_again_without_asking(kota: Town) -> None:
    lost(kota, "unknown")
    shown = kota.client(kota.officer).get(kota.url(None, "trays")).content.decode()
    assert "Tanyakan dulu apakah sudah diterima" in shown


def test_sent_again_it_goes_to_the_address_as_it_is_now(kota: Town) -> None:
    report = kota.report()
    with inside(kota.city):
        Post.objects.filter(pk=kota.dishub.seat_id).update(email="baru@dishub.test")
    mail = lost(kota, post_id=kota.dishub.seat_id, matter_id=report.pk)
    assert do(kota, mail, "resend") == 302
    with inside(kota.city):
        again = Mail.objects.get(state="queued")
        assert again.to == "baru@dishub.test" and again.message_id != mail.message_id
        assert Mail.objects.get(pk=mail.pk).resolved_at is not None
        assert JournalLine.objects.filter(matter=report.pk, verb="resend").exists()


def test_it_is_decided_about_once(kota: Town) -> None:
    mail = lost(kota)
    assert do(kota, mail, "resolve") == 302
    do(kota, mail, "resend")
    with inside(kota.city):
        assert Mail.objects.count() == 1


def test_neither_an_agency_nor_the_other_city_decides(kota: Town) -> None:
    lampung = town("bandarlampung")
    mail = lost(kota)
    assert do(kota, mail, "resolve", kota.dishub) == 404
    assert do(lampung, mail, "resolve") == 404
    with inside(kota.city):
        assert Mail.objects.get(pk=mail.pk).resolved_at is None
