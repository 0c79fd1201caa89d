"""Clocks that run out: the resident is reminded once, then it goes on without them; whoever is
late at work is climbed over. Dates are of December 2026 in Pontianak."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kentongan.cases import ladder, waiting
from kentongan.cases.actor import acting
from kentongan.cases.models import Deadline, Holiday, JournalLine, Notice
from kentongan.cities.locks import inside
from kentongan.mailroom.models import Lane, Word
from kentongan.people.models import ContactAddress
from kentongan.reports.actions import handling, lapsing
from kentongan.reports.actions.reminding import Reminding
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town

ZONE = ZoneInfo("Asia/Pontianak")


def at(day: int, hour: int = 9, minute: int = 0, *, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


# Answered on Tuesday 1 December: ten working days end on the 15th, the reminder is due on the 8th.
TOLD, REMINDED, OVER = at(1), at(8), at(15, 23, 59)


@pytest.fixture
def answered(ponti: Town) -> Report:
    with inside(ponti.city):
        Holiday.objects.filter(
            day__year=2026, day__month=12, day__lte=TOLD.replace(day=18)
        ).delete()
    return ponti.report(state="replied", at=TOLD)


def lapse(town: Town, now: datetime) -> int:
    return lapsing.batch(town.city, now)


def words(town: Town, *purposes: str) -> list[Word]:
    with inside(town.city):
        return list(Word.objects.filter(purpose__in=purposes).order_by("pk"))


def lines(town: Town, report: Report, verb: str) -> list[JournalLine]:
    with inside(town.city):
        return list(JournalLine.objects.filter(matter=report.pk, verb=verb).order_by("pk"))


def step(town: Town, report: Report) -> Deadline:
    with inside(town.city):
        return Deadline.objects.get(matter=report.pk, clock="step", ended_at=None)


def through(town: Town, first: datetime, last: datetime) -> None:
    """The tray is looked into every half hour."""
    now = first
    while now <= last:
        lapse(town, now)
        now += timedelta(minutes=30)


def test_a_silent_resident_is_reminded_once_and_the_report_closes_unconfirmed(
    ponti: Town, answered: Report
) -> None:
    through(ponti, at(7), at(15, 23))
    [reminder] = words(ponti, "reminder")
    assert reminder.queued_at.astimezone(ZONE) == at(8, 7, 30), "not before the desk opens"
    assert "15 Desember 2026" in reminder.text
    assert [b["id"].partition(":")[0] for b in reminder.inside["buttons"]] == ["yes", "no"]
    assert reminder.template["name"] == "reminder"
    assert ponti.state(answered) == "replied"
    through(ponti, at(16, 0), at(17, 0))
    report = ponti.fresh(answered)
    assert (report.matter.state, report.unconfirmed, report.stars) == ("closed", True, None)
    [closing] = words(ponti, "closed")
    assert closing.queued_at.astimezone(ZONE) == at(16, 7, 30)
    assert "belum" in closing.text and len(closing.inside["rows"]) == 5
    assert closing.template["name"] == "progress"
    [line] = lines(ponti, answered, "close")
    assert line.details == {"confirmed": False} and line.role == "system"
    assert len(lines(ponti, answered, "remind")) == 1
    through(ponti, at(17, 0), at(20, 0))
    assert len(words(ponti, "reminder", "closed")) == 2


def test_nobody_is_reminded_at_night_or_on_a_holiday(ponti: Town, answered: Report) -> None:
    with inside(ponti.city):
        Holiday.objects.create(day=at(9).date(), name="Hari yang baru ditetapkan")
    lapse(ponti, at(8, 22))
    assert not words(ponti, "reminder")
    lapse(ponti, at(9, 10))
    assert not words(ponti, "reminder")
    assert step(ponti, answered).next_at == at(10, 7, 15), "when the desk opens again"
    lapse(ponti, at(10, 7, 15))
    assert len(words(ponti, "reminder")) == 1


def test_who_answers_before_the_desk_opens_is_not_reminded(ponti: Town, answered: Report) -> None:
    lapse(ponti, at(8, 7))
    with inside(ponti.city):
        handling.close(answered, by=ponti.officer, now=at(8, 7, 5))
    through(ponti, at(8, 7, 15), at(8, 12))
    assert not words(ponti, "reminder", "closed")


def test_a_late_reminder_leaves_time_to_answer(ponti: Town, answered: Report) -> None:
    lapse(ponti, at(16, 10))  # nobody worked for a week: it would be over already
    [reminder] = words(ponti, "reminder")
    assert "18 Desember 2026" in reminder.text
    lapse(ponti, at(18, 12))
    assert ponti.state(answered) == "replied"
    lapse(ponti, at(19, 0))
    lapse(ponti, at(21, 8))
    assert ponti.state(answered) == "closed"


def test_nothing_closes_upon_somebody_whom_the_city_forgot_to_remind(
    ponti: Town, answered: Report
) -> None:
    with inside(ponti.city):
        Deadline.objects.filter(matter=answered.pk, clock="step").update(rungs=1, next_at=OVER)
    lapse(ponti, at(16, 8))
    assert ponti.state(answered) == "replied" and len(words(ponti, "reminder")) == 1
    lapse(ponti, at(18, 8))
    assert ponti.state(answered) == "replied"
    lapse(ponti, at(21, 8))
    assert ponti.state(answered) == "closed" and len(words(ponti, "reminder")) == 1


def test_who_cannot_be_written_to_is_not_waited_for_at_the_desk(
    ponti: Town, answered: Report
) -> None:
    with inside(ponti.city):
        Lane.objects.all().delete()
        ContactAddress.objects.filter(contact=answered.matter.contact_id).delete()
    lapse(ponti, at(8, 22))
    [line] = lines(ponti, answered, "remind")
    assert line.details["told"] is False
    lapse(ponti, at(16, 0))
    assert ponti.state(answered) == "closed" and not words(ponti, "reminder", "closed")


def test_a_question_to_a_resident_who_is_silent_lets_the_clock_run_on(ponti: Town) -> None:
    report = ponti.report(state="assigned", at=TOLD)
    with inside(ponti.city):
        Holiday.objects.filter(day__year=2026, day__month=12).delete()
        handling.write(report, text="Mohon sebutkan nomor tiangnya?", by=ponti.officer, now=TOLD)
        waiting.pause(report.matter, by=acting(ponti.officer), now=TOLD)
    through(ponti, at(8, 7), at(8, 12))
    [reminder] = words(ponti, "reminder")
    assert "Mohon sebutkan nomor tiangnya" in reminder.text
    assert reminder.template["name"] == "need_more", "that form does not say that it will close"
    with inside(ponti.city):
        Report.objects.update(has_news=False)
    lapse(ponti, at(16, 0, 30))  # no word of it to the resident, so it need not wait for the day
    [line] = lines(ponti, report, "resume")
    assert line.details == {"why": "lapsed"}
    assert step(ponti, report).code == "step.assigned"
    assert ponti.fresh(report).has_news, "an officer sees it"
    with inside(ponti.city):
        assert Deadline.objects.get(matter=report.pk, clock="matter").paused_at is None


def test_a_promise_comes_back_on_its_date_by_itself(ponti: Town) -> None:
    report = ponti.report(state="verified", at=TOLD)
    with inside(ponti.city):
        Holiday.objects.filter(day__year=2026, day__month=12).delete()
        handling.promise(report, text="Kami pasang tanggal 15.", on=date(2026, 12, 15),
                         by=ponti.officer, now=TOLD)  # fmt: skip
    through(ponti, at(15, 22), at(15, 23))
    assert ponti.state(report) == "promised"
    lapse(ponti, at(16, 0))
    fresh = ponti.fresh(report)
    assert (fresh.matter.state, fresh.promised_for, fresh.has_news) == ("assigned", None, True)
    assert [line.role for line in lines(ponti, report, "fall_due")] == ["system"]


def test_who_is_late_at_work_is_climbed_over_by_night_as_well(ponti: Town) -> None:
    report = ponti.report(state="received", at=TOLD)
    through(ponti, at(3, 6, 30), at(3, 7, 30))
    [line] = lines(ponti, report, "remind")
    assert line.details["level"] == "owner"
    through(ponti, at(7, 6, 30), at(7, 7, 30))
    [line] = lines(ponti, report, "escalate")
    assert line.details["level"] == "chief"
    assert not words(ponti, "reminder")


def test_an_emergency_is_told_at_once(ponti: Town) -> None:
    report = ponti.report(state="received", at=TOLD, urgent=True)
    through(ponti, at(3, 6, 30), at(3, 7, 30))
    with inside(ponti.city):
        assert all(notice.urgent for notice in Notice.objects.filter(matter=report.pk))


@pytest.mark.parametrize(
    ("state", "now"),
    [("received", at(8, 10)), ("replied", at(8, 10)), ("replied", at(16, 10))],
)
def test_many_clocks_take_as_many_statements_as_a_few(
    ponti: Town, state: str, now: datetime
) -> None:
    def statements(count: int) -> int:
        for n in range(count):
            ponti.report(state=state, at=TOLD, name=f"Warga {n}")
        with inside(ponti.city):
            if now > OVER:
                lapsing.batch(ponti.city, at(8, 10))
        with CaptureQueriesContext(connection) as taken:
            assert lapse(ponti, now) >= count
        asked = [q["sql"] for q in taken.captured_queries]
        return sum(not sql.startswith(("SAVEPOINT", "RELEASE")) for sql in asked)

    few = statements(4)
    many = statements(40)
    assert many == few <= 30


def test_a_stumble_over_one_harms_no_other_and_counts_no_rung_twice(
    ponti: Town, answered: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ponti.report(state="replied", at=TOLD, name="Budi Harto")
    say = Reminding.to_judge

    def stumbling(self: Reminding, report: Report, *more: object) -> object:
        if report.pk == answered.pk:
            raise ZeroDivisionError
        return say(self, report, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(Reminding, "to_judge", stumbling)
    lapse(ponti, at(8, 10))
    [reminder] = words(ponti, "reminder")
    assert reminder.matter_id == other.pk
    assert step(ponti, other).rungs == 1
    assert step(ponti, answered).rungs == 0 and step(ponti, answered).next_at == at(8, 11)
    monkeypatch.undo()
    lapse(ponti, at(8, 11))
    assert len(words(ponti, "reminder")) == 2


def test_looking_twice_at_the_same_moment_does_nothing_more(ponti: Town, answered: Report) -> None:
    assert lapse(ponti, at(8, 10)) == 1
    assert lapse(ponti, at(8, 10)) == 0
    with inside(ponti.city):
        assert ladder.gone_by(at(8, 10), kind="report") == []
