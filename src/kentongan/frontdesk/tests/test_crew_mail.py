"""A post that prefers e-mail answers by replying to it: the address says about which report."""

from __future__ import annotations

import io
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from kentongan.cities.locks import inside
from kentongan.frontdesk.crew import post
from kentongan.frontdesk.tests.field import picture
from kentongan.mailroom import return_address
from kentongan.mailroom.models import File, Letter, Mail, Quarantine
from kentongan.people.actions.posting import NewPost, make_post
from kentongan.people.models import Post
from kentongan.people.tests.at_work import hold
from kentongan.reports.actions import handling
from kentongan.reports.models import Answer, Named, Report
from kentongan.reports.tests.builders import Town, town
from kentongan.site.commands import mail as command

EMAIL = "dishub@pontianak.example"


@pytest.fixture
def ponti(db: None, settings: Any) -> Town:
    settings.SMTP_URL, settings.MAIL_FROM = "smtp://127.0.0.1:1", "Kota <lapor@kota.example>"
    made = town()
    with inside(made.city):
        Post.objects.filter(pk=made.dishub.seat_id).update(email=EMAIL, prefers="mail")
    return made


def asked(town: Town, **more: Any) -> tuple[Report, Mail]:
    report = town.report(**more)
    with inside(town.city):
        handling.dispose(
            report, to=town.dishub.agency, by=town.officer, now=timezone.now() - timedelta(hours=1)
        )
        return town.fresh(report), Mail.objects.get(matter=report.pk)


def replies(
    to: str, text: str, *photos: bytes, sender: str = EMAIL, name: str = "<r1@dishub>",
    headers: dict[str, str] | None = None,
) -> int:  # fmt: skip
    """Through the pipe of the mail server, and then opened. Gives the exit code."""
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = sender, to, name
    for key, value in (headers or {}).items():
        message[key] = value
    message.set_content(f"{text}\n\nPada Sel, 24 Nov 2026 Kota <a@b.example> menulis:\n> Laporan")
    for n, photo in enumerate(photos):
        message.add_attachment(photo, "image", "jpeg", filename=f"{n}.jpg")
    code = command.receive(io.BytesIO(message.as_bytes()))
    post.batch(timezone.now())
    return code


def answers(town: Town, report: Report) -> list[Answer]:
    with inside(town.city):
        found = Answer.objects.filter(disposition__report=report.pk).select_related("by")
        return list(found.order_by("pk"))


def last_mail(town: Town) -> Mail:
    with inside(town.city):
        return Mail.objects.order_by("-pk")[0]


def test_a_post_that_prefers_mail_is_asked_by_mail_with_an_address_of_its_own(
    ponti: Town,
) -> None:
    report, mail = asked(ponti, place="Gg. Beringin 2")
    assert (mail.to, mail.post_id) == (EMAIL, ponti.dishub.seat_id)
    assert report.matter.number in mail.subject and "Gg. Beringin 2" in mail.text
    found = return_address.read([mail.reply_to], [ponti.city.pk])
    assert found == return_address.Addressed(
        ponti.city.pk, report.matter.number, ponti.dishub.seat_id
    )
    assert return_address.read([mail.reply_to.upper()], [ponti.city.pk]) == found


def test_a_photo_and_a_sentence_are_the_answer(ponti: Town) -> None:
    report, mail = asked(ponti)
    text = "Selamat pagi,\n\nDua lampu sudah diganti.\n\nSalam,\nAnton"
    assert replies(mail.reply_to, text, picture()) == 0
    [answer] = answers(ponti, report)
    assert (answer.outcome, answer.text, answer.by) == (
        "repaired", "Dua lampu sudah diganti.", ponti.dishub,
    )  # fmt: skip
    with inside(ponti.city):
        file = File.objects.get(matter=report.pk)
        assert file.for_resident and file.staff == ponti.dishub
    told = last_mail(ponti)
    assert (told.to, told.in_reply_to) == (EMAIL, "<r1@dishub>")
    assert "sudah diperbaiki" in told.text


def test_a_photo_first_and_the_words_after(ponti: Town) -> None:
    report, mail = asked(ponti)
    replies(mail.reply_to, "Sudah dicek", picture())
    assert answers(ponti, report) == [] and "apa yang dikerjakan" in last_mail(ponti).text
    replies(mail.reply_to, "Dua lampu diganti", name="<r2@dishub>")
    assert [answer.outcome for answer in answers(ponti, report)] == ["repaired"]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Bukan urusan kami, ini tiang PLN", "verified"),
        ("Tidak bisa karena tiang belum dipindah", "answered"),
        ("Dijadwalkan besok", "answered"),
        ("Terima", "assigned"),
        ("Besok kami ke lokasi", "assigned"),
    ],
)
def test_the_words_decide(ponti: Town, text: str, state: str) -> None:
    report, mail = asked(ponti)
    replies(mail.reply_to, text)
    assert ponti.state(report) == state
    assert report.matter.number in last_mail(ponti).text


def test_the_same_mail_delivered_twice_counts_once(ponti: Town) -> None:
    report, mail = asked(ponti)
    replies(mail.reply_to, "Dua lampu diganti", picture())
    before = last_mail(ponti).pk
    replies(mail.reply_to, "Dua lampu diganti", picture())
    assert last_mail(ponti).pk == before and len(answers(ponti, report)) == 1


def forged(address: str) -> str:
    head, _, seal = address.partition("@")[0].rpartition(".")
    return f"{head}.{'a' if seal[0] != 'a' else 'b'}{seal[1:]}@kota.example"


@pytest.mark.parametrize("how", ["forged", "none", "stranger", "nobody"])
def test_what_nobody_may_act_upon_is_kept_where_it_is_seen(ponti: Town, how: str) -> None:
    report, mail = asked(ponti)
    to = {"forged": forged(mail.reply_to), "none": "lapor@kota.example"}.get(how, mail.reply_to)
    sender = "orang@lain.example" if how == "stranger" else EMAIL
    if how == "nobody":
        with inside(ponti.city):
            type(ponti.dishub).objects.filter(pk=ponti.dishub.pk).update(is_active=False)
    assert replies(to, "Bukan kami, ini urusan PLN", sender=sender) == 0
    assert ponti.state(report) == "assigned"
    [row] = Quarantine.objects.filter(channel="mail")
    assert row.reason in (post.UNADDRESSED, post.NOT_THE_POST, post.NOBODY)
    assert b"urusan PLN" in bytes(row.item)
    assert not Letter.objects.filter(unpacked_at=None).exists()


def test_a_reply_about_what_others_were_named_for_since_is_no_answer(ponti: Town) -> None:
    report, mail = asked(ponti)
    with inside(ponti.city):
        new = NewPost("Regu lampu jalan", Post.Level.CREW)
        lamps = make_post(ponti.dishub.agency, new, by=ponti.officer)
        hold(lamps.code, "Regu Satu", username="regu.satu")
        Report.objects.filter(pk=report.pk).update(confidential=True)
        Named.objects.create(report=report, post=lamps, at=timezone.now())
    replies(mail.reply_to, "Dua lampu diganti", picture())
    assert "ditangani jabatan lain" in last_mail(ponti).text
    assert ponti.state(report) == "assigned" and answers(ponti, report) == []
    with inside(ponti.city):
        assert not File.objects.filter(matter=report.pk).exists()


def test_an_absence_notice_is_nobodys_answer(ponti: Town) -> None:
    report, mail = asked(ponti)
    before = last_mail(ponti).pk
    replies(mail.reply_to, "Bukan kami", headers={"Auto-Submitted": "auto-replied"})
    assert ponti.state(report) == "assigned" and last_mail(ponti).pk == before
    assert not Quarantine.objects.exists()


def test_an_address_of_one_city_opens_nothing_in_another(ponti: Town) -> None:
    _, mail = asked(ponti)
    assert return_address.read([mail.reply_to], [ponti.city.pk + 1]) is None


def test_who_is_no_longer_asked_never_hears_by_mail(ponti: Town) -> None:
    report, mail = asked(ponti)
    with inside(ponti.city):
        handling.recall(report, by=ponti.officer, now=timezone.now())
        assert not Mail.objects.filter(pk=mail.pk).exists()


def test_the_mail_server_is_told_to_try_again_while_the_database_is_away(
    ponti: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: Any) -> Letter:
        raise DatabaseError

    monkeypatch.setattr(Letter.objects, "create", away)
    assert command.receive(io.BytesIO(b"From: a@b.example\n\nhalo")) == command.NOT_NOW
    assert command.receive(io.BytesIO(b"  ")) == command.NO_MESSAGE
