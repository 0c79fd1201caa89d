"""What a reader sees of a text: nobody's numbers, and nothing of who asked not to be named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kentongan.people.models import ContactAddress
from kentongan.pure.redact import redact
from kentongan.reports.models import Report

HIDDEN = "[nama disembunyikan]"
_SHORTEST = 3
# Forms of address and words that many names share with everyday speech.
_COMMON = frozenset(("bapak", "ibu", "pak", "bang", "kak", "mbak", "mas", "haji", "warga"))
# `@` and a user name, though not the middle of an e-mail address.
_AT = re.compile(r"(?<![\w.])@\w[\w.]*")
# How people say in their own words what they are called.
_CALLED = re.compile(
    r"\b(?:nama(?:\s+lengkap)?\s+(?:saya|sy|aku|gue|gw)|namaku|(?:saya|sy|aku)\s+bernama"
    r"|nama(?:\s+lengkap)?(?=\s*[:=])|nama\s+pelapor|atas\s+nama|a\.\s?n\b\.?|a/n\b|an\.)"
    r"(?:\s+(?:adalah|ialah|yaitu))?[ \t]*[:=,]?[ \t]*",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:(?:bapak|ibu|pak|bu|sdri?|h|hj|drs?|ir)\b\.?[ \t]+)+", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*")
_MOST_NAMES = 4
# Words that follow a name without belonging to it.
_ENDS = frozenset(
    """ada adalah air akan alamat anak apa atau bahwa baru beralamat berasal bisa dan dari dekat
    dengan depan di disini domisili dr gang gg got hendak hp ini ingin itu jadi jalan jl jln kami
    karena ke kepada kerja kk komplek kpd lalu lampu lapor laporan masih mau mengadu mengeluh
    menyampaikan melapor melaporkan memohon minta mohon nik no nomor pada parit perumahan pgn
    rt rumah rw sampah saya sbg sebagai sedang selaku sudah supaya sy tapi telah tentang terkait
    tgl tinggal tlp tolong udah umur untuk usia utk wa warga yang yg""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Veil:
    """What a reader does not see of a text. `drawn`: the reporter is hidden, so are their names
    and what they say they are called. `masks`: NIK, telephone numbers and e-mail addresses are
    hidden, whoever they belong to, except the `public` ones."""

    drawn: bool
    names: re.Pattern[str] | None = None
    masks: bool = False
    public: frozenset[str] = frozenset()

    def text(self, text: str) -> str:
        if not self.drawn:
            return redact(text, self.public) if self.masks else text
        plain = _AT.sub(HIDDEN, redact(_without_own_words(text), self.public))
        return self.names.sub(HIDDEN, plain) if self.names else plain


def veil_for(
    report: Report, addresses: Sequence[ContactAddress], *, shown: bool = False,
    public: frozenset[str] = frozenset(),
) -> Veil:  # fmt: skip
    """`addresses`: of the reporter; their user names are among what is hidden. `shown`: the reader
    is an officer who has asked to see it, and the journal says so. `public`: see `numbers_in`."""
    if shown:
        return Veil(False)
    if not report.hides_reporter:
        return Veil(False, masks=True, public=public)
    contact = report.matter.contact
    said = re.findall(r"\w+", contact.name if contact else "")
    names = {name for name in said if len(name) >= _SHORTEST and name.lower() not in _COMMON}
    names |= {a.value.lstrip("@") for a in addresses if a.kind == ContactAddress.Kind.USERNAME}
    names.discard("")
    if not names:
        return Veil(True, masks=True, public=public)
    longest_first = sorted(names, key=len, reverse=True)
    each = "|".join(re.escape(name) for name in longest_first)
    pattern = re.compile(rf"(?<!\w)(?:{each})(?!\w)", re.IGNORECASE)
    return Veil(True, pattern, masks=True, public=public)


def _without_own_words(text: str) -> str:
    """`Nama saya Ratna Wulandari, Gg. Mawar` without the name: up to four words, in capitals or
    not, until one that no name holds."""
    pieces, done = [], 0
    for called in _CALLED.finditer(text):
        if called.start() < done:
            continue
        end = _end_of_name(text, called.end())
        if end > called.end():
            pieces += [text[done : called.end()], HIDDEN]
            done = end
    return "".join(pieces) + text[done:]


def _end_of_name(text: str, start: int) -> int:
    """Where the name that begins at `start` ends; `start` where there is none."""
    title = _TITLE.match(text, start)
    at = title.end() if title else start
    end = start
    for _ in range(_MOST_NAMES):
        word = _NAME.match(text, at)
        if word is None or word[0].casefold() in _ENDS:
            break
        end = word.end()
        initial = len(word[0]) == 1 and text[end : end + 1] == "."
        end += initial
        at = end
        while text[at : at + 1] in (" ", "\t"):
            at += 1
        if at == end:
            break
    return end
