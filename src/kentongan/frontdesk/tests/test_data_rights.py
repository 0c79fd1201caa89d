"""People may see what is kept about them, have it put right, and be forgotten (UU 27/2022)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from kentongan.cases import seals
from kentongan.cases.models import Deadline, JournalLine, JournalNote, Matter, Notice
from kentongan.cases.verify import published, verify
from kentongan.channels.wire import TextOut
from kentongan.cities.locks import inside
from kentongan.frontdesk import acknowledge, digest, take
from kentongan.frontdesk.flows import TOLD
from kentongan.frontdesk.models import CrewTalk, DataRequest
from kentongan.frontdesk.rights import actions, asking, homes, shredding, waiting
from kentongan.frontdesk.rights.flow import FLOW
from kentongan.frontdesk.rights.packing import packed
from kentongan.frontdesk.rights.person import person
from kentongan.frontdesk.tests.field import Crew
from kentongan.mailroom import storage, unpack
from kentongan.mailroom.models import (
    Enclosure,
    File,
    Letter,
    LineKey,
    Mail,
    Message,
    Quarantine,
    Receipt,
    Tombstone,
    Word,
)
from kentongan.mailroom.outbox import NewWord, say
from kentongan.mailroom.tests.scene import change, letter, renamed, says, status
from kentongan.people.models import Contact, ContactAddress, PhoneLink
from kentongan.people.phones import acting_for
from kentongan.pure.chain import Whole
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.reports.actions import handling, keeping
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town, town

WA_ID = "6281278901234"
PHONE = f"+{WA_ID}"
WORDS = ("Zubaidah", "Kenanga", "Melati", WA_ID, "zubaidah77", "-0.0263", "curhat", "bagus sekali")
# Words of hers, her name, number and place; each of them is looked for everywhere afterwards.
HELD_IN = """letter.body quarantine.item contact.name address.value message.text message.body
    word.text word.inside receipt.external_id mail.text journalnote.text report.text report.place
    report.verdict report.latitude disposition.instruction answer.text file.name"""
NOW = timezone.now


@pytest.fixture
def kota(db: None, tmp_path: Path) -> Iterator[Town]:
    made = town()
    assert made.line.app
    LineKey.objects.create(
        channel="whatsapp", external_id=made.line.external_id, app=made.line.app, city=made.city,
        line_id=made.line.pk,
    )  # fmt: skip
    with override_settings(FILES=tmp_path / "files", SPOOL=tmp_path / "spool"):
        yield made


def contact_of(report: Report) -> int:
    assert report.matter.contact_id
    return report.matter.contact_id


def photo(shade: int = 90) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 400), (shade, 80, 40)).save(out, "JPEG")
    return out.getvalue()


def she_writes(kota: Town, *items: dict[str, Any]) -> Letter:
    """A letter from her telephone, as the platform sends it, through the whole house."""
    her = {"profile": {"name": "Zubaidah"}, "wa_id": WA_ID}
    came = letter(
        change(list(items), line=kota.line.external_id, contacts=[her]), at=timezone.now()
    )
    unpack.batch(timezone.now())
    take.batch(kota.city, timezone.now())
    return came


def a_life_with_us(kota: Town) -> Report:
    """She reports with words, a place, and a photo; everybody works on it; it is closed."""
    now = timezone.now()
    she_writes(
        kota,
        says(WA_ID, "Saya Zubaidah, lampu jalan padam di Gang Kenanga 5", at=now),
        says(WA_ID, type="location", location={"latitude": -0.0263, "longitude": 109.3425}, at=now),
        says(WA_ID, type="image", image={"id": "m1", "mime_type": "image/jpeg",
                                         "caption": "rumah Zubaidah"}, at=now),
    )  # fmt: skip
    acknowledge.batch(kota.city, now + timedelta(minutes=5))
    with inside(kota.city):
        report = Report.objects.select_related("matter").get()
        kept = storage.keep(photo())
        for file in File.objects.all():
            storage.fill(file, kept)
            file.name, file.latitude = "foto Zubaidah.jpg", -0.0263
            file.save()
        ContactAddress.objects.create(
            contact_id=contact_of(report), kind="username", value="zubaidah77", since=now
        )
        _worked_on(kota, report)
        _everything_else(kota, report)
    return kota.fresh(report)


def _worked_on(kota: Town, report: Report) -> None:
    now = timezone.now()
    keeping.note(report, text="Bu Zubaidah curhat di loket", by=kota.officer, now=now)
    handling.dispose(report, to=kota.dishub.agency, by=kota.officer, now=now,
                     instruction="Ke Gang Kenanga, cari Bu Zubaidah")  # fmt: skip
    handling.answer(report, text="Lampu Gang Kenanga sudah diganti", outcome="repaired",
                    no_photo="Sudah gelap.", by=kota.dishub, now=now)  # fmt: skip
    handling.reply(report, text="Bu Zubaidah, sudah menyala", by=kota.officer, now=now)
    report.refresh_from_db()
    handling.close(report, by=kota.officer, now=now)


def _everything_else(kota: Town, report: Report) -> None:
    """What other parts of the house keep: a word with its receipt, an e-mail, a stars' sentence,
    an unreadable item."""
    now, contact = timezone.now(), contact_of(report)
    word = say(NewWord(contact, kota.line.pk, "message", "Halo Zubaidah", TextOut("Halo Zubaidah"),
                       matter_id=report.pk), now=now)  # fmt: skip
    Word.objects.filter(pk=word.pk).update(external_id=f"wamid.{WA_ID}.out", state="sent")
    Receipt.objects.create(line=kota.line, external_id=f"wamid.{WA_ID}.out", status="sent", at=now,
                           arrived_at=now, word=word, trouble="Kenanga")  # fmt: skip
    Mail.objects.create(to="dinas@kota.example", subject="Gang Kenanga", text="Bu Zubaidah",
                        message_id="<1@kota>", matter_id=report.pk, queued_at=now,
                        ready_at=now)  # fmt: skip
    item = json.dumps({"from": WA_ID, "type": "new_kind"}).encode()
    Quarantine.objects.create(channel="whatsapp", app="demo", line=kota.line.external_id,
                              reason="x", item=item, at=now)  # fmt: skip
    Report.objects.filter(pk=report.pk).update(stars=5, verdict="bagus sekali", latitude=-0.0263,
                                               longitude=109.3, place="Gang Melati")  # fmt: skip


def asked(kota: Town, report: Report, wants: str, *, identity: str = "card") -> DataRequest:
    with inside(kota.city):
        return asking.ask(
            contact_of(report), wants, now=timezone.now(), identity=identity,
            note="Saya Zubaidah, tolong ya",
        )  # fmt: skip


def test_the_flow_is_sound():
    assert FLOW.problems() == []


def test_a_request_has_a_clock_of_72_hours_and_the_asker_hears_its_number(kota: Town):
    report = a_life_with_us(kota)
    request = asked(kota, report, "access")
    with inside(kota.city):
        clock = Deadline.objects.get(matter=request.pk, clock="matter")
        assert clock.due_at - clock.starts_at == timedelta(hours=72)
        assert clock.code == "data.request" and "UU 27/2022" in clock.law
        word = Word.objects.get(purpose=asking.PURPOSE)
        assert request.matter.number in word.text and "/bukti/" in word.text
    assert asked(kota, report, "access").pk == request.pk, "asking twice is one request"
    assert asked(kota, report, "erasure").pk != request.pk


def test_a_request_that_nobody_answers_climbs_the_ladder(kota: Town):
    request = asked(kota, a_life_with_us(kota), "access")
    for hour in range(0, 24 * 9, 12):
        waiting.batch(kota.city, timezone.now() + timedelta(hours=hour))
    with inside(kota.city):
        verbs = set(JournalLine.objects.filter(matter=request.pk).values_list("verb", flat=True))
        assert {"remind", "escalate"} <= verbs
        assert Notice.objects.filter(matter=request.pk).exists()
    for staff in (kota.officer, kota.head):
        for page in ("saya/", "lewat/", "check/", "data/", ""):
            answer = kota.client(staff).get(f"/{kota.city.slug}/desk/{page}")
            assert answer.status_code == 200, page
    digest.batch(kota.city, timezone.now() + timedelta(days=9))


def test_a_request_that_rose_stands_among_ones_own_work_until_it_was_opened(kota: Town):
    request = asked(kota, a_life_with_us(kota), "access")
    with inside(kota.city):
        Notice.objects.create(matter=request.matter, post=kota.head.seat, kind="escalation",
                              level="chief", clock="matter", at=NOW())  # fmt: skip
    client, mine = kota.client(kota.head), f"/{kota.city.slug}/desk/saya/"
    link = f"/{kota.city.slug}/desk/data/{request.matter.number}/"
    page = client.get(mine).content.decode()
    assert "1 laporan baru menunggu Anda." in page
    assert f'href="{link}"' in page and "Zubaidah" not in page
    assert client.get(link).status_code == 200
    after = client.get(mine).content.decode()
    assert "Belum dibuka" not in after and link in after


def test_nobody_gets_anything_before_it_is_sure_that_it_is_them(kota: Town):
    request = asked(kota, a_life_with_us(kota), "access", identity="")
    with inside(kota.city):
        with pytest.raises(Refusal, match="Pastikan dahulu"):
            actions.give(request, digest="d" * 64, size=1, by=kota.officer, now=NOW())
        actions.check(request, identity="card", by=kota.officer, now=NOW())
        actions.give(request, digest="d" * 64, size=1, by=kota.officer, now=NOW())
        request.refresh_from_db()
        assert request.matter.state == "done" and request.digest
        assert not Deadline.objects.filter(matter=request.pk, ended_at=None).exists()


def test_a_copy_holds_everything_of_hers_and_nothing_of_her_neighbour(kota: Town):
    report = a_life_with_us(kota)
    kota.report("Jalan berlubang di muka rumah Tetangga", name="Tetangga")
    asked(kota, report, "access")
    with inside(kota.city):
        contact = contact_of(report)
        archive, digest, size = packed(person(contact))
        again = packed(person(contact))
    assert (digest, size) == again[1:], "the same data is the same file"
    with zipfile.ZipFile(archive) as files:
        names = files.namelist()
        data = files.read("data.json").decode()
        page = files.read("baca-dahulu.html").decode()
        [picture] = [name for name in names if name.startswith("berkas/")]
        assert files.read(picture)[:2] == b"\xff\xd8"
    for held in ("Zubaidah", "Kenanga", PHONE, "zubaidah77", report.matter.number, "bagus sekali"):
        assert held in data, held
        assert held in page, held
    assert "Tetangga" not in data + page
    assert "curhat" not in data + page, "a colleague's note is not hers"
    assert json.loads(data)["laporan"][0]["jawaban"][0]["isi"].startswith("Lampu")


def test_what_is_wrong_is_put_right_and_the_journal_does_not_say_how(kota: Town):
    report = a_life_with_us(kota)
    request = asked(kota, report, "correction")
    with inside(kota.city):
        right = actions.Right(name="Siti Zubaidah binti Amin", phone="+628111222333")
        actions.correct(request, right=right, by=kota.officer, now=NOW())
        assert Contact.objects.get(pk=contact_of(report)).name == right.name
        assert ContactAddress.objects.filter(value="+628111222333").exists()
        line = JournalLine.objects.get(matter=request.pk, verb="correct")
        assert "Amin" not in json.dumps(line.details) and line.details["name"] is True
        other = kota.contact("Tetangga").addresses.get(kind="phone").value
        with pytest.raises(Refusal):
            actions.correct(asked(kota, report, "correction"), by=kota.officer, now=NOW(),
                            right=actions.Right(phone=other))  # fmt: skip


def test_what_must_be_kept_is_answered_with_a_reason(kota: Town):
    request = asked(kota, a_life_with_us(kota), "erasure")
    with inside(kota.city):
        actions.refuse(request, reason="in_court", text="Boleh diminta lagi sesudah putusan.",
                       by=kota.officer, now=NOW())  # fmt: skip
        request.refresh_from_db()
        assert request.matter.state == "refused"
        assert "penegak hukum" in Word.objects.filter(purpose="data").latest("pk").text
    page = kota.client(kota.officer).get(f"/bukti/{request.matter.token}").content.decode()
    assert "sesudah putusan" in page and "Zubaidah" not in page


def test_an_agency_may_not_answer_for_anybodys_data(kota: Town):
    request = asked(kota, a_life_with_us(kota), "erasure")
    with inside(kota.city), pytest.raises(NotAllowed):
        actions.erase(request, by=kota.dishub, now=NOW())


# -- being forgotten


def test_nobody_is_forgotten_while_the_city_still_works_for_them(kota: Town):
    report = kota.report(state="assigned")
    request = asked(kota, report, "erasure")
    with inside(kota.city), pytest.raises(Refusal, match=report.matter.number):
        actions.erase(request, by=kota.officer, now=NOW())


def erased(kota: Town, report: Report) -> DataRequest:
    request = asked(kota, report, "erasure")
    with inside(kota.city):
        actions.erase(request, by=kota.officer, now=NOW())
        request.refresh_from_db()
    shredding.batch(kota.city, NOW())
    return request


def holders(kota: Town) -> set[str]:
    """Where any of her words is found: in every column that can hold one, and on disk."""
    with inside(kota.city), connection.cursor() as cursor:
        columns = {
            column: text
            for column, text in _readable(cursor).items()
            if any(word.lower() in text.lower() for word in WORDS)
        }
    disk = {str(path) for root in (settings.FILES, settings.SPOOL) if Path(root).is_dir()
            for path in Path(root).rglob("*") if path.is_file()}  # fmt: skip
    return set(columns) | disk


def _readable(cursor: Any) -> dict[str, str]:
    cursor.execute(
        """SELECT table_schema, table_name, column_name, udt_name
        FROM information_schema.columns
        WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND udt_name IN
        ('text', 'varchar', 'bpchar', 'jsonb', 'json', 'bytea', 'citext', 'tsvector', 'float8',
         'numeric', '_text', '_varchar')
        AND has_column_privilege(format('%I.%I', table_schema, table_name), column_name, 'SELECT')
        """
    )
    found = {}
    for schema, table, column, kind in cursor.fetchall():
        value = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
        cursor.execute(f'SELECT string_agg({value}, \'|\') FROM "{schema}"."{table}"')
        found[f"{schema}.{table}.{column}"] = cursor.fetchone()[0] or ""
    return found


def test_who_is_forgotten_is_found_nowhere(kota: Town):
    report = a_life_with_us(kota)
    before = holders(kota)
    for home in HELD_IN.split():
        assert any(home in place for place in before), f"{home} should have held something of hers"
    assert sum("/files/" in place for place in before) >= 1
    request = erased(kota, report)
    assert holders(kota) == set()
    assert request.deed["reports"] == 1 and request.deed["letters"] >= 1
    with inside(kota.city):
        [found] = Report.objects.select_related("matter")
        assert found.matter.state == "closed" and found.topic_id and found.stars == 5
        assert found.matter.token != report.matter.token
        assert Contact.objects.get(pk=contact_of(report)).erased_at


def worked_on_from_a_telephone(kota: Town) -> tuple[Report, Crew]:
    """An agency hears of it by WhatsApp and by e-mail, and answers from there."""
    now = timezone.now()
    crew = Crew(kota, kota.dishub, now=now)
    crew.link()
    she_writes(kota, says(WA_ID, "Lampu padam di Gang Kenanga 5", at=now))
    with inside(kota.city):
        report = Report.objects.get()
        Report.objects.filter(pk=report.pk).update(place="Gang Melati")
    report = crew.gets(report, instruction="Masuk lewat Gang Kenanga")
    crew.sends("Selesai, lampu Gang Kenanga diganti, tanpa foto karena sudah gelap")
    crew.read()
    number, later = report.matter.number, crew.now
    with inside(kota.city):
        reply = Mail.objects.create(to="d@kota.example", subject=f"Re: Laporan {number}",
                                    text="Gang Kenanga", message_id="<2@kota>", queued_at=later,
                                    ready_at=later)  # fmt: skip
        evidence = File.objects.create(key="e", matter_id=report.pk, staff=kota.dishub,
                                       since=later, ready_at=later)  # fmt: skip
        Enclosure.objects.create(mail=reply, file=evidence)
        handling.reply(kota.fresh(report), text="Sudah", by=kota.officer, now=later)
        handling.close(kota.fresh(report), by=kota.officer, now=later)
    body = f"To: laporan+{number.lower()}.7.abc@kota.example\n\nDi Gang Kenanga sudah"
    Letter.objects.create(channel="mail", app="smtp", body=body.encode(), received_at=later,
                          unpacked_at=later)  # fmt: skip
    return report, crew


def test_what_an_agency_heard_and_said_about_somebody_is_forgotten_as_well(kota: Town):
    report, crew = worked_on_from_a_telephone(kota)
    with inside(kota.city):
        to_crew = Word.objects.filter(contact=crew.contact, matter=None)
        assert any("Melati" in word.text for word in to_crew.filter(purpose="disposition"))
        assert any("Kenanga" in word.text for word in to_crew.filter(purpose="crew"))
        assert "Kenanga" in Message.objects.filter(contact=crew.contact).latest("pk").text
        assert CrewTalk.objects.filter(about=report.pk).exists()
    before = holders(kota)
    for home in ("letter.body", "mail.text", "word.text", "message.text", "answer.text"):
        assert any(home in place for place in before), home
    erased(kota, report)
    assert holders(kota) == set()
    with inside(kota.city):
        [mail] = Mail.objects.all()
        assert (mail.subject, mail.text, mail.state) == (homes.GONE, "", Mail.State.UNDELIVERABLE)
        assert not Enclosure.objects.exists() and not CrewTalk.objects.exists()
        assert PhoneLink.objects.get().ended_at is None, "the crew's telephone still acts"
        assert File.objects.get(key="e").state != File.State.GONE, "the city's own work stays"


def test_a_telephone_of_somebody_forgotten_acts_for_no_post(kota: Town):
    report = a_life_with_us(kota)
    hers = Crew(kota, kota.dishub, phone=PHONE)
    hers.link()
    with inside(kota.city):
        CrewTalk.objects.create(contact_id=hers.contact, line=kota.line, asked_at=NOW())
        assert acting_for([hers.contact], now=hers.now)
    erased(kota, report)
    with inside(kota.city):
        assert PhoneLink.objects.get().ended_at
        assert not acting_for([hers.contact], now=hers.now)
        assert not CrewTalk.objects.exists()
    assert holders(kota) == set()


def test_the_search_finds_no_word_of_whoever_was_forgotten(kota: Town):
    report = a_life_with_us(kota)

    def hits() -> int:
        with inside(kota.city), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM search.reports('kenanga', 10)")
            return int(cursor.fetchone()[0]) + _melati(cursor)

    def _melati(cursor: Any) -> int:
        cursor.execute("SELECT count(*) FROM search.reports('melati', 10)")
        return int(cursor.fetchone()[0])

    assert hits() == 2
    erased(kota, report)
    assert hits() == 0


def test_the_chain_holds_after_somebody_was_forgotten_and_figures_stay(kota: Town):
    report = a_life_with_us(kota)
    seals.batch(kota.city, NOW(), told=TOLD)
    with inside(kota.city):
        position, digest = seals.end()
        lines = JournalLine.objects.count()
        committed = JournalLine.objects.exclude(note_digest="").count()
        assert JournalNote.objects.exists()
    erased(kota, report)
    seals.batch(kota.city, NOW(), told=TOLD)
    with inside(kota.city):
        found = verify().found
        assert isinstance(found, Whole) and found.count > position
        assert JournalLine.objects.filter(matter=report.pk).count() <= lines
        assert JournalLine.objects.exclude(note_digest="").count() > committed - 1
        assert not JournalNote.objects.exists(), "the words and the salt are gone"
        assert published(digest)


def test_a_letter_that_comes_again_brings_nobody_back(kota: Town):
    report = a_life_with_us(kota)
    again = [(x.body, x.received_at) for x in Letter.objects.order_by("pk")]
    more = says(WA_ID, "Ini laporan Zubaidah yang kedua, jalan berlubang", at=timezone.now())
    she_writes(kota, more)
    with inside(kota.city):
        for other in Report.objects.exclude(pk=report.pk).select_related("matter"):
            handling.decline(other, reason="double", text="Sudah.", by=kota.officer, now=NOW())
        assert Message.objects.filter(contact=report.matter.contact_id).count() == 4
    erased(kota, report)
    with inside(kota.city):
        contacts, messages = Contact.objects.count(), Message.objects.count()
        assert Tombstone.objects.count() >= 4
    for body, at in again:
        Letter.objects.create(channel="whatsapp", app="demo", body=body, received_at=at)
    she_writes(kota, more)
    with inside(kota.city):
        assert (Contact.objects.count(), Message.objects.count()) == (contacts, messages)


def test_who_was_forgotten_may_write_again_as_somebody_new(kota: Town):
    report = a_life_with_us(kota)
    erased(kota, report)
    she_writes(kota, says(WA_ID, "Parit mampet di Jalan Merdeka", at=timezone.now()))
    with inside(kota.city):
        fresh = ContactAddress.objects.get(value=PHONE).contact_id
        assert fresh != report.matter.contact_id
        assert Report.objects.count() == 2


def test_a_picture_that_a_neighbour_sent_as_well_stays_for_the_neighbour(kota: Town):
    report = a_life_with_us(kota)
    other = kota.report(name="Tetangga")
    with inside(kota.city):
        message = kota.message(other, kind="image")
        file = File(key="k", message=message, since=NOW(), ready_at=NOW())
        storage.fill(file, storage.keep(photo()))
        file.save()
        path = storage.path_of(file)
    erased(kota, report)
    assert path.is_file()


def test_a_letter_not_opened_yet_is_waited_for(kota: Town):
    report = a_life_with_us(kota)
    letter(change([says(WA_ID)], line=kota.line.external_id), at=timezone.now())
    with inside(kota.city), pytest.raises(Refusal, match="belum dibuka"):
        actions.erase(asked(kota, report, "erasure"), by=kota.officer, now=NOW())
    with inside(kota.city):
        assert Contact.objects.get(pk=contact_of(report)).name == "Zubaidah"


def test_every_table_with_room_for_words_is_a_home_or_says_why_not(db: None):
    """A new table that nobody thought of would be forgotten when somebody is to be."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT c.table_schema, c.table_name FROM information_schema.columns c
            JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE t.table_type = 'BASE TABLE'
              AND c.table_schema NOT IN ('pg_catalog', 'information_schema')
              AND c.udt_name NOT IN ('int2', 'int4', 'int8', 'bool', 'timestamptz', 'date', 'uuid')
            """
        )
        tables = {t if s == "public" else f"{s}.{t}" for s, t in cursor.fetchall()}
    homes_of = {table for _, names in homes.HOMES for table in names}
    assert not homes_of & set(homes.HOLDS_NOBODY)
    assert sorted(tables - homes_of - set(homes.HOLDS_NOBODY)) == []
    assert sorted(set(homes.HOLDS_NOBODY) - tables) == []


# -- the officer's screens


def test_an_officer_takes_a_request_from_the_counter_to_its_proof(kota: Town):
    report = a_life_with_us(kota)
    officer, base = kota.client(kota.officer), f"/{kota.city.slug}/desk/data/"
    form = officer.get(f"{base}new/?report={report.matter.number}").content.decode()
    assert report.matter.number in form
    made = officer.post(f"{base}new/", {"who": report.matter.number, "wants": "access",
                                        "identity": "card"})  # fmt: skip
    assert made.status_code == 302
    page = officer.get(made["Location"]).content.decode()
    assert "72 jam lagi" in page or "71 jam lagi" in page
    assert WA_ID not in page and "Zubaidah" not in page, "masked until it is handed over"
    copy = officer.post(f"{made['Location']}do/give/")
    assert copy["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(copy.streaming_content))) as archive:  # type: ignore[attr-defined]
        assert "data.json" in archive.namelist()
    after = officer.get(made["Location"]).content.decode()
    assert "sidik" in after and "Unduh sekali lagi" in after
    assert officer.post(f"{made['Location']}do/give/").status_code == 200
    listed = officer.get(base).content.decode()
    assert "dijawab dalam" in listed
    with inside(kota.city):
        token = Matter.objects.get(kind="data").token
    proof = kota.client(kota.officer).get(f"/bukti/{token}").content.decode()
    assert "Salinan semua data Anda sudah diserahkan" in proof and "Zubaidah" not in proof


def test_a_person_is_erased_from_the_screen_and_the_proof_page_says_so(kota: Town):
    report = a_life_with_us(kota)
    request = asked(kota, report, "erasure")
    officer = kota.client(kota.officer)
    url = f"/{kota.city.slug}/desk/data/{request.matter.number}/"
    assert "Ya, hapus selamanya" in officer.get(url).content.decode()
    assert officer.post(f"{url}do/erase/").status_code == 302
    assert "laporan dilepas dari orangnya" in officer.get(url).content.decode()
    proof = officer.get(f"/bukti/{request.matter.token}").content.decode()
    assert "sudah dihapus" in proof
    assert officer.post(f"{url}do/erase/").status_code == 422, "once is enough"
    page = officer.get(kota.url(report)).content.decode()
    assert "Zubaidah" not in page


def test_a_number_that_nobody_knows_is_answered_kindly(kota: Town):
    answer = kota.client(kota.officer).post(
        f"/{kota.city.slug}/desk/data/new/",
        {"who": "0812 9999 0000", "wants": "access", "identity": "card"},
    )
    assert answer.status_code == 422 and "Belum ada data" in answer.content.decode()


def test_a_change_of_number_is_forgotten_as_well(kota: Town):
    report = a_life_with_us(kota)
    she_writes(kota, renamed(WA_ID, "6281255556666", at=timezone.now()))
    she_writes(kota, status("wamid.unknown", "delivered", recipient_id=WA_ID))
    erased(kota, report)
    with inside(kota.city):
        assert not ContactAddress.objects.filter(value__contains="55556666").exists()
        assert not any("55556666" in text for text in everywhere().values())


def everywhere() -> dict[str, str]:
    with connection.cursor() as cursor:
        return _readable(cursor)
