"""Reading an e-mail that came in (RFC 5322): who, to whom, what was written new, which photos.

What the writer quotes of us, what their program signs with and what a machine sends by itself
is left out: it is nobody's answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser

NAME = "mail"
LONGEST_TEXT = 10_000  # characters of what somebody wrote
MOST_FILES = 10
# A picture inside the words that is smaller is somebody's logo.
_LOGO = 15 * 1024
_TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_BY_ITSELF = frozenset({"bulk", "junk", "list", "auto_reply"})
# Where what somebody wrote ends, and what they answer to begins.
_QUOTE = re.compile(
    r"^[ \t]*(?:>|-{2,}[ \t]*(?:original message|pesan asli|forwarded message|pesan terusan)"
    r"|_{10,}|on .{5,200} wrote:|pada .{5,200} menulis:|(?:from|dari):[ \t].+@"
    r"|--[ \t]*$|(?:sent|dikirim) (?:from|dari) )",
    re.IGNORECASE | re.MULTILINE,
)
_WRAPPED = re.compile(r"^((?:on|pada)\b[^\n]{5,150})\n([^\n]{0,100}(?:wrote|menulis):)[ \t]*$",
                      re.IGNORECASE | re.MULTILINE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A photo or film that came along. `mime` is what the sender calls it."""

    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class MailIn:
    """`to` holds every address it may have been sent to; `automatic` says that a machine wrote
    it: a notice of absence, a bounce, a list."""

    message_id: str
    sender: str
    to: tuple[str, ...]
    text: str
    files: tuple[Enclosed, ...] = ()
    automatic: bool = False


def read(raw: bytes, envelope_to: str = "") -> MailIn:
    """The e-mail in these bytes. Whatever they are: what cannot be read is empty.

    The library's older way of reading: its newer one stumbles over headers that are malformed.
    """
    message = message_from_bytes(raw)
    recipients = [address for name in _TO for address in _addresses(message, name)]
    senders = _addresses(message, "from")
    return MailIn(
        message_id=_header(message, "message-id")[:200],
        sender=senders[0].lower() if senders else "",
        to=(*((envelope_to,) if envelope_to else ()), *recipients),
        text=written(_text(message))[:LONGEST_TEXT],
        files=tuple(_files(message))[:MOST_FILES],
        automatic=_is_automatic(message),
    )


def written(text: str) -> str:
    """What somebody wrote themselves, above what they quote and sign with."""
    plain = _WRAPPED.sub(r"\1 \2", text.replace("\r\n", "\n").replace("\xa0", " "))
    ends = _QUOTE.search(plain)
    kept = plain[: ends.start()] if ends else plain
    return "\n".join(line.rstrip() for line in kept.strip().splitlines())


def _header(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _addresses(message: Message, name: str) -> list[str]:
    values = [str(value) for value in message.get_all(name, [])]
    return [address for _, address in getaddresses(values) if address]


def _is_automatic(message: Message) -> bool:
    """By RFC 3834, and by what came before it."""
    submitted = _header(message, "auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if _header(message, "precedence").lower() in _BY_ITSELF:
        return True
    if any(name in message for name in ("x-autoreply", "x-autorespond", "list-id")):
        return True
    if message.get_content_type() == "multipart/report":
        return True
    return _header(message, "return-path") == "<>"


def _text(message: Message) -> str:
    """The first plain words, else those of the first page."""
    parts = [
        part
        for part in message.walk()
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"
    ]
    for part in parts:
        if part.get_content_type() == "text/plain":
            return _decoded(part)
    pages = (part for part in parts if part.get_content_type() == "text/html")
    return next((_Words.of(_decoded(page)) for page in pages), "")


def _decoded(part: Message) -> str:
    """A wrong or unknown name of a character set costs some letters, never the words."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _files(message: Message) -> Iterator[Enclosed]:
    for part in message.walk():
        if part.get_content_maintype() not in ("image", "video") or part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        attached = part.get_content_disposition() == "attachment"
        if content and (attached or len(content) >= _LOGO):
            yield Enclosed(part.get_content_type(), content)


class _Words(HTMLParser):
    """The words of a page, without what is quoted in it."""

    _BREAKS = frozenset({"br", "p", "div", "li", "tr"})
    _SILENT = frozenset({"style", "script", "head", "title", "blockquote"})

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._silent = 0

    @classmethod
    def of(cls, page: str) -> str:
        parser = cls()
        parser.feed(page)
        parser.close()
        lines = (" ".join(line.split()) for line in "".join(parser._pieces).splitlines())
        return "\n".join(line for line in lines if line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        if tag in self._BREAKS:
            self._pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self._SILENT and self._silent > 0
        if tag in self._BREAKS:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append(data.replace("\n", " "))
