"""Words on their way out: claimed under a lease, carried, settled, and never sent blindly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

from kentongan.channels.wire import Later, Sent, TemplateOut, TypingOut, Undeliverable
from kentongan.cities.locks import inside
from kentongan.mailroom.models import Lane, Line, Word
from kentongan.mailroom.outbox.claim import claim
from kentongan.mailroom.outbox.doubt import lapse, resend
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


def test_a_reply_goes_out_once_and_is_sent(town: Town):
    word = tell(town)
    [job] = claim(town.city, NOW)
    assert job.outgoing.to.phone == "+6281200000001"
    assert job.outgoing.ref == str(word.ref)
    assert claim(town.city, NOW) == []
    settle(town.city, [accepted(job)], NOW)
    sent = fresh(town, word)
    assert (sent.state, sent.external_id, sent.sent_at) == (S.SENT, f"wamid.{word.pk}", NOW)
    assert (out_lane(town).pending, out_lane(town).lease) == (0, None)


def test_two_words_to_one_person_go_one_after_the_other(town: Town):
    first, second = tell(town, "satu"), tell(town, "dua")
    [job] = claim(town.city, NOW)
    assert job.word == first.pk
    settle(town.city, [accepted(job)], NOW)
    [job] = claim(town.city, NOW)
    assert job.word == second.pk


def test_a_reply_overtakes_a_broadcast_to_the_same_person_and_to_others(town: Town):
    with inside(town.city):
        other = somebody(town.line, "+6281200000002")
    tell(town, "kabar", contact=other, bulk=True)
    tell(town, "kabar", bulk=True)
    reply = tell(town, "jawaban")
    [job] = claim(town.city, NOW, most=1)
    assert job.word == reply.pk


def test_outside_the_window_the_template_is_used(town: Town):
    word = tell(town, template=TemplateOut("answer_ready", "id", ("K7M2-Q9XD", "lampu jalan")))
    [job] = claim(town.city, NOW + timedelta(hours=30))
    assert isinstance(job.outgoing.content, TemplateOut)
    assert fresh(town, word).used_template


def test_without_a_form_for_a_closed_window_the_word_is_visibly_undeliverable(town: Town):
    word = tell(town)
    assert claim(town.city, NOW + timedelta(hours=30)) == []
    assert fresh(town, word).state == S.UNDELIVERABLE
    assert "24 jam" in fresh(town, word).trouble
    assert out_lane(town).pending == 0


def test_when_the_platform_says_the_window_is_closed_the_other_form_goes(town: Town):
    word = tell(town, template=TemplateOut("answer_ready", "id"))
    [job] = claim(town.city, NOW)
    refused = Undeliverable(131047, "re-engagement", remedy="template")
    settle(town.city, [Result(job, refused=refused)], NOW)
    assert fresh(town, word).state == S.QUEUED
    [job] = claim(town.city, NOW)
    assert isinstance(job.outgoing.content, TemplateOut)


def test_a_pair_that_was_too_quick_waits_alone(town: Town):
    with inside(town.city):
        other = somebody(town.line, "+6281200000002")
    slow, quick = tell(town), tell(town, contact=other)
    jobs = {job.word: job for job in claim(town.city, NOW)}
    later = Later(131056, "pair rate", timedelta(seconds=16), "contact")
    settle(town.city, [Result(jobs[slow.pk], later=later), accepted(jobs[quick.pk])], NOW)
    assert fresh(town, quick).state == S.SENT
    assert claim(town.city, NOW + timedelta(seconds=10)) == []
    [job] = claim(town.city, NOW + timedelta(seconds=17))
    assert job.word == slow.pk


def test_a_token_problem_stops_sending_and_keeps_the_words(town: Town):
    word = tell(town)
    [job] = claim(town.city, NOW)
    refused = Undeliverable(190, "token expired", remedy="pause_line")
    settle(town.city, [Result(job, refused=refused)], NOW)
    assert fresh(town, word).state == S.QUEUED
    assert claim(town.city, NOW + timedelta(minutes=5)) == []
    with inside(town.city):
        Line.objects.filter(pk=town.line.pk).update(paused_until=None)
    assert [job.word for job in claim(town.city, NOW + timedelta(minutes=5))] == [word.pk]


def test_a_sender_that_died_leaves_its_word_in_doubt_not_sent_again(town: Town):
    word = tell(town)
    claim(town.city, NOW)
    later = NOW + timedelta(hours=1)
    assert lapse(town.city, later) == 1
    assert fresh(town, word).state == S.UNKNOWN
    assert claim(town.city, later) == []
    assert out_lane(town).pending == 0


def test_an_answer_that_comes_after_the_lease_changes_nothing(town: Town):
    word = tell(town)
    [job] = claim(town.city, NOW)
    lapse(town.city, NOW + timedelta(hours=1))
    settle(town.city, [accepted(job)], NOW + timedelta(hours=1))
    assert fresh(town, word).state == S.UNKNOWN


@override_settings(UNKNOWN_WAIT=600)
def test_a_reply_in_doubt_is_resent_once_when_its_line_hears_of_others(town: Town):
    word = tell(town)
    [job] = claim(town.city, NOW)
    settle(town.city, [Result(job, unknown="timeout")], NOW)
    later = NOW + timedelta(minutes=11)
    assert resend(town.city, later) == 0, "no receipt at all came on this line since"
    with inside(town.city):
        Line.objects.filter(pk=town.line.pk).update(last_receipt_at=NOW + timedelta(minutes=1))
    assert resend(town.city, later) == 1
    [again] = claim(town.city, later)
    assert again.outgoing.ref == str(word.ref)
    settle(town.city, [Result(again, unknown="timeout")], later)
    assert resend(town.city, later + timedelta(minutes=30)) == 0


def test_a_broadcast_in_doubt_waits_for_an_officer(town: Town):
    tell(town, bulk=True)
    [job] = claim(town.city, NOW)
    settle(town.city, [Result(job, unknown="timeout")], NOW)
    with inside(town.city):
        Line.objects.filter(pk=town.line.pk).update(last_receipt_at=NOW + timedelta(minutes=1))
    assert resend(town.city, NOW + timedelta(hours=1)) == 0


def test_the_line_keeps_to_its_rate(town: Town):
    with inside(town.city):
        Line.objects.filter(pk=town.line.pk).update(per_second=10)
        people = [somebody(town.line, f"+62812000001{i:02}") for i in range(30)]
    for person in people:
        tell(town, contact=person)
    assert len(claim(town.city, NOW)) == 10
    assert claim(town.city, NOW) == []
    assert len(claim(town.city, NOW + timedelta(milliseconds=510))) == 5


def test_a_typing_indicator_is_no_message_and_dies_with_its_moment(town: Town):
    late = tell(town, inside=TypingOut("wamid.1"), purpose="typing",
                expires_at=NOW + timedelta(seconds=20))  # fmt: skip
    assert claim(town.city, NOW + timedelta(seconds=21)) == []
    assert fresh(town, late).state == S.CANCELLED
    word = tell(town, inside=TypingOut("wamid.1"), purpose="typing")
    [job] = claim(town.city, NOW)
    settle(town.city, [Result(job, sent=Sent(""))], NOW)
    assert fresh(town, word).state == S.CANCELLED
    assert out_lane(town).next_send_at is None


def test_a_person_without_a_phone_is_reached_by_their_platform_id(town: Town):
    with inside(town.city):
        nameless = Contact.objects.create(since=NOW)
        ContactAddress.objects.create(contact=nameless, kind="user_id", value="ID.123", since=NOW)
        Lane.objects.create(contact=nameless, line=town.line, way="in", ready_at=NOW, spoke_at=NOW)
    tell(town, contact=nameless)
    [job] = claim(town.city, NOW)
    assert (job.outgoing.to.phone, job.outgoing.to.user_id) == ("", "ID.123")


def test_a_word_for_later_waits_without_spinning(town: Town):
    word = tell(town, not_before=NOW + timedelta(hours=1))
    assert claim(town.city, NOW) == []
    assert fresh(town, word).state == S.QUEUED
    assert out_lane(town).ready_at == NOW + timedelta(hours=1)
    assert len(claim(town.city, NOW + timedelta(hours=1))) == 1
