"""What is confidential is seen by the posts that are named for it, and never by nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from kentongan.cases.models import JournalLine, Notice
from kentongan.cities.locks import inside
from kentongan.mailroom.models import File, Word
from kentongan.mailroom.storage import fill, keep, new_key
from kentongan.people.models import Post, Staff
from kentongan.people.tests.at_work import hold
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.reports.access import out_of_sight, reports_for
from kentongan.reports.actions import handling, naming
from kentongan.reports.actions.keeping import Particulars, amend
from kentongan.reports.models import Named, Report
from kentongan.reports.queries import trays
from kentongan.reports.tests.builders import Town

SECRET = "Kepala sekolah memungut uang seragam"


def confidential(town: Town, state: str = "received", **more: Any) -> Report:
    return town.report(SECRET, state=state, confidential=True, **more)


def second_desk(town: Town, name: str = "Tuti Alawiyah") -> Staff:
    """An officer at a post of their own."""
    with inside(town.city):
        first = Post.objects.get(code=f"{handling.OFFICE}.officer")
        Post.objects.create(
            code="diskominfo.officer2", title="Petugas pengaduan II", level=first.level,
            role=first.role, agency=first.agency, above=first.above,
        )  # fmt: skip
        return hold("diskominfo.officer2", name)


def crew(town: Town, name: str = "Joni") -> Staff:
    with inside(town.city):
        liaison = Post.objects.get(code="dishub.liaison")
        Post.objects.get_or_create(
            code="dishub.crew", title="Regu lampu", level="crew", role="agency",
            agency=liaison.agency, above=liaison,
        )  # fmt: skip
        return hold("dishub.crew", name)


def sees(town: Town, report: Report, by: Staff) -> bool:
    """At every door alike: list, search, number, count, page, heartbeat, file."""
    with inside(town.city):
        there = reports_for(by).filter(pk=report.pk).exists()
        hidden = report.pk in out_of_sight(by, [report.pk])
    client, url = town.client(by), town.url(report)
    found = [
        report.matter.number
        in [row.number for row in client.get(town.url(), asked).context["queue"].rows]
        for asked in ({"baki": "semua"}, {"q": report.matter.number})
    ]
    answers = [client.get(url).status_code, client.get(f"{url}pulse/").status_code]
    doors = [there, not hidden, *found, *(code != 404 for code in answers)]
    assert all(doors) or not any(doors), doors
    return there


def vacate(town: Town, *people: Staff) -> None:
    with inside(town.city):
        Staff.objects.filter(pk__in=[one.pk for one in people]).update(is_active=False)


def test_a_new_confidential_report_is_seen_by_all_officers_and_their_chief(ponti: Town) -> None:
    report, second = confidential(ponti), second_desk(ponti)
    assert all(sees(ponti, report, by) for by in (ponti.officer, second, ponti.head))
    assert not sees(ponti, report, ponti.dishub)


@pytest.mark.parametrize("verb", ["verify", "take_over"])
def test_whoever_takes_it_is_named_and_the_other_officers_see_it_no_more(
    ponti: Town, verb: str
) -> None:
    report, second = confidential(ponti), second_desk(ponti)
    with inside(ponti.city):
        getattr(handling, verb)(report, by=second, now=timezone.now())
    assert sees(ponti, report, second) and sees(ponti, report, ponti.head)
    assert not sees(ponti, report, ponti.officer) and not sees(ponti, report, ponti.colleague)
    with inside(ponti.city):
        assert JournalLine.objects.get(matter=report.pk, verb="name").staff_id == second.pk


def test_an_ordinary_report_names_nobody(ponti: Town) -> None:
    ponti.report(state="answered")
    with inside(ponti.city):
        assert not Named.objects.exists()


def test_counts_and_searches_do_not_know_what_somebody_may_not_see(ponti: Town) -> None:
    report, second = confidential(ponti), second_desk(ponti)
    with inside(ponti.city):
        handling.verify(report, by=second, now=timezone.now())
        now = timezone.now()
        mine, theirs = trays.counts(second, now), trays.counts(ponti.officer, now)
    assert (mine["baru"], theirs["baru"]) == (1, 0)
    rows = ponti.client(ponti.officer).get(ponti.url(), {"q": "seragam"}).context["queue"].rows
    assert rows == []


def test_news_of_a_closed_confidential_report_is_counted_for_who_may_see_it(ponti: Town) -> None:
    report, second = confidential(ponti), second_desk(ponti)
    with inside(ponti.city):
        now = timezone.now()
        handling.verify(report, by=second, now=now)
        handling.decline(report, reason="unclear", text="Mohon ceritakan.", by=second, now=now)
        Report.objects.filter(pk=report.pk).update(has_news=True)
        counted = [trays.counts(by, now)["tambahan"] for by in (second, ponti.officer)]
    assert counted == [1, 0]


def test_what_is_held_up_of_a_confidential_report_is_seen_by_who_may_see_it(ponti: Town) -> None:
    report, second = confidential(ponti), second_desk(ponti)
    with inside(ponti.city):
        handling.verify(report, by=second, now=timezone.now())
    word = ponti.word(report, "Jawaban 081255501234", state=Word.State.UNDELIVERABLE)
    held = f"/{ponti.city.slug}/desk/trays/"
    shown = [ponti.client(by).get(held).content.decode() for by in (second, ponti.officer)]
    assert [report.matter.number in page for page in shown] == [True, False]
    assert "081255501234" not in shown[0]
    settle = f"{held}words/{word.pk}/resend/"
    assert ponti.client(ponti.officer).post(settle).status_code == 404


def test_of_an_agency_only_the_named_post_sees_it(ponti: Town) -> None:
    report, joni = confidential(ponti, "verified"), crew(ponti)
    plain = ponti.report(state="assigned")
    ponti.client(ponti.officer).post(ponti.url(report, "do", "dispose"), {"agency": "dishub"})
    assert sees(ponti, report, ponti.dishub) and not sees(ponti, report, joni)
    assert sees(ponti, plain, joni)
    assert not sees(ponti, report, ponti.pupr)


def test_an_officer_picks_who_of_the_agency_may_see_it(ponti: Town) -> None:
    report, joni = confidential(ponti, "verified"), crew(ponti)
    client = ponti.client(ponti.officer)
    form = next(
        a.form for a in client.get(ponti.url(report)).context["actions"] if a.verb == "dispose"
    )
    assert "post" in form.fields
    wrong = {"agency": "dishub", "post": "pupr.liaison"}
    assert client.post(ponti.url(report, "do", "dispose"), wrong).status_code == 422
    client.post(ponti.url(report, "do", "dispose"), {"agency": "dishub", "post": "dishub.crew"})
    assert sees(ponti, report, joni) and not sees(ponti, report, ponti.dishub)


def test_an_agency_it_was_taken_from_is_named_no_more(ponti: Town) -> None:
    report = confidential(ponti, "assigned")
    with inside(ponti.city):
        now = timezone.now()
        handling.dispose(report, to=ponti.pupr.agency, by=ponti.officer, now=now)
        left = Named.objects.filter(report=report, ended_at=None, post__role="agency")
        assert [one.post_id for one in left] == [ponti.pupr.seat_id]
    assert not sees(ponti, report, ponti.dishub) and sees(ponti, report, ponti.pupr)


def test_nobody_is_locked_out_into_a_report_that_nobody_sees(ponti: Town) -> None:
    report, second = confidential(ponti, "received"), second_desk(ponti)
    with inside(ponti.city):
        now = timezone.now()
        handling.verify(report, by=second, now=now)
        handling.dispose(report, to=ponti.dishub.agency, by=second, now=now)
        chief = hold("dishub.chief", "Kepala Dishub")
    assert not sees(ponti, report, ponti.officer) and not sees(ponti, report, chief)
    vacate(ponti, second, ponti.dishub)
    assert sees(ponti, report, ponti.officer) and sees(ponti, report, chief)


def test_while_the_named_officer_is_away_their_colleagues_see_it(ponti: Town) -> None:
    report, second = confidential(ponti), second_desk(ponti)
    with inside(ponti.city):
        now = timezone.now()
        handling.verify(report, by=second, now=now)
        day = now.astimezone(ponti.city.tz).date()
        Staff.objects.filter(pk=second.pk).update(away_from=day, away_until=day)
    assert sees(ponti, report, ponti.officer)


def test_what_becomes_confidential_later_stays_with_the_liaison_alone(ponti: Town) -> None:
    report, joni = ponti.report(SECRET, state="assigned"), crew(ponti)
    assert sees(ponti, report, joni)
    with inside(ponti.city):
        new = Particulars(report.place, report.area, False, True, False)
        amend(report, new=new, by=ponti.officer, now=timezone.now())
    assert sees(ponti, report, ponti.dishub) and not sees(ponti, report, joni)
    assert sees(ponti, report, ponti.officer)


@pytest.mark.parametrize("code", ["secretary", "mayor"])
def test_a_head_sees_it_only_once_it_rose_to_them(ponti: Town, code: str) -> None:
    report = confidential(ponti)
    with inside(ponti.city):
        head = hold(code, "Pak Kepala")
    assert not sees(ponti, report, head)
    with inside(ponti.city):
        Notice.objects.create(
            matter=report.matter, post=head.seat, kind=Notice.Kind.ESCALATION, level=code,
            clock="matter", at=timezone.now(),
        )  # fmt: skip
    assert sees(ponti, report, head)


def test_a_colleague_can_be_named_by_an_officer_and_by_nobody_else(ponti: Town) -> None:
    report, second = confidential(ponti, "verified"), second_desk(ponti)
    assert not sees(ponti, report, second)
    done = ponti.client(ponti.officer).post(
        ponti.url(report, "do", "name"), {"post": "diskominfo.officer2"}
    )
    assert done.status_code == 302 and sees(ponti, report, second)
    with inside(ponti.city):
        now, liaison = timezone.now(), Post.objects.get(code="dishub.liaison")
        for by in (ponti.dishub, ponti.head):
            with pytest.raises(NotAllowed):
                naming.name(report, post=liaison, by=by, now=now)
        with pytest.raises(Refusal):
            naming.name(report, post=liaison, by=ponti.officer, now=now)


def test_a_file_of_a_confidential_report_is_not_there_for_who_is_not_named(ponti: Town) -> None:
    report, second = confidential(ponti), second_desk(ponti)
    with inside(ponti.city):
        now = timezone.now()
        handling.verify(report, by=second, now=now)
        file = File(key=new_key(), message=ponti.message(report, kind="audio"), since=now,
                    ready_at=now)  # fmt: skip
        fill(file, keep(b"OggS lampu"))
        file.save()
    url = f"/{ponti.city.slug}/file/{file.key}"
    codes = [ponti.client(by).get(url).status_code for by in (second, ponti.officer)]
    assert codes == [200, 404]


def test_another_city_sees_nothing_of_it(ponti: Town, lampung: Town) -> None:
    report = confidential(ponti)
    for by in (lampung.officer, lampung.head):
        assert lampung.client(by).get(f"/pontianak/desk/{report.matter.number}/").status_code == 404
        with inside(lampung.city):
            assert not reports_for(by).filter(pk=report.pk).exists()


def test_misconduct_is_always_hidden_and_confidential_whatever_anybody_chooses(
    ponti: Town,
) -> None:
    report = ponti.report(SECRET, kind="oversight")
    assert report.confidential and report.anonymous
    with inside(ponti.city):
        Report.objects.filter(pk=report.pk).update(confidential=False, anonymous=False)
    report = ponti.fresh(report)
    assert report.confidential and report.anonymous
    plain = ponti.report()
    with inside(ponti.city):
        Report.objects.filter(pk=plain.pk).update(kind="oversight")
    assert ponti.fresh(plain).hides_reporter and ponti.fresh(plain).confidential


def test_the_list_costs_the_same_however_many_are_confidential(ponti: Town) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = ponti.client(ponti.officer)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(ponti.url())
        return len(asked)

    confidential(ponti)
    cost()
    few = cost()
    for _ in range(8):
        confidential(ponti)
    assert cost() == few
