"""The debt list, and what lies outside the city: nothing with a date is forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cities.locks import inside
from kentongan.people.models import Agency
from kentongan.reports.models import Referral, Report
from kentongan.reports.queries import promises
from kentongan.reports.tests.builders import Town
from kentongan.reports.tests.test_closing import do, line, promised, today
from kentongan.reports.tests.test_verbs import press


def backdate(town: Town, report: Report, day: date) -> None:
    with inside(town.city):
        Report.objects.filter(pk=report.pk).update(promised_for=day)


def referred(town: Town, **more: Any) -> Referral:
    report = town.report()
    words = {"agency": "ext_pln", "text": "Ini urusan PLN.", "ask_again_on": "2099-01-05", **more}
    assert press(town, report, "refer", town.officer, **words).status_code == 302
    with inside(town.city):
        return Referral.objects.select_related("report__matter").get(report=report.pk)


def act(town: Town, referral: Referral, verb: str, **words: Any) -> Any:
    url = town.url() + f"outside/{referral.pk}/{verb}/"
    return town.client(town.officer).post(url, words)


def now_of(town: Town, referral: Referral) -> Referral:
    with inside(town.city):
        return Referral.objects.get(pk=referral.pk)


def test_debts_are_listed_by_date_with_the_overdue_ones_first(ponti: Town) -> None:
    day = today(ponti) + timedelta(days=20)
    late, soon = promised(ponti, day), promised(ponti, day - timedelta(days=5))
    backdate(ponti, late, today(ponti) - timedelta(days=2))
    page = ponti.client(ponti.officer).get(ponti.url() + "promises/")
    debts = page.context["debts"]
    assert [d.number for d in debts] == [late.matter.number, soon.matter.number]
    assert [d.due.kind for d in debts] == ["late", "ok"]
    assert debts[0].due.words == "lewat 2 hari"
    assert [(a.agency, a.open, a.late) for a in page.context["agencies"]] == [("Dishub", 2, 1)]


def test_the_public_learns_how_many_promises_are_open_and_from_when(ponti: Town) -> None:
    with inside(ponti.city):
        assert promises.total(today(ponti)) == promises.Debts(0, 0, None)
    day = today(ponti) + timedelta(days=9)
    promised(ponti, day)
    with inside(ponti.city):
        assert promises.total(today(ponti)) == promises.Debts(1, 0, day)
        assert promises.total(day + timedelta(days=1)) == promises.Debts(1, 1, day)


def test_an_agency_sees_its_own_debts_and_the_other_city_none(ponti: Town, lampung: Town) -> None:
    report = promised(ponti, today(ponti) + timedelta(days=9))
    for staff, expected in ((ponti.dishub, [report.matter.number]), (ponti.pupr, [])):
        page = ponti.client(staff).get(ponti.url() + "promises/")
        assert [d.number for d in page.context["debts"]] == expected
    page = lampung.client(lampung.officer).get(lampung.url() + "promises/")
    assert page.context["debts"] == []


def test_the_lists_cost_the_same_with_one_and_with_many(ponti: Town) -> None:
    client = ponti.client(ponti.officer)

    def cost(name: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(ponti.url() + f"{name}/").status_code == 200
        return len(asked)

    promised(ponti, today(ponti) + timedelta(days=9))
    referred(ponti)
    few = {name: cost(name) for name in ("promises", "outside")}
    for n in range(4):
        promised(ponti, today(ponti) + timedelta(days=9 + n))
        referred(ponti)
    assert {name: cost(name) for name in few} == few


def test_a_referral_remembers_who_was_told_and_when_to_ask_again(ponti: Town) -> None:
    one = referred(ponti, passed_on="on", their_number="PLN-7")
    assert (one.passed_on, one.their_number, one.ask_again_on) == (True, "PLN-7", date(2099, 1, 5))
    report = ponti.report()
    with inside(ponti.city):
        pln = Agency.objects.get(code="ext_pln")
    do(ponti, "refer", report, to=pln, text="Ini urusan PLN.")
    with inside(ponti.city):
        default = Referral.objects.get(report=report.pk).ask_again_on
    assert default and timedelta(days=10) < default - today(ponti) < timedelta(days=40)


def test_words_that_lay_ready_for_another_body_are_not_sent(ponti: Town) -> None:
    with inside(ponti.city):
        other = Agency.objects.filter(is_city=False).exclude(code="ext_pln").first()
        ready = "Terima kasih sudah memberi tahu. Hal ini menjadi urusan PLN, jadi kami tidak bisa "
        ready += "mengerjakannya sendiri. Bapak/Ibu bisa menghubunginya di 123. Laporan Bapak/Ibu "
        ready += "tetap kami catat."
    assert other
    one = referred(ponti, agency=other.code, text=ready)
    words = line(ponti, one.report, "refer")[1]
    assert other.name in words and "PLN" not in words


def test_whoever_should_be_asked_again_is_counted_and_comes_first(ponti: Town) -> None:
    referred(ponti)
    due = referred(ponti)
    with inside(ponti.city):
        Referral.objects.filter(pk=due.pk).update(ask_again_on=today(ponti) - timedelta(days=1))
    page = ponti.client(ponti.officer).get(ponti.url() + "outside/")
    shown = page.context["outside"]
    assert (shown.due, shown.rows[0].due.kind) == (1, "late")
    [link] = [t for g in page.context["trays"] for t in g.rows if t.title == "Di luar kota"]
    assert (link.count, link.alarm, link.current) == (1, True, True)
    assert ponti.client(ponti.dishub).get(ponti.url() + "outside/").status_code == 404


def test_an_officer_notes_that_they_have_asked_again(ponti: Town) -> None:
    one = referred(ponti)
    past = act(ponti, one, "follow_up", their_number="PLN-9", ask_again_on="2020-01-01")
    assert past.status_code == 422 and "sesudah hari ini" in past.content.decode()
    act(ponti, one, "follow_up", their_number="PLN-9", ask_again_on="2099-03-01")
    now = now_of(ponti, one)
    assert (now.their_number, now.passed_on, now.ask_again_on) == ("PLN-9", True, date(2099, 3, 1))
    assert line(ponti, one.report, "follow_up")[0]["until"] == "2099-03-01"


def test_what_was_done_outside_is_noted_and_leaves_the_list(ponti: Town) -> None:
    one = referred(ponti)
    act(ponti, one, "end_referral", end="done", reason="Kabel sudah ditarik.")
    assert now_of(ponti, one).end == "done"
    assert line(ponti, one.report, "end_referral")[1] == "Kabel sudah ditarik."
    assert ponti.state(one.report) == "referred"
    page = ponti.client(ponti.officer).get(ponti.url() + "outside/")
    assert page.context["outside"].rows == []
    assert act(ponti, one, "end_referral", end="refused").status_code == 404


def test_what_comes_back_to_the_city_is_open_again(ponti: Town) -> None:
    one = referred(ponti)
    silent = act(ponti, one, "end_referral", end="came_back")
    assert silent.status_code == 422 and now_of(ponti, one).ended_at is None
    act(ponti, one, "end_referral", end="came_back", reason="PLN bilang ini lampu kota.")
    assert (now_of(ponti, one).end, ponti.state(one.report)) == ("came_back", "verified")


def test_a_referred_report_that_is_reopened_is_followed_no_longer(ponti: Town) -> None:
    one = referred(ponti)
    do(ponti, "reopen", one.report, reason="Ternyata lampu kota.")
    assert now_of(ponti, one).end == "came_back"
    with inside(ponti.city):
        pln = Agency.objects.get(code="ext_pln")
    do(ponti, "refer", one.report, to=pln, text="Tetap PLN.", now=timezone.now())
    with inside(ponti.city):
        assert Referral.objects.filter(report=one.report_id, ended_at=None).count() == 1
