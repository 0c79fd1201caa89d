"""One module per way of talking: check the seal, read the letter, send the words.

A new channel is a module and its line here. Typed tuples: mypy refuses a channel that lacks a
function.
"""

from kentongan.channels import whatsapp
from kentongan.channels.wire import Fetcher, Inbound, Outbound

INBOUND: tuple[Inbound, ...] = (whatsapp,)
OUTBOUND: tuple[Outbound, ...] = (whatsapp,)
FETCHERS: tuple[Fetcher, ...] = (whatsapp,)


def by_name(name: str) -> Inbound:
    """The channel of a letter. Raises `KeyError` for a name that nobody has."""
    return {channel.NAME: channel for channel in INBOUND}[name]


def sender(name: str) -> Outbound:
    """The channel that can send. Raises `KeyError` where none of that name can."""
    return {channel.NAME: channel for channel in OUTBOUND}[name]


def fetcher(name: str) -> Fetcher:
    """The channel that can fetch files. Raises `KeyError` where none of that name can."""
    return {channel.NAME: channel for channel in FETCHERS}[name]
