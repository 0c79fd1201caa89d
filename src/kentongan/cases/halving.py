"""A batch runs whole; if it fails it is halved until the poisoned item stands alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import OperationalError, transaction

from kentongan.pure.errors import Outage

log = logging.getLogger(__name__)
T = TypeVar("T")


def halved(
    items: Sequence[T],
    handle: Callable[[Sequence[T]], None],
    park: Callable[[T, Exception], None],
) -> None:
    """Handle all of `items`, each half in a savepoint of the caller's transaction.

    An `Outage` and a lost database concern everybody, so they pass through: the tray stays as it
    was. Anything else is a programmer's mistake about one item: that one is parked with the error,
    the others go on.
    """
    try:
        with transaction.atomic():
            handle(items)
    except (Outage, OperationalError):
        raise
    except Exception as error:  # a mistake about one item: it is parked below
        if len(items) > 1:
            middle = len(items) // 2
            halved(items[:middle], handle, park)
            halved(items[middle:], handle, park)
            return
        name = type(items[0]).__name__  # never its words: logs are read by others
        log.error("parked one %s: %s", name, type(error).__name__, exc_info=error)
        with transaction.atomic():
            park(items[0], error)
