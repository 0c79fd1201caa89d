"""Words that meet trouble: order, patience, odd answers, and receipts that are quicker than we."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from kentongan.channels import wire
from kentongan.channels.wire import Later, Sent, TemplateOut, Undeliverable
from kentongan.cities.locks import inside
from kentongan.mailroom import receipts
from kentongan.mailroom.models import Lane, Line, Word
from kentongan.mailroom.outbox import cancel
from kentongan.mailroom.outbox.claim import Job, claim
from kentongan.mailroom.outbox.settle import settle
from kentongan.mailroom.outbox.transmit import Result
from kentongan.mailroom.tests.outgoing import (
    NOW,
    Town,
    accepted,
    fresh,
    out_lane,
    somebody,
    tell,
)
from kentongan.people.models import Contact, ContactAddress

pytestmark = pytest.mark.django_db
S = Word.State
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
BY_TEMPLATE = TemplateOut("answer_ready", "id")


def _line(town: Town) -> Line:
    with inside(town.city):
        return Line.objects.get(pk=town.line.pk)


def _hear(town: Town, word: Word, code: int, *, external_id: str = "wamid.early") -> None:
    """The platform reports that it failed, before we have written down that it went."""
    event = wire.Receipt(
        line=town.line.external_id, external_id=external_id, at=NOW, status="failed",
        recipient=wire.Sender(), ref=str(word.ref), trouble=wire.Trouble(code, "failed", "why"),
    )  # fmt: skip
    with inside(town.city):
        status = receipts.Status(town.line.pk, external_id, event, NOW, NOW)
        receipts.record([status], NOW)


# -- order


def test_the_second_sentence_waits_while_the_first_is_tried_again(town: Town):
    first = tell(town, "satu")
    [job] = claim(town.city, NOW)
    settle(town.city, [Result(job, later=Later(131056, "pair", 4 * MINUTE, "contact"))], NOW)
    second = tell(town, "dua")
    assert claim(town.city, NOW + SECOND) == []
    [job] = claim(town.city, NOW + 4 * MINUTE)
    assert job.word == first.pk
    settle(town.city, [accepted(job)], NOW + 4 * MINUTE)
    [job] = claim(town.city, NOW + 4 * MINUTE)
    assert job.word == second.pk


def test_an_answer_does_not_wait_for_a_broadcast_that_is_tried_again_tomorrow(town: Town):
    tell(town, "kabar", bulk=True)
    [job] = claim(town.city, NOW)
    settle(town.city, [Result(job, later=Later(131049, "cap", 24 * HOUR, "contact"))], NOW)
    answer = tell(town, "jawaban")
    [job] = claim(town.city, NOW + SECOND)
    assert job.word == answer.pk
    settle(town.city, [accepted(job)], NOW + SECOND)
    assert claim(town.city, NOW + HOUR) == []


def test_a_word_for_now_need_not_wait_for_one_of_a_later_hour(town: Town):
    tell(town, "nanti", not_before=NOW + HOUR)
    assert claim(town.city, NOW) == []
    soon = tell(town, "sekarang")
    assert [job.word for job in claim(town.city, NOW)] == [soon.pk]


def test_a_resident_is_not_written_to_faster_than_the_platform_allows(town: Town):
    tell(town)
    [job] = claim(town.city, NOW)
    with inside(town.city):
        Lane.objects.filter(way="out").update(next_send_at=NOW + 10 * MINUTE)
    settle(town.city, [accepted(job)], NOW)
    tell(town, "lagi")
    with inside(town.city):
        Lane.objects.filter(way="out").update(ready_at=NOW)
    assert claim(town.city, NOW + SECOND) == []
    assert len(claim(town.city, NOW + 6 * MINUTE)) == 1


def test_a_new_word_waits_for_the_persons_own_rate(town: Town):
    tell(town)
    [job] = claim(town.city, NOW)
    with inside(town.city):
        Lane.objects.filter(way="out").update(next_send_at=NOW + 10 * MINUTE)
    settle(town.city, [accepted(job)], NOW)
    tell(town, "lagi")
    assert out_lane(town).ready_at > NOW + 5 * MINUTE


# -- patience


def _tried_until_given_up(town: Town, word: Word, wait: timedelta) -> datetime:
    now = NOW
    while fresh(town, word).state == S.QUEUED:
        [job] = claim(town.city, now)
        settle(town.city, [Result(job, later=Later(131016, "busy", wait, "line"))], now)
        now += wait
    return now


def test_a_platform_that_is_away_for_hours_costs_no_resident_their_answer(town: Town):
    word = tell(town, template=BY_TEMPLATE)
    given_up = _tried_until_given_up(town, word, 15 * MINUTE)
    assert timedelta(hours=24) < given_up - NOW < timedelta(hours=25)
    assert fresh(town, word).state == S.UNDELIVERABLE
    assert out_lane(town).pending == 0


def test_a_word_that_waited_days_for_its_line_is_tried_more_than_once(town: Town):
    word = tell(town, template=BY_TEMPLATE)
    later = NOW + timedelta(days=3)
    [job] = claim(town.city, later)
    settle(town.city, [Result(job, later=Later(130429, "rate", SECOND, "line"))], later)
    assert fresh(town, word).state == S.QUEUED


# -- odd answers


def _huge_code(job: Job) -> Result:
    return Result(job, refused=Undeliverable(99_999_999_999, "odd", "bug"))


def _endless_id(job: Job) -> Result:
    return Result(job, sent=Sent("w" * 300))


@pytest.mark.parametrize(("odd", "state"), [(_huge_code, S.UNDELIVERABLE), (_endless_id, S.SENT)])
def test_an_odd_answer_of_the_platform_is_written_down_all_the_same(
    town: Town, odd: Callable[[Job], Result], state: str
):
    word = tell(town)
    [job] = claim(town.city, NOW)
    settle(town.city, [odd(job)], NOW)
    assert fresh(town, word).state == state
    assert (out_lane(town).pending, out_lane(town).lease) == (0, None)


def test_one_answer_that_cannot_be_written_leaves_its_neighbours_unharmed(town: Town):
    with inside(town.city):
        other = somebody(town.line, "+6281200000002")
    odd, fine = tell(town), tell(town, contact=other)
    jobs = {job.word: job for job in claim(town.city, NOW)}
    poison = Result(jobs[odd.pk], refused=Undeliverable(1, "a NUL \0 in it", "bug"))
    settle(town.city, [poison, accepted(jobs[fine.pk])], NOW)
    assert fresh(town, fine).state == S.SENT
    assert (fresh(town, odd).state, fresh(town, odd).lease) == (S.UNKNOWN, None)
    assert (out_lane(town).pending, out_lane(town).lease) == (0, None)


# -- receipts that were quicker


def test_the_reason_a_receipt_gave_is_not_erased_by_our_own_answer(town: Town):
    word = tell(town)
    [job] = claim(town.city, NOW)
    _hear(town, word, 131026)
    settle(town.city, [Result(job, sent=Sent("wamid.early"))], NOW)
    told = fresh(town, word)
    assert (told.state, told.trouble_code) == (S.UNDELIVERABLE, 131026)
    assert told.trouble and told.external_id == "wamid.early" and told.sent_at is None
    assert (out_lane(town).pending, out_lane(town).lease) == (0, None)


def test_when_a_receipt_says_first_that_the_window_closed_the_template_goes(town: Town):
    word = tell(town, template=BY_TEMPLATE)
    [job] = claim(town.city, NOW)
    _hear(town, word, 131047)
    settle(town.city, [Result(job, sent=Sent("wamid.early"))], NOW)
    assert (fresh(town, word).state, out_lane(town).pending) == (S.QUEUED, 1)
    [job] = claim(town.city, NOW + MINUTE)
    assert job.template


# -- pauses


@pytest.mark.parametrize("together", [True, False])
def test_a_line_whose_token_was_revoked_is_not_woken_by_a_busy_platform(town: Town, together: bool):
    with inside(town.city):
        other = somebody(town.line, "+6281200000002")
    tell(town), tell(town, contact=other)
    one, two = claim(town.city, NOW)
    revoked = Result(one, refused=Undeliverable(190, "token", "pause_line"))
    busy = Result(two, later=Later(131016, "busy", 5 * SECOND, "line"))
    for batch in [[revoked, busy]] if together else [[revoked], [busy]]:
        settle(town.city, batch, NOW)
    paused = _line(town)
    assert paused.paused_until and paused.paused_until > NOW + timedelta(days=365)
    assert paused.paused_reason.startswith("190")


# -- taken back


def test_a_word_that_is_taken_back_does_not_go_and_gives_its_lane_back(town: Town):
    taken, kept = tell(town, "salah"), tell(town, "benar")
    with inside(town.city):
        assert cancel(Word.objects.filter(pk=taken.pk), now=NOW) == 1
        assert cancel(Word.objects.filter(pk=taken.pk), now=NOW) == 0
    assert (fresh(town, taken).state, fresh(town, taken).ended_at) == (S.CANCELLED, NOW)
    assert out_lane(town).pending == 1
    assert [job.word for job in claim(town.city, NOW)] == [kept.pk]


def test_a_word_that_is_under_way_cannot_be_taken_back(town: Town):
    word = tell(town)
    [job] = claim(town.city, NOW)
    with inside(town.city):
        assert cancel(Word.objects.all(), now=NOW) == 0
    settle(town.city, [accepted(job)], NOW)
    assert fresh(town, word).state == S.SENT


# -- people with two contacts


def test_who_changed_their_number_is_reached_there_under_either_contact(town: Town):
    with inside(town.city):
        newer = somebody(town.line, "+6281299999999")
        Contact.objects.filter(pk=newer.pk).update(same_as=town.contact)
        ContactAddress.objects.filter(contact=town.contact).update(is_current=False)
        ContactAddress.objects.filter(contact=newer).update(contact=town.contact)
    tell(town), tell(town, contact=newer)
    jobs = claim(town.city, NOW)
    assert [job.outgoing.to.phone for job in jobs] == ["+6281299999999"] * 2


# -- the loop that carries


def test_an_answer_nobody_can_write_down_stops_no_other_word(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    from kentongan.site import sending

    async def carried(job: Job, _: object) -> Result:
        await asyncio.sleep(0)
        return accepted(job)

    def broken(*_: object) -> None:
        raise ValueError("cannot be written")

    monkeypatch.setattr(sending, "transmit", carried)
    loop = sending.Sending()
    with inside(town.city):
        spoke = town.contact
        Lane.objects.filter(contact=spoke, way="in").update(spoke_at=_clock())
    tell(town)
    loop.turn()
    for future in list(loop._out):
        future.result(timeout=5)
    monkeypatch.setattr(sending, "settle", broken)
    with inside(town.city):
        other = somebody(town.line, "+6281200000002", spoke=_clock())
    word = tell(town, contact=other)
    with pytest.raises(ValueError, match="cannot be written"):
        loop.turn()
    assert fresh(town, word).state == S.SENDING
    monkeypatch.setattr(sending, "settle", settle)
    loop.close()


def _clock() -> datetime:
    from django.utils import timezone

    return timezone.now()
