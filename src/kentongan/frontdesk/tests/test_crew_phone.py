"""Which telephones act for a post, and what they hear of a report."""

from __future__ import annotations

import pytest

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import inside
from kentongan.frontdesk.tests.field import Crew, picture
from kentongan.mailroom.models import File, Message
from kentongan.mailroom.storage import fill, keep, new_key
from kentongan.people.actions.posting import NewPost, make_post
from kentongan.people.models import Post, Staff
from kentongan.people.tests.at_work import hold
from kentongan.pure.errors import NotAllowed
from kentongan.reports.actions import crewing
from kentongan.reports.models import Answer, Release, Report
from kentongan.reports.tests.builders import Town, town


@pytest.fixture
def ponti(db: None) -> Town:
    return town()


@pytest.fixture
def crew(ponti: Town) -> Crew:
    crew = Crew(ponti, ponti.dishub)
    crew.link()
    return crew


def answer_of(town: Town, report: Report) -> Answer:
    with inside(town.city):
        return Answer.objects.select_related("by", "passed_to").get(disposition__report=report.pk)


def verbs(town: Town, report: Report) -> list[tuple[str, int | None]]:
    with inside(town.city):
        lines = JournalLine.objects.filter(matter=report.pk, role="agency").order_by("pk")
        return list(lines.values_list("verb", "staff_id"))


# ── the telephone ──────────────────────────────────────────────────────────────────────────────


def test_a_code_from_the_desk_links_the_telephone_and_opens_no_report(crew: Crew) -> None:
    assert "Pejabat penghubung" in crew.last() and "Anton Wijaya" in crew.last()
    with inside(crew.town.city):
        assert Report.objects.count() == 0
        assert Message.objects.get(contact=crew.contact).outcome == "replied"


def test_a_wrong_code_gets_a_kind_sentence_and_counts(ponti: Town) -> None:
    crew = Crew(ponti, ponti.dishub)
    crew.sends("hubungkan 000000")
    crew.sends("000000")
    crew.read()
    assert "Minta kode baru" in crew.last() and len(crew.heard()) == 2
    with inside(ponti.city):
        assert Report.objects.count() == 0


def test_six_digits_of_a_resident_who_is_telling_us_something_stay_theirs(ponti: Town) -> None:
    resident = Crew(ponti, ponti.dishub)
    resident.sends("Air ledeng mati di Gg. Mawar sejak kemarin")
    resident.read(quiet=1)
    said = resident.sends("123456")
    resident.read()
    with inside(ponti.city):
        said.refresh_from_db()
        assert said.outcome == "addition" and said.matter_id == Report.objects.get().pk


def test_a_button_from_a_telephone_that_was_never_linked_changes_nothing(ponti: Town) -> None:
    stranger = Crew(ponti, ponti.dishub)
    report = ponti.report(state="assigned")
    stranger.presses("done", report)
    stranger.read()
    assert "HUBUNGKAN 123456" in stranger.last()
    assert ponti.state(report) == "assigned"
    with inside(ponti.city):
        assert Report.objects.count() == 1


def test_a_lost_telephone_acts_no_more_from_that_second(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    quoted = crew.quotes(report)
    with inside(crew.town.city):
        Staff.objects.filter(pk=crew.staff.pk).update(phone=crew.phone)
    crew.loses_the_telephone()
    crew.photo("Dua lampu sudah diganti", reply_to=quoted)
    crew.presses("accept", report)
    crew.read()
    assert crew.town.state(report) == "assigned"
    assert verbs(crew.town, report) == []
    with inside(crew.town.city):
        assert Report.objects.count() == 1, "nor does it tell of something new"
    again = crew.gets(crew.town.report())
    assert all(again.matter.number not in word.text for word in crew.heard("disposition"))


def test_a_telephone_of_another_city_does_nothing_here(crew: Crew) -> None:
    other = town("bandarlampung")
    report = other.report(state="assigned", agency="dpu")
    there = Crew(other, other.dishub, phone=crew.phone)
    there.photo(f"{report.matter.number} sudah diganti")
    there.presses("not_ours", report)
    there.read()
    assert other.state(report) == "assigned"


# ── what they hear ─────────────────────────────────────────────────────────────────────────────


def resident_sends_photo(town: Town, report: Report) -> File:
    message = town.message(report, kind="image")
    with inside(town.city):
        file = File(key=new_key(), message=message, since=message.at, ready_at=message.at)
        fill(file, keep(picture("red")))
        file.save()
    return file


def test_a_disposition_comes_with_photo_place_and_three_buttons(crew: Crew) -> None:
    report = crew.town.report(place="Gg. Beringin 2", latitude=-0.0263, longitude=109.3425)
    file = resident_sends_photo(crew.town, report)
    crew.gets(report, instruction="Mohon malam ini")
    [word] = crew.heard("disposition")
    assert word.inside["image"].endswith(file.sha256)
    assert [b["id"] for b in word.inside["buttons"]] == [
        f"{verb}:{report.matter.number}" for verb in ("accept", "not_ours", "done")
    ]
    assert "https://maps.google.com/?q=-0.026300,109.342500" in word.text
    assert "Gg. Beringin 2" in word.text and "Mohon malam ini" in word.text
    assert len(word.text) <= 1024
    assert word.template["name"] == "disposition_photo"
    assert word.template["payloads"][2] == f"done:{report.matter.number}"
    assert word.template["url_suffix"] == report.matter.number


def test_of_a_hidden_reporter_only_what_was_released_leaves_the_house(crew: Crew) -> None:
    report = crew.town.report(
        place="rumah saya, Gg. Mawar", latitude=-0.02, longitude=109.3, anonymous=True
    )
    file = resident_sends_photo(crew.town, report)
    crew.gets(report, instruction="Hubungi Sari Dewi")
    [word] = crew.heard("disposition")
    assert word.inside["image"] == "" and word.template["name"] == "disposition_actions"
    for private in ("maps.google", "Mawar", "Sari"):
        assert private not in word.text
    with inside(crew.town.city):
        Release.objects.create(report=report, file=file, by=crew.town.officer, at=crew.now)
    crew.gets(report)
    assert crew.heard("disposition")[-1].inside["image"].endswith(file.sha256)


def test_a_crew_hears_beside_the_liaison(crew: Crew) -> None:
    with inside(crew.town.city):
        new = NewPost("Regu lampu jalan", Post.Level.CREW)
        post = make_post(crew.staff.agency, new, by=crew.town.officer)
        lamps = hold(post.code, "Regu Satu", username="regu.satu")
    second = Crew(crew.town, lamps, phone="+6281255508888")
    second.link()
    report = crew.gets(crew.town.report())
    assert len(crew.heard("disposition")) == len(second.heard("disposition")) == 1
    second.photo("Dua lampu sudah diganti")
    second.read()
    assert answer_of(crew.town, report).by == lamps


def test_what_is_confidential_is_answered_by_the_named_post_alone(crew: Crew) -> None:
    town = crew.town
    with inside(town.city):
        new = NewPost("Regu lampu jalan", Post.Level.CREW)
        post = make_post(crew.staff.agency, new, by=town.officer)
        lamps = hold(post.code, "Regu Satu", username="regu.satu")
    second = Crew(town, lamps, phone="+6281255508888")
    second.link()
    report = second.gets(town.report(state="verified", confidential=True), post=post)
    assert crew.heard("disposition") == [] and len(second.heard("disposition")) == 1
    for press in ("accept", "not_ours", "done"):
        crew.presses(press, report)
    crew.read()
    assert all("ditangani jabatan lain" in word.text for word in crew.heard()[-3:])
    crew.photo(f"{report.matter.number} dua lampu sudah diganti")
    crew.read()
    assert "ditangani jabatan lain" in crew.last()
    assert town.state(report) == "assigned" and verbs(town, report) == []
    with inside(town.city):
        assert Report.objects.count() == 1
        with pytest.raises(NotAllowed):
            crewing.send_news(report, "Sudah", by=crew.staff, now=crew.now)
    second.photo("Dua lampu sudah diganti")
    second.read()
    assert answer_of(town, report).by == lamps


def test_a_number_that_was_typed_in_leaves_no_note_on_what_others_are_named_for(
    ponti: Town,
) -> None:
    one = Crew(ponti, ponti.dishub)
    report = ponti.report(state="verified", confidential=True)
    with inside(ponti.city):
        new = NewPost("Regu lampu jalan", Post.Level.CREW)
        post = make_post(ponti.dishub.agency, new, by=ponti.officer)
        hold(post.code, "Regu Satu", username="regu.satu")
        Staff.objects.filter(pk=ponti.dishub.pk).update(phone=one.phone)
    one.gets(report, post=post)
    one.sends(f"{report.matter.number} sudah kami cek")
    one.read()
    assert "ditangani jabatan lain" in one.last()
    assert verbs(ponti, report) == []
    with inside(ponti.city):
        assert Report.objects.count() == 1
