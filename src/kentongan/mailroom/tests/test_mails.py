"""Posts that prefer e-mail get it: queued with the decision, carried once, never sent blindly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from kentongan.channels.tests.mail_server import MailServer, mail_server
from kentongan.cities.locks import inside, somewhere
from kentongan.mailroom import mails
from kentongan.mailroom.models import File, Mail
from kentongan.mailroom.storage import fill, keep
from kentongan.mailroom.tests.outgoing import NOW, Town

SOON = timedelta(seconds=5)


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server() as server:
        settings.SMTP_URL = server.url
        settings.MAIL_FROM = "Kentongan Kota <kentongan@kota.test>"
        yield server


def write(town: Town, **more: Any) -> Mail:
    words = {"to": "kepala@dishub.test", "subject": "3 laporan", "text": "Selamat pagi."}
    with inside(town.city):
        return mails.post_mail(**{**words, "now": NOW, **more})


def carry(town: Town, at: datetime = NOW) -> int:
    return mails.batch(town.city, at)


def now_is(town: Town, mail: Mail) -> Mail:
    with inside(town.city):
        return Mail.objects.get(pk=mail.pk)


def test_the_chief_gets_it_once(town: Town, server: MailServer) -> None:
    mail = write(town, reply_to="balas+abc@kota.test")
    assert carry(town) == 1
    assert carry(town, NOW + timedelta(hours=1)) == 0
    [taken] = server.mails
    assert taken["To"] == "kepala@dishub.test" and taken["Reply-To"] == "balas+abc@kota.test"
    assert taken["Message-ID"] == mail.message_id and mail.message_id.endswith("@kota.test>")
    assert now_is(town, mail).state == Mail.State.SENT


def test_no_city_is_open_while_the_server_is_asked(town: Town, server: MailServer) -> None:
    open_ones: list[bool] = []
    server.before = lambda: open_ones.append(somewhere())
    write(town)
    carry(town)
    assert open_ones == [False]


def test_without_a_mail_server_it_waits(town: Town, settings: Any) -> None:
    settings.SMTP_URL = ""
    mail = write(town)
    assert carry(town) == 0
    assert now_is(town, mail).state == Mail.State.QUEUED


def test_a_busy_server_is_asked_again_later_and_later(town: Town, server: MailServer) -> None:
    server.answers["RCPT"] = "450 antre"
    mail = write(town)
    carry(town)
    first = now_is(town, mail)
    assert first.state == Mail.State.QUEUED and first.trouble == "antre"
    assert carry(town, NOW + timedelta(seconds=30)) == 0
    carry(town, first.ready_at + SOON)
    second = now_is(town, mail)
    assert second.ready_at - first.ready_at > timedelta(minutes=1, seconds=50)
    server.answers.clear()
    carry(town, second.ready_at + SOON)
    assert now_is(town, mail).state == Mail.State.SENT


def test_after_two_days_somebody_has_to_look(town: Town, server: MailServer) -> None:
    server.answers["RCPT"] = "450 antre"
    mail = write(town)
    at = NOW
    while now_is(town, mail).state == Mail.State.QUEUED:
        carry(town, at)
        at = now_is(town, mail).ready_at + SOON
    assert timedelta(days=2) < at - NOW < timedelta(days=2, hours=2)
    assert now_is(town, mail).state == Mail.State.UNDELIVERABLE


def test_an_address_that_is_not_there_is_not_tried_again(town: Town, server: MailServer) -> None:
    server.answers["RCPT"] = "550 tidak ada kotak surat itu"
    mail = write(town)
    carry(town)
    lost = now_is(town, mail)
    assert lost.state == Mail.State.UNDELIVERABLE and lost.trouble_code == 550
    assert carry(town, NOW + timedelta(days=1)) == 0


def test_what_may_have_arrived_is_never_sent_again(town: Town, server: MailServer) -> None:
    server.answers["DATA."] = None
    mail = write(town)
    carry(town)
    assert now_is(town, mail).state == Mail.State.UNKNOWN
    for day in (1, 3, 30):
        assert carry(town, NOW + timedelta(days=day)) == 0
    assert len(server.mails) == 1


def test_a_carrier_that_died_leaves_doubt_not_a_second_mail(town: Town, server: MailServer) -> None:
    mail = write(town)
    with inside(town.city):
        mails._claim(NOW, 1)
    assert carry(town, NOW + timedelta(minutes=1)) == 0
    assert carry(town, NOW + mails.LEASE + SOON) == 0
    assert now_is(town, mail).state == Mail.State.UNKNOWN and server.mails == []


def test_one_bad_address_holds_up_nobody(town: Town, server: MailServer) -> None:
    bad, good = write(town, to="a@b.test\r\nRCPT TO:<c@d.test>"), write(town)
    carry(town)
    assert now_is(town, good).state == Mail.State.SENT
    assert now_is(town, bad).state == Mail.State.UNDELIVERABLE
    assert len(server.envelopes) == 1


def test_a_photo_travels_along_without_its_name(
    town: Town, server: MailServer, settings: Any, tmp_path: Any
) -> None:
    settings.FILES = tmp_path
    with inside(town.city):
        file = File(key="a", since=NOW, ready_at=NOW, name="KTP Sari Dewi.txt")
        fill(file, keep(b"Dua lampu diganti.", "text/plain"))
        file.save()
        big = File(key="b", since=NOW, ready_at=NOW)
        fill(big, keep(b"%PDF-" + b"x" * 100))
        big.size = mails._MOST_ENCLOSED + 1
        big.save()
    write(town, files=[file, big])
    carry(town)
    [taken] = server.mails
    [enclosed] = taken.iter_attachments()
    assert enclosed.get_filename() == "1-dokumen-1.txt"
    body = taken.get_body(("plain",))
    assert body is not None and "1 berkas terlalu besar" in body.get_content()


def test_the_other_city_carries_only_its_own(town: Town, server: MailServer) -> None:
    from kentongan.cities.models import City

    other = City.objects.create(
        slug="lain", name="Lain", code="00.01", zone="Asia/Jakarta", accent="#0b6b70",
        hours="Sen-Jum 08.00-16.00", latitude=0, longitude=0, pack="pontianak",
    )  # fmt: skip
    mail = write(town)
    assert mails.batch(other, NOW) == 0
    assert now_is(town, mail).state == Mail.State.QUEUED
