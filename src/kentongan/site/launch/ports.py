"""Ports: whether one can be had, and which one is free."""

from __future__ import annotations

import errno
import ipaddress
import socket
import time

from kentongan.pure.errors import Refusal


def claimable(host: str, port: int, option: str, *, patience: float = 0.0) -> None:
    """Raises Refusal, naming the port and the option that changes it, when it cannot be had.

    `patience` in seconds: how long a server of ours that is just going may still hold it.
    """
    until = time.monotonic() + patience
    while True:
        try:
            with _socket(host) as probe:
                probe.bind((host, port))
                return
        except OSError as trouble:
            if time.monotonic() < until and trouble.errno == errno.EADDRINUSE:
                time.sleep(0.1)
                continue
            raise Refusal(_sentence(host, port, option, trouble)) from None


def _sentence(host: str, port: int, option: str, trouble: OSError) -> str:
    if trouble.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken by another program: stop that one, "
            f"or choose another port, for example {option} {free(host, above=port)}."
        )
    if trouble.errno == errno.EACCES:
        return f"Port {port} may only be used by root: choose one above 1023 with {option}."
    return f"{host} is not an address of this machine: choose another with --host."


def free(host: str = "127.0.0.1", *, above: int = 0) -> int:
    """A port that is free now; with `above`, one of the hundred after it if there is any."""
    for port in (*range(above + 1, min(above + 100, 65_536) if above else 1), 0):
        try:
            with _socket(host) as probe:
                probe.bind((host, port))
                return int(probe.getsockname()[1])
        except OSError:
            continue
    return 0


def loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _socket(host: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    probe = socket.socket(family)
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return probe
