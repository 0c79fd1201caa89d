"""Whoever runs the house, and whoever distrusts it, asks the journal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.utils import timezone

from kentongan.cases import seals
from kentongan.cases.models import JournalTally
from kentongan.cities.locks import inside
from kentongan.frontdesk.flows import TOLD
from kentongan.pure.errors import Refusal
from kentongan.reports.tests.builders import Town, town
from kentongan.site.commands.journal import run
from kentongan.site.launch.errands import _alone


@pytest.fixture
def kota(db: None) -> Town:
    made = town()
    made.report(state="replied")
    seals.batch(made.city, timezone.now(), told=TOLD)
    return made


def test_the_chain_in_the_database_is_verified_for_every_city(
    kota: Town, capsys: pytest.CaptureFixture[str]
):
    kota.report()
    assert run(["verify"]) == 0
    said = capsys.readouterr().out
    assert "pontianak: Utuh" in said and "1 menunggu segel" in said


def test_an_exported_file_is_verified_and_a_changed_one_is_not(
    kota: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "catatan.jsonl"
    assert run(["export", "--city", "pontianak", "--out", str(file)]) == 0
    rows = [json.loads(row) for row in file.read_text().splitlines()]
    assert rows[0]["kentongan"] == "journal" and rows[-1]["end"] == len(rows) - 2
    assert run(["verify", str(file)]) == 0
    file.write_text(file.read_text().replace('"verb":"verify"', '"verb":"close"'))
    assert run(["verify", str(file)]) == 1
    assert "Putus di posisi 2, laporan" in capsys.readouterr().out


def test_a_published_head_is_looked_for_in_the_chain(
    kota: Town, capsys: pytest.CaptureFixture[str]
):
    with inside(kota.city):
        _, digest = seals.end()
    assert run(["verify", "--head", digest]) == 0
    assert run(["verify", "--head", "0" * 64]) == 1
    assert "sudah ditulis ulang" in capsys.readouterr().out


def test_public_figures_that_were_changed_are_counted_anew(
    kota: Town, capsys: pytest.CaptureFixture[str]
):
    with inside(kota.city):
        JournalTally.objects.filter(verb="receive").update(count=70)
    assert run(["recount"]) == 0
    assert "1 angka dibetulkan" in capsys.readouterr().out
    run(["recount"])
    assert "0 angka dibetulkan" in capsys.readouterr().out


def test_a_city_that_is_not_here_is_said(kota: Town):
    with pytest.raises(Refusal, match="tidak ada"):
        run(["verify", "--city", "atlantis"])
    with pytest.raises(Refusal, match="Sebutkan"):
        run(["export"])


def test_a_file_needs_no_database_the_chain_of_a_city_does():
    assert _alone("journal", ["verify", "catatan.jsonl"])
    assert not _alone("journal", ["verify"])
    assert not _alone("journal", ["verify", "--city", "pontianak"])
    assert not _alone("journal", ["export", "--city", "pontianak"])
