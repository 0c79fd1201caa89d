"""Whose photo it is: the resident's, the office's own from its telephone, or a colleague's."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from kentongan.cities.locks import inside
from kentongan.mailroom.models import File, Word
from kentongan.mailroom.storage import fill, keep, new_key
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
    assert held.words == "Pesan suara, hanya untuk petugas."
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
