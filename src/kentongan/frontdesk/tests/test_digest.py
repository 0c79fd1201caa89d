"""People at work hear of what waits for them: once each working morning, at once if it is urgent,
and never by night for anything else."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kentongan.cases.models import Holiday, Notice
from kentongan.cities.locks import inside
from kentongan.frontdesk import digest
from kentongan.mailroom.models import Digest, Lane, Mail, Word
from kentongan.people.models import ContactAddress, Post, Staff
from kentongan.people.posts import directory
from kentongan.people.tests.at_work import hold
from kentongan.pure import workdays
from kentongan.reports.models import Named, Report
from kentongan.reports.tests.builders import Town, town

# A Tuesday, 07.45 in Pontianak.
TUESDAY = datetime(2026, 11, 24, 0, 45, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
KINDS = Notice.Kind.values


@pytest.fixture
def kota(db: None) -> Town:
    return town()


def phone(place: Town, staff: Staff, number: str) -> None:
    with inside(place.city):
        Staff.objects.filter(pk=staff.pk).update(phone=number)


def notice(place: Town, report: Report, staff: Staff, **more: Any) -> Notice:
    with inside(place.city):
        return Notice.objects.create(
            **{
                "matter_id": report.pk, "post_id": staff.seat_id, "kind": "reminder",
                "level": "owner", "clock": "matter", "at": TUESDAY, **more,
            }
        )  # fmt: skip


def words(place: Town, purpose: str = "digest") -> list[Word]:
    with inside(place.city):
        return list(Word.objects.filter(purpose=purpose).order_by("pk"))


def send(place: Town, now: datetime = TUESDAY) -> int:
    return digest.batch(place.city, now)


def test_the_liaison_reads_how_many_wait_and_which_press_most(kota: Town) -> None:
    phone(kota, kota.dishub, "+6281255501001")
    reports = [kota.report(state="assigned", at=TUESDAY - timedelta(days=n)) for n in range(7)]
    for report in reports:
        notice(kota, report, kota.dishub)
    assert send(kota) == 7
    [word] = words(kota)
    assert "*7 laporan* menunggu perhatian Anda" in word.text
    assert "dan 2 laporan lain" in word.text and "lampu jalan, " in word.text
    assert reports[-1].matter.number in word.text and reports[0].matter.number not in word.text
    assert word.inside["url"].endswith("/pontianak/desk/saya/")


def test_nobody_reads_a_residents_words_or_name_on_a_telephone(kota: Town) -> None:
    phone(kota, kota.dishub, "+6281255501001")
    plain = kota.report("Lampu depan rumah Pak Hendra padam", state="assigned", name="Sari Dewi")
    secret = kota.report("Petugas minta uang", state="assigned", confidential=True)
    notice(kota, plain, kota.dishub)
    notice(kota, secret, kota.dishub)
    notice(kota, plain, kota.dishub, kind="escalation", urgent=True)
    send(kota)
    for word in [*words(kota), *words(kota, "urgent")]:
        said = f"{word.text} {word.template}"
        assert not any(part in said for part in ("Hendra", "Sari", "Dewi", "uang"))
    assert "laporan rahasia" in words(kota)[0].text


def test_of_a_confidential_report_a_telephone_hears_the_number_alone(kota: Town) -> None:
    phone(kota, kota.dishub, "+6281255501001")
    secret = kota.report(state="assigned", confidential=True, place="Gang Kenanga")
    notice(kota, secret, kota.dishub)
    notice(kota, secret, kota.dishub, kind="escalation", level="chief", urgent=True)
    send(kota)
    [morning], [urgent] = words(kota), words(kota, "urgent")
    for word in (morning, urgent):
        said = f"{word.text} {word.inside} {word.template}"
        assert secret.matter.number in said
        assert not any(part in said for part in ("lampu", "Kenanga", "di Dishub"))


def test_a_reminder_of_a_confidential_report_is_for_who_may_see_it(kota: Town) -> None:
    """A crew is named, the liaison is not: but what rises is for whom it rises to."""
    with inside(kota.city):
        liaison = Post.objects.get(pk=kota.dishub.seat_id)
        Post.objects.create(code="dishub.crew", title="Regu", level="crew", role="agency",
                            agency=liaison.agency, above=liaison)  # fmt: skip
        crew = hold("dishub.crew", "Joni")
    phone(kota, kota.dishub, "+6281255501001")
    phone(kota, crew, "+6281255501004")
    phone(kota, kota.head, "+6281255501005")
    secret = kota.report(state="assigned", confidential=True)
    with inside(kota.city):
        Named.objects.filter(report=secret, post__role="agency").delete()
        Named.objects.create(report=secret, post=crew.seat, at=TUESDAY)
    notice(kota, secret, kota.dishub)
    notice(kota, secret, kota.dishub, kind="not_done", urgent=True)
    notice(kota, secret, kota.head, kind="escalation", level="chief", urgent=True)
    assert send(kota) == 3
    with inside(kota.city):
        told = {
            (word.purpose, contact_phone(word.contact_id))
            for word in Word.objects.filter(purpose__in=("digest", "urgent"))
        }
    assert told == {
        ("digest", "+6281255501004"), ("urgent", "+6281255501004"), ("urgent", "+6281255501005"),
    }  # fmt: skip


def contact_phone(contact: int) -> str:
    return ContactAddress.objects.get(contact=contact, kind="phone").value


def test_when_nobody_wrote_for_a_day_the_approved_words_go(kota: Town) -> None:
    phone(kota, kota.dishub, "+6281255501001")
    notice(kota, kota.report(state="assigned"), kota.dishub)
    send(kota)
    [word] = words(kota)
    assert word.template["name"] == "morning_digest"
    assert word.template["url_suffix"] == "saya/"
    assert not any("\n" in value for value in word.template["params"])


def test_whoever_prefers_mail_gets_mail(kota: Town, settings: Any) -> None:
    settings.SMTP_URL, settings.MAIL_FROM = "smtp://127.0.0.1:1", "kentongan@pontianak.test"
    phone(kota, kota.dishub, "+6281255501001")
    with inside(kota.city):
        Post.objects.filter(pk=kota.dishub.seat_id).update(
            prefers="mail", email="dishub@pontianak.test"
        )
    notice(kota, kota.report(state="assigned"), kota.dishub)
    send(kota)
    with inside(kota.city):
        [mail] = Mail.objects.filter(subject="1 laporan menunggu")
    assert mail.to == "dishub@pontianak.test"
    assert "/pontianak/desk/saya/" in mail.text and "*" not in mail.text
    assert words(kota) == []


def test_without_a_mail_server_those_who_prefer_mail_are_told_in_chat(kota: Town) -> None:
    phone(kota, kota.dishub, "+6281255501001")
    with inside(kota.city):
        Post.objects.filter(pk=kota.dishub.seat_id).update(
            prefers="mail", email="dishub@pontianak.test"
        )
    notice(kota, kota.report(state="assigned"), kota.dishub)
    assert send(kota) == 1
    assert len(words(kota)) == 1


def test_danger_is_told_at_once_by_night_and_only_danger(kota: Town) -> None:
    phone(kota, kota.dishub, "+6281255501001")
    report, other = kota.report(state="assigned"), kota.report(state="assigned")
    notice(kota, report, kota.dishub, kind="escalation", urgent=True)
    notice(kota, report, kota.dishub, kind="reminder", urgent=True)
    notice(kota, other, kota.dishub)
    assert send(kota, NIGHT) == 2
    [word] = words(kota, "urgent")
    assert report.matter.number in word.text and word.text.startswith("*Mendesak.*")
    assert words(kota) == []
    assert send(kota, NIGHT + timedelta(minutes=1)) == 0


def test_a_late_one_uses_the_words_for_lateness(kota: Town) -> None:
    phone(kota, kota.head, "+6281255501002")
    old = kota.report(state="assigned", at=TUESDAY - timedelta(days=30))
    notice(kota, old, kota.head, kind="escalation", urgent=True)
    send(kota, NIGHT)
    [word] = words(kota, "urgent")
    assert word.template["name"] == "escalation"
    assert word.template["params"][-1].endswith("hari kerja")


@pytest.mark.parametrize("at", [
    datetime(2026, 11, 24, 0, 29, tzinfo=UTC),  # 07.29
    datetime(2026, 11, 24, 9, 1, tzinfo=UTC),  # 16.01
    datetime(2026, 11, 28, 1, 0, tzinfo=UTC),  # a Saturday
    datetime(2026, 12, 25, 1, 0, tzinfo=UTC),  # Christmas
])  # fmt: skip
def test_early_late_and_on_free_days_it_is_quiet(kota: Town, at: datetime) -> None:
    phone(kota, kota.dishub, "+6281255501001")
    notice(kota, kota.report(state="assigned"), kota.dishub)
    assert send(kota, at) == 0


def test_what_was_settled_before_the_morning_is_not_told(kota: Town) -> None:
    phone(kota, kota.dishub, "+6281255501001")
    notice(kota, kota.report(state="assigned"), kota.dishub, done_at=TUESDAY)
    assert send(kota) == 0


def test_while_the_liaison_is_away_whoever_stands_above_reads_it(kota: Town) -> None:
    phone(kota, kota.dishub, "+6281255501001")
    with inside(kota.city):
        chief = hold("dishub.chief", "Ratna Sari")
        Staff.objects.filter(pk=kota.dishub.pk).update(
            away_from=date(2026, 11, 23), away_until=date(2026, 11, 27)
        )
    phone(kota, chief, "+6281255501003")
    notice(kota, kota.report(state="assigned"), kota.dishub)
    assert send(kota) == 1
    with inside(kota.city):
        assert Digest.objects.get().post_id == chief.seat_id


def test_a_post_nobody_can_reach_keeps_its_notice(kota: Town) -> None:
    notice(kota, kota.report(state="assigned"), kota.dishub)
    assert send(kota) == 0
    phone(kota, kota.dishub, "+6281255501001")
    assert send(kota) == 1


def test_the_other_citys_people_hear_nothing(kota: Town) -> None:
    lampung = town("bandarlampung")
    phone(kota, kota.dishub, "+6281255501001")
    phone(lampung, lampung.dishub, "+6281255501009")
    notice(kota, kota.report(state="assigned"), kota.dishub)
    assert send(lampung) == 0
    assert send(kota) == 1
    assert words(lampung) == []


def test_many_posts_cost_as_many_statements_as_few(kota: Town) -> None:
    def cost(at: datetime, some: list[Staff]) -> int:
        for one in some:
            notice(kota, kota.report(state="assigned"), one)
        with CaptureQueriesContext(connection) as queries:
            assert send(kota, at) == len(some)
        return len(queries)

    with inside(kota.city):
        codes = Post.objects.filter(level="liaison", holders=None).order_by("code")
        liaisons = [hold(post.code, f"Pejabat {n}") for n, post in enumerate(codes[:12])]
    for n, one in enumerate([kota.dishub, *liaisons]):
        phone(kota, one, f"+62812555020{n:02d}")
    first = cost(TUESDAY, [kota.dishub, liaisons[0]])
    assert cost(TUESDAY + timedelta(days=1), liaisons) <= first + 1


def test_a_month_of_mornings_is_a_message_a_day_and_never_a_hail(kota: Town) -> None:
    """October: many notices at any hour, two holidays of the city's own, people away and back."""
    draw = random.Random(7)
    first = date(2026, 10, 1)
    zone = kota.city.tz
    people = [kota.officer, kota.dishub, kota.pupr, kota.head]
    for n, one in enumerate(people):
        phone(kota, one, f"+62812555030{n:02d}")
    reports = [kota.report(state="assigned", at=TUESDAY - timedelta(days=80)) for _ in range(25)]
    with inside(kota.city):
        for day in (date(2026, 10, 7), date(2026, 10, 20)):
            Holiday.objects.update_or_create(day=day, defaults={"name": "Hari jadi kota"})
        Staff.objects.filter(pk=kota.pupr.pk).update(
            away_from=date(2026, 10, 12), away_until=date(2026, 10, 16)
        )
        off = set(Holiday.objects.filter(works=False).values_list("day", flat=True))
    for hour in range(31 * 24):
        now = datetime.combine(first, time(), zone).astimezone(UTC) + timedelta(hours=hour)
        with inside(kota.city):
            for _ in range(draw.choice((0, 0, 1, 3))):
                _raise(draw, reports, people, now)
        for minutes in (29, 31):
            digest.batch(kota.city, now + timedelta(minutes=minutes))
    with inside(kota.city):
        said = list(Word.objects.filter(purpose="digest").values_list("contact", "queued_at"))
        told = Notice.objects.exclude(told_at=None)
        mornings = Digest.objects.count()
        waiting = Notice.objects.filter(told_at=None, done_at=None)
        assert told.count() + waiting.count() == Notice.objects.count() > 300
        assert sum(Digest.objects.values_list("notices", flat=True)) == told.count()
        last = datetime.combine(date(2026, 10, 30), time(7, 31), zone)
        assert not waiting.filter(at__lt=last).exists(), "told the next working morning"
    local = [(who, at.astimezone(zone)) for who, at in said]
    assert max(Counter((who, at.date()) for who, at in local).values()) == 1
    assert all(workdays.is_workday(at.date(), off) for _, at in local)
    assert all(time(7, 30) <= at.time() < time(16) for _, at in local)
    assert mornings == len(said) > 60
    with inside(kota.city):
        assert not Digest.objects.filter(
            post=kota.pupr.seat_id, day__gte=date(2026, 10, 12), day__lte=date(2026, 10, 16)
        ).exists()
        assert Lane.objects.filter(way="out").count() == 4
        assert directory(first).holders


def _raise(draw: random.Random, reports: list[Report], people: list[Staff], now: datetime) -> None:
    """Something is raised, unless it stands there already; now and then something is dealt with
    that they were told of."""
    Notice.objects.bulk_create(
        [
            Notice(
                matter_id=draw.choice(reports).pk, post_id=draw.choice(people).seat_id,
                kind=draw.choice(KINDS), level="owner", clock="matter", at=now,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    told = Notice.objects.filter(done_at=None).exclude(told_at=None).order_by("pk")
    if draw.random() < 0.3 and (done := told.first()):
        Notice.objects.filter(pk=done.pk).update(done_at=now)
