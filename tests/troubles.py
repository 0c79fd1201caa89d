"""Troubles of a city, each staged just older than it may be, and its cure.

The clock stands still at `NOW`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kentongan.cases import actions as cases
from kentongan.cases import seals
from kentongan.cases.actor import SYSTEM
from kentongan.cases.models import Deadline, JournalSeal, Matter, Notice, Unsealed
from kentongan.cities.models import City
from kentongan.frontdesk.flows import TOLD
from kentongan.frontdesk.tests.scene import MORNING, Scene
from kentongan.mailroom.models import File, Line, Mail, Message, Receipt, Word
from kentongan.people.models import Post
from kentongan.reports.models import Report

NOW = MORNING + timedelta(days=1)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Trouble:
    """`stage(town, age)` makes it so old; `cure(town)` ends it."""

    code: str
    limit: timedelta
    stage: Callable[[Scene, timedelta], object]
    cure: Callable[[Scene], object]


def a_word(town: Scene, **facts: Any) -> Word:
    contact = town.contacts["Bu Sri"]
    rest = {"purpose": "reply", "text": "Baik", "queued_at": NOW - HOUR} | facts
    return Word.objects.create(line_id=town.line, contact_id=contact, **rest)


def _unread(town: Scene, age: timedelta) -> None:
    town.says("Bu Sri", "Halo")
    Message.objects.filter(outcome="").update(arrived_at=NOW - age)


def receipt(town: Scene, age: timedelta) -> None:
    Receipt.objects.create(
        line_id=town.line, external_id="wamid.x", status="read", at=NOW, arrived_at=NOW - age
    )


def _file(town: Scene, age: timedelta) -> None:
    File.objects.create(
        key="k", message=Message.objects.first(), since=NOW - age, ready_at=NOW, media={}
    )


def pause(town: Scene, age: timedelta) -> None:
    Line.objects.update(paused_until=NOW + age, paused_reason="190: token")


def _mail(state: str) -> Callable[[Scene, timedelta], object]:
    def stage(town: Scene, age: timedelta) -> None:
        Mail.objects.create(
            to="kepala@kota.test", subject="Laporan", text="Baik", message_id="<1@kota.test>",
            queued_at=NOW - age, ready_at=NOW - age, state=state,
        )  # fmt: skip

    return stage


def _stop_clock(clock: str) -> Callable[[Scene, timedelta], object]:
    return lambda town, age: Deadline.objects.filter(clock=clock).update(ended_at=NOW - age)


def _notice(town: Scene, age: timedelta) -> None:
    Notice.objects.create(
        matter=Matter.objects.get(), post=Post.objects.filter(level="mayor").get(),
        kind="escalation", level="mayor", clock="step", at=NOW - age, urgent=True,
    )  # fmt: skip


def sealed(city: City) -> None:
    while seals.batch(city, NOW, told=TOLD):
        pass


def _line(town: Scene, age: timedelta) -> None:
    cases.note(Matter.objects.get(), "note", by=SYSTEM, now=NOW - age)


def forged(town: Scene, age: timedelta) -> None:
    """Somebody links a line whose digest does not follow; nobody can take a link away again."""
    _line(town, age)
    waits = Unsealed.objects.get()
    position = JournalSeal.objects.count() + 1
    JournalSeal.objects.create(line_id=waits.line_id, position=position, digest="0" * 64)
    waits.delete()


TROUBLES = [
    Trouble("messages_without_outcome", MINUTE, _unread,
            lambda town: Message.objects.update(outcome="set_aside")),
    Trouble("acknowledgements_late", MINUTE,
            lambda town, age: Report.objects.update(ack_due_at=NOW - age),
            lambda town: Report.objects.update(ack_due_at=None)),
    Trouble("words_stalled", 2 * MINUTE, lambda town, age: a_word(town, queued_at=NOW - age),
            lambda town: Word.objects.update(state="sent")),
    Trouble("words_unknown", timedelta(minutes=10),
            lambda town, age: a_word(town, state="unknown", attempted_at=NOW - age),
            lambda town: Word.objects.update(state="delivered")),
    Trouble("words_undeliverable", timedelta(0),
            lambda town, age: a_word(town, state="undeliverable", ended_at=NOW - age),
            lambda town: Word.objects.update(resolved_at=NOW)),
    Trouble("open_without_clock", timedelta(0), _stop_clock("matter"),
            lambda town: Deadline.objects.update(ended_at=None)),
    Trouble("open_without_clock", timedelta(0), _stop_clock("step"),
            lambda town: Deadline.objects.update(ended_at=None)),
    Trouble("clock_on_closed", timedelta(0),
            lambda town, age: Matter.objects.update(ended_at=NOW - age, state="closed"),
            lambda town: Deadline.objects.update(ended_at=NOW)),
    Trouble("paused_without_limit", timedelta(0),
            lambda town, age: Deadline.objects.update(paused_at=NOW - age, days_left=3),
            lambda town: Deadline.objects.filter(clock="step").update(paused_at=None)),
    Trouble("rungs_missed", 15 * MINUTE,
            lambda town, age: Deadline.objects.filter(clock="step").update(next_at=NOW - age),
            lambda town: Deadline.objects.update(next_at=NOW + HOUR)),
    Trouble("notices_untold", 15 * MINUTE, _notice,
            lambda town: Notice.objects.update(told_at=NOW)),
    Trouble("joined_to_nothing", timedelta(0),
            lambda town, age: Matter.objects.update(state="joined"),
            lambda town: Matter.objects.update(state="verified")),
    Trouble("journal_unsealed", MINUTE, _line, lambda town: sealed(town.city)),
    Trouble("mails_held", timedelta(0), _mail("undeliverable"),
            lambda town: Mail.objects.update(resolved_at=NOW)),
    Trouble("mails_slow", 2 * HOUR, _mail("queued"),
            lambda town: Mail.objects.update(state="sent")),
    Trouble("mail_without_server", timedelta(0),
            lambda town, age: Post.objects.filter(level="mayor").update(
                prefers="mail", email="wali@kota.test"),
            lambda town: Post.objects.update(prefers="chat")),
    Trouble("receipts_orphaned", HOUR, receipt,
            lambda town: Receipt.objects.update(word=Word.objects.first())),
    Trouble("files_overdue", HOUR, _file, lambda town: File.objects.update(state="gone")),
    Trouble("lines_paused", HOUR, pause, lambda town: Line.objects.update(paused_until=None)),
]  # fmt: skip
