"""A report about two things: two numbers, two owners, one beginning."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from kentongan.cases.models import Deadline, JournalLine
from kentongan.cities.locks import inside
from kentongan.mailroom.models import File, Message, Word
from kentongan.people.models import Agency
from kentongan.pure.errors import Refusal
from kentongan.reports.actions import splitting
from kentongan.reports.models import Disposition, Report, Topic
from kentongan.reports.tests.builders import Town

BOTH = "Lampu padam di gang kami, dan sampah di tps juga tidak diangkut"
WASTE = "Sampah di tps tidak diangkut"


def split(ponti: Town, report: Report, **more: Any) -> Report:
    with inside(ponti.city):
        given = {"text": WASTE, "by": ponti.officer, "now": timezone.now(), **more}
        second = splitting.split(report, **given)
    return ponti.fresh(second)


def waste(ponti: Town) -> tuple[Topic, Agency]:
    with inside(ponti.city):
        return Topic.objects.get(code="rubbish"), Agency.objects.get(code="pupr")


def test_both_things_have_an_owner_and_the_law_counts_from_the_first_word(ponti: Town) -> None:
    report = ponti.report(BOTH, state="assigned", latitude=-0.03, longitude=109.33, anonymous=True)
    topic, pupr = waste(ponti)
    second = split(ponti, report, topic=topic, to=pupr)
    assert second.matter.number != report.matter.number
    assert (second.matter.state, second.matter.owner_id) == ("assigned", pupr.pk)
    assert ponti.fresh(report).matter.owner.code == "dishub"
    assert (second.split_from_id, second.topic_id, second.text) == (report.pk, topic.pk, WASTE)
    assert second.matter.contact_id == report.matter.contact_id
    assert (second.latitude, second.anonymous) == (-0.03, True)
    with inside(ponti.city):
        first, other = (
            Deadline.objects.get(matter=one.pk, clock="matter") for one in (report, second)
        )
        assert (first.starts_at, first.due_at) == (other.starts_at, other.due_at)
        assert Disposition.objects.filter(report=second, ended_at=None).count() == 1


def test_without_an_agency_it_waits_checked_for_an_officer(ponti: Town) -> None:
    second = split(ponti, ponti.report(BOTH))
    assert (second.matter.state, second.matter.owner.code) == ("verified", "diskominfo")


def test_the_resident_hears_the_second_number(ponti: Town) -> None:
    report = ponti.report(BOTH)
    second = split(ponti, report, topic=waste(ponti)[0])
    with inside(ponti.city):
        word = Word.objects.get(matter=second.pk)
    assert word.contact_id == report.matter.contact_id
    assert report.matter.number in word.text
    assert f"*{second.matter.number}*" in word.text


def test_the_chosen_messages_go_with_their_photo_and_later_changes(ponti: Town) -> None:
    report, now = ponti.report(BOTH), timezone.now()
    photo = ponti.message(report, "ini sampahnya", kind="image")
    edit = ponti.message(report, "ini sampah di tps", kind="edit", refers_to=photo.external_id)
    with inside(ponti.city):
        file = File.objects.create(key="k" * 20, message=photo, since=now, ready_at=now)
    second = split(ponti, report, messages=[photo])
    with inside(ponti.city):
        moved = set(Message.objects.filter(matter=second.pk).values_list("pk", flat=True))
        assert moved == {photo.pk, edit.pk}
        assert File.objects.filter(message__matter=second.pk).get() == file
        assert Message.objects.filter(matter=report.pk).count() == 1


def test_the_first_report_keeps_at_least_one_message(ponti: Town) -> None:
    report = ponti.report(BOTH)
    with inside(ponti.city):
        only = list(Message.objects.filter(matter=report.pk))
    with pytest.raises(Refusal, match="Sisakan"):
        split(ponti, report, messages=only)


def test_messages_of_somebody_elses_report_stay_where_they_are(ponti: Town) -> None:
    report, other = ponti.report(BOTH), ponti.report()
    with inside(ponti.city):
        theirs = list(Message.objects.filter(matter=other.pk))
    second = split(ponti, report, messages=theirs)
    with inside(ponti.city):
        assert not Message.objects.filter(matter=second.pk).exists()


def test_both_journals_tell_of_it_in_ids(ponti: Town) -> None:
    report = ponti.report(BOTH)
    second = split(ponti, report)
    with inside(ponti.city):
        lines = JournalLine.objects.order_by("pk")
        told = lines.filter(matter=report.pk, verb="split").get()
        born = lines.filter(matter=second.pk, verb="receive").get()
    assert told.details == {"report": second.pk, "messages": ""}
    assert born.details["from"] == report.pk
    assert told.staff_id == born.staff_id == ponti.officer.pk


def test_what_has_ended_or_says_nothing_is_not_split(ponti: Town) -> None:
    with pytest.raises(Refusal, match="sudah berakhir"):
        split(ponti, ponti.report(BOTH, state="closed"))
    with pytest.raises(Refusal, match="hal yang kedua"):
        split(ponti, ponti.report(BOTH), text=" ")


def test_an_officer_splits_on_the_page(ponti: Town) -> None:
    report = ponti.report(BOTH)
    photo = ponti.message(report, "ini sampahnya", kind="image")
    client = ponti.client(ponti.officer)
    page = client.get(ponti.url(report)).content.decode()
    assert "Pisahkan jadi dua" in page and "Foto: ini sampahnya" in page
    answer = client.post(
        ponti.url(report, "do", "split"),
        {"text": WASTE, "topic": "rubbish", "agency": "pupr", "messages": [photo.pk]},
    )
    assert answer.status_code == 302
    with inside(ponti.city):
        second = Report.objects.select_related("matter__owner").get(split_from=report.pk)
        assert (second.matter.owner.code, photo.pk) == (
            "pupr", Message.objects.get(matter=second.pk).pk,
        )  # fmt: skip


def test_an_agency_splits_nothing(ponti: Town) -> None:
    report = ponti.report(BOTH, state="assigned")
    answer = ponti.client(ponti.dishub).post(ponti.url(report, "do", "split"), {"text": WASTE})
    assert answer.status_code == 404


def test_an_officer_joins_on_the_page_either_way(ponti: Town) -> None:
    here: dict[str, Any] = {"latitude": -0.03, "longitude": 109.33}
    report, twin = ponti.report(**here), ponti.report(**here, name="Pak Hasan")
    client = ponti.client(ponti.officer)
    page = client.get(ponti.url(report)).content.decode()
    assert "Laporan serupa" in page and twin.matter.number in page and "±\u00a010\u00a0m" in page
    words = {"number": twin.matter.number.lower(), "way": "here"}
    assert client.post(ponti.url(report, "do", "join"), words).status_code == 302
    assert ponti.fresh(twin).joined_to_id == report.pk
    page = client.get(ponti.url(report)).content.decode()
    assert "1 laporan digabung di sini" in page
    page = client.get(ponti.url(twin)).content.decode()
    assert "Dikerjakan bersama" in page and "Pisahkan lagi" in page
    assert client.post(ponti.url(twin, "do", "part")).status_code == 302
    assert ponti.state(twin) == "verified"


def test_a_number_that_is_not_there_is_refused_kindly(ponti: Town, lampung: Town) -> None:
    report, elsewhere = ponti.report(), lampung.report()
    client = ponti.client(ponti.officer)
    for number in (elsewhere.matter.number, "K7M2-Q9XW", "bukan nomor"):
        words = {"number": number, "way": "there"}
        answer = client.post(ponti.url(report, "do", "join"), words)
        assert answer.status_code == 422
    assert ponti.state(report) == "received"
