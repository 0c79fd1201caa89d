"""Held letters and templates: what did not arrive, and what to do about it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from kentongan.cases.models import JournalLine, JournalNote
from kentongan.cities.locks import inside
from kentongan.mailroom.models import Lane, Quarantine, Template, Word
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town


def lost(town: Town, report: Report, **more: Any) -> Word:
    return town.word(
        report,
        "Lampunya sudah menyala.",
        **{
            "state": "undeliverable",
            "trouble": "nomor tidak memakai WhatsApp",
            "trouble_code": 131026,
            "ended_at": timezone.now(),
            "inside": {"type": "text", "text": "Lampunya sudah menyala.", "preview": False},
            **more,
        },
    )


def test_an_answer_that_did_not_arrive_waits_with_its_clock(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    lost(ponti, report)
    page = ponti.client(ponti.officer).get("/pontianak/desk/trays/")
    [held] = page.context["undeliverable"]
    assert (held.number, held.due.kind) == (report.matter.number, "soon")
    assert "Nomor tidak memakai WhatsApp." in page.content.decode()
    shown = ponti.client(ponti.officer).get(ponti.url(report))
    assert shown.context["alert"].title == "Balasan terakhir belum sampai."
    assert "Sudah saya sampaikan" in shown.content.decode()


def test_told_by_telephone_it_is_settled_and_journaled(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    word = lost(ponti, report)
    client = ponti.client(ponti.officer)
    url = f"/pontianak/desk/trays/words/{word.pk}/resolve/"
    answer = client.post(url, {"note": "Ditelepon pukul 10"})
    assert answer["Location"] == "/pontianak/desk/trays/"
    assert client.get("/pontianak/desk/trays/").context["undeliverable"] == []
    with inside(ponti.city):
        line = JournalLine.objects.get(matter=report.pk, verb="resolve")
        assert JournalNote.objects.get(line=line).text == "Ditelepon pukul 10"
    assert client.post(url).status_code == 409


def test_sent_again_it_is_a_new_word_and_the_old_one_is_settled(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    word = lost(ponti, report)
    report_page = "http://testserver" + ponti.url(report)
    url = f"/pontianak/desk/trays/words/{word.pk}/resend/"
    answer = ponti.client(ponti.officer).post(url, HTTP_REFERER=report_page)
    assert answer["Location"] == report_page
    with inside(ponti.city):
        again = Word.objects.get(matter=report.pk, state="queued")
        assert (again.text, again.ref != word.ref) == (word.text, True)
        assert Lane.objects.get(contact=word.contact_id, way="out").pending == 1


def test_only_officers_of_this_city_settle_words(ponti: Town, lampung: Town) -> None:
    word = lost(ponti, ponti.report(state="assigned"))
    path = f"trays/words/{word.pk}/resolve/"
    for town, staff in ((ponti, ponti.dishub), (ponti, ponti.head), (lampung, lampung.officer)):
        assert town.client(staff).post(town.url() + path).status_code == 404
    unknown = ponti.client(ponti.officer).post(ponti.url() + f"trays/words/{word.pk}/buang/")
    assert unknown.status_code == 404


def test_what_is_in_doubt_says_what_happens_next(ponti: Town) -> None:
    report = ponti.report()
    lost(ponti, report, state="unknown", attempted_at=timezone.now())
    [doubtful] = ponti.client(ponti.officer).get("/pontianak/desk/trays/").context["unknown"]
    assert "menit lagi tetap sunyi" in doubtful.words_next


def test_a_city_sees_the_unread_letters_of_its_own_lines(ponti: Town, lampung: Town) -> None:
    rows = [
        Quarantine.objects.create(
            channel="whatsapp", app="demo", line=line, reason="belum dikenal", item=b'{"a": 1}',
            at=timezone.now(),
        )
        for line in (ponti.line.external_id, lampung.line.external_id, "")
    ]  # fmt: skip
    client = ponti.client(ponti.officer)
    [shown] = client.get("/pontianak/desk/trays/").context["quarantine"]
    assert (shown.id, shown.preview) == (str(rows[0].pk), '{"a": 1}')
    url = "/pontianak/desk/trays/letters/{}/set_aside/"
    assert client.post(url.format(rows[1].pk)).status_code == 404
    assert client.post(url.format(rows[0].pk)).status_code == 302
    assert client.get("/pontianak/desk/trays/").context["quarantine"] == []


def test_templates_are_shown_with_their_state_and_what_to_do(ponti: Town) -> None:
    client = ponti.client(ponti.officer)
    assert client.get("/pontianak/desk/templates/").context["ok"]
    with inside(ponti.city):
        Template.objects.filter(name="reminder").update(status="rejected", reason="promosi")
    page = client.get("/pontianak/desk/templates/")
    first = page.context["templates"][0]
    assert (page.context["ok"], first.name, first.status.word) == (False, "reminder", "Ditolak")
    assert "Alasan WhatsApp: promosi." in page.content.decode()
    assert any(piece.variable and piece.text == "nomor laporan" for piece in first.pieces)


def test_agencies_have_no_business_here(ponti: Town) -> None:
    client = ponti.client(ponti.dishub)
    for page in ("trays", "templates", "check"):
        assert client.get(f"/pontianak/desk/{page}/").status_code == 404
    assert "Surat tertahan" not in client.get(ponti.url()).content.decode()
