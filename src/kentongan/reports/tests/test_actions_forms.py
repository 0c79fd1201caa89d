"""What a resident hears, inside the 24-hour window and after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import inside
from kentongan.mailroom.models import File, Lane, Template, Word
from kentongan.mailroom.storage import fill, keep
from kentongan.people.models import Agency, ContactAddress, Staff
from kentongan.pure.errors import Refusal
from kentongan.reports.actions import handling
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town
from kentongan.reports.tests.test_verbs import PIXEL

UNREACHABLE = "tidak bisa dikirimi pesan dari sini"


def do(town: Town, verb: str, report: Report, **words: Any) -> None:
    by: Staff = words.pop("by", town.officer)
    now: datetime = timezone.now()
    with inside(town.city):
        getattr(handling, verb)(town.fresh(report), by=by, now=now, **words)


def word_of(town: Town, report: Report) -> Word:
    with inside(town.city):
        return Word.objects.filter(matter=report.pk).latest("pk")


def answered(town: Town, outcome: str) -> Report:
    report = town.report(state="assigned")
    do(town, "answer", report, text="Dua lampu diganti.", outcome=outcome, no_photo="Gelap.",
       by=town.dishub)  # fmt: skip
    return report


def photo_of(town: Town, report: Report) -> File:
    with inside(town.city):
        now = timezone.now()
        file = File(key=f"k{report.pk}", matter_id=report.pk, staff=town.dishub, since=now,
                    ready_at=now)  # fmt: skip
        fill(file, keep(PIXEL))
        file.save()
    return file


@pytest.mark.parametrize("outcome", ["repaired", "temporary"])
def test_a_resident_whose_lamp_was_repaired_is_asked_whether_it_is_so(
    ponti: Town, outcome: str
) -> None:
    report = answered(ponti, outcome)
    photo = photo_of(ponti, report)
    do(ponti, "reply", report, text="Lampunya sudah menyala lagi.", photo=photo)
    word, number = word_of(ponti, report), report.matter.number
    assert [(b["id"], b["title"]) for b in word.inside["buttons"]] == [
        (f"yes:{number}", "Sudah"), (f"no:{number}", "Belum"),
    ]  # fmt: skip
    assert word.inside["image"] and word.inside["text"] == "Lampunya sudah menyala lagi."
    assert word.template["name"] == "confirm_done" and word.template["image"]
    assert word.template["payloads"] == [f"yes:{number}", f"no:{number}"]
    assert word.template["params"][2:] == ["Dinas Perhubungan", "Lampunya sudah menyala lagi"]


def test_without_a_photo_the_resident_is_asked_in_words(ponti: Town) -> None:
    report = answered(ponti, "repaired")
    do(ponti, "reply", report, text="Sudah menyala.")
    word = word_of(ponti, report)
    assert (word.inside["type"], word.inside["image"]) == ("buttons", "")
    assert word.template["name"] == "confirm_done_plain"


@pytest.mark.parametrize("outcome", ["explained", "cannot"])
def test_a_resident_whose_lamp_is_still_dark_is_not_asked_whether_it_shines(
    ponti: Town, outcome: str
) -> None:
    report = answered(ponti, outcome)
    do(ponti, "reply", report, text="Belum ada anggarannya.")
    word = word_of(ponti, report)
    assert (word.inside["type"], word.template["name"]) == ("text", "answer_ready")


def test_an_officer_who_answers_by_themselves_asks_nothing(ponti: Town) -> None:
    report = ponti.report(state="closed")
    do(ponti, "reopen", report, reason="Padam lagi")
    do(ponti, "reply", report, text="Kami jadwalkan ulang.")
    assert word_of(ponti, report).inside["type"] == "text"


def test_a_long_answer_reaches_the_resident_whole(ponti: Town) -> None:
    report, text = answered(ponti, "repaired"), "Sudah diganti. " * 100
    do(ponti, "reply", report, text=text)
    word = word_of(ponti, report)
    assert word.inside["type"] == "text" and word.inside["text"] == text.strip()
    assert word.template["name"] == "answer_ready"


def test_where_the_question_is_not_approved_the_resident_hears_of_an_answer(ponti: Town) -> None:
    report = answered(ponti, "repaired")
    with inside(ponti.city):
        Template.objects.filter(name__startswith="confirm_done").update(status="rejected")
    do(ponti, "reply", report, text="Sudah menyala.")
    assert word_of(ponti, report).template["name"] == "answer_ready"


def test_an_approved_sentence_goes_before_one_still_under_review(ponti: Town) -> None:
    report = answered(ponti, "repaired")
    with inside(ponti.city):
        Template.objects.filter(name="confirm_done_plain").update(status="pending")
    do(ponti, "reply", report, text="Sudah menyala.")
    assert word_of(ponti, report).template["name"] == "answer_ready"
    with inside(ponti.city):
        Template.objects.filter(name="answer_ready").update(status="missing")
    other = answered(ponti, "repaired")
    do(ponti, "reply", other, text="Sudah menyala.")
    assert word_of(ponti, other).template["name"] == "confirm_done_plain"


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("Boleh tahu nomor tiangnya?", "need_more", "Boleh tahu nomor tiangnya"),
        ("Mohon kirim foto tiangnya.", "need_more", "Mohon kirim foto tiangnya"),
        ("Tim berangkat\nbesok pagi.", "progress", "Tim berangkat besok pagi"),
    ],
)
def test_after_the_window_a_question_stays_a_question_and_news_stays_news(
    ponti: Town, text: str, name: str, said: str
) -> None:
    report = ponti.report(state="verified")
    do(ponti, "write", report, text=text)
    word = word_of(ponti, report)
    assert (word.template["name"], word.template["params"][2]) == (name, said)
    assert word.template["url_suffix"] == report.matter.token
    assert word.inside["text"] == text


def test_a_resident_is_told_whose_work_it_is_and_how_to_reach_them(ponti: Town) -> None:
    with inside(ponti.city):
        pln = Agency.objects.get(code="ext_pln")
        silent = Agency.objects.filter(is_city=False, phone="").first()
    report, other = ponti.report(), ponti.report()
    do(ponti, "refer", report, to=pln, text="Ini urusan PLN.")
    word = word_of(ponti, report)
    assert word.template["name"] == "referred"
    assert word.template["params"][2:] == ["PLN", "telepon 123"]
    do(ponti, "refer", other, to=silent, text="Ini bukan urusan kota.")
    assert word_of(ponti, other).template["params"][3] == "ada di halaman laporan ini"


def test_an_officer_declines_with_kind_words_and_tells_colleagues_why(ponti: Town) -> None:
    report = ponti.report()
    do(ponti, "decline", report, reason="unclear", text="Mohon sebutkan nama jalannya.")
    assert word_of(ponti, report).template["name"] == "answer_ready"
    with inside(ponti.city):
        line = JournalLine.objects.get(matter=report.pk, verb="decline")
        said = (line.note.text, line.details)
    assert said == ("Mohon sebutkan nama jalannya.", {"reason": "unclear"})
    assert ponti.fresh(report).declined_for == "unclear"


def out_of_reach(town: Town, report: Report) -> Report:
    with inside(town.city):
        Lane.objects.filter(contact=report.matter.contact_id).delete()
        ContactAddress.objects.filter(contact=report.matter.contact_id).delete()
    return report


@pytest.mark.parametrize(
    ("verb", "state", "words"),
    [
        ("reply", "answered", {"text": "Sudah menyala."}),
        ("decline", "received", {"reason": "unclear", "text": "Mohon maaf."}),
        ("refer", "received", {"text": "Ini urusan PLN."}),
    ],
)
def test_somebody_out_of_reach_is_told_by_a_person_or_not_answered_at_all(
    ponti: Town, verb: str, state: str, words: dict[str, Any]
) -> None:
    report = out_of_reach(ponti, ponti.report(state=state))
    if verb == "refer":
        with inside(ponti.city):
            words = {**words, "to": Agency.objects.get(code="ext_pln")}
    with pytest.raises(Refusal, match=UNREACHABLE):
        do(ponti, verb, report, **words)
    assert ponti.state(report) == state
    do(ponti, verb, report, told=True, **words)
    assert ponti.state(report) != state
    with inside(ponti.city):
        line = JournalLine.objects.filter(matter=report.pk, verb=verb).latest("pk")
        assert line.details["told"] is True and line.note.text == words["text"]
        assert not Word.objects.filter(matter=report.pk).exists()


def test_who_can_be_written_to_is_written_to_also_when_told(ponti: Town) -> None:
    report = ponti.report(state="verified")
    do(ponti, "reply", report, text="Sudah menyala.", told=True)
    assert word_of(ponti, report).text == "Sudah menyala."
    with inside(ponti.city):
        line = JournalLine.objects.get(matter=report.pk, verb="reply")
    assert "told" not in line.details
