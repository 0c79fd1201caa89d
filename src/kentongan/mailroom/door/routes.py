"""Which app may write to us, from the routing file: known without a database."""

from __future__ import annotations

import json
import logging
import os
import time
from dataclasses import dataclass
from pathlib import Path

from kentongan.channels import by_name
from kentongan.channels.wire import Inbound, Secrets
from kentongan.mailroom.door import rows

log = logging.getLogger(__name__)
LOOK_AGAIN = 0.2  # seconds between two looks at the file


@dataclass(frozen=True, slots=True)
class Route:
    """One app's way in: its channel, its seal, and how its rows begin."""

    channel: Inbound
    secrets: Secrets
    verify_token: str
    beginning: bytes


class Routes:
    """`/hooks/<channel>/<app>` to its route. What was read last holds while the file is away."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, Route] = {}
        self._seen: tuple[int, int, int] | None = None
        self._next_look = 0.0

    def find(self, path: str) -> Route | None:
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + LOOK_AGAIN
            self._look()
        return self._known.get(path)

    def __len__(self) -> int:
        return len(self._known)

    def _look(self) -> None:
        try:
            state = os.stat(self._file)
            seen = (state.st_mtime_ns, state.st_ino, state.st_size)
            if seen == self._seen:
                return
            self._known = _read(self._file)
            self._seen = seen
        except FileNotFoundError:
            return
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            log.warning("the routing file cannot be read, the last one holds: %r", error)


def _read(file: Path) -> dict[str, Route]:
    """Raises `OSError`, or one of the errors of a file that is not what we wrote."""
    apps = json.loads(file.read_bytes())["apps"]
    return {f"/hooks/{name}": _route(name, facts) for name, facts in apps.items()}


def _route(name: str, facts: dict[str, object]) -> Route:
    channel, app = name.split("/")
    secrets = facts["secrets"]
    if not isinstance(secrets, list):
        raise TypeError(f"{name}: secrets are not a list")
    return Route(
        by_name(channel),
        Secrets(app=tuple(str(secret) for secret in secrets if secret)),
        str(facts.get("verify_token", "")),
        rows.start(channel, app),
    )
