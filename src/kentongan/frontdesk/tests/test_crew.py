"""A crew answers from its telephone: by a button, by a photo and a word, and never by guessing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import inside
from kentongan.frontdesk.tests.field import Crew, picture
from kentongan.mailroom.models import File, Message
from kentongan.mailroom.storage import fill, keep, new_key
from kentongan.people.actions.posting import NewPost, make_post
from kentongan.people.models import Post, Staff
from kentongan.people.tests.at_work import hold
from kentongan.reports.actions import handling
from kentongan.reports.models import Answer, Disposition, Release, Report
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


# ── what they do ───────────────────────────────────────────────────────────────────────────────


def test_terima_is_seen_and_journaled_once_and_moves_nothing(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    before = report.matter.state_since
    crew.presses("accept", report)
    crew.presses("accept", report)
    crew.read()
    assert verbs(crew.town, report) == [("accept", crew.staff.pk)]
    assert "diterima" in crew.last()
    with inside(crew.town.city):
        assert Disposition.objects.get(report=report).seen_at
    assert crew.town.fresh(report).matter.state_since == before


def test_done_asks_for_a_photo_and_a_word_and_both_are_the_answer(crew: Crew) -> None:
    report = crew.gets(crew.town.report(place="Gg. Beringin 2"))
    crew.presses("done", report)
    crew.read()
    assert "satu foto" in crew.last()
    photo = crew.photo()
    crew.read(quiet=2)
    assert crew.town.state(report) == "assigned", "they may still be typing"
    crew.sends("Dua lampu diganti, kabelnya disambung")
    crew.read()
    assert crew.town.state(report) == "answered"
    answer = answer_of(crew.town, report)
    assert (answer.outcome, answer.by, answer.place) == ("repaired", crew.staff, "Gg. Beringin 2")
    assert answer.text == "Dua lampu diganti, kabelnya disambung"
    with inside(crew.town.city):
        file = File.objects.get(message=photo)
        assert file.for_resident and file.matter_id == report.pk and file.staff == crew.staff
    assert "sudah diperbaiki" in crew.last() and "1 foto" in crew.last()
    assert ("answer", crew.staff.pk) in verbs(crew.town, report)


def test_the_after_photo_lies_ready_for_the_officers_reply(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    crew.photo("Dua lampu sudah diganti")
    crew.read()
    page = crew.town.client(crew.town.officer).get(crew.town.url(report)).content.decode()
    assert "Sertakan foto" in page


def test_a_photo_that_quotes_the_disposition_answers_that_one(crew: Crew) -> None:
    first, second = crew.gets(crew.town.report()), crew.gets(crew.town.report())
    crew.photo("Tiga lampu sudah diganti", reply_to=crew.quotes(first))
    crew.read()
    assert (crew.town.state(first), crew.town.state(second)) == ("answered", "assigned")


def test_a_number_under_the_photo_says_which_one(crew: Crew) -> None:
    first, second = crew.gets(crew.town.report()), crew.gets(crew.town.report())
    crew.photo(f"{second.matter.number.lower()} lampu sudah diganti")
    crew.read()
    assert (crew.town.state(first), crew.town.state(second)) == ("assigned", "answered")
    assert answer_of(crew.town, second).text == "lampu sudah diganti"


def test_where_nothing_says_which_one_we_ask_and_keep_what_they_sent(crew: Crew) -> None:
    first, second = crew.gets(crew.town.report()), crew.gets(crew.town.report())
    photo = crew.photo("Dua lampu sudah diganti")
    crew.read()
    word = crew.heard()[-1]
    rows = [row["id"] for row in word.inside["rows"]]
    assert rows == [f"for:{second.matter.number}", f"for:{first.matter.number}"]
    assert crew.town.state(first) == crew.town.state(second) == "assigned"
    crew.sends("", "choice", choice=rows[1])
    crew.read()
    assert (crew.town.state(first), crew.town.state(second)) == ("answered", "assigned")
    with inside(crew.town.city):
        photo.refresh_from_db()
        assert photo.matter_id == first.pk and photo.staff == crew.staff


def test_a_typed_number_chooses_as_well(crew: Crew) -> None:
    first, _ = crew.gets(crew.town.report()), crew.gets(crew.town.report())
    crew.photo("Dua lampu sudah diganti")
    crew.read()
    crew.sends(first.matter.number)
    crew.read()
    assert crew.town.state(first) == "answered"


def test_looked_at_it_is_no_answer_and_the_photo_is_kept(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    photo = crew.photo("Sudah dicek ke lokasi")
    crew.read()
    assert crew.town.state(report) == "assigned" and "apa yang dikerjakan" in crew.last()
    with inside(crew.town.city):
        photo.refresh_from_db()
        assert photo.matter_id == report.pk, "an officer sees it already"
    crew.sends("Dua lampu diganti")
    crew.read()
    assert crew.town.state(report) == "answered"


def test_who_cannot_take_a_photo_says_why(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    crew.sends("Selesai, dua lampu diganti")
    crew.read()
    assert "tinggal satu foto" in crew.last()
    crew.sends("tanpa foto karena sudah gelap")
    crew.read()
    assert crew.town.state(report) == "answered"
    assert answer_of(crew.town, report).text == "dua lampu diganti"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("Sementara ditambal pasir", "temporary"), ("Dua lampu diganti", "repaired")],
)
def test_the_words_under_the_photo_say_how_well_it_is_repaired(
    crew: Crew, text: str, outcome: str
) -> None:
    report = crew.gets(crew.town.report())
    crew.photo(text)
    crew.read()
    assert answer_of(crew.town, report).outcome == outcome


def test_a_day_is_a_promise_and_no_day_is_asked_for(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    crew.sends("Dijadwalkan bulan depan")
    crew.read()
    assert "tanggal berapa" in crew.last()
    on = (crew.now + timedelta(days=20)).date()
    crew.sends(f"tanggal {on.day}/{on.month}/{on.year}")
    crew.read()
    answer = answer_of(crew.town, report)
    assert (answer.outcome, answer.promised_for) == ("promised", on)


def test_impossible_needs_its_reason(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    crew.sends("Tidak bisa")
    crew.read()
    assert "apa sebabnya" in crew.last()
    crew.sends("tidak bisa karena tiang milik PLN belum dipindah")
    crew.read()
    assert answer_of(crew.town, report).outcome == "cannot"


def test_not_ours_asks_whose_once_and_hands_it_back_with_the_reason(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    crew.presses("not_ours", report)
    crew.read()
    assert "urusan siapa" in crew.last()
    crew.sends("Itu tiang PLN")
    crew.read()
    assert crew.town.state(report) == "verified"
    answer = answer_of(crew.town, report)
    assert (answer.outcome, answer.text, answer.by) == ("not_ours", "Itu tiang PLN", crew.staff)
    assert answer.passed_to and "PLN" in answer.passed_to.short_name
    assert crew.town.fresh(report).hand_backs == 1


def test_not_ours_with_a_reason_is_not_asked_again(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    crew.sends("Bukan urusan kami pak, itu jalan nasional", reply_to=crew.quotes(report))
    crew.read()
    assert crew.town.state(report) == "verified" and "dikembalikan" in crew.last()


def test_other_words_stay_a_note_and_thanks_stay_unanswered(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    crew.sends("Besok pagi tim kami ke lokasi")
    crew.read()
    assert crew.town.state(report) == "assigned" and "dicatat" in crew.last()
    assert verbs(crew.town, report) == [("note", crew.staff.pk)]
    before = len(crew.heard())
    crew.sends("terima kasih")
    crew.read()
    assert len(crew.heard()) == before and verbs(crew.town, report) == [("note", crew.staff.pk)]


def test_work_in_progress_is_news_though_it_has_a_photo(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    photo = crew.photo("Masih digali, menunggu kabel")
    crew.read()
    assert crew.town.state(report) == "assigned"
    with inside(crew.town.city):
        photo.refresh_from_db()
        assert photo.matter_id == report.pk


def test_a_second_photo_that_comes_late_joins_the_answer(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    crew.gets(crew.town.report())
    crew.photo("Dua lampu sudah diganti", reply_to=crew.quotes(report))
    crew.read()
    late = crew.photo()
    crew.read()
    with inside(crew.town.city):
        file = File.objects.get(message=late)
        assert file.for_resident and file.matter_id == report.pk
    assert "foto tambahan" in crew.last()


def test_what_was_taken_back_waits_for_nobody(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    quoted = crew.quotes(report)
    with inside(crew.town.city):
        handling.recall(crew.town.fresh(report), by=crew.town.officer, now=crew.now)
    crew.presses("done", report)
    crew.photo("Lampu diganti", reply_to=quoted)
    crew.read()
    assert crew.town.state(report) == "verified"
    assert "tidak sedang menunggu" in crew.last()
    with inside(crew.town.city):
        assert Report.objects.count() == 1


def test_without_any_errand_a_colleague_is_a_resident_like_anybody(crew: Crew) -> None:
    said = crew.sends("Lampu jalan padam di Gg. Mawar")
    crew.read()
    with inside(crew.town.city):
        said.refresh_from_db()
        assert (said.outcome, said.staff_id) == ("report", None)
