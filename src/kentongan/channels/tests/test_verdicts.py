"""Each error of the platform leads to one thing that the mailroom does next."""

from __future__ import annotations

import pytest

from kentongan.channels.whatsapp.verdicts import RULES, Stop, verdict
from kentongan.channels.wire import Later, Undeliverable

REMEDIES = {"template", "stop", "opt_out", "bug", "pause_line"}


def seconds(code: int, tries: int = 0, seed: str = "") -> float:
    told = verdict(code, "", tries, seed=seed)
    assert isinstance(told, Later)
    assert told.wait is not None
    return told.wait.total_seconds()


def remedy(code: int, tries: int = 0) -> str:
    told = verdict(code, "", tries)
    assert isinstance(told, Undeliverable)
    return told.remedy


def test_every_rule_names_a_remedy_that_the_mailroom_knows():
    for rule in RULES.values():
        assert (rule.remedy if isinstance(rule, Stop) else rule.then) in REMEDIES


def test_one_resident_written_to_too_fast_waits_four_times_longer_each_time():
    assert [seconds(131056, tries) for tries in range(5)] == [1, 4, 16, 64, 256]
    told = verdict(131056, "")
    assert isinstance(told, Later)
    assert told.scope == "contact"


def test_a_line_that_sends_too_fast_waits_as_a_line():
    told = verdict(130429, "")
    assert isinstance(told, Later)
    assert told.scope == "line"


def test_waits_grow_but_not_without_end():
    assert seconds(2, 0) == 2
    assert seconds(2, 1) == 4
    assert seconds(2, 900) == 3600


def test_waits_of_many_messages_are_spread_by_up_to_a_quarter():
    waits = {seconds(130429, 3, seed=f"ref {n}") for n in range(50)}
    assert len(waits) > 40
    assert all(16 <= wait <= 20 for wait in waits)
    assert seconds(130429, 3, seed="ref 1") == seconds(130429, 3, seed="ref 1")


def test_the_limit_for_marketing_is_tried_once_more_after_a_day():
    assert seconds(131049) == 86_400
    assert remedy(131049, tries=1) == "stop"


def test_a_fault_that_does_not_pass_becomes_a_bug_for_a_person():
    assert remedy(131000, tries=4) == "bug"
    assert remedy(131053, tries=3) == "bug"


@pytest.mark.parametrize("code", [0, 3, 10, 190, 200, 250, 299, 131005, 131042, 368, 131031])
def test_permission_payment_and_restriction_pause_the_line(code: int):
    assert remedy(code) == "pause_line"


@pytest.mark.parametrize("code", [100, 131009, 132001, 132015, 131215, 139002, 2388040, 147001, 7])
def test_a_wrong_request_and_a_code_nobody_knows_are_bugs(code: int):
    assert remedy(code) == "bug"
