"""Three kinds of trouble: a person can fix it, time can fix it, or a programmer must.

Exception
├── Refusal            show the sentence to the person who asked
│   └── NotAllowed     the same, for a seal or a role that does not fit
├── Outage             try again later; `wait` is how long, if anybody said
└── anything else      park the thing, log it, go on with the next
"""

from __future__ import annotations

from datetime import timedelta


class Refusal(Exception):
    """Something a person can put right. The message is a whole sentence, in their language."""


class NotAllowed(Refusal):
    """The seal, the role or the owner does not fit."""


class Outage(Exception):
    """Something that time puts right."""

    def __init__(self, reason: str, *, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason, self.wait = reason, wait
