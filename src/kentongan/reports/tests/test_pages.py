"""What officers, agencies and heads see, and that it costs the same however much there is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cities.locks import inside
from kentongan.reports.models import Disposition, Report
from kentongan.reports.tests.builders import PATHS, Town


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("state", PATHS)
def test_an_officer_opens_a_report_in_every_state(ponti: Town, state: str) -> None:
    report = ponti.report(state=state)
    page = ponti.client(ponti.officer).get(ponti.url(report))
    assert page.status_code == 200
    for words in ("Sari Dewi", report.matter.number, "Lampu jalan depan gang"):
        assert words in body(page)


def test_an_officer_sees_the_queue_with_counts(ponti: Town) -> None:
    for state in ("received", "received", "assigned", "answered", "closed"):
        ponti.report(state=state)
    page = ponti.client(ponti.officer).get(ponti.url())
    trays = {t.title: t.count for group in page.context["trays"] for t in group.rows}
    assert (trays["Baru masuk"], trays["Di dinas"], trays["Ada jawaban dinas"]) == (2, 1, 1)
    assert trays["Semua laporan"] is None
    assert len(page.context["queue"].rows) == 2


def test_what_is_urgent_and_what_is_due_comes_first(ponti: Town) -> None:
    now = timezone.now()
    young = ponti.report("Sampah menumpuk", at=now - timedelta(hours=1))
    old = ponti.report("Jalan berlubang", at=now - timedelta(days=20))
    urgent = ponti.report("Kabel putus", urgent=True)
    rows = ponti.client(ponti.officer).get(ponti.url()).context["queue"].rows
    numbers = [row.number for row in rows]
    assert numbers == [r.matter.number for r in (urgent, old, young)]
    assert rows[1].due.kind == "late"


def statements(town: Town, url: str) -> int:
    client = town.client(town.officer)
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    return len(found)


def test_the_queue_costs_the_same_with_five_and_fifty(ponti: Town) -> None:
    url = ponti.url() + "?baki=dinas"
    for _ in range(5):
        ponti.report(state="assigned")
    few = statements(ponti, url)
    for _ in range(45):
        ponti.report(state="assigned")
    assert statements(ponti, url) == few <= 15


def test_a_long_conversation_costs_as_much_as_a_short_one(ponti: Town) -> None:
    report = ponti.report(state="answered")
    ponti.word(report, "Baik, Bu.", state="read")
    short = statements(ponti, ponti.url(report))
    for n in range(40):
        ponti.message(report, f"pesan {n}")
        ponti.word(report, f"jawaban {n}", state="read")
    assert statements(ponti, ponti.url(report)) == short <= 45


def test_opening_a_report_marks_it_read_for_officers_alone(ponti: Town) -> None:
    report = ponti.report()
    ponti.client(ponti.head).get(ponti.url(report))
    assert ponti.fresh(report).has_news
    ponti.client(ponti.officer).get(ponti.url(report))
    assert not ponti.fresh(report).has_news


def test_an_agency_that_opens_its_disposition_has_seen_it(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    ponti.client(ponti.officer).get(ponti.url(report))
    with inside(ponti.city):
        assert Disposition.objects.get(report=report.pk).seen_at is None
    ponti.client(ponti.dishub).get(ponti.url(report))
    with inside(ponti.city):
        assert Disposition.objects.get(report=report.pk).seen_at is not None


def test_an_agency_sees_what_was_disposed_to_it_and_nothing_else(ponti: Town) -> None:
    mine, theirs = ponti.report(state="assigned"), ponti.report(state="assigned", agency="pupr")
    nobodys = ponti.report()
    client = ponti.client(ponti.dishub)
    assert client.get(ponti.url(mine)).status_code == 200
    assert client.get(ponti.url(theirs)).status_code == 404
    assert client.get(ponti.url(nobodys)).status_code == 404
    rows = client.get(ponti.url() + "?baki=semua").context["queue"].rows
    assert [row.number for row in rows] == [mine.matter.number]


def test_an_agency_keeps_sight_of_what_it_answered(ponti: Town) -> None:
    report = ponti.report(state="closed")
    page = ponti.client(ponti.dishub).get(ponti.url(report))
    assert page.status_code == 200
    assert page.context["actions"] == []


@pytest.mark.parametrize("mark", ["anonymous", "confidential"])
def test_an_agency_never_learns_who_asked_not_to_be_named(ponti: Town, mark: str) -> None:
    text = "Saya Mulyadi, HP 0812-5550-1234, NIK 6171014101900001. Juru parkir minta pungutan"
    marks: dict[str, Any] = {mark: True}
    report = ponti.report(text, state="answered", name="Mulyadi Hartono", **marks)
    ponti.word(report, "Baik Pak Mulyadi, kami catat.", state="read")
    page = body(ponti.client(ponti.dishub).get(ponti.url(report)))
    for secret in ("Mulyadi", "Hartono", "5550", "1901900001", f"warga{report.matter.contact_id}"):
        assert secret not in page
    assert "Juru parkir minta pungutan" in page
    officer = ponti.client(ponti.officer)
    assert "Mulyadi Hartono" not in body(officer.get(ponti.url(report)))
    officer.post(ponti.url(report, "identity"), {"reason": "Warga minta ditelepon"})
    assert "Mulyadi Hartono" in body(officer.get(ponti.url(report)))


def test_an_agency_does_not_read_the_offices_notes(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    ponti.client(ponti.officer).post(ponti.url(report, "note"), {"text": "Pelapornya tetangga"})
    ponti.client(ponti.dishub).post(ponti.url(report, "note"), {"text": "Tim malam berangkat"})
    agency = body(ponti.client(ponti.dishub).get(ponti.url(report)))
    office = body(ponti.client(ponti.officer).get(ponti.url(report)))
    assert "Pelapornya tetangga" not in agency and "Tim malam berangkat" in agency
    assert "Pelapornya tetangga" in office and "Tim malam berangkat" in office


def test_somebody_of_the_other_city_finds_nothing(ponti: Town, lampung: Town) -> None:
    report = ponti.report(state="assigned")
    for staff in (lampung.officer, lampung.head, lampung.dishub):
        client = lampung.client(staff)
        assert client.get(ponti.url(report)).status_code == 404
        assert client.get(ponti.url()).status_code == 404
        assert client.get(f"/bandarlampung/desk/{report.matter.number}/").status_code == 404
        answer = client.post(f"/bandarlampung/desk/{report.matter.number}/do/verify/")
        assert answer.status_code == 404


def test_a_stranger_is_asked_to_sign_in(ponti: Town) -> None:
    from django.test import Client

    answer = Client().get(ponti.url())
    assert (answer.status_code, answer["Location"]) == (302, "/masuk/?next=/pontianak/desk/")


def test_a_number_may_be_typed_without_its_dash(ponti: Town) -> None:
    report = ponti.report()
    typed = report.matter.number.replace("-", "").lower()
    assert ponti.client(ponti.officer).get(f"/pontianak/desk/{typed}/").status_code == 200


@pytest.mark.parametrize("wrong", ["AAAA-AAAA", "hal", "2222-2222"])
def test_a_number_that_is_none_is_not_there(ponti: Town, wrong: str) -> None:
    assert ponti.client(ponti.officer).get(f"/pontianak/desk/{wrong}/").status_code == 404


def found(town: Town, words: str) -> list[str]:
    page = town.client(town.officer).get(town.url(), {"q": words})
    return [row.number for row in page.context["queue"].rows]


def test_a_search_finds_numbers_words_and_places(ponti: Town) -> None:
    lamp = ponti.report(state="closed", place="Gg. Beringin 2")
    ponti.report("Sampah di pasar menumpuk", topic="rubbish")
    number = [lamp.matter.number]
    assert found(ponti, lamp.matter.number.lower()) == number
    assert found(ponti, "lamp padam") == number
    assert found(ponti, "beringin") == number
    assert found(ponti, "Beringin & | ! :*") == number
    assert found(ponti, "gajah") == []
    assert found(ponti, "&&&") == []


def test_a_search_forgets_what_was_erased_and_stays_in_the_city(ponti: Town, lampung: Town) -> None:
    lampung.report("Lampu padam di Sukarame")
    report = ponti.report()
    assert found(ponti, "sukarame") == []
    with inside(ponti.city):
        Report.objects.filter(pk=report.pk).update(text="")
    assert found(ponti, "gelap") == []


def test_nobody_reads_the_search_table_past_its_door(ponti: Town) -> None:
    from django.db import ProgrammingError, transaction

    with inside(ponti.city), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("SELECT * FROM search.report")
        cursor.execute("SELECT count(*) FROM search.reports('lampu:*', 10)")
        assert cursor.fetchone() == (0,)


def test_the_queue_can_be_narrowed(ponti: Town) -> None:
    lamp, rubbish = ponti.report(), ponti.report("Sampah", topic="rubbish")
    client = ponti.client(ponti.officer)
    with inside(ponti.city):
        Report.objects.filter(pk=lamp.pk).update(has_news=False)

    def numbers(**asked: str) -> list[str]:
        return [r.number for r in client.get(ponti.url(), asked).context["queue"].rows]

    assert numbers(topik="rubbish") == [rubbish.matter.number]
    assert numbers(baca="belum") == [rubbish.matter.number]
    assert numbers(mendesak="1") == []
    assert numbers(kanal="web") == []
    assert len(numbers(kanal="nonsense", hal="-3", baki="nonsense")) == 2


def test_fresh_reports_are_counted_quietly(ponti: Town) -> None:
    ponti.report()
    client = ponti.client(ponti.officer)
    page = client.get(ponti.url())
    url = page.context["queue"].fresh_url
    assert "laporan baru" not in body(client.get(url))
    ponti.report(at=timezone.now())
    assert "1 laporan baru" in body(client.get(url))
    assert client.get(ponti.url() + "fresh/?sejak=kemarin").status_code == 200


def test_fifty_to_a_page(ponti: Town) -> None:
    for n in range(52):
        ponti.report(f"laporan {n}")
    client = ponti.client(ponti.officer)
    first = client.get(ponti.url()).context["queue"]
    assert (len(first.rows), first.pager.words, first.pager.previous_url) == (50, "1–50", "")
    second = client.get(first.pager.next_url).context["queue"]
    assert (len(second.rows), second.pager.next_url) == (2, "")
