"""What an agency reads of somebody who asked not to be named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kentongan.people.models import ContactAddress, Staff
from kentongan.pure.redact import redact
from kentongan.reports.access import hides_reporter
from kentongan.reports.models import Report

HIDDEN = "[nama disembunyikan]"
_SHORTEST = 3
# Forms of address and words that many names share with everyday speech.
_COMMON = frozenset(("bapak", "ibu", "pak", "bang", "kak", "mbak", "mas", "haji", "warga"))


@dataclass(frozen=True, slots=True)
class Veil:
    """Drawn for a reader from whom the reporter is hidden; else it lets everything through."""

    drawn: bool
    names: re.Pattern[str] | None = None

    def text(self, text: str) -> str:
        """The text without numbers, addresses and the reporter's own names."""
        if not self.drawn:
            return text
        plain = redact(text)
        return self.names.sub(HIDDEN, plain) if self.names else plain


def veil_for(staff: Staff, report: Report, addresses: Sequence[ContactAddress] = ()) -> Veil:
    if not hides_reporter(staff, report):
        return Veil(False)
    contact = report.matter.contact
    said = re.findall(r"\w+", contact.name if contact else "")
    names = {name for name in said if len(name) >= _SHORTEST and name.lower() not in _COMMON}
    names |= {a.value.lstrip("@") for a in addresses if a.kind == ContactAddress.Kind.USERNAME}
    if not names:
        return Veil(True)
    longest_first = sorted(names, key=len, reverse=True)
    each = "|".join(re.escape(name) for name in longest_first)
    return Veil(True, re.compile(rf"\b(?:{each})\b", re.IGNORECASE))
