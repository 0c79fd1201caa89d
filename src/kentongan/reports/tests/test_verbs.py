"""Buttons: each verb from each state through the page; refusals keep what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kentongan.cases.models import Deadline, JournalLine
from kentongan.cities.locks import inside
from kentongan.mailroom.models import File, Word
from kentongan.people.models import Agency, Staff
from kentongan.pure.flow import Role
from kentongan.reports.flow import FLOW, S
from kentongan.reports.models import Answer, Disposition, Report
from kentongan.reports.tests.builders import PATHS, Town
from kentongan.reports.views.verbs import DEEDS

PIXEL = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx"
    b"\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
)


def words_for(town: Town, verb: str) -> dict[str, Any]:
    if verb == "join":
        return {"number": town.report().matter.number, "way": "there"}
    with inside(town.city):
        outside = Agency.objects.filter(is_city=False).order_by("pk").values_list("code", flat=True)
        given: dict[str, dict[str, Any]] = {
            "dispose": {"agency": "pupr", "instruction": "Mohon dicek."},
            "hand_back": {"reason": "Ini jalan provinsi."},
            "answer": {"outcome": "repaired", "text": "Sudah diganti.", "no_photo": "Gelap."},
            "promise": {"on": "2099-01-05", "text": "Dikerjakan {tanggal}."},
            "return_answer": {"instruction": "Foto sesudahnya?"},
            "reply": {"text": "Sudah menyala lagi, Bu."},
            "reopen": {"reason": "Warga bilang masih padam."},
            "decline": {"reason": "unclear", "text": "Mohon ceritakan lagi."},
            "refer": {"agency": outside[0], "text": "Urusan PLN.", "ask_again_on": "2099-01-05"},
        }
    return given.get(verb, {})


def press(town: Town, report: Report, verb: str, staff: Any, **words: Any) -> Any:
    return town.client(staff).post(town.url(report, "do", verb), words)


@pytest.mark.parametrize("state", PATHS)
@pytest.mark.parametrize("role", [Role.OFFICER, Role.AGENCY, Role.HEAD])
def test_what_the_flow_allows_goes_through_and_nothing_else(
    ponti: Town, state: str, role: Role
) -> None:
    staff = {Role.OFFICER: ponti.officer, Role.AGENCY: ponti.dishub, Role.HEAD: ponti.head}[role]
    open_now = {step.verb: step for step in FLOW.open_to(S(state), role)}
    was_here = state in ("assigned", "answered", "replied", "closed")
    for verb in sorted({step.verb for step in FLOW.steps} & set(DEEDS)):
        report = ponti.report(state=state)
        answer = press(ponti, report, verb, staff, **words_for(ponti, verb))
        now = ponti.state(report)
        if role == Role.AGENCY and not was_here:
            assert (answer.status_code, now) == (404, state), verb
        elif verb in open_now:
            assert (answer.status_code, now) == (302, open_now[verb].lands(S(state))), verb
        else:
            assert answer.status_code in (404, 422), verb
            assert now == state


def test_every_button_of_the_page_does_something(ponti: Town) -> None:
    for state in PATHS:
        report = ponti.report(state=state)
        page = ponti.client(ponti.officer).get(ponti.url(report))
        for action in page.context["actions"]:
            assert action.url == ponti.url(report, "do", action.verb) + "?baki=baru"
            assert ponti.client(ponti.officer).get(action.url).status_code == 405


def test_disposing_asks_the_agency_and_tells_the_officer(ponti: Town) -> None:
    report = ponti.report()
    press(ponti, report, "dispose", ponti.officer, agency="dishub", instruction="Tiang 12-15")
    with inside(ponti.city):
        asked = Disposition.objects.get(report=report.pk)
        assert (asked.agency.code, asked.instruction) == ("dishub", "Tiang 12-15")
    page = ponti.client(ponti.officer).get(ponti.url(report)).content.decode()
    assert "Rina meneruskan ke Dishub" in page
    assert "Tiang 12-15" in ponti.client(ponti.dishub).get(ponti.url(report)).content.decode()


def test_the_topic_says_who_is_asked_first(ponti: Town) -> None:
    report = ponti.report()
    page = ponti.client(ponti.officer).get(ponti.url(report))
    [dispose] = [a for a in page.context["actions"] if a.verb == "dispose"]
    assert (dispose.label, dispose.tone) == ("Teruskan ke Dishub", "main")
    assert dispose.form.initial["agency"] == "dishub"


def test_another_agency_cannot_answer(ponti: Town) -> None:
    report = ponti.report(state="assigned", agency="pupr")
    assert press(ponti, report, "answer", ponti.dishub, text="x", outcome="repaired"
                 ).status_code == 404  # fmt: skip
    moved = ponti.report(state="assigned")
    press(ponti, moved, "dispose", ponti.officer, agency="pupr")
    late = press(ponti, moved, "answer", ponti.dishub, text="x", outcome="repaired")
    assert (late.status_code, ponti.state(moved)) == (404, "assigned")


def test_an_answer_brings_photos_that_the_resident_may_see(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    photos = [SimpleUploadedFile(f"{n}.png", PIXEL, "image/png") for n in "ab"]
    press(ponti, report, "answer", ponti.dishub, text="Diganti", outcome="repaired", photos=photos)
    with inside(ponti.city):
        files = list(File.objects.filter(matter=report.pk))
        assert [f.for_resident for f in files] == [True, True]
        assert Answer.objects.get(disposition__report=report.pk).by == ponti.dishub
    page = ponti.client(ponti.officer).get(ponti.url(report))
    [note] = [i for i in page.context["timeline"] if i.id.startswith("a")]
    assert len(note.files) == 2
    assert note.text.startswith("Sudah diperbaiki. Diganti")
    [reply] = [a for a in page.context["actions"] if a.verb == "reply"]
    assert reply.form.initial == {"text": "Diganti", "with_photo": True}
    press(ponti, report, "reply", ponti.officer, text="Sudah, Bu.", with_photo="on")
    with inside(ponti.city):
        word = Word.objects.get(matter=report.pk, purpose="reply")
        assert (word.inside["type"], word.inside["text"]) == ("buttons", "Sudah, Bu.")
        assert word.inside["image"]
        assert File.objects.filter(word=word).count() == 1


def test_a_file_too_big_is_refused_where_it_was_given(
    ponti: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kentongan.mailroom.storage.MOST", 10)
    report = ponti.report(state="assigned")
    photo = SimpleUploadedFile("a.png", PIXEL, "image/png")
    page = press(ponti, report, "answer", ponti.dishub, text="Sudah diganti semua",
                 outcome="repaired", photos=photo)  # fmt: skip
    assert (page.status_code, ponti.state(report)) == (422, "assigned")
    text = page.content.decode()
    assert "Sudah diganti semua" in text and "20 MB" in text


def test_an_empty_form_comes_back_open_with_what_to_do(ponti: Town) -> None:
    report = ponti.report()
    page = press(ponti, report, "decline", ponti.officer, reason="not_ours", text="Karena PLN")
    [decline] = [a for a in page.context["actions"] if a.verb == "decline"]
    assert decline.open and page.status_code == 422
    assert "Sebut urusan siapa" in page.content.decode()
    assert "Karena PLN" in page.content.decode()
    assert ponti.state(report) == "received"


def test_an_old_button_is_refused_and_says_what_is_possible(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    page = press(ponti, report, "verify", ponti.officer)
    assert page.status_code == 422
    assert "belum bisa dilakukan" in page.content.decode()


def test_a_reply_goes_to_the_resident_in_both_forms(ponti: Town) -> None:
    report = ponti.report(state="verified")
    press(ponti, report, "reply", ponti.officer, text="Lampunya sudah menyala.")
    with inside(ponti.city):
        word = Word.objects.get(matter=report.pk, purpose="reply")
    assert word.inside == {"type": "text", "text": "Lampunya sudah menyala.", "preview": False}
    assert word.template["name"] == "answer_ready"
    assert word.template["url_suffix"] == report.matter.token
    assert word.staff_id == ponti.officer.pk


def test_a_reopened_report_has_both_clocks_again(ponti: Town) -> None:
    report = ponti.report(state="closed")
    press(ponti, report, "reopen", ponti.officer, reason="Padam lagi")
    with inside(ponti.city):
        running = Deadline.objects.filter(matter=report.pk, ended_at=None)
        assert {d.clock for d in running} == {"matter", "step"}


def test_the_conversation_is_taken_over_and_handed_back(ponti: Town) -> None:
    report = ponti.report()
    press(ponti, report, "take_over", ponti.officer)
    held = ponti.fresh(report)
    assert held.taken_over_by_id == ponti.officer.pk
    assert press(ponti, report, "take_over", ponti.colleague).status_code == 422
    assert press(ponti, report, "hand_over", ponti.head).status_code == 404
    press(ponti, report, "hand_over", ponti.colleague)
    assert ponti.fresh(report).taken_over_at is None


def test_an_officer_puts_the_particulars_right(ponti: Town) -> None:
    report = ponti.report()
    press(ponti, report, "amend", ponti.officer, topic="rubbish", place="Gg. Mawar",
          area="61.71.05.1005", urgent="on", confidential="on")  # fmt: skip
    now = ponti.fresh(report)
    assert (now.topic and now.topic.code, now.topic_is_suggested) == ("rubbish", False)
    assert (now.place, now.urgent, now.confidential, now.anonymous) == (
        "Gg. Mawar", True, True, False,
    )  # fmt: skip
    with inside(ponti.city):
        assert now.area and now.area.name == "Sungai Jawi"
        verbs = list(JournalLine.objects.filter(matter=report.pk).values_list("verb", flat=True))
    assert verbs == ["receive", "choose_topic", "amend"]


def test_a_suggested_topic_takes_one_press(ponti: Town) -> None:
    report = ponti.report()
    client = ponti.client(ponti.officer)
    assert client.post(ponti.url(report, "topic"), {"topic": "rubbish"}).status_code == 302
    assert client.post(ponti.url(report, "topic"), {"topic": "gajah"}).status_code == 404
    now = ponti.fresh(report)
    assert now.topic and now.topic.code == "rubbish" and not now.topic_is_suggested


def test_what_was_done_is_said_once(ponti: Town) -> None:
    report, client = ponti.report(), ponti.client(ponti.officer)
    page = client.post(ponti.url(report, "do", "verify"), follow=True)
    assert "Ditandai sudah diperiksa." in page.content.decode()
    assert "Ditandai sudah diperiksa." not in client.get(ponti.url(report)).content.decode()


def test_an_agency_with_a_telephone_hears_of_its_disposition(ponti: Town) -> None:
    with inside(ponti.city):
        Staff.objects.filter(pk=ponti.dishub.pk).update(phone="+6281255509999")
    report = ponti.report(place="Gg. Beringin 2")
    press(ponti, report, "dispose", ponti.officer, agency="dishub")
    with inside(ponti.city):
        word = Word.objects.get(purpose="disposition")
    assert report.matter.number in word.text and "Gg. Beringin 2" in word.text
    assert word.inside["url"].endswith(ponti.url(report))
    assert word.template["url_suffix"] == report.matter.number
    assert word.matter_id is None  # it is not part of the talk with the resident
