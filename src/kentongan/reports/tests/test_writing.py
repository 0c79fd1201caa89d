"""The composer: words, notes, drafts, who else is here, and the heartbeat."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cities.locks import inside
from kentongan.mailroom.models import Lane, Template, Word
from kentongan.people.models import Contact
from kentongan.reports.actions import Addition, add_many
from kentongan.reports.models import Draft, Presence, Report
from kentongan.reports.page import report as pages
from kentongan.reports.tests.builders import Town


def composer(town: Town, report: Report, staff: Any = None) -> Any:
    return town.client(staff or town.officer).get(town.url(report)).context["composer"]


def test_a_word_between_changes_no_state(ponti: Town) -> None:
    report = ponti.report()
    answer = ponti.client(ponti.officer).post(ponti.url(report, "send"), {"text": "Gang mana, Bu?"})
    assert (answer.status_code, ponti.state(report)) == (302, "received")
    with inside(ponti.city):
        word = Word.objects.get(matter=report.pk)
    assert (word.purpose, word.text) == ("message", "Gang mana, Bu?")


def test_the_last_answer_moves_the_report(ponti: Town) -> None:
    report = ponti.report(state="answered")
    assert composer(ponti, report).final
    ponti.client(ponti.officer).post(ponti.url(report, "send"), {"text": "Sudah.", "final": "on"})
    assert ponti.state(report) == "replied"
    assert composer(ponti, report).final == ""


def test_what_cannot_be_sent_is_kept_with_the_reason(ponti: Town) -> None:
    report, client = ponti.report(), ponti.client(ponti.officer)
    for text, reason in (("", "Tulis pesannya dahulu."), ("a" * 4097, "paling banyak 4.096 huruf")):
        page = client.post(ponti.url(report, "send"), {"text": text})
        assert page.status_code == 422
        assert reason in page.context["composer"].error
        assert page.context["composer"].draft == text
    in_pane = client.post(ponti.url(report, "send"), {"text": ""}, HTTP_HX_TARGET="lembar")
    assert in_pane.status_code == 200  # htmx shows no other
    assert "Tulis pesannya dahulu." in in_pane.content.decode()


def test_only_officers_write_to_residents(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    assert composer(ponti, report, ponti.head).why_not
    for staff in (ponti.dishub, ponti.head):  # an agency relays its words, at an address of its own
        answer = ponti.client(staff).post(ponti.url(report, "send"), {"text": "Halo"})
        assert answer.status_code == 404


def test_a_draft_is_kept_for_who_typed_it(ponti: Town) -> None:
    report, client = ponti.report(), ponti.client(ponti.officer)
    said = client.post(ponti.url(report, "draft"), {"text": "Baik Bu, tim"})
    assert said.content.decode().startswith("Draf tersimpan ")
    assert composer(ponti, report).draft == "Baik Bu, tim"
    assert composer(ponti, report, ponti.colleague).draft == ""
    client.post(ponti.url(report, "draft"), {"text": "Baik Bu, tim besok"})
    client.post(ponti.url(report, "send"), {"text": "Baik Bu, tim besok"})
    assert composer(ponti, report).draft == ""
    client.post(ponti.url(report, "draft"), {"text": "x"})
    assert client.post(ponti.url(report, "draft"), {"text": "  "}).content == b""
    with inside(ponti.city):
        assert not Draft.objects.exists()


def test_the_window_counts_down_and_says_what_is_sent_after_it(ponti: Town) -> None:
    report = ponti.report()

    def spoke(hours: float) -> Any:
        at = timezone.now() - timedelta(hours=hours)
        with inside(ponti.city):
            Lane.objects.filter(contact=report.matter.contact_id).update(spoke_at=at)
        return composer(ponti, report)

    assert spoke(1).window.kind == "ok" and spoke(1).window.words.startswith("Sisa 22 jam")
    assert spoke(23).window.kind == "soon"
    late = spoke(25)
    assert late.window.kind == "late" and "templat “Ada jawaban”" in late.outside
    with inside(ponti.city):
        Template.objects.filter(name="answer_ready").update(status="rejected")
    assert "belum disetujui" in spoke(25).outside


def test_somebody_without_a_number_is_not_written_to(ponti: Town) -> None:
    with inside(ponti.city):
        nobody = Contact.objects.create(name="Pak Amat", since=timezone.now())
    report = ponti.report(contact=nobody)
    shown = ponti.client(ponti.officer).get(ponti.url(report))
    assert "tidak bisa ditulisi" in shown.context["composer"].why_not
    assert "reply" in [a.verb for a in shown.context["actions"]]
    page = ponti.client(ponti.officer).post(ponti.url(report, "send"), {"text": "Halo"})
    assert "tidak bisa ditulisi" in page.content.decode()


def test_canned_replies_are_filled_in(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    texts = [c.text for c in composer(ponti, report).canned]
    assert any(report.matter.number in text for text in texts)
    assert any("Bapak/Ibu Sari" in text for text in texts)
    assert any("Dinas Perhubungan" in text for text in texts)
    assert not any("{" in text for text in texts)


def test_two_officers_on_one_report_see_each_other(ponti: Town) -> None:
    report = ponti.report()
    ponti.client(ponti.officer).get(ponti.url(report))
    page = ponti.client(ponti.colleague).get(ponti.url(report))
    assert [p.name for p in page.context["presence"]] == ["Rina Marlina"]
    ponti.client(ponti.officer).post(ponti.url(report, "draft"), {"text": "Baik"})
    page = ponti.client(ponti.colleague).get(ponti.url(report))
    assert page.context["presence"][0].doing == "sedang menulis"
    with inside(ponti.city):
        Presence.objects.update(at=timezone.now() - timedelta(seconds=31))
    page = ponti.client(ponti.colleague).get(ponti.url(report))
    assert page.context["presence"] == []


def test_the_heartbeat_is_silent_while_nothing_happens(ponti: Town) -> None:
    report, client = ponti.report(), ponti.client(ponti.officer)
    pulse = client.get(ponti.url(report)).context["pulse_url"]
    with CaptureQueriesContext(connection) as found:
        assert client.get(pulse).status_code == 204
    assert len(found) <= 12


def test_the_heartbeat_brings_what_is_new_and_what_changed(ponti: Town) -> None:
    report, client = ponti.report(), ponti.client(ponti.officer)
    word = ponti.word(report, "Baik, Bu.", state="sent")
    pulse = client.get(ponti.url(report)).context["pulse_url"]
    message = ponti.message(report, "Terima kasih, Pak.")
    with inside(ponti.city):
        Word.objects.filter(pk=word.pk).update(state="read")
    beat = client.get(pulse)
    assert [i.id for i in beat.context["fresh"]] == [f"m{message.pk}"]
    assert [i.id for i in beat.context["changed"]] == [f"w{word.pk}"]
    assert "Terima kasih, Pak." in beat.content.decode()
    assert client.get(beat.context["pulse_url"]).status_code == 204


def test_what_comes_while_the_page_is_drawn_is_brought_by_the_heartbeat(
    ponti: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, client = ponti.report(), ponti.client(ponti.officer)

    def slowly(*about: Any) -> pages.Opened:
        opened = open_report(*about)
        ponti.message(report, "Yang di ujung gang masih gelap.")
        return opened

    open_report = pages.open_report
    with monkeypatch.context() as slow:
        slow.setattr(pages, "open_report", slowly)
        page = client.get(ponti.url(report))
    assert "masih gelap" not in page.content.decode()
    assert "masih gelap" in client.get(page.context["pulse_url"]).content.decode()


def test_the_heartbeat_shows_who_came(ponti: Town) -> None:
    report, client = ponti.report(), ponti.client(ponti.officer)
    pulse = client.get(ponti.url(report)).context["pulse_url"]
    ponti.client(ponti.colleague).get(ponti.url(report))
    assert "Budi Santoso" in client.get(pulse).content.decode()


def test_a_heartbeat_from_an_old_page_is_answered_whole(ponti: Town) -> None:
    report, client = ponti.report(), ponti.client(ponti.officer)
    for seen in ("", "!!", "AAAA"):
        beat = client.get(ponti.url(report, "pulse"), {"v": "x", "seen": seen})
        assert len(beat.context["fresh"]) == 3  # a day, their words, the line that received them


def test_edits_revocations_reactions_and_quotes_are_one_line_each(ponti: Town) -> None:
    report = ponti.report()
    first = ponti.message(report, "Gg. Bringin", external_id="wamid.A")
    ponti.message(report, "Gg. Beringin 2", kind="edit", refers_to="wamid.A")
    ponti.message(report, "👍", kind="reaction", refers_to="wamid.A")
    gone = ponti.message(report, "salah kirim", external_id="wamid.B")
    ponti.message(report, kind="revoke", refers_to="wamid.B")
    ponti.word(report, "Di mana?", state="read", external_id="wamid.C")
    reply = ponti.message(report, "Depan masjid", reply_to="wamid.C")
    strange = ponti.message(report, kind="unreadable")
    echo = ponti.word(report, "Kami cek dulu", purpose="echo", state="sent")
    page = ponti.client(ponti.officer).get(ponti.url(report))
    items = {i.id: i for i in page.context["timeline"]}
    edited = items[f"m{first.pk}"]
    assert (edited.text, edited.edited, edited.reaction) == ("Gg. Beringin 2", True, "👍")
    assert [old.text for old in edited.history] == ["Gg. Bringin"]
    revoked = items[f"m{gone.pk}"]
    assert (revoked.text, revoked.deleted, revoked.history[0].text) == ("", True, "salah kirim")
    assert items[f"m{reply.pk}"].quote.text == "Di mana?"
    assert "Tanyakan maksudnya" in items[f"m{strange.pk}"].unreadable
    assert items[f"w{echo.pk}"].kind == "echo"
    assert len([i for i in page.context["timeline"] if i.id.startswith("m")]) == 5


def test_an_officer_reads_in_the_journal_that_a_message_went_to_another_report(
    ponti: Town,
) -> None:
    first, second = ponti.report(), ponti.report("Sampah di pasar")
    moved = ponti.message(second, "Depan kios 4")
    with inside(ponti.city):
        gone = Addition(first.pk, "received", (moved.pk,), "move_message", {"to": second.pk})
        add_many([gone], now=timezone.now())
    said = ponti.client(ponti.officer).get(ponti.url(first)).context["facts"].journal[0]
    assert (said.who, said.words) == ("Warga", "memindahkan satu pesan ke laporan lain")
