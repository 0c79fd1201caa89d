"""WhatsApp, by the platform's Cloud API: the numbers on which most residents write."""

from kentongan.channels.whatsapp.letters import lines, parse
from kentongan.channels.whatsapp.seal import handshake, verify

NAME = "whatsapp"

__all__ = ["NAME", "handshake", "lines", "parse", "verify"]
