"""What an agency hears on the telephone, what it does not hear, and what it writes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import inside
from kentongan.mailroom.models import Lane, Word
from kentongan.people.models import Area, Staff, User
from kentongan.people.tests.at_work import hold
from kentongan.reports.actions import handling, keeping
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town


def on_the_phone(town: Town, staff: Staff, phone: str = "+6281255509999") -> None:
    with inside(town.city):
        Staff.objects.filter(pk=staff.pk).update(phone=phone)
        staff.phone = phone


def dispose(town: Town, report: Report, to: Staff) -> None:
    with inside(town.city):
        handling.dispose(town.fresh(report), to=to.agency, by=town.officer, now=timezone.now())


def asked(town: Town) -> list[Word]:
    with inside(town.city):
        return list(Word.objects.filter(purpose="disposition").order_by("pk"))


def heard(word: Word) -> str:
    return " ".join([word.text, word.inside["text"], *word.template["params"]])


def test_a_whistleblower_stays_unknown_in_what_the_agency_hears(ponti: Town) -> None:
    on_the_phone(ponti, ponti.dishub)
    report = ponti.report(
        "Saya Sari Dewi 081255500001, atasan saya minta uang", topic="-",
        place="rumah Sari Dewi, Gg. Mawar 3, 081255500001", confidential=True, anonymous=True,
    )  # fmt: skip
    dispose(ponti, report, ponti.dishub)
    [word] = asked(ponti)
    for private in ("Sari", "Dewi", "0812", "uang", "Mawar"):
        assert private not in heard(word), private
    assert "laporan rahasia" in word.text and report.matter.number in word.text


@pytest.mark.parametrize(
    ("mark", "where"),
    [("confidential", "lihat di meja kerja"), ("anonymous", "Kelurahan Sungai Jawi")],
)
def test_the_agency_hears_no_more_than_the_kelurahan_of_who_asked_to_be_hidden(
    ponti: Town, mark: str, where: str
) -> None:
    """And of what is confidential nothing but the number: place and topic stay at the desk."""
    hidden: dict[str, Any] = {mark: True}
    on_the_phone(ponti, ponti.dishub)
    with inside(ponti.city):
        area = Area.objects.get(code="61.71.05.1005")
    report = ponti.report(place="Gg. Mawar 3", area_id=area.pk, **hidden)
    dispose(ponti, report, ponti.dishub)
    [word] = asked(ponti)
    assert word.template["params"][3] == where
    assert "Mawar" not in heard(word)


@pytest.mark.parametrize("gone", ["until", "away_from", "account"])
def test_who_no_longer_holds_the_post_or_is_away_hears_of_nothing(ponti: Town, gone: str) -> None:
    on_the_phone(ponti, ponti.dishub)
    today = timezone.now().astimezone(ponti.city.tz).date()
    with inside(ponti.city):
        if gone == "account":
            User.objects.filter(pk=ponti.dishub.user_id).update(is_active=False)
        else:
            day = today - timedelta(days=1) if gone == "until" else today
            Staff.objects.filter(pk=ponti.dishub.pk).update(**{gone: day})
    dispose(ponti, ponti.report(), ponti.dishub)
    assert asked(ponti) == []


def test_the_agency_hears_the_place_without_the_name_and_number_in_it(ponti: Town) -> None:
    on_the_phone(ponti, ponti.dishub)
    named = ponti.report(name="Sari Dewi", place="depan rumah bu sari")
    dispose(ponti, named, ponti.dishub)
    numbered = ponti.report(place="Gg. Beringin 2, hubungi 081255500001")
    dispose(ponti, numbered, ponti.dishub)
    first, second = asked(ponti)
    assert first.template["params"][3] == "lihat di meja kerja"
    assert "Gg. Beringin 2" in second.text and "081255500001" not in heard(second)


def test_the_agency_hears_the_topic_not_the_residents_words(ponti: Town) -> None:
    on_the_phone(ponti, ponti.dishub)
    report = ponti.report("Lampu padam, tetangga saya si Badu yang rusakkan")
    dispose(ponti, report, ponti.dishub)
    [word] = asked(ponti)
    assert "Badu" not in heard(word) and "lampu jalan" in word.text.lower()


def test_everybody_of_an_agency_hears_at_the_price_of_one(ponti: Town) -> None:
    on_the_phone(ponti, ponti.dishub)
    dispose(ponti, ponti.report(), ponti.dishub)
    report = ponti.report()
    with inside(ponti.city), CaptureQueriesContext(connection) as one:
        handling.dispose(report, to=ponti.dishub.agency, by=ponti.officer, now=timezone.now())
    with inside(ponti.city):
        for n in range(5):
            more = hold("dishub.liaison", f"Dishub {n}", username=f"dishub{n}")
            Staff.objects.filter(pk=more.pk).update(phone=f"+628125559000{n}")
    dispose(ponti, ponti.report(), ponti.dishub)
    report, before = ponti.report(), len(asked(ponti))
    with inside(ponti.city), CaptureQueriesContext(connection) as six:
        handling.dispose(report, to=ponti.dishub.agency, by=ponti.officer, now=timezone.now())
    assert len(asked(ponti)) - before == 6
    assert len(six) == len(one)


@pytest.mark.parametrize("how", ["recall", "hand_back", "dispose", "answer"])
def test_an_agency_that_is_relieved_hears_nothing_late(ponti: Town, how: str) -> None:
    on_the_phone(ponti, ponti.dishub)
    other = ponti.report(state="assigned")
    report = ponti.report(state="assigned")
    words: dict[str, dict[str, Any]] = {
        "hand_back": {"reason": "Bukan kami", "by": ponti.dishub},
        "dispose": {"to": ponti.pupr.agency},
        "answer": {
            "text": "Dua lampu diganti",
            "outcome": "repaired",
            "no_photo": "Sudah gelap",
            "by": ponti.dishub,
        },
    }
    given = {"by": ponti.officer, **words.get(how, {})}
    with inside(ponti.city):
        getattr(handling, how)(ponti.fresh(report), now=timezone.now(), **given)
        contact = asked(ponti)[0].contact_id
        lane = Lane.objects.get(contact=contact, way="out")
    states = {w.text.split("*")[1]: w.state for w in asked(ponti) if w.contact_id == contact}
    assert states == {report.matter.number: "cancelled", other.matter.number: "queued"}
    assert lane.pending == 1


def test_an_agency_that_is_asked_again_hears_it_once(ponti: Town) -> None:
    on_the_phone(ponti, ponti.dishub)
    report = ponti.report(state="assigned")
    dispose(ponti, report, ponti.dishub)
    assert [w.state for w in asked(ponti)] == ["cancelled", "queued"]


def noted(town: Town, text: str, quoted: Word | None = None, by: Staff | None = None) -> Any:
    with inside(town.city):
        return keeping.note_from_agency(by or town.dishub, text, quoted, now=timezone.now())


def notes(town: Town, report: Report) -> list[tuple[int | None, str]]:
    with inside(town.city):
        lines = JournalLine.objects.filter(matter=report.pk, verb="note").select_related("note")
        return [(line.staff_id, line.note.text) for line in lines.order_by("pk")]


def test_an_agency_person_who_answers_the_disposition_leaves_a_note_for_the_officer(
    ponti: Town,
) -> None:
    on_the_phone(ponti, ponti.dishub)
    report, later = ponti.report(state="assigned"), ponti.report(state="assigned")
    with inside(ponti.city):
        Report.objects.update(has_news=False)
    found = noted(ponti, "Siap, besok pagi tim kami ke lokasi", asked(ponti)[0])
    assert found == report
    assert notes(ponti, report) == [(ponti.dishub.pk, "Siap, besok pagi tim kami ke lokasi")]
    assert ponti.fresh(report).has_news and not ponti.fresh(later).has_news


def test_without_a_quote_it_is_the_report_they_name_or_the_last_one_asked(ponti: Town) -> None:
    first, second = ponti.report(state="assigned"), ponti.report(state="assigned")
    assert noted(ponti, f"Yang {first.matter.number} sudah kami cek") == first
    assert noted(ponti, "Siap") == second
    assert noted(ponti, "  ") == second
    assert [text for _, text in notes(ponti, second)] == ["Siap", "(pesan tanpa tulisan)"]


def test_nobody_leaves_notes_on_reports_of_another_agency(ponti: Town) -> None:
    on_the_phone(ponti, ponti.dishub)
    report = ponti.report(state="assigned")
    assert noted(ponti, "Siap", asked(ponti)[0], by=ponti.pupr) is None
    assert noted(ponti, "Siap", by=ponti.officer) is None
    with inside(ponti.city):
        Staff.objects.filter(pk=ponti.dishub.pk).update(is_active=False)
        gone = Staff.objects.get(pk=ponti.dishub.pk)
    assert noted(ponti, "Siap", by=gone) is None
    assert notes(ponti, report) == []


def test_an_agency_relieved_of_everything_has_nothing_to_write_about(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    with inside(ponti.city):
        handling.recall(ponti.fresh(report), by=ponti.officer, now=timezone.now())
    assert noted(ponti, "Siap") is None
