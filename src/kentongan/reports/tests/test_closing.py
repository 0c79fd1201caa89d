"""Closed means solved: what is an answer, what is a promise, and whose job it is otherwise."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kentongan.cases.models import Deadline, JournalLine, Matter, Notice
from kentongan.cities.locks import inside
from kentongan.mailroom.models import File, Message, Word
from kentongan.mailroom.storage import fill, keep
from kentongan.people.models import Agency, Staff
from kentongan.people.tests.at_work import hold
from kentongan.pure.errors import Refusal
from kentongan.reports.actions import handling
from kentongan.reports.models import Answer, Disposition, Reason, Report
from kentongan.reports.tests.builders import Town
from kentongan.reports.tests.test_verbs import PIXEL, press


def do(town: Town, verb: str, report: Report, **words: Any) -> Any:
    by: Staff = words.pop("by", town.officer)
    now: datetime = words.pop("now", timezone.now())
    with inside(town.city):
        return getattr(handling, verb)(town.fresh(report), by=by, now=now, **words)


def today(town: Town) -> date:
    return timezone.now().astimezone(town.city.tz).date()


def line(town: Town, report: Report, verb: str) -> tuple[dict[str, Any], str]:
    """Details and words of the last line with this verb."""
    with inside(town.city):
        found = JournalLine.objects.filter(matter=report.pk, verb=verb).latest("pk")
        return found.details, found.note.text if hasattr(found, "note") else ""


def answered(town: Town, outcome: str, **words: Any) -> Report:
    report = town.report(state="assigned")
    given = {"text": "Dua lampu diganti.", "no_photo": "Gelap.", **words}
    do(town, "answer", report, outcome=outcome, by=town.dishub, **given)
    return town.fresh(report)


def promised(town: Town, day: date) -> Report:
    report = answered(town, "promised", promised_for=day)
    do(town, "promise", report, text="Kami kerjakan.", on=day)
    return town.fresh(report)


def test_a_repair_needs_a_photo_or_the_reason_why_there_is_none(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    with pytest.raises(Refusal, match="foto sesudah"):
        do(ponti, "answer", report, text="Lampu diganti.", outcome="repaired", by=ponti.dishub)
    do(ponti, "answer", report, text="Lampu diganti.", outcome="repaired", no_photo="Hujan deras.",
       by=ponti.dishub)  # fmt: skip
    assert line(ponti, report, "note")[1] == "Tanpa foto: Hujan deras."
    other = ponti.report(state="assigned")
    do(ponti, "answer", other, text="Tiangnya milik PLN.", outcome="explained", by=ponti.dishub)
    assert ponti.state(other) == "answered"


@pytest.mark.parametrize("outcome", ["repaired", "explained", "cannot"])
def test_who_only_looked_has_not_answered_whatever_they_call_it(ponti: Town, outcome: str) -> None:
    report = ponti.report(state="assigned")
    with pytest.raises(Refusal, match="belum menjadi jawaban"):
        do(ponti, "answer", report, text="Sudah kami cek.", outcome=outcome, no_photo="-",
           by=ponti.dishub)  # fmt: skip
    assert ponti.state(report) == "assigned"


def test_what_was_found_is_not_a_repair(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    words = {"text": "Sudah dicek, kabelnya putus.", "by": ponti.dishub}
    with pytest.raises(Refusal, match="belum menjadi jawaban"):
        do(ponti, "answer", report, outcome="repaired", no_photo="-", **words)
    do(ponti, "answer", report, outcome="cannot", **words)
    assert ponti.state(report) == "answered"


def test_an_answer_knows_when_and_where(ponti: Town) -> None:
    with inside(ponti.city):
        report = answered(ponti, "repaired")
        answer = Answer.objects.get(disposition__report=report.pk)
    assert (answer.done_on, answer.place) == (today(ponti), report.place)
    with pytest.raises(Refusal, match="belum tiba"):
        answered(ponti, "repaired", done_on=today(ponti) + timedelta(days=1))
    told = answered(ponti, "repaired", done_on=date(2026, 1, 5), place="Gg. Mawar")
    page = ponti.client(ponti.officer).get(ponti.url(told)).content.decode()
    assert "Dikerjakan 5 Januari 2026 di Gg. Mawar." in page


def test_a_promise_of_an_agency_names_a_day_to_come(ponti: Town) -> None:
    with pytest.raises(Refusal, match="Sebut tanggal"):
        answered(ponti, "promised")
    with pytest.raises(Refusal, match="sesudah hari ini"):
        answered(ponti, "promised", promised_for=today(ponti))


def test_what_an_agency_promised_cannot_be_closed_as_a_reply(ponti: Town) -> None:
    day = today(ponti) + timedelta(days=30)
    report = answered(ponti, "promised", promised_for=day)
    with pytest.raises(Refusal, match="Janjikan tanggal"):
        do(ponti, "reply", report, text="Akan dikerjakan.")
    page = ponti.client(ponti.officer).get(ponti.url(report))
    verbs = {a.verb: a for a in page.context["actions"]}
    assert "reply" not in verbs and verbs["promise"].tone == "main"
    assert verbs["promise"].form.initial["on"] == day


def test_the_photo_after_stands_beside_the_photo_before(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    before = ponti.message(report, kind="image", at=timezone.now() - timedelta(hours=3))
    with inside(ponti.city):
        seen = File(key="before", matter_id=report.pk, message=Message.objects.get(pk=before.pk),
                    since=timezone.now(), ready_at=timezone.now())  # fmt: skip
        fill(seen, keep(PIXEL))
        seen.save()
    photo = SimpleUploadedFile("a.png", PIXEL, "image/png")
    press(ponti, report, "answer", ponti.dishub, text="Diganti", outcome="repaired", photos=photo)
    page = ponti.client(ponti.officer).get(ponti.url(report))
    [item] = [i for i in page.context["timeline"] if i.id.startswith("a")]
    assert [len(item.before), len(item.files)] == [1, 1]
    assert 'class="before-after"' in page.content.decode()


def test_nothing_stays_of_an_answer_that_was_refused(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    photo = SimpleUploadedFile("a.png", PIXEL, "image/png")
    page = press(ponti, report, "answer", ponti.dishub, text="Sudah dicek", outcome="repaired",
                 photos=photo)  # fmt: skip
    assert page.status_code == 422 and "belum menjadi jawaban" in page.content.decode()
    with inside(ponti.city):
        assert not File.objects.filter(matter=report.pk).exists()


def test_an_agency_says_whose_it_is_and_the_officer_finds_them_chosen(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    press(ponti, report, "answer", ponti.dishub, outcome="not_ours", passed_to="pupr",
          text="Ini parit, bukan lampu.")  # fmt: skip
    assert ponti.state(report) == "verified"
    page = ponti.client(ponti.officer).get(ponti.url(report))
    verbs = {a.verb: a for a in page.context["actions"]}
    assert verbs["dispose"].form.initial["agency"] == "pupr"
    assert "urusan PUPR" in page.content.decode()


def test_what_belongs_outside_the_city_is_offered_to_be_referred(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    press(ponti, report, "hand_back", ponti.dishub, to="ext_pln", reason="Kabel milik PLN.")
    page = ponti.client(ponti.officer).get(ponti.url(report))
    [first, *_] = page.context["actions"]
    assert (first.verb, first.tone) == ("refer", "main")
    assert first.form.initial["agency"] == "ext_pln" and "PLN" in first.form.initial["text"]


def test_an_agency_cannot_hand_back_to_itself(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    with pytest.raises(Refusal, match="memang ada di"):
        do(ponti, "hand_back", report, reason="Bukan kami", to=ponti.dishub.agency,
           by=ponti.dishub)  # fmt: skip


def test_the_second_hand_back_comes_before_the_city_secretary(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    with inside(ponti.city):
        law = Deadline.objects.get(matter=report.pk, clock="matter", ended_at=None)
        secretary = hold("secretary", "Edi Kurniawan")
    do(ponti, "hand_back", report, reason="Bukan kami", by=ponti.dishub)
    with inside(ponti.city):
        assert not Notice.objects.filter(matter=report.pk).exists()
    do(ponti, "dispose", report, to=ponti.pupr.agency)
    do(ponti, "hand_back", report, reason="Bukan kami juga", by=ponti.pupr)
    with inside(ponti.city):
        [notice] = Notice.objects.filter(matter=report.pk).select_related("post")
        assert (notice.kind, notice.level) == ("ping_pong", "secretary")
        assert notice.post_id == secretary.seat_id
        same = Deadline.objects.get(matter=report.pk, clock="matter", ended_at=None)
    assert (same.pk, same.due_at) == (law.pk, law.due_at)
    assert line(ponti, report, "escalate")[0]["why"] == "ping_pong"
    client = ponti.client(ponti.officer)
    page = client.get(ponti.url(report)).content.decode()
    assert "2× dikembalikan" in page
    assert "Sekretaris Daerah diberi tahu: sudah berkali-kali dikembalikan" in page
    assert "2× dikembalikan" in client.get(ponti.url()).content.decode()
    do(ponti, "dispose", report, to=ponti.dishub.agency)
    assert ponti.state(report) == "assigned"


def test_a_promise_ends_the_laws_clock_and_stays_a_debt(ponti: Town) -> None:
    day = today(ponti) + timedelta(days=40)
    report = promised(ponti, day)
    assert (report.matter.state, report.promised_for, report.matter.ended_at) == (
        "promised", day, None,
    )  # fmt: skip
    with inside(ponti.city):
        [clock] = Deadline.objects.filter(matter=report.pk, ended_at=None)
    assert (clock.clock, clock.code) == ("step", "step.promised")
    assert clock.due_at.astimezone(ponti.city.tz).strftime("%Y-%m-%d %H:%M:%S") == f"{day} 23:59:59"
    assert line(ponti, report, "promise") == ({"on": day.isoformat()}, "Kami kerjakan.")
    with inside(ponti.city):
        word = Word.objects.filter(matter=report.pk).latest("pk")
    assert (word.purpose, word.template["name"]) == ("reply", "progress")


def test_an_officer_chooses_next_years_budget_with_one_tick(ponti: Town) -> None:
    report = ponti.report(state="verified")
    client = ponti.client(ponti.officer)
    nothing = client.post(ponti.url(report, "do", "promise"), {"text": "Dikerjakan {tanggal}."})
    assert nothing.status_code == 422 and "Pilih tanggalnya" in nothing.content.decode()
    client.post(
        ponti.url(report, "do", "promise"), {"text": "Dikerjakan {tanggal}.", "budget": "on"}
    )
    year = today(ponti).year + 1
    assert ponti.fresh(report).promised_for == date(year, 1, 31)
    assert line(ponti, report, "promise")[1] == f"Dikerjakan 31 Januari {year}."


def test_a_promise_cannot_lie_in_the_past(ponti: Town) -> None:
    report = ponti.report(state="verified")
    with pytest.raises(Refusal, match="sesudah hari ini"):
        do(ponti, "promise", report, text="Nanti.", on=today(ponti))


def test_on_its_date_a_promise_comes_back_to_whoever_made_it(ponti: Town) -> None:
    day = today(ponti) + timedelta(days=3)
    report, other = promised(ponti, day), ponti.report(state="assigned")
    later = timezone.now() + timedelta(days=4)
    with inside(ponti.city):
        assert handling.fall_due([report.pk, other.pk], now=later) == [report.pk]
        assert handling.fall_due([report.pk], now=later) == []
        asked = Disposition.objects.get(report=report.pk, ended_at=None)
        clocks = Deadline.objects.filter(matter=report.pk, ended_at=None)
        assert {c.clock for c in clocks} == {"matter", "step"}
    assert asked.agency_id == ponti.dishub.agency_id and asked.by_id is None
    assert str(day.year) in asked.instruction
    now = ponti.fresh(report)
    assert (now.matter.state, now.promised_for, now.has_news) == ("assigned", None, True)


def test_who_reopens_a_promise_takes_it_off_the_list(ponti: Town) -> None:
    report = promised(ponti, today(ponti) + timedelta(days=3))
    do(ponti, "reopen", report, reason="Warga tidak bisa menunggu.")
    now = ponti.fresh(report)
    assert (now.promised_for, now.reopened, now.matter.state) == (None, 1, "verified")


def test_what_was_not_done_counts_and_rises_to_the_chief_of_who_said_so(ponti: Town) -> None:
    report = ponti.report(state="closed")
    with inside(ponti.city):
        chief = hold("dishub.chief", "Utin Srilena")
        Report.objects.filter(pk=report.pk).update(stars=2, unconfirmed=True, verdict="Belum")
        Matter.objects.filter(pk=report.pk).update(state="verified")
        handling.risen([report.pk], now=timezone.now())
        [notice] = Notice.objects.filter(matter=report.pk).select_related("post")
        assert (notice.kind, notice.level) == ("not_done", "chief")
        assert notice.post_id == chief.seat_id
    now = ponti.fresh(report)
    assert (now.reopened, now.unconfirmed, now.stars, now.verdict) == (1, False, None, "")
    assert line(ponti, report, "escalate")[0]["why"] == "not_done"


@pytest.mark.parametrize("reason", [r for r in Reason.values if r != Reason.NOT_OURS])
def test_every_reason_to_decline_has_kind_words_without_a_hole(ponti: Town, reason: str) -> None:
    report = ponti.report()
    done = press(ponti, report, "decline", ponti.officer, reason=reason, text="")
    assert done.status_code == 302 and ponti.fresh(report).declined_for == reason
    details, words = line(ponti, report, "decline")
    assert details["reason"] == reason
    assert words.startswith("Terima kasih") and "…" not in words and "{" not in words


def test_what_is_somebody_elses_job_is_declined_with_their_name_and_number(ponti: Town) -> None:
    report = ponti.report()
    press(ponti, report, "decline", ponti.officer, reason="not_ours", whose="ext_pln", text="")
    with inside(ponti.city):
        pln = Agency.objects.get(code="ext_pln")
    details, words = line(ponti, report, "decline")
    assert details["agency"] == pln.pk
    assert pln.name in words and pln.phone in words
    with pytest.raises(Refusal, match="urusan siapa"):
        do(ponti, "decline", ponti.report(), reason="not_ours", text="Bukan kami.")
