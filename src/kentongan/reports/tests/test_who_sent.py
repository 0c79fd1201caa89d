"""Whose photo it is: the resident's, the office's own from its telephone, or a colleague's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from kentongan.cases import actions as cases
from kentongan.cases.actor import acting
from kentongan.cities.locks import inside
from kentongan.frontdesk import echoes
from kentongan.mailroom.models import File, Message, Word
from kentongan.mailroom.storage import fill, keep, new_key
from kentongan.reports.actions import handling
from kentongan.reports.actions.keeping import WITHOUT_WORDS
from kentongan.reports.models import Report
from kentongan.reports.page.shapes import Item, Quote
from kentongan.reports.tests.builders import Town
from kentongan.reports.tests.test_veil import photo


def shelved(town: Town, content: bytes, **more: Any) -> File:
    """A file that lies on the shelf."""
    with inside(town.city):
        now = timezone.now()
        file = File(key=new_key(), since=now, ready_at=now, **more)
        fill(file, keep(content))
        file.save()
    return file


def items(town: Town, report: Report, by: Any = None) -> dict[str, Item]:
    page = town.client(by or town.officer).get(town.url(report))
    return {item.id: item for item in page.context["timeline"]}


def from_the_phone(town: Town, report: Report, content: bytes, mime: str) -> tuple[Word, File]:
    word = town.word(report, "", purpose="echo", state="sent", external_id="wamid.echo")
    return word, shelved(town, content, word=word, matter_id=report.pk, mime=mime)


def test_a_photo_from_the_offices_telephone_is_shown_as_the_citys(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    word, file = from_the_phone(ponti, report, photo(), "image/jpeg")
    reply = ponti.message(report, "Ini siapa?", reply_to=word.external_id)
    shown = items(ponti, report)
    [attached] = shown[f"w{word.pk}"].files
    assert (shown[f"w{word.pk}"].kind, attached.kind) == ("echo", "photo")
    assert file.key in attached.url
    assert shown[f"m{reply.pk}"].quote == Quote(ponti.city.name, "Foto")
    where = f"/{ponti.city.slug}/file/{file.key}"
    assert ponti.client(ponti.officer).get(where).status_code == 200
    assert ponti.client(ponti.dishub).get(where).status_code == 200
    assert ponti.client(ponti.pupr).get(where).status_code == 404


def test_a_voice_from_the_offices_telephone_keeps_a_hidden_reporter_hidden(ponti: Town) -> None:
    """An officer may have said their name."""
    report = ponti.report(state="assigned", anonymous=True, confidential=True)
    word, file = from_the_phone(ponti, report, b"OggS talk", "audio/ogg")
    [held] = items(ponti, report, ponti.dishub)[f"w{word.pk}"].files
    assert held.words == "Pesan suara menunggu dilepas petugas."
    where = f"/{ponti.city.slug}/file/{file.key}"
    assert ponti.client(ponti.dishub).get(where).status_code == 404


def test_a_photo_of_the_offices_telephone_that_cannot_be_fetched_says_where_it_is(
    ponti: Town,
) -> None:
    report = ponti.report()
    word, file = from_the_phone(ponti, report, photo(), "image/jpeg")
    with inside(ponti.city):
        File.objects.filter(pk=file.pk).update(state="gone")
    [gone] = items(ponti, report)[f"w{word.pk}"].files
    assert gone.words == "Foto tidak bisa diambil lagi. Lihat di ponsel kantor."


def from_a_colleague(town: Town, report: Report, content: bytes, kind: str, text: str = "") -> File:
    """What the liaison of Dishub sent about it from their telephone, as the desk has taken it."""
    now = timezone.now()
    contact = town.contact("Anton di WhatsApp")
    message = town.message(
        report, text, kind=kind, contact_id=contact.pk, staff=town.dishub, at=now
    )
    with inside(town.city):
        cases.note(
            report.matter, "note", by=acting(town.dishub), now=now, text=text or WITHOUT_WORDS
        )
    return shelved(town, content, message=message, staff=town.dishub)


def test_a_colleagues_photo_is_shown_as_theirs_once_with_its_words(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    file = from_a_colleague(ponti, report, photo(), "image", "Sudah diganti")
    said = ponti.message(report, "Kapan selesai?")
    shown = items(ponti, report)
    theirs = shown[f"m{file.message_id}"]
    assert (theirs.kind, theirs.text) == ("note", "Sudah diganti")
    assert theirs.who == "Anton Wijaya, Pejabat penghubung, Dishub"
    assert [item.id for item in shown.values() if item.text == "Sudah diganti"] == [theirs.id]
    assert shown[f"m{said.pk}"].who == "Sari Dewi"


def test_a_quoted_photo_of_a_colleague_is_quoted_as_theirs(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    file = from_a_colleague(ponti, report, photo(), "image")
    with inside(ponti.city):
        name = file.message.external_id if file.message else ""
    word = ponti.word(report, "Terima kasih", reply_to=name, external_id="wamid.thanks")
    quote = items(ponti, report)[f"w{word.pk}"].quote
    assert quote == Quote("Anton Wijaya, Pejabat penghubung, Dishub", "Foto")


def test_a_note_in_words_alone_stays_beside_the_photo_of_the_same_moment(ponti: Town) -> None:
    report = ponti.report(state="assigned")
    from_a_colleague(ponti, report, photo(), "image")
    with inside(ponti.city):
        at = Message.objects.get(staff=ponti.dishub).taken_at
        assert at
        cases.note(report.matter, "note", by=acting(ponti.dishub), now=at, text="Tiga lampu")
    notes = [i.text for i in items(ponti, report).values() if i.kind == "note"]
    assert sorted(notes) == ["", "Tiga lampu"]


def test_an_agency_hears_its_own_voice_in_a_hidden_report_and_no_other_agency_does(
    ponti: Town,
) -> None:
    report = ponti.report(state="assigned", anonymous=True, confidential=True)
    file = from_a_colleague(ponti, report, b"OggS talk", "audio")
    [voice] = items(ponti, report, ponti.dishub)[f"m{file.message_id}"].files
    assert file.key in voice.url
    with inside(ponti.city):
        handling.dispose(
            ponti.fresh(report), to=ponti.pupr.agency, by=ponti.officer, now=timezone.now()
        )
    assert f"m{file.message_id}" not in items(ponti, report, ponti.pupr)


def test_a_colleagues_message_counts_as_no_word_of_the_resident(ponti: Town) -> None:
    """The officer has answered everything the resident said."""
    report = ponti.report()
    ponti.word(report, "Kami cek", purpose="echo", state="sent", sent_at=timezone.now())
    with inside(ponti.city):
        contact = ponti.contact("Anton di WhatsApp")
    later = timezone.now() + timedelta(minutes=1)
    ponti.message(report, kind="image", contact_id=contact.pk, staff=ponti.dishub, at=later)
    echoes.batch(ponti.city, timezone.now())
    assert not ponti.fresh(report).has_news
