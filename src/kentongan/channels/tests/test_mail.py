"""An e-mail is read for what its writer wrote, and for nothing that a machine or a quote said."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.channels.mail import read, written

HEAD = b"From: Anton <Anton@dishub.example>\r\nTo: laporan+x@kota.example\r\nMessage-ID: <1@d>\r\n"


def test_what_was_written_ends_where_the_quote_begins() -> None:
    mail = read(HEAD + b"\r\nDua lampu diganti.\r\n\r\n> Laporan K7M2\r\n> Tempat\r\n")
    assert mail.text == "Dua lampu diganti."
    assert (mail.sender, mail.message_id) == ("anton@dishub.example", "<1@d>")
    assert mail.to == ("laporan+x@kota.example",)


@pytest.mark.parametrize(
    "quote",
    [
        "Pada Sel, 24 Nov 2026 pukul 10.00 Kota Pontianak <a@kota.example> menulis:\n> Laporan",
        "On Tue, 24 Nov 2026 at 10:00 Kota\n<a@kota.example> wrote:\n> Laporan",
        "-----Original Message-----\nFrom: Kota",
        "________________________________\nDari: Kota <a@kota.example>",
        "From: Kota Pontianak <a@kota.example>\nSent: Tuesday",
        "-- \nAnton Wijaya\nDinas Perhubungan",
        "Dikirim dari iPhone saya",
        "Sent from my Galaxy",
    ],
)
def test_signatures_and_quotes_of_any_program_are_left_out(quote: str) -> None:
    assert written(f"Dua lampu diganti.\n\n{quote}") == "Dua lampu diganti."


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied", "Precedence: bulk", "X-Autoreply: yes", "Return-Path: <>",
     "List-Id: <staf.kota.example>"],
)  # fmt: skip
def test_what_a_machine_wrote_is_known_as_such(header: str) -> None:
    assert read(HEAD + header.encode() + b"\r\n\r\nSaya sedang cuti").automatic
    assert not read(HEAD + b"Auto-Submitted: no\r\n\r\nDua lampu diganti").automatic


def test_photos_come_along_and_logos_do_not() -> None:
    message = EmailMessage()
    message["From"] = "anton@dishub.example"
    message.set_content("Terlampir")
    message.add_alternative("<p>Terlampir</p><img src='cid:logo'>", subtype="html")
    page = list(message.iter_parts())[1]
    assert isinstance(page, EmailMessage)
    page.add_related(b"\x89PNG small", "image", "png", cid="<logo>", disposition="inline")
    message.add_attachment(b"\xff\xd8\xff photo", "image", "jpeg", filename="a.jpg")
    message.add_attachment(b"%PDF-1.4", "application", "pdf", filename="surat.pdf")
    found = read(message.as_bytes())
    assert found.text == "Terlampir"
    assert [file.content for file in found.files] == [b"\xff\xd8\xff photo"]


def test_a_page_without_plain_words_is_read_as_well() -> None:
    page = b"<style>p{}</style><p>Dua lampu<br>diganti</p><blockquote>Laporan</blockquote>"
    assert read(HEAD + b"Content-Type: text/html\r\n\r\n" + page).text == "Dua lampu\ndiganti"


def test_an_unknown_character_set_costs_no_words() -> None:
    head = HEAD + b"Content-Type: text/plain; charset=x-odd\r\n\r\n"
    assert read(head + b"Lampu diganti").text == "Lampu diganti"


def test_the_recipient_the_server_knows_comes_first() -> None:
    assert read(HEAD + b"\r\nhalo", "laporan+y@kota.example").to[0] == "laporan+y@kota.example"


PIECES = st.sampled_from(
    [b"From: ", b"To: ", b"Content-Type: ", b"Content-Transfer-Encoding: base64", b"\r\n", b"<",
     b"@", b'"', b";", b"=?utf-8?q?a=20?=", b"charset=", b"boundary=x", b"multipart/mixed", b"--x",
     b"text/html", b"\xff", b"\0", b"[", b":", b" ", b"(", b"name*0*=x"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60))
def test_whatever_the_bytes_are_they_are_read_without_a_stumble(pieces: list[bytes]) -> None:
    read(b"".join(pieces))
    read(HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + b"".join(pieces))
