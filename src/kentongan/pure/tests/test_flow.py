"""The state table answers as the people who use it expect."""

from __future__ import annotations

import dataclasses
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.pure.flow import Flow, Role, Step

RESIDENT, OFFICER, AGENCY, SYSTEM = Role.RESIDENT, Role.OFFICER, Role.AGENCY, Role.SYSTEM


class S(StrEnum):
    RECEIVED = "received"
    VERIFIED = "verified"
    ASSIGNED = "assigned"
    CLOSED = "closed"


CLOCKS = {S.RECEIVED: "verify", S.VERIFIED: "dispose", S.ASSIGNED: "answer"}
STEPS = [
    Step("verify", {S.RECEIVED}, S.VERIFIED, {OFFICER}, label="Periksa"),
    Step("dispose", {S.VERIFIED}, S.ASSIGNED, {OFFICER}, label="Teruskan"),
    Step("hand_back", {S.ASSIGNED}, S.VERIFIED, {AGENCY}, label="Kembalikan"),
    Step("note", {S.RECEIVED, S.VERIFIED}, None, {OFFICER, AGENCY}, label="Catat"),
    Step("close", {S.ASSIGNED}, S.CLOSED, {OFFICER, SYSTEM}, label="Tutup"),
    Step("reopen", {S.CLOSED}, S.RECEIVED, {RESIDENT}, label="Buka lagi"),
]
LABELS = {S.RECEIVED: "diterima", S.CLOSED: "selesai"}
FLOW = Flow(S.RECEIVED, CLOCKS, STEPS, {S.CLOSED}, labels=LABELS)


def test_an_officer_verifies_what_was_received():
    step = FLOW.step("verify", S.RECEIVED, OFFICER)
    assert (step.to, step.lands(S.RECEIVED)) == (S.VERIFIED, S.VERIFIED)


def test_a_note_leaves_the_state_as_it_is():
    assert FLOW.step("note", S.VERIFIED, AGENCY).lands(S.VERIFIED) is S.VERIFIED


def test_an_officer_who_is_too_early_hears_what_is_possible_now():
    with pytest.raises(Refusal) as caught:
        FLOW.step("close", S.RECEIVED, OFFICER)
    assert not isinstance(caught.value, NotAllowed)
    assert str(caught.value) == (
        "Statusnya sekarang “diterima”, jadi “Tutup” belum bisa dilakukan. "
        "Yang bisa dilakukan sekarang: “Periksa” atau “Catat”."
    )


def test_an_agency_with_nothing_to_do_hears_so():
    with pytest.raises(Refusal, match="tidak ada langkah lain untuk dinas yang menangani"):
        FLOW.step("hand_back", S.CLOSED, AGENCY)


def test_a_verb_nobody_knows_is_refused_and_not_a_crash():
    with pytest.raises(Refusal, match="“terbang” belum bisa"):
        FLOW.step("terbang", S.RECEIVED, OFFICER)


@pytest.mark.parametrize("state", list(S))
def test_an_agency_may_not_close_in_any_state(state):
    with pytest.raises(NotAllowed) as caught:
        FLOW.step("close", state, AGENCY)
    assert str(caught.value) == (
        "“Tutup” dilakukan oleh petugas atau sistem, bukan oleh dinas yang menangani."
    )


def test_an_officer_sees_only_the_buttons_of_the_moment():
    assert [s.verb for s in FLOW.open_to(S.RECEIVED, OFFICER)] == ["verify", "note"]
    assert FLOW.open_to(S.RECEIVED, RESIDENT) == ()


def test_a_clock_runs_until_the_end_and_not_after():
    assert FLOW.clock(S.RECEIVED) == "verify"
    assert FLOW.clock(S.CLOSED) is None
    assert [s for s in S if FLOW.is_end(s)] == [S.CLOSED]


def test_the_table_can_be_printed_into_the_docs():
    lines = FLOW.table().splitlines()
    assert lines[0] == "| verb | from | to | who may |"
    assert "| `note` | `received`, `verified` | (stays) | officer, agency |" in lines
    assert "| `received` | diterima | `verify` | start |" in lines
    assert "| `closed` | selesai | – | end |" in lines
    assert FLOW.table() == Flow(S.RECEIVED, CLOCKS, STEPS, {S.CLOSED}, labels=LABELS).table()


def test_a_sound_table_has_no_problems():
    assert FLOW.problems() == []


@pytest.mark.parametrize(
    ("flow", "problem"),
    [
        (Flow(S.RECEIVED, CLOCKS, STEPS[:-2], {S.CLOSED}), "closed: cannot be reached"),
        (
            Flow(S.RECEIVED, CLOCKS, STEPS[:-1]),
            "closed: is not an end, but no step leads out of it",
        ),
        (Flow(S.RECEIVED, CLOCKS, STEPS), "closed: is not an end, but no clock runs in it"),
        (
            Flow(S.RECEIVED, {**CLOCKS, S.CLOSED: "x"}, STEPS, {S.CLOSED}),
            "closed: is an end, but a clock runs in it",
        ),
        (
            Flow(S.RECEIVED, CLOCKS, [*STEPS, STEPS[0]], {S.CLOSED}),
            "received: two steps are called verify",
        ),
        (
            Flow(S.RECEIVED, CLOCKS, [*STEPS, Step("x", {S.CLOSED}, None, ())], {S.CLOSED}),
            "x: nobody may take it",
        ),
        (
            Flow(S.RECEIVED, CLOCKS, [*STEPS, Step("x", (), S.CLOSED, {OFFICER})], {S.CLOSED}),
            "x: starts nowhere",
        ),
    ],
)
def test_a_faulty_table_says_what_is_wrong(flow, problem):
    assert problem in flow.problems()


def test_a_step_that_only_stays_is_no_way_out():
    steps = [*STEPS[:-1], Step("look", {S.CLOSED}, None, {OFFICER})]
    problems = Flow(S.RECEIVED, {**CLOCKS, S.CLOSED: "x"}, steps).problems()
    assert problems == ["closed: is not an end, but no step leads out of it"]


def test_nobody_changes_the_table_while_the_program_runs():
    with pytest.raises(dataclasses.FrozenInstanceError):
        FLOW.start = S.CLOSED  # type: ignore[misc]
    with pytest.raises(TypeError):
        FLOW.clocks[S.CLOSED] = "x"  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        STEPS[0].to = S.CLOSED  # type: ignore[misc]


VERBS = [s.verb for s in STEPS] + ["nothing", ""]


@given(st.lists(st.tuples(st.sampled_from(VERBS), st.sampled_from(Role)), max_size=40))
def test_whatever_people_press_the_matter_stays_inside_the_table(presses):
    state = FLOW.start
    for verb, role in presses:
        try:
            step = FLOW.step(verb, state, role)
        except Refusal as refusal:
            assert step_is_closed(verb, state, role)
            assert str(refusal).endswith(".")
        else:
            assert step in FLOW.open_to(state, role)
            state = step.lands(state)
        assert state in FLOW.states


def step_is_closed(verb: str, state: S, role: Role) -> bool:
    return all(s.verb != verb for s in FLOW.open_to(state, role))
