"""The twelve holes of the leaders: where other systems lose, double or forget, this one does not.

Each test bears the name of its hole. Where a room's own tests prove more of it, `ELSEWHERE` says
where, and that they are still there.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError
from django.test import override_settings

from kentongan.channels.wire import Sender, Sent, TextOut, Undeliverable
from kentongan.cities.locks import inside
from kentongan.mailroom import receipts, spool, unpack
from kentongan.mailroom.models import Lane, Letter, Line, Message, Quarantine, Receipt, Word
from kentongan.mailroom.outbox import NewWord, say_many
from kentongan.mailroom.outbox import claim as claiming
from kentongan.mailroom.outbox.claim import Job, claim
from kentongan.mailroom.outbox.doubt import lapse, resend
from kentongan.mailroom.outbox.settle import settle
from kentongan.mailroom.outbox.transmit import Result
from kentongan.mailroom.tests.conftest import post
from kentongan.mailroom.tests.scene import (
    BANDARLAMPUNG,
    JOKO,
    NOW,
    PONTIANAK,
    SRI,
    Scene,
    change,
    letter,
    says,
    status,
    unpacked,
)
from kentongan.mailroom.unpack import delivery
from kentongan.people.models import Contact, ContactAddress

__all__ = ["post"]

ROOT = Path(__file__).resolve().parents[1]
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
ROOM = "src/kentongan/mailroom/tests"
ELSEWHERE = {
    1: ("tests/test_door.py::test_a_sealed_letter_is_stored_before_it_is_acknowledged",
        "tests/test_door.py::test_killed_while_residents_write_nothing_acknowledged_is_lost",
        "tests/test_crash.py::"
        "test_whatever_is_killed_nothing_acknowledged_is_lost_doubled_or_stuck"),
    3: (f"{ROOM}/test_unpack.py::"
        "test_one_poisoned_item_among_a_thousand_stands_alone_and_the_rest_pass",),
    4: ("tests/test_door.py::test_a_wrong_seal_is_turned_away_counted_and_nothing_is_kept",
        f"{ROOM}/test_unpack.py::test_what_is_not_json_is_kept_with_the_reason_and_blocks_nobody"),
    6: (f"{ROOM}/test_receipts.py::test_ticks_only_move_forward_in_whatever_order_they_come",
        f"{ROOM}/test_receipts.py::test_a_tick_before_its_word_waits_for_it"),
    8: ("tests/test_holes_of_files.py::test_8_media_failure",),
    10: ("tests/test_sandbox_agreement.py::test_what_became_of_a_message_can_be_asked",),
    7: (f"{ROOM}/test_unpack.py::test_what_nobody_can_read_is_a_message_all_the_same",),
}  # fmt: skip


@pytest.mark.parametrize("where", sum(ELSEWHERE.values(), ()))
def test_a_hole_that_is_closed_elsewhere_is_still_closed_there(where: str):
    file, name = where.split("::")
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(), re.MULTILINE), where


# -- the ground


def _words(scene: Scene, *words: dict[str, Any], now: datetime = NOW) -> list[Word]:
    """One word to each of as many residents, who all wrote just before."""
    with inside(scene.pontianak):
        new = []
        for number, more in enumerate(words):
            contact = Contact.objects.create(since=NOW)
            ContactAddress.objects.create(
                contact=contact, kind="phone", value=f"+62812{number:08d}", since=NOW
            )
            Lane.objects.create(
                contact=contact, line=scene.line, way="in", ready_at=NOW, spoke_at=NOW
            )
            facts = {"purpose": "reply", "text": "Baik", "inside": TextOut("Baik")} | more
            new.append(NewWord(contact.pk, scene.line.pk, **facts))
        return say_many(new, now=now)


def _states(scene: Scene) -> list[str]:
    with inside(scene.pontianak):
        return list(Word.objects.order_by("pk").values_list("state", flat=True))


def _accepted(job: Job) -> Result:
    return Result(job, sent=Sent(f"wamid.{job.word}", Sender()))


def _tick(name: str, word: Word, *, at: datetime) -> Letter:
    """A receipt that carries our own id."""
    ticked = status("wamid.theirs", name, at=at, biz_opaque_callback_data=str(word.ref))
    return letter(change(statuses=[ticked]), at=at)


# -- the holes


@pytest.mark.django_db
def test_2_dedupe_before_persist(post: Scene, monkeypatch: pytest.MonkeyPatch):
    """What failed the first time is not taken for a duplicate the second."""
    said = says(SRI)
    letter(change([said]))
    record = delivery.talk.record

    def after_the_insert(*args: Any) -> None:
        record(*args)
        raise OperationalError("the server closed the connection unexpectedly")

    monkeypatch.setattr(delivery.talk, "record", after_the_insert)
    with pytest.raises(DatabaseError):
        unpack.batch(NOW + SECOND)
    assert post.messages() == []
    monkeypatch.setattr(delivery.talk, "record", record)
    letter(change([said]))
    assert unpack.batch(NOW + MINUTE) == 2
    assert [message.external_id for message in post.messages()] == [said["id"]]


@pytest.mark.django_db
def test_3_first_item_only(post: Scene):
    """Two accounts, two changes each, two of everything in each: all of it arrives."""
    heard = []
    for number in range(4):
        line = PONTIANAK if number % 2 else BANDARLAMPUNG
        heard.append(
            change(
                [says(SRI), says(JOKO)], line=line,
                statuses=[status(f"wamid.a{number}", "sent"), status(f"wamid.b{number}", "read")],
                errors=[{"code": 131000, "title": "a"}, {"code": 130429, "title": "b"}],
            )
        )  # fmt: skip
    letter(*heard)
    assert unpack.batch(NOW + SECOND) == 1
    for city in post.cities.values():
        with inside(city):
            assert Message.objects.count() == 4
            assert Receipt.objects.count() == 4
    assert not Quarantine.objects.exists()


@pytest.mark.django_db
def test_5_stuck_rows(post: Scene):
    """Whoever died holding something: its lease ends, and the next one goes on."""
    first, second = _words(post, {}, {})
    [held] = claim(post.pontianak, NOW, most=1)
    later = NOW + timedelta(hours=1)
    assert held.word == first.pk
    assert lapse(post.pontianak, later) == 1
    assert _states(post) == ["unknown", "queued"]
    [job] = claim(post.pontianak, later)
    assert job.word == second.pk
    settle(post.pontianak, [_accepted(job)], later)
    with inside(post.pontianak):
        assert not Lane.objects.filter(way="out", pending__gt=0).exists()
        assert not Lane.objects.exclude(lease=None).exists()


@pytest.mark.django_db
def test_5_stuck_rows_also_where_a_receipt_was_faster_than_the_dead(post: Scene):
    """The platform told what became of the word; its sender never could."""
    [word] = _words(post, {})
    claim(post.pontianak, NOW)
    _tick("delivered", word, at=NOW + SECOND)
    unpack.batch(NOW + 2 * SECOND)
    assert _states(post) == ["delivered"]
    lapse(post.pontianak, NOW + timedelta(hours=1))
    with inside(post.pontianak):
        word.refresh_from_db()
        assert (word.state, word.lease, word.trouble) == ("delivered", None, "")
        lane = Lane.objects.get(way="out")
        assert (lane.pending, lane.lease) == (0, None)


@pytest.mark.django_db
def test_9_broadcast_not_resumable(post: Scene):
    """A row for each person: after a crash the doubtful ones wait for an officer, the rest go."""
    _words(post, *[{"bulk": True, "purpose": "news", "text": f"Kabar {n}"} for n in range(4)])
    sent, lost = claim(post.pontianak, NOW, most=2)
    settle(post.pontianak, [_accepted(sent)], NOW)
    later = NOW + timedelta(hours=1)
    lapse(post.pontianak, later)
    with inside(post.pontianak):
        Line.objects.filter(pk=post.line.pk).update(last_receipt_at=later)
    assert resend(post.pontianak, later + timedelta(days=1)) == 0
    rest = claim(post.pontianak, later)
    assert [job.outgoing.content for job in rest] == [TextOut("Baik"), TextOut("Baik")]
    settle(post.pontianak, [_accepted(job) for job in rest], later)
    assert _states(post) == ["sent", "unknown", "sent", "sent"]
    assert lost.word != sent.word


@pytest.mark.django_db
def test_11_send_timeout(post: Scene):
    """Accepted, but the answer never came: the receipt brings our own id, nothing goes twice."""
    [word] = _words(post, {})
    [job] = claim(post.pontianak, NOW)
    settle(post.pontianak, [Result(job, unknown="no answer")], NOW + SECOND)
    assert _states(post) == ["unknown"]
    _tick("sent", word, at=NOW + MINUTE)
    unpack.batch(NOW + 2 * MINUTE)
    assert resend(post.pontianak, NOW + timedelta(hours=1)) == 0
    with inside(post.pontianak):
        word.refresh_from_db()
    assert (word.state, word.external_id) == ("sent", "wamid.theirs")


@pytest.mark.django_db
@override_settings(UNKNOWN_WAIT=600)
def test_11_send_timeout_before_a_long_standstill(post: Scene, tmp_path: Path):
    """The house stood still for an hour; the receipt lies deep in the tray. While letters of that
    time wait, there or in the spool, silence proves nothing and nothing is sent again."""
    [word] = _words(post, {})
    claim(post.pontianak, NOW)
    for number in range(3):
        other = status(f"wamid.other{number}", "sent", at=NOW + MINUTE)
        letter(change(statuses=[other]), at=NOW + MINUTE)
    receipt = _tick("sent", word, at=NOW + MINUTE)
    later = NOW + timedelta(hours=1)
    lapse(post.pontianak, later)
    assert unpack.batch(later, most=3) == 3
    assert _states(post) == ["unknown"]
    assert resend(post.pontianak, later) == 0, "its receipt may be in the letter that waits"
    with override_settings(SPOOL=tmp_path):
        spool.write(tmp_path, [b"a letter of that hour"], micros=1)
        Letter.objects.update(unpacked_at=later)
        assert resend(post.pontianak, later) == 0, "its receipt may be in the spool"
    Letter.objects.filter(pk=receipt.pk).update(unpacked_at=None)
    assert unpack.batch(later) == 1
    assert _states(post) == ["sent"]


@pytest.mark.django_db
@override_settings(UNKNOWN_WAIT=600)
def test_11_send_timeout_that_was_no_delivery_is_made_good(post: Scene):
    """All letters are open, the line hears of others, of this one nothing: once more."""
    [word] = _words(post, {})
    claim(post.pontianak, NOW)
    later = NOW + timedelta(hours=1)
    lapse(post.pontianak, later)
    unpacked(change(statuses=[status("wamid.other", "sent", at=later)]), now=later)
    letter(change([says(SRI, at=later)]), at=later)
    assert resend(post.pontianak, later + MINUTE) == 1, "a letter of now holds nobody up"
    [again] = claim(post.pontianak, later + MINUTE)
    assert again.outgoing.ref == str(word.ref)


@pytest.mark.django_db
@override_settings(UNKNOWN_WAIT=600)
def test_11_send_timeout_whose_receipt_comes_while_the_word_is_taken_up_again(
    post: Scene, monkeypatch: pytest.MonkeyPatch
):
    """It came after the lane was claimed and before the word was: then the word stays."""
    [word] = _words(post, {})
    claim(post.pontianak, NOW)
    later = NOW + timedelta(hours=1)
    lapse(post.pontianak, later)
    unpacked(change(statuses=[status("wamid.other", "sent", at=later)]), now=later)
    assert resend(post.pontianak, later) == 1
    heads = claiming._HEADS.replace("state = 'queued'", "state IN ('queued', 'sent')")
    monkeypatch.setattr(claiming, "_HEADS", heads)
    _tick("sent", word, at=later)
    unpack.batch(later + SECOND)
    assert claim(post.pontianak, later + SECOND) == []
    assert _states(post) == ["sent"]
    with inside(post.pontianak):
        assert (Lane.objects.get(way="out").pending, Lane.objects.get(way="out").lease) == (0, None)


@pytest.mark.django_db
def test_12_reauthorisation_drops_inbound(post: Scene):
    """A token that ran out stops the sending on a line. It never stops the listening."""
    _words(post, {})
    [job] = claim(post.pontianak, NOW)
    refused = Undeliverable(190, "token expired", remedy="pause_line")
    settle(post.pontianak, [Result(job, refused=refused)], NOW)
    unpacked(change([says(SRI)], statuses=[status("wamid.x", "read")]))
    assert claim(post.pontianak, NOW + MINUTE) == []
    assert len(post.messages()) == 1
    with inside(post.pontianak):
        assert Lane.objects.get(way="in", pending=1).ready_at
        assert Line.objects.get().last_receipt_at == NOW
        assert receipts.Receipt.objects.count() == 1
