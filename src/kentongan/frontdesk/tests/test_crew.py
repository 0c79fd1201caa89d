"""A crew answers from its telephone: by a button, by a photo and a word, and never by guessing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import inside
from kentongan.frontdesk.crew import unchosen
from kentongan.frontdesk.tests.field import Crew
from kentongan.mailroom.models import File
from kentongan.reports.actions import handling
from kentongan.reports.models import Answer, Disposition, Report
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
        assert JournalLine.objects.get(matter=report.pk, verb="answer").details["via"] == "chat"
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


def test_what_nobody_chose_a_report_for_is_laid_where_an_officer_sees_it(crew: Crew) -> None:
    crew.gets(crew.town.report())
    second = crew.gets(crew.town.report())
    photo = crew.photo("Dua lampu sudah diganti")
    crew.read()
    assert unchosen.batch(crew.town.city, crew.now) == 0, "they may still choose"
    crew.now += timedelta(hours=3)
    assert unchosen.batch(crew.town.city, crew.now) == 1
    assert unchosen.batch(crew.town.city, crew.now) == 0
    with inside(crew.town.city):
        photo.refresh_from_db()
        assert photo.matter_id == second.pk
        [note] = JournalLine.objects.filter(matter=second.pk, verb="note")
        assert "Tidak disebut" in note.note.text and "Dua lampu" in note.note.text
    assert crew.town.fresh(second).has_news


def test_a_caption_put_right_opens_no_report(crew: Crew) -> None:
    report = crew.gets(crew.town.report())
    photo = crew.photo("Dua lampu sudah diganti")
    crew.read()
    edit = crew.sends("Tiga lampu sudah diganti", "edit", refers_to=photo.external_id)
    crew.read()
    with inside(crew.town.city):
        assert Report.objects.count() == 1
        edit.refresh_from_db()
        assert edit.outcome == "change" and edit.matter_id == report.pk
        note = JournalLine.objects.filter(matter=report.pk, verb="note").latest("pk")
        assert "Tiga lampu" in note.note.text
