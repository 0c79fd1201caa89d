"""`check` finds what is stuck: each count turns non-zero with its trouble, and zero with the cure.

The clock stands still at `NOW`; each trouble is staged just older than it may be, and once just
not: then nobody is woken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from tests.troubles import (
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    TROUBLES,
    Trouble,
    a_word,
    forged,
    pause,
    receipt,
    sealed,
)

from kentongan.cases.models import Deadline
from kentongan.cities.locks import inside
from kentongan.dashboards.check import Findings, house, of_city
from kentongan.frontdesk.tests.scene import Scene, scene
from kentongan.mailroom import spool
from kentongan.mailroom.models import (
    Heartbeat,
    Lane,
    Letter,
    LineKey,
    PlatformApp,
    Quarantine,
    Receipt,
    Word,
)
from kentongan.mailroom.unpack.quarantine import UNKNOWN_LINE
from kentongan.site.command import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Scene]:
    """A city at rest: one report, acknowledged, its words read."""
    found = scene()
    found.says("Bu Sri", "Lampu jalan di Jalan Merdeka gang 3 mati")
    found.quiet()
    with inside(found.city):
        Word.objects.update(state="read")
    sealed(found.city)
    found.now = NOW
    with override_settings(SPOOL=tmp_path / "spool"):
        yield found


def figures(findings: Findings) -> dict[str, int]:
    return {rule.code: rule.figure for rule in findings.rules}


def broken(town: Scene) -> dict[str, int]:
    """What is not zero in the city."""
    return {code: n for code, n in figures(of_city(town.city, NOW)).items() if n}


def test_a_city_at_rest_has_nothing_to_be_put_right(town: Scene):
    assert broken(town) == {}


def test_every_rule_of_a_city_has_its_trouble_here(town: Scene):
    exam = {trouble.code for trouble in TROUBLES} | {"chain_broken"}
    assert exam == set(figures(of_city(town.city, NOW)))


def test_a_chain_that_does_not_hold_is_found(town: Scene):
    with inside(town.city):
        forged(town, MINUTE)
    assert broken(town) == {"chain_broken": 1}


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda t: t.code)
def test_a_trouble_is_found_and_its_cure_seen(town: Scene, trouble: Trouble):
    with inside(town.city):
        trouble.stage(town, trouble.limit + SECOND)
    assert broken(town) == {trouble.code: 1}
    with inside(town.city):
        trouble.cure(town)
    assert broken(town) == {}


@pytest.mark.parametrize("trouble", [t for t in TROUBLES if t.limit], ids=lambda t: t.code)
def test_what_has_only_just_begun_wakes_nobody(town: Scene, trouble: Trouble):
    with inside(town.city):
        trouble.stage(town, trouble.limit - SECOND)
    assert broken(town) == {}


def test_a_word_that_may_not_go_yet_is_not_stalled(town: Scene):
    """It waits for an hour that was chosen, or for a line that is paused, which counts itself."""
    with inside(town.city):
        word = a_word(town, not_before=NOW + HOUR)
        assert broken(town) == {}
        Word.objects.filter(pk=word.pk).update(not_before=None)
        pause(town, 2 * HOUR)
    assert broken(town) == {"lines_paused": 1}


def test_receipts_of_another_program_stop_ringing_when_they_are_set_aside(town: Scene):
    with inside(town.city):
        receipt(town, 2 * HOUR)
        Receipt.objects.update(set_aside=True)
    assert broken(town) == {}


def test_one_city_does_not_see_the_troubles_of_the_other(town: Scene):
    other = scene("bandarlampung")
    with inside(town.city):
        a_word(town, state="undeliverable")
    assert broken(other) == {}


def test_trays_and_states_are_counted_with_their_oldest(town: Scene):
    with inside(town.city):
        a_word(town, queued_at=NOW - SECOND)
        a_word(town, queued_at=NOW - MINUTE)
    findings = of_city(town.city, NOW)
    words = {tally.code: (tally.waiting, tally.oldest) for tally in findings.tallies}["words"]
    assert words == (2, NOW - MINUTE)
    assert dict(findings.states)["received"] == 1


# -- the house's troubles


def _letter(at: datetime) -> Letter:
    return Letter.objects.create(channel="whatsapp", app="demo", body=b"{}", received_at=at)


def _quarantined(line: str, reason: str) -> Quarantine:
    return Quarantine.objects.create(
        channel="whatsapp", app="demo", line=line, reason=reason, item=b"{}", at=NOW - HOUR
    )


def test_a_letter_that_nobody_opens_is_found(town: Scene):
    letter = _letter(NOW - MINUTE + SECOND)
    assert figures(house(NOW))["letters_late"] == 0
    Letter.objects.filter(pk=letter.pk).update(received_at=NOW - MINUTE - SECOND)
    assert figures(house(NOW))["letters_late"] == 1
    Letter.objects.filter(pk=letter.pk).update(unpacked_at=NOW)
    assert figures(house(NOW))["letters_late"] == 0


def test_letters_on_the_spool_are_found(town: Scene, settings: Any):
    file = spool.write(settings.SPOOL, [b"a letter"], micros=1)
    assert figures(house(NOW))["spool"] == 1
    file.unlink()
    assert figures(house(NOW))["spool"] == 0


def test_post_for_a_number_nobody_registered_is_found(town: Scene):
    """And what stands aside for another reason is counted, but not called that."""
    stranger = _quarantined("999", UNKNOWN_LINE)
    _quarantined("999", "ValueError('poisoned')")
    _quarantined("", "not JSON")
    assert figures(house(NOW))["unknown_lines"] == 1
    Quarantine.objects.filter(pk=stranger.pk).update(resolved_at=NOW)
    assert figures(house(NOW))["unknown_lines"] == 0
    tallies = {tally.code: tally.waiting for tally in house(NOW).tallies}
    assert tallies["quarantine"] == 2


def test_a_worker_that_gives_no_sign_is_found(town: Scene):
    beat = Heartbeat.objects.create(name="work somewhere", at=NOW - MINUTE - SECOND)
    assert figures(house(NOW))["workers"] == 1
    Heartbeat.objects.filter(pk=beat.pk).update(at=NOW)
    assert figures(house(NOW))["workers"] == 0


# -- the command


def test_the_command_says_it_with_its_exit_code(town: Scene, capsys: pytest.CaptureFixture[str]):
    """It looks at the real clock, and so does this."""
    with inside(town.city):
        Deadline.objects.update(ended_at=None)
    assert main(["check", "--json"]) == 0
    calm = json.loads(capsys.readouterr().out)
    assert calm["ok"] and {found["city"] for found in calm["findings"]} == {"", "pontianak"}
    letter = _letter(timezone.now() - 2 * MINUTE)
    assert main(["check", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    rules = {rule["code"]: rule["figure"] for rule in told["findings"][0]["rules"]}
    assert (told["ok"], rules["letters_late"]) == (False, 1)
    assert main(["check"]) == 1
    assert "1  Surat lebih dari semenit belum dibuka" in capsys.readouterr().out
    Letter.objects.filter(pk=letter.pk).update(unpacked_at=timezone.now())
    assert main(["check"]) == 0
    assert "Semua berjalan." in capsys.readouterr().out


def _registered(town: Scene) -> LineKey:
    app = PlatformApp.objects.create(channel="whatsapp", slug="demo")
    return LineKey.objects.create(
        channel="whatsapp", external_id="620561", app=app, city=town.city, line_id=town.line
    )


def test_a_house_whose_worker_never_began_is_found(town: Scene):
    key = _registered(town)
    Heartbeat.objects.all().delete()
    assert figures(house(NOW))["workers"] == 1
    key.delete()
    assert figures(house(NOW))["workers"] == 0, "nothing to work for yet"


def test_what_belongs_to_no_city_and_nobody_could_read_is_found_until_somebody_looked(town: Scene):
    _quarantined(_registered(town).external_id, "a city's own: its page shows it")
    stray = _quarantined("", "not JSON")
    assert figures(house(NOW))["strays"] == 1
    assert main(["quarantine", "drop", str(stray.pk)]) == 0
    assert figures(house(NOW))["strays"] == 0


def test_a_word_that_waits_to_be_tried_again_is_not_called_stuck(town: Scene):
    with inside(town.city):
        word = a_word(town, queued_at=NOW - HOUR, tries=3)
        assert broken(town)["words_stalled"] == 1
        Lane.objects.update_or_create(
            contact=word.contact, line=word.line, way="out",
            defaults={"pending": 1, "ready_at": NOW + MINUTE},
        )  # fmt: skip
        assert "words_stalled" not in broken(town)
