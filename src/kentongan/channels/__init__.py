"""One module per way of talking: check the seal, read the letter, send the words.

A new channel is a module and its line here. Typed tuples: mypy refuses a channel that lacks a
function.
"""

from kentongan.channels import whatsapp
from kentongan.channels.wire import Inbound

INBOUND: tuple[Inbound, ...] = (whatsapp,)


def by_name(name: str) -> Inbound:
    """The channel of a letter. Raises `KeyError` for a name that nobody has."""
    return {channel.NAME: channel for channel in INBOUND}[name]
