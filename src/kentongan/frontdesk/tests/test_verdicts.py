"""What residents say of an answer, from their message to the report and its journal."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cases.models import Deadline, JournalLine, JournalNote, Notice
from kentongan.cities.locks import inside
from kentongan.frontdesk import offers, take
from kentongan.frontdesk.knowing import knowledge
from kentongan.mailroom.models import Lane, Message, Word
from kentongan.reports.actions import handling
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town

_ids = itertools.count(1)


def says(town: Town, report: Report, text: str = "", *, kind: str = "text", **more: Any) -> Message:
    """The resident writes, and it lies on their lane."""
    now = timezone.now()
    assert report.matter.contact_id
    with inside(town.city):
        lane = Lane.objects.filter(contact=report.matter.contact_id, way="in")
        lane.update(pending=F("pending") + 1, ready_at=now)
        return Message.objects.create(
            line=town.line, contact_id=report.matter.contact_id, external_id=f"wamid.v{next(_ids)}",
            at=now, arrived_at=now, kind=kind, text=text, **more,
        )  # fmt: skip


def presses(town: Town, report: Report, verb: str, more: str = "") -> Message:
    return says(town, report, "ditekan", kind="choice",
                choice=f"{verb}:{report.matter.number}{more}")  # fmt: skip


def taken(town: Town, now: datetime | None = None) -> int:
    return take.batch(town.city, now or timezone.now())


def lines(town: Town, report: Report, verb: str) -> list[JournalLine]:
    with inside(town.city):
        return list(JournalLine.objects.filter(matter=report.pk, verb=verb).order_by("pk"))


def spoken(town: Town, report: Report, purpose: str) -> list[Word]:
    with inside(town.city):
        return list(Word.objects.filter(matter=report.pk, purpose=purpose).order_by("pk"))


def clock(town: Town, report: Report, kind: str) -> Deadline:
    with inside(town.city):
        return Deadline.objects.get(matter=report.pk, clock=kind, ended_at=None)


def quiet(town: Town) -> None:
    with inside(town.city):
        Report.objects.update(has_news=False)


def test_no_reopens_counts_and_rises_a_step(ponti: Town) -> None:
    report = ponti.report(state="replied")
    quiet(ponti)
    presses(ponti, report, "no")
    taken(ponti)
    report = ponti.fresh(report)
    assert (report.matter.state, report.reopened, report.has_news) == ("verified", 1, True)
    assert report.matter.owner.code == handling.OFFICE
    assert clock(ponti, report, "matter").paused_at is None, "the law's clock runs on"
    [line] = lines(ponti, report, "reopen")
    assert line.role == "resident"
    assert len(lines(ponti, report, "escalate")) == 1
    with inside(ponti.city):
        assert Notice.objects.filter(matter=report.pk, kind="not_done").exists()
    [word] = spoken(ponti, report, "verdict")
    assert "Apa yang masih belum beres?" in word.text


def test_what_they_send_to_the_question_is_attached_and_nothing_more_is_asked(ponti: Town) -> None:
    report = ponti.report(state="replied")
    presses(ponti, report, "no")
    taken(ponti)
    quiet(ponti)
    photo = says(ponti, report, kind="image")
    words = says(ponti, report, "yang di ujung gang, dekat masjid")
    taken(ponti)
    with inside(ponti.city):
        found = Message.objects.filter(pk__in=[photo.pk, words.pk], matter=report.pk)
        assert found.count() == 2
        assert Report.objects.count() == 1
    assert ponti.fresh(report).has_news
    assert len(spoken(ponti, report, "verdict")) == 1
    assert ponti.fresh(report).reopened == 1


def test_yes_closes_and_stars_are_kept_and_journaled_without_words(ponti: Town) -> None:
    report = ponti.report(state="replied")
    presses(ponti, report, "yes")
    taken(ponti)
    assert ponti.state(report) == "closed"
    [line] = lines(ponti, report, "close")
    assert line.details == {"confirmed": True} and line.role == "resident"
    quiet(ponti)
    presses(ponti, report, "stars", ":5")
    taken(ponti)
    says(ponti, report, "cepat sekali, terang benderang")
    taken(ponti)
    report = ponti.fresh(report)
    assert (report.stars, report.verdict) == (5, "cepat sekali, terang benderang")
    assert not report.unconfirmed
    [line] = lines(ponti, report, "rate")
    assert line.details == {"stars": 5}
    with inside(ponti.city):
        assert Report.objects.count() == 1


def test_words_beside_the_stars_lie_beside_the_journal(ponti: Town) -> None:
    report = ponti.report(state="closed")
    quiet(ponti)
    says(ponti, report, "bintang 2, petugasnya baru datang seminggu kemudian")
    taken(ponti)
    report = ponti.fresh(report)
    assert report.stars == 2 and report.verdict.startswith("petugasnya")
    assert report.has_news, "an officer reads so few stars"
    [line] = lines(ponti, report, "rate")
    assert line.details == {"stars": 2}
    with inside(ponti.city):
        assert JournalNote.objects.get(line=line).text == report.verdict


def test_opened_again_the_stars_are_those_of_the_next_closing(ponti: Town) -> None:
    report = ponti.report(state="closed")
    presses(ponti, report, "stars", ":5")
    taken(ponti)
    says(ponti, report, "lampu jalan mati lagi")
    taken(ponti)
    assert ponti.state(report) == "closed", "offered, and not decided"
    presses(ponti, report, "reopen")
    taken(ponti)
    report = ponti.fresh(report)
    assert (report.matter.state, report.stars, report.reopened) == ("verified", None, 1)


def test_an_answer_to_an_officer_lets_the_clock_run_on(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    with inside(ponti.city):
        handling.ask(report, text="Di tiang nomor berapa?", by=ponti.officer, now=timezone.now())
    assert clock(ponti, report, "matter").paused_at
    says(ponti, report, "tiang nomor 12, depan masjid")
    taken(ponti)
    assert clock(ponti, report, "matter").paused_at is None
    assert clock(ponti, report, "step").code == "step.assigned"
    [line] = lines(ponti, report, "resume")
    assert line.details == {"why": "answered"} and line.role == "resident"


def test_a_wish_to_be_hidden_is_granted_and_journaled(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    says(ponti, report, "tolong rahasiakan nama saya")
    taken(ponti)
    report = ponti.fresh(report)
    assert report.anonymous and not report.confidential
    [line] = lines(ponti, report, "amend")
    assert line.details == {"anonymous": True} and line.role == "resident"
    [word] = spoken(ponti, report, "hidden")
    assert report.matter.number in word.text


def test_who_does_not_choose_is_not_forgotten(ponti: Town) -> None:
    report = ponti.report(state="closed")
    says(ponti, report, "lampu jalan mati lagi")
    taken(ponti)
    assert offers.batch(ponti.city, timezone.now() + timedelta(hours=1)) == 0
    later = timezone.now() + timedelta(hours=3)
    assert offers.batch(ponti.city, later) == 1
    fresh = ponti.fresh(report)
    assert (fresh.matter.state, fresh.reopened, fresh.has_news) == ("verified", 1, True)
    [word] = spoken(ponti, report, "verdict")
    assert report.matter.number in word.text
    assert offers.batch(ponti.city, later) == 0
    presses(ponti, report, "reopen")
    taken(ponti)
    assert ponti.fresh(report).reopened == 1, "a late press changes nothing"


def test_who_chose_is_left_alone(ponti: Town) -> None:
    report = ponti.report(state="closed")
    says(ponti, report, "lampu jalan mati lagi")
    taken(ponti)
    says(ponti, report, "laporan baru")
    taken(ponti)
    assert offers.batch(ponti.city, timezone.now() + timedelta(hours=3)) == 0
    assert ponti.state(report) == "closed"
    with inside(ponti.city):
        assert Report.objects.count() == 2


@pytest.mark.parametrize("verb", ["yes", "no"])
def test_many_verdicts_take_as_many_statements_as_a_few(ponti: Town, verb: str) -> None:
    def statements(count: int) -> int:
        for n in range(count):
            presses(ponti, ponti.report(state="replied", name=f"Warga {n}"), verb)
        with CaptureQueriesContext(connection) as captured:
            assert taken(ponti, timezone.now() + timedelta(seconds=1)) == count
        asked = [q["sql"] for q in captured.captured_queries]
        return sum(not sql.startswith(("SAVEPOINT", "RELEASE")) for sql in asked)

    with inside(ponti.city):
        knowledge()
    few = statements(2)
    assert statements(12) == few <= 38
