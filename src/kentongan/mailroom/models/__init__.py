"""The mailroom's tables, one file per kind of thing."""

from kentongan.mailroom.models.files import File
from kentongan.mailroom.models.letters import Heartbeat, Letter, Quarantine, Tombstone
from kentongan.mailroom.models.lines import Line, LineEvent, LineKey, PlatformApp, Template
from kentongan.mailroom.models.mails import Digest, Enclosure, Mail
from kentongan.mailroom.models.messages import Lane, Message
from kentongan.mailroom.models.words import Receipt, Word

__all__ = (
    "Digest",
    "Enclosure",
    "File",
    "Heartbeat",
    "Lane",
    "Letter",
    "Line",
    "LineEvent",
    "LineKey",
    "Mail",
    "Message",
    "PlatformApp",
    "Quarantine",
    "Receipt",
    "Template",
    "Tombstone",
    "Word",
)
