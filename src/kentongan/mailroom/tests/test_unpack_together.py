"""Several workers at one tray, and a worker that dies in the middle."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection

from kentongan.cities.locks import inside
from kentongan.mailroom.models import Lane, Letter, Message
from kentongan.mailroom.tests.scene import (
    BANDARLAMPUNG,
    NOW,
    PONTIANAK,
    change,
    letter,
    says,
    two_cities,
)
from kentongan.mailroom.unpack import batch, talk
from kentongan.people.models import Contact

PEOPLE = [f"6281200000{n:03d}" for n in range(6)]


@pytest.fixture(autouse=True)
def committed(empty_database: Callable[[], None]) -> None:
    """What these tests do is really committed."""


def _side_by_side(number: int) -> list[OperationalError]:
    """Empty the tray with this many workers; what went wrong, if anything."""
    troubles: list[OperationalError] = []

    def work() -> None:
        try:
            while batch(NOW, most=3):
                pass
        except OperationalError as trouble:  # a deadlock would show here
            troubles.append(trouble)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(number)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return troubles


def test_workers_side_by_side_enter_every_resident_once_and_lose_no_message():
    post = two_cities()
    for round_ in range(10):
        for who in PEOPLE:
            line = (PONTIANAK, BANDARLAMPUNG)[round_ % 2]
            other = (BANDARLAMPUNG, PONTIANAK)[round_ % 2]
            letter(change([says(who)], line=line), change([says(who)], line=other))
    assert _side_by_side(4) == []
    for city in post.cities.values():
        with inside(city):
            assert Contact.objects.count() == len(PEOPLE)
            assert Message.objects.count() == 60
            assert sum(Lane.objects.values_list("pending", flat=True)) == 60


def test_a_worker_that_dies_in_the_middle_leaves_the_tray_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
):
    post = two_cities()
    letter(change([says(PEOPLE[0])]), change([says(PEOPLE[0])], line=BANDARLAMPUNG))

    def dies(*_: object) -> None:
        raise OperationalError("the server closed the connection unexpectedly")

    with monkeypatch.context() as patched:
        patched.setattr(talk, "wake", dies)
        with pytest.raises(OperationalError):
            batch(NOW)
    assert Letter.objects.filter(unpacked_at=None).count() == 1
    assert post.messages() == [] and post.contacts() == []
    assert batch(NOW) == 1 and batch(NOW) == 0
    assert len(post.messages()) == 1
