"""Handing an e-mail to the city's own mail server, by SMTP (RFC 5321).

The server is named by one URL: `smtp://user:password@host:587`, or `smtps://` for a connection
that is private from its first byte. On `smtp://` the connection is made private whenever the
server offers it, and a password is never said in the open, but to this same machine.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP as AS_SENT
from email.utils import format_datetime
from smtplib import SMTP, SMTP_SSL, SMTPAuthenticationError, SMTPException, SMTPServerDisconnected
from urllib.parse import unquote, urlsplit

from kentongan.channels.wire import Later, Undeliverable, Unknown

# Seconds for one answer of the server, and for the whole call: less than half of any lease.
PER_ANSWER, PER_CALL = 10.0, 45.0
A_WHILE = timedelta(minutes=1)
# What the libraries would quietly mend is refused: an address is one word.
_ADDRESS = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
_OURSELVES = ("127.0.0.1", "::1", "localhost")
_GO_ON, _MIDDLE, _FOR_GOOD = 354, 400, 500


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    user: str = ""
    password: str = ""
    private: bool = False

    @classmethod
    def parse(cls, url: str) -> Server:
        """From its URL. ValueError for one that names no mail server."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("a mail server is smtp://user:password@host:port, or smtps://")
        private = parts.scheme == "smtps"
        port = parts.port or (465 if private else 587)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port, user, password, private)

    def __repr__(self) -> str:
        return f"<mail server {self.host}:{self.port}>"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file to travel along. `name` says nothing about a person."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class MailOut:
    """One e-mail. Ids come with their angle brackets."""

    sender: str
    to: str
    subject: str
    text: str
    message_id: str
    date: datetime
    reply_to: str = ""
    in_reply_to: str = ""
    files: tuple[Attached, ...] = ()


def send(mail: MailOut, server: Server) -> None:
    """Hand it over once. Raises `Later`, `Undeliverable`, or `Unknown` when the connection went
    after the words and before the server's answer to them."""
    if not _ADDRESS.fullmatch(mail.to):
        raise Undeliverable(0, "alamat surelnya tidak benar", "bug")
    content = composed(mail).as_bytes(policy=AS_SENT)
    try:
        with _connected(server) as smtp:
            _envelope(smtp, mail)
            _words(smtp, content)
    except SMTPAuthenticationError as error:
        raise Later(error.smtp_code, "server surel menolak nama atau sandi kita", A_WHILE) from None
    except (OSError, SMTPException) as error:
        reason = f"server surel tidak bisa dihubungi ({type(error).__name__})"
        raise Later(0, reason, A_WHILE) from error


def composed(mail: MailOut) -> EmailMessage:
    """As it travels. Line breaks in what becomes a header are taken out: nobody adds headers."""
    message = EmailMessage()
    headers = {
        "From": mail.sender,
        "To": mail.to,
        "Subject": mail.subject,
        "Message-ID": mail.message_id,
        "Reply-To": mail.reply_to,
        "In-Reply-To": mail.in_reply_to,
        "References": mail.in_reply_to,
        "Date": format_datetime(mail.date),
        # So that nobody's absence notice answers a machine (RFC 3834).
        "Auto-Submitted": "auto-generated",
    }
    for name, value in headers.items():
        if value:
            message[name] = " ".join(value.split())
    message.set_content(mail.text, cte="quoted-printable")
    for file in mail.files:
        main, _, sub = (file.mime or "application/octet-stream").partition("/")
        message.add_attachment(
            file.content, maintype=main, subtype=sub or "octet-stream", filename=file.name
        )
    return message


@contextmanager
def _connected(server: Server) -> Iterator[SMTP]:
    """Greeted, private where possible, and known by name. Whatever happens, it ends in time."""
    trusted = ssl.create_default_context()
    if server.private:
        smtp: SMTP = SMTP_SSL(server.host, server.port, timeout=PER_ANSWER, context=trusted)
    else:
        smtp = SMTP(server.host, server.port, timeout=PER_ANSWER)
    bell = threading.Timer(PER_CALL, _cut, [smtp])
    bell.daemon = True
    bell.start()
    try:
        smtp.ehlo_or_helo_if_needed()
        if not server.private and smtp.has_extn("starttls"):
            smtp.starttls(context=trusted)
            smtp.ehlo()
        if server.user:
            _in_the_open(server, smtp)
            smtp.login(server.user, server.password)
        yield smtp
        with suppress(OSError, SMTPException):  # it has the mail; a farewell is a courtesy
            smtp.quit()
    finally:
        bell.cancel()
        smtp.close()


def _in_the_open(server: Server, smtp: SMTP) -> None:
    if not isinstance(smtp.sock, ssl.SSLSocket) and server.host not in _OURSELVES:
        raise Later(0, "server surel tidak menawarkan sambungan tertutup untuk sandi", A_WHILE)


def _cut(smtp: SMTP) -> None:
    with suppress(OSError, AttributeError):
        if smtp.sock is not None:
            smtp.sock.shutdown(socket.SHUT_RDWR)


def _envelope(smtp: SMTP, mail: MailOut) -> None:
    """A sender who may not send is our own trouble, which somebody puts right: it waits."""
    code, said = smtp.mail(mail.sender.rpartition("<")[2].rstrip("> "))
    if code >= _MIDDLE:
        raise Later(code, f"server menolak alamat pengirim kita: {_read(said)}", A_WHILE)
    code, said = smtp.rcpt(mail.to)
    _no(code, said)


def _words(smtp: SMTP, content: bytes) -> None:
    """From the first byte of the words on, silence is doubt: they may lie there already."""
    code, said = smtp.docmd("DATA")
    if code != _GO_ON:
        _no(code, said)
        raise Later(code, f"jawaban aneh: {_read(said)}", A_WHILE)
    stuffed = b"".join(
        b"." + line if line.startswith(b".") else line for line in content.splitlines(keepends=True)
    )
    try:
        smtp.send(stuffed + b".\r\n")
        code, said = smtp.getreply()
    except (OSError, SMTPServerDisconnected) as error:
        raise Unknown(f"sambungan putus sebelum server menjawab ({type(error).__name__})") from None
    _no(code, said)


def _no(code: int, said: bytes) -> None:
    if code >= _FOR_GOOD:
        raise Undeliverable(code, _read(said))
    if code >= _MIDDLE:
        raise Later(code, _read(said), A_WHILE)


def _read(said: bytes) -> str:
    return " ".join(said.decode("utf-8", "replace").split())[:200]
