"""The city's mail server takes an e-mail, or does not: what we make of each answer."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kentongan.channels import smtp
from kentongan.channels.smtp import Attached, MailOut, Server
from kentongan.channels.tests.mail_server import MailServer, mail_server
from kentongan.channels.wire import Later, Undeliverable, Unknown

CHIEF = "kepala.dishub@pontianak.test"
NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)


def mail(**more: object) -> MailOut:
    words = {
        "sender": "Kentongan Pontianak <kentongan@pontianak.test>", "to": CHIEF,
        "subject": "3 laporan menunggu", "text": "Selamat pagi, Bu Kepala.\n",
        "message_id": "<1@pontianak.test>", "date": NOW,
    }  # fmt: skip
    return MailOut(**{**words, **more})  # type: ignore[arg-type]


def certificate(folder: Path) -> ssl.SSLContext:
    """Signed by itself, for this machine's own address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loket")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "loket.pem").write_bytes(made.public_bytes(pem))
    (folder / "loket.key").write_bytes(key.private_bytes(pem, kind, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "loket.pem", folder / "loket.key")
    return context


def hand_over(server: MailServer, **more: object) -> None:
    smtp.send(mail(**more), Server.parse(server.url))


def test_what_the_chief_reads_is_what_was_written() -> None:
    words = "Selamat pagi.\n.titik di awal baris\n\nLaporan: “lampu” – 3 hari.\n" + "x" * 2000
    photo = Attached("1-foto-1.jpg", "image/jpeg", b"\xff\xd8\r\n.\r\nbytes")
    with mail_server() as server:
        hand_over(server, text=words, subject="Tiga “laporan” menunggu",
                  in_reply_to="<0@pontianak.test>", files=(photo,))  # fmt: skip
    [taken] = server.mails
    body = taken.get_body(("plain",))
    assert body is not None and "".join(body.get_content().split("\r")).rstrip("\n") == words
    assert taken["Subject"] == "Tiga “laporan” menunggu"
    assert taken["Message-ID"] == "<1@pontianak.test>"
    assert taken["References"] == "<0@pontianak.test>"
    assert taken["Auto-Submitted"] == "auto-generated"
    [file] = taken.iter_attachments()
    assert file.get_content() == photo.content and file.get_filename() == "1-foto-1.jpg"
    [envelope] = server.envelopes
    assert CHIEF in envelope


def test_nobody_adds_a_header_through_a_subject() -> None:
    with mail_server() as server:
        hand_over(server, subject="Laporan\r\nBcc: semua@pontianak.test")
    [taken] = server.mails
    assert taken["Bcc"] is None and len(server.envelopes) == 1


def test_a_name_and_password_open_the_door() -> None:
    with mail_server(user="kentongan", password="rahasia: 1/2") as server:
        smtp.send(mail(), Server("127.0.0.1", server.port, "kentongan", "rahasia: 1/2"))
    assert len(server.mails) == 1


def test_a_wrong_password_is_our_own_trouble_and_waits() -> None:
    with mail_server(user="kentongan", password="benar") as server, pytest.raises(Later):
        smtp.send(mail(), Server("127.0.0.1", server.port, "kentongan", "salah"))
    assert server.mails == []


@pytest.mark.parametrize("verb", ["CONNECT", "MAIL", "RCPT", "DATA", "DATA."])
def test_a_server_that_is_busy_is_asked_again_later(verb: str) -> None:
    with mail_server(answers={verb: "451 nanti dulu"}) as server, pytest.raises(Later):
        hand_over(server)


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "DATA."])
def test_a_server_that_says_no_for_good_is_believed(verb: str) -> None:
    with (
        mail_server(answers={verb: "550 tidak ada kotak surat itu"}) as server,
        pytest.raises(Undeliverable, match="tidak ada kotak surat itu"),
    ):
        hand_over(server)


def test_a_sender_who_may_not_send_is_our_own_trouble_and_waits() -> None:
    with mail_server(answers={"MAIL": "553 bukan alamat Anda"}) as server, pytest.raises(Later):
        hand_over(server)


def test_a_line_cut_after_the_words_is_doubt() -> None:
    with mail_server(answers={"DATA.": None}) as server, pytest.raises(Unknown):
        hand_over(server)


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_line_cut_before_the_words_is_tried_again(verb: str) -> None:
    with mail_server(answers={verb: None}) as server, pytest.raises(Later):
        hand_over(server)


def test_nobody_there_is_tried_again() -> None:
    with mail_server() as server:
        pass
    with pytest.raises(Later):
        hand_over(server)


def test_a_server_that_is_silent_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "PER_CALL", 0.3)
    with mail_server(answers={"RCPT": "250-"}) as server, pytest.raises(Later):
        hand_over(server)


def test_a_farewell_that_goes_wrong_takes_nothing_back() -> None:
    with mail_server(answers={"QUIT": None}) as server:
        hand_over(server)
    assert len(server.mails) == 1


def test_the_connection_is_made_private_where_the_server_offers_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(certificate=certificate(tmp_path), user="kota", password="x") as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "loket.pem"))
        hand_over(server)
    assert len(server.mails) == 1
    assert server.heard.index("STARTTLS") < next(
        n for n, said in enumerate(server.heard) if said.startswith("AUTH")
    )


def test_a_certificate_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    with mail_server(certificate=certificate(tmp_path)) as server, pytest.raises(Later):
        hand_over(server)
    assert server.mails == []


def test_the_password_is_not_shown() -> None:
    assert "rahasia" not in repr(Server.parse("smtps://kota:rahasia@surat.pontianak.go.id"))


@pytest.mark.parametrize("url", ["http://surat.test", "smtp://", "surat.test:25"])
def test_an_address_that_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://"):
        Server.parse(url)
