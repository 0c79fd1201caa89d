"""WhatsApp, by the platform's Cloud API: the numbers on which most residents write."""

from kentongan.channels.whatsapp.letters import lines, parse
from kentongan.channels.whatsapp.media import fetch
from kentongan.channels.whatsapp.seal import handshake, verify
from kentongan.channels.whatsapp.sending import send
from kentongan.channels.whatsapp.verdicts import verdict

NAME = "whatsapp"

__all__ = ["NAME", "fetch", "handshake", "lines", "parse", "send", "verdict", "verify"]
