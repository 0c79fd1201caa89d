"""Who it is that speaks: one person from two numbers, a colleague of an agency, a resident whom
an officer has stopped answering."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kentongan.cases.models import JournalLine, Matter
from kentongan.cities.locks import inside
from kentongan.frontdesk import take
from kentongan.frontdesk.tests.scene import Scene, scene
from kentongan.mailroom.models import File, Lane, Message, Word
from kentongan.people.identities import contact_by_phone
from kentongan.people.models import Contact
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town, town


@pytest.fixture
def kota(db: None) -> Scene:
    return scene()


def test_reports_from_an_older_number_are_still_theirs(kota: Scene) -> None:
    kota.says("Sri", "Lampu jalan padam di Gg. Mawar")
    kota.says("nomor baru", "Got mampet di Jl. Gajah Mada")
    kota.quiet()
    with inside(kota.city):
        old = kota.contacts["Sri"]
        Contact.objects.filter(pk=kota.contacts["nomor baru"]).update(same_as=old)
    kota.later(hours=1)
    for who, other in (("Sri", "nomor baru"), ("nomor baru", "Sri")):
        number = kota.report(other).matter.number
        kota.says(who, number)
        kota.taken()
        assert number in kota.words(who, "status")[-1].text


def test_reports_of_a_stranger_stay_closed(kota: Scene) -> None:
    kota.says("Sri", "Lampu jalan padam di Gg. Mawar")
    kota.says("Tono", "Got mampet di Jl. Gajah Mada")
    kota.quiet()
    kota.says("Sri", kota.report("Tono").matter.number)
    kota.taken()
    assert "bukan laporan dari nomor" in kota.words("Sri", "status")[-1].text


def test_the_desk_speaks_again_when_what_they_wanted_an_officer_for_has_ended(kota: Scene) -> None:
    kota.says("Sri", "petugas")
    kota.quiet()
    with inside(kota.city):
        Matter.objects.update(state="closed", ended_at=kota.now)
    kota.later(hours=20)
    kota.says("Sri", "Jalan berlubang di Jl. Gajah Mada")
    kota.quiet()
    assert len(kota.words("Sri", "acknowledgement")) == 2


def test_while_it_is_open_the_desk_stays_silent(kota: Scene) -> None:
    kota.says("Sri", "petugas")
    kota.quiet()
    kota.later(hours=20)
    kota.says("Sri", "Jalan berlubang di Jl. Gajah Mada")
    kota.quiet()
    assert len(kota.reports("Sri")) == 1


def test_a_pressed_verdict_closes_and_opens_again(kota: Scene) -> None:
    kota.says("Sri", "Lampu jalan padam di Gg. Mawar")
    kota.quiet()
    with inside(kota.city):
        Matter.objects.update(state="replied")
    number = kota.report("Sri").matter.number
    kota.presses("Sri", f"yes:{number}", "Sudah beres")
    kota.taken()
    assert kota.report("Sri").matter.state == "closed"
    assert kota.report("Sri").matter.ended_at
    kota.later(hours=1)
    kota.presses("Sri", f"no:{number}", "Belum")
    kota.taken()
    report = kota.report("Sri")
    assert report.matter.state == "verified" and report.matter.ended_at is None
    assert report.has_news
    with inside(kota.city):
        lines = JournalLine.objects.filter(matter=report.pk, verb__in=("close", "reopen"))
        assert {(line.verb, line.role) for line in lines} == {
            ("close", "resident"),
            ("reopen", "resident"),
        }


def _agency_writes(t: Town, text: str, kind: str = "text") -> Message:
    """The liaison of Dishub quotes the disposition on the telephone."""
    now = timezone.now()
    with inside(t.city):
        t.dishub.phone = "+628111222333"
        t.dishub.save()
        contact = contact_by_phone(t.dishub.phone, now=now)
        asked = Word.objects.filter(purpose="disposition").first()
        if asked:
            Word.objects.filter(pk=asked.pk).update(external_id="wamid.asked")
        message = Message.objects.create(
            line=t.line, contact=contact, external_id=f"wamid.{kind}", at=now, arrived_at=now,
            kind=kind, text=text, reply_to="wamid.asked" if asked else "",
        )  # fmt: skip
        if kind == "image":
            File.objects.create(
                key="k", message=message, mime="image/jpeg", since=now, ready_at=now
            )
        Lane.objects.create(
            contact=contact, line=t.line, way="in", ready_at=now - timedelta(seconds=1),
            spoke_at=now, pending=1,
        )  # fmt: skip
    take.batch(t.city, timezone.now())
    with inside(t.city):
        message.refresh_from_db()
    return message


@pytest.mark.django_db
def test_a_colleague_who_answers_from_the_telephone_writes_a_note_and_no_report() -> None:
    t = town()
    report = t.report(state="assigned")
    message = _agency_writes(t, "Siap, besok pagi tim kami ke lokasi")
    assert (message.outcome, message.outcome_note) == ("addition", "dari dinas")
    assert message.matter_id is None, "nobody reads it as the resident's words"
    with inside(t.city):
        assert Report.objects.count() == 1
        assert t.fresh(report).has_news
        note = JournalLine.objects.get(matter=report.pk, verb="note")
        assert note.note.text == "Siap, besok pagi tim kami ke lokasi"


@pytest.mark.django_db
def test_a_photo_from_a_colleague_is_kept_in_the_folder() -> None:
    t = town()
    report = t.report(state="assigned")
    message = _agency_writes(t, "", kind="image")
    assert (message.matter_id, message.staff_id) == (report.pk, t.dishub.pk)
    with inside(t.city):
        assert File.objects.get().staff_id == t.dishub.pk
    page = t.client(t.officer).get(t.url(report))
    told = [item for item in page.context["timeline"] if item.kind == "note"]
    assert [item.id for item in told] == [f"m{message.pk}"], "once, not beside a note as well"
    assert told[0].who == "Anton Wijaya, Pejabat penghubung, Dishub"
    assert [file.state for file in told[0].files] == ["waiting"]


@pytest.mark.django_db
def test_a_colleague_whom_nobody_asked_writes_as_a_resident() -> None:
    t = town()
    message = _agency_writes(t, "Lampu jalan padam di Gg. Mawar")
    assert (message.outcome, message.staff_id) == ("report", None)
