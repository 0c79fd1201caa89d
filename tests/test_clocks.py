"""Two clocks and a ladder: what the law gives, what a pause saves, who hears of what is late."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kentongan.cases import actions as cases
from kentongan.cases import clocks, decree, ladder, retiming, waiting
from kentongan.cases.actor import RESIDENT, SYSTEM, Actor
from kentongan.cases.models import Deadline, JournalLine, Matter, Notice
from kentongan.cities.locks import inside
from kentongan.pure.errors import Refusal
from kentongan.pure.flow import Role
from kentongan.reports.flow import FLOW, S
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town, town

WIB = ZoneInfo("Asia/Jakarta")
# A Monday in a year whose holidays are decided; Wednesday of the week after is one (Nyepi).
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=WIB)
OFFICER = Actor(Role.OFFICER)


@pytest.fixture
def ponti(db: None) -> Town:
    return town("pontianak")


def told(ponti: Town, at: datetime = MONDAY, **more: object) -> Matter:
    return ponti.report(at=at, **more).matter  # type: ignore[arg-type]


def law(matter: Matter) -> Deadline:
    return Deadline.objects.filter(matter=matter, clock="matter").latest("pk")


def step(matter: Matter) -> Deadline:
    return Deadline.objects.get(matter=matter, clock="step", ended_at=None)


def move(matter: Matter, verb: str, now: datetime, role: Role = Role.OFFICER) -> Matter:
    return cases.move(matter, verb, flow=FLOW, by=Actor(role), now=now)


def days(n: int) -> timedelta:
    return timedelta(days=n)


# -- pausing -----------------------------------------------------------------------------------


def test_waiting_for_a_resident_gives_back_every_working_day(ponti: Town) -> None:
    matter = told(ponti)
    with inside(ponti.city):
        calendar = clocks.calendar()
        left = calendar.left(law(matter).due_at, MONDAY + days(1))
        waiting.pause(matter, by=OFFICER, now=MONDAY + days(1), note="di mana?")
        assert law(matter).paused_at and law(matter).next_at is None
        assert step(matter).code == waiting.WAITING
        assert waiting.waits(matter)
        back = MONDAY + days(9)
        ids = waiting.resume_many([matter.pk], flow=FLOW, by=RESIDENT, now=back, why="answered")
        assert ids == [matter.pk]
        assert calendar.left(law(matter).due_at, back) == left
        assert step(matter).code == "step.received"
        verbs = list(JournalLine.objects.filter(matter=matter).values_list("verb", flat=True))
        assert verbs == ["receive", "pause", "resume"]


def test_who_was_late_before_the_pause_is_as_late_after_it(ponti: Town) -> None:
    matter = told(ponti)
    late, back = MONDAY + days(35), MONDAY + days(45)
    with inside(ponti.city):
        calendar = clocks.calendar()
        was = calendar.left(law(matter).due_at, late)
        assert was < 0
        waiting.pause(matter, by=OFFICER, now=late)
        waiting.resume_many([matter.pk], flow=FLOW, by=OFFICER, now=back, why="officer")
        assert calendar.left(law(matter).due_at, back) == was
        assert law(matter).due_at < back


def test_nobody_pauses_what_does_not_run(ponti: Town) -> None:
    matter = told(ponti, state="replied")
    with inside(ponti.city), pytest.raises(Refusal, match="tidak berjalan"):
        waiting.pause(matter, by=OFFICER, now=MONDAY + days(1))


def test_those_who_do_not_wait_are_left_alone(ponti: Town) -> None:
    matter = told(ponti)
    with inside(ponti.city):
        got = waiting.resume_many([matter.pk], flow=FLOW, by=RESIDENT, now=MONDAY, why="answered")
        assert got == []
        assert JournalLine.objects.filter(matter=matter).count() == 1


def test_after_a_reply_it_is_the_residents_turn_and_reopening_goes_on_where_it_stood(
    ponti: Town,
) -> None:
    matter = told(ponti, state="replied")
    with inside(ponti.city):
        assert law(matter).paused_at
        left = law(matter).days_left
        back = MONDAY + days(8)
        matter = move(matter, "reopen", back, Role.RESIDENT)
        assert law(matter).paused_at is None
        assert clocks.calendar().left(law(matter).due_at, back) == left


def test_a_step_taken_while_waiting_lets_the_law_run_on(ponti: Town) -> None:
    matter = told(ponti)
    with inside(ponti.city):
        waiting.pause(matter, by=OFFICER, now=MONDAY + days(1))
        move(matter, "verify", MONDAY + days(2))
        assert law(matter).paused_at is None
        assert step(matter).code == "step.verified"


# -- debts -------------------------------------------------------------------------------------


def test_a_promise_ends_the_laws_clock_and_leaves_a_debt_with_its_date(ponti: Town) -> None:
    matter = told(ponti, state="answered")
    on = datetime(2026, 7, 31, 23, 59, 59, tzinfo=WIB)
    with inside(ponti.city):
        matter = cases.move(matter, "promise", flow=FLOW, by=OFFICER, now=MONDAY + days(3), due=on)
        assert matter.ended_at is None
        assert law(matter).ended_at
        assert step(matter).due_at == on
        matter = move(matter, "fall_due", on + days(1), Role.SYSTEM)
        assert law(matter).ended_at is None  # owed again, with the same limit
        assert step(matter).code == "step.assigned"


# -- the table and the clocks agree, whatever happens --------------------------------------------


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_open_matter_always_has_its_clocks_and_a_closed_one_never(
    ponti: Town, data: st.DataObject
) -> None:
    matter, now = told(ponti), MONDAY
    with inside(ponti.city):
        for _ in range(data.draw(st.integers(1, 12))):
            now += timedelta(hours=data.draw(st.integers(1, 400)))
            steps = [s for s in FLOW.steps if S(matter.state) in s.from_]
            taken = data.draw(st.sampled_from(steps))
            matter = move(matter, taken.verb, now, min(taken.who))
            sound(matter)
            runs = law(matter).ended_at is None and law(matter).paused_at is None
            if runs and data.draw(st.booleans()):
                waiting.pause(matter, by=OFFICER, now=now)
                sound(matter)


def sound(matter: Matter) -> None:
    running = Deadline.objects.filter(matter=matter, ended_at=None)
    state = S(matter.state)
    codes = {d.clock: d for d in running}
    assert len(running) == len(codes)
    if FLOW.is_end(state):
        assert not codes and matter.ended_at
        return
    assert matter.ended_at is None
    assert codes["step"].next_at and codes["step"].paused_at is None
    if state in FLOW.debts:
        assert "matter" not in codes
        return
    stands = state in FLOW.waits or codes["step"].code == waiting.WAITING
    assert bool(codes["matter"].paused_at) == stands
    assert bool(codes["matter"].next_at) != stands


# -- the calendar ------------------------------------------------------------------------------


def test_a_holiday_decreed_later_moves_every_clock_that_runs_past_it_in_the_open(
    ponti: Town,
) -> None:
    matter = told(ponti)
    with inside(ponti.city):
        before = law(matter).due_at
        left = clocks.calendar().left(before, MONDAY)
        moved = decree.decree(
            date(2026, 3, 12), works=False, name="Hari jadi kota", by=OFFICER, now=MONDAY
        )
        assert moved == 1  # the step's clock is over before that day
        assert law(matter).due_at > before
        assert clocks.calendar().left(law(matter).due_at, MONDAY) == left
        line = JournalLine.objects.get(matter=matter, verb="retime")
        assert line.details["from"] == before.isoformat()


def test_a_day_worked_after_all_brings_the_date_nearer(ponti: Town) -> None:
    matter = told(ponti)
    with inside(ponti.city):
        before = law(matter).due_at
        decree.decree(date(2026, 3, 7), works=True, name="Ganti hari", by=OFFICER, now=MONDAY)
        assert law(matter).due_at < before


@pytest.mark.parametrize("name, day", [("", date(2026, 3, 12)), ("Libur", date(2026, 2, 27))])
def test_a_day_needs_a_reason_and_must_not_be_over(ponti: Town, name: str, day: date) -> None:
    with inside(ponti.city), pytest.raises(Refusal):
        decree.decree(day, works=False, name=name, by=OFFICER, now=MONDAY)


def test_another_kind_has_another_limit_counted_from_the_first_word(ponti: Town) -> None:
    matter = told(ponti)
    with inside(ponti.city):
        now = MONDAY + days(2)
        assert retiming.retime(matter, "matter.oversight", by=OFFICER, now=now)
        calendar = clocks.calendar()
        assert law(matter).due_at == calendar.due("matter.oversight", MONDAY)
        assert not retiming.retime(matter, "matter.oversight", by=OFFICER, now=now)
        with pytest.raises(Refusal):
            retiming.retime(matter, "matter.nothing", by=OFFICER, now=now)


# -- the ladder --------------------------------------------------------------------------------


def climb_until(end: datetime, start: datetime) -> list[tuple[str, str]]:
    """Every hour; gives (day, level) of each rung that was climbed."""
    climbed, now = [], start
    while now < end:
        gone = [g for g in ladder.gone_by(now, kind="report") if g.rung.level != "system"]
        ladder.climb(gone, urgent=frozenset(), now=now)
        climbed += [(now.astimezone(WIB).date().isoformat(), g.rung.level) for g in gone]
        now += timedelta(hours=1)
    return climbed


def test_what_nobody_touches_climbs_to_the_mayor_and_never_falls_silent(ponti: Town) -> None:
    matter = told(ponti)
    with inside(ponti.city):
        Deadline.objects.filter(matter=matter, clock="step").update(ended_at=MONDAY)
        climbed = climb_until(MONDAY + days(60), MONDAY)
        assert [level for _, level in climbed[:4]] == ["owner", "chief", "secretary", "mayor"]
        assert {level for _, level in climbed[4:]} == {"mayor"}
        assert len(climbed) > 5  # and again every five working days
        off = clocks.calendar().off
        assert not any(
            date.fromisoformat(day) in off or date.fromisoformat(day).weekday() > 4
            for day, level in climbed
            if level not in ("chief",)
        )
        verbs = JournalLine.objects.filter(matter=matter, verb__in=("remind", "escalate"))
        assert verbs.count() == len(climbed)
        assert Notice.objects.filter(matter=matter, done_at=None).exists()


def test_taking_the_step_ends_what_its_clock_raised_and_not_what_the_law_raised(
    ponti: Town,
) -> None:
    matter = told(ponti)
    with inside(ponti.city):
        climb_until(MONDAY + days(9), MONDAY)
        assert Notice.objects.filter(matter=matter, clock="step", done_at=None).exists()
        move(matter, "verify", MONDAY + days(9))
        assert not Notice.objects.filter(matter=matter, clock="step", done_at=None).exists()


def test_a_reminder_whose_time_went_by_is_not_sent_late(ponti: Town) -> None:
    matter = told(ponti)
    with inside(ponti.city):
        deadline = law(matter)
        deadline.rungs = 0
        clocks.calendar().aim(deadline, deadline.due_at - timedelta(hours=1))
        assert clocks.calendar().ladder(deadline)[deadline.rungs].level == "chief"
        assert deadline.next_at == deadline.due_at


def test_what_somebody_works_on_right_now_is_left_for_the_next_time(ponti: Town) -> None:
    told(ponti)
    with inside(ponti.city):
        assert not ladder.gone_by(MONDAY, kind="report")
        assert ladder.gone_by(MONDAY + days(20), kind="report")
        assert not ladder.gone_by(MONDAY + days(20), kind="other")


def test_every_topic_and_state_of_the_pack_has_a_ladder(ponti: Town) -> None:
    with inside(ponti.city):
        calendar = clocks.calendar()
        for code in FLOW.clocks.values():
            assert calendar.limits[code]
            made = calendar.promise(1, "step", code, MONDAY)
            assert made.next_at and made.next_at > MONDAY
        assert Report.objects.count() == 0
        assert SYSTEM.role == Role.SYSTEM
