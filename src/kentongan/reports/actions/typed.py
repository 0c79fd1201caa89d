"""What the staff typed: is it there, and may it be sent?"""

from __future__ import annotations

from kentongan.pure import sayings
from kentongan.pure.errors import Refusal

# The platform's own limits for a text, and for words under a photo or above buttons
# (channels.md, C3).
LONGEST, LONGEST_CAPTION = 4096, 1024


def said(text: str, sentence: str) -> str:
    """The text without blanks around it. Raises `Refusal` with `sentence` if nothing is left."""
    if not text.strip():
        raise Refusal(sentence)
    return text.strip()


def sendable(text: str, most: int = LONGEST) -> str:
    """The text itself. Raises `Refusal` if it is longer than `most` characters."""
    if len(text) > most:
        what = "Di bawah foto, tulisan" if most == LONGEST_CAPTION else "Tulisan"
        raise Refusal(
            f"{what} paling banyak {sayings.number(most)} huruf; ini {sayings.number(len(text))}."
        )
    return text
