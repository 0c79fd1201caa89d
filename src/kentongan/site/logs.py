"""What goes into a log: never a NIK, a telephone number or an e-mail address of anybody."""

from __future__ import annotations

import logging

from kentongan.pure.redact import redact


class Discreet(logging.Formatter):
    """The line as it would be written, traceback and all, with what is private taken out. Done
    here and not in a filter, because values reach a log in messages, arguments and exceptions."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
