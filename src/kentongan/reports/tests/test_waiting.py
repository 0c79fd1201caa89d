"""Asking a resident: the clock waits for them, in the open, and nobody stops it in silence."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kentongan.cases.models import Deadline, JournalLine
from kentongan.cities.locks import inside
from kentongan.mailroom.models import Word
from kentongan.pure.errors import Refusal
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town
from kentongan.reports.tests.test_closing import do, line
from kentongan.reports.tests.test_verbs import press


def law(town: Town, report: Report) -> Deadline:
    with inside(town.city):
        return Deadline.objects.get(matter=report.pk, clock="matter", ended_at=None)


def test_the_question_goes_out_and_the_clock_waits(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    press(ponti, report, "ask", ponti.officer, text="Nomor tiangnya berapa")
    assert law(ponti, report).paused_at is not None
    assert line(ponti, report, "pause")[1] == "Nomor tiangnya berapa"
    with inside(ponti.city):
        word = Word.objects.filter(matter=report.pk).latest("pk")
        until = Deadline.objects.get(matter=report.pk, clock="step", ended_at=None)
    assert (word.text, word.template["name"]) == ("Nomor tiangnya berapa", "need_more")
    assert until.code == "step.waiting"


def test_everybody_at_the_desk_sees_since_when_and_until_when_we_wait(ponti: Town) -> None:
    report = ponti.report(state="verified")
    press(ponti, report, "ask", ponti.officer, text="Nomor tiangnya berapa")
    client = ponti.client(ponti.officer)
    page = client.get(ponti.url(report))
    shown = {clock.title: clock.due for clock in page.context["report"].clocks}
    assert shown["Menunggu warga"].words.startswith("sejak ")
    assert ", sampai " in shown["Menunggu warga"].words
    assert shown["Batas menurut aturan"].words == "dijeda"
    [row] = client.get(ponti.url()).context["queue"].rows
    assert row.flags.waiting and row.due.words == shown["Menunggu warga"].words
    verbs = [a.verb for a in page.context["actions"]]
    assert "resume" in verbs and "ask" not in verbs


def test_whoever_is_asked_already_is_not_asked_again(ponti: Town) -> None:
    report = ponti.report()
    do(ponti, "ask", report, text="Di mana?")
    with pytest.raises(Refusal, match="sudah menunggu"):
        do(ponti, "ask", report, text="Di mana?")


def test_a_clock_that_does_not_run_cannot_be_paused(ponti: Town) -> None:
    with pytest.raises(Refusal, match="tidak berjalan"):
        do(ponti, "ask", ponti.report(state="closed"), text="Di mana?")


def test_an_officer_lets_the_clock_run_on_and_says_why(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    do(ponti, "ask", report, text="Di mana?")
    nothing = press(ponti, report, "resume", ponti.officer, reason=" ")
    assert nothing.status_code == 422 and law(ponti, report).paused_at is not None
    press(ponti, report, "resume", ponti.officer, reason="Warga sudah menelepon.")
    assert law(ponti, report).paused_at is None
    assert line(ponti, report, "resume")[0] == {"why": "officer"}
    assert line(ponti, report, "note")[1] == "Jam dijalankan: Warga sudah menelepon."
    with pytest.raises(Refusal, match="tidak sedang menunggu"):
        do(ponti, "resume", report, reason="Lagi")


def test_only_officers_pause_and_every_pause_is_signed(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    for verb in ("ask", "resume"):
        refused = press(ponti, report, verb, ponti.dishub, text="Di mana?", reason="x")
        assert refused.status_code == 404
    do(ponti, "ask", report, text="Di mana?", now=timezone.now())
    with inside(ponti.city):
        pauses = JournalLine.objects.filter(matter=report.pk, verb="pause")
        assert [one.staff_id for one in pauses] == [ponti.officer.pk]
