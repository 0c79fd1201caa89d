"""What was promised to residents, seen on their telephones and on the desks of those who keep it:
their word closes a report or opens it again, one repair answers several, two troubles in one
message both find an owner, and an agency speaks with somebody whom it never gets to know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect
from tests.browser.people import NUMBER, Account, Desk, Resident
from tests.browser.stage import Stage, chromium, house, stage

__all__ = ["chromium", "house", "stage"]
pytestmark = pytest.mark.browser

ASKED = "Apakah sudah beres menurut Bapak/Ibu?"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """What the agency took when it was done."""
    path = tmp_path / "sesudah.jpg"
    Image.new("RGB", (640, 480), "gold").save(path)
    return path


def repaired(officer: Desk, stage: Stage, number: str, words: str, photo: Path) -> None:
    """From the first look to the answer in the resident's chat."""
    officer.pass_on(number, "Dishub")
    agency = Desk(stage, "dishub.pontianak")
    agency.open(number)
    agency.answer("Lampunya sudah diganti.", photo)
    agency.state("Ada jawaban")
    officer.give_answer(number, words)


def asks(resident: Resident, words: str) -> Locator:
    """Wait for the answer with its photo and the question whether it is so."""
    said = resident.hears(words)
    expect(said.locator("img")).to_be_visible()
    expect(said).to_contain_text(ASKED)
    expect(said.get_by_role("button", name=re.compile("^(Sudah|Belum)$"))).to_have_count(2)
    return said


def test_sudah_closes_the_report_and_five_stars_stand_on_both_sides(stage: Stage, photo: Path):
    resident = Resident(stage, "Bu Halimah")
    resident.write("lampu jalan di Gang Cempaka, Kelurahan Akcaya, padam dua malam")
    number = resident.number()
    officer = Desk(stage, "petugas.pontianak")
    repaired(officer, stage, number, "Bu, lampu Gang Cempaka sudah terang.", photo)

    asks(resident, "lampu Gang Cempaka sudah terang")
    resident.press("Sudah")
    resident.hears(f"Laporan {number} kami tutup")
    resident.choose("Beri bintang", "Sangat puas")
    resident.hears("Terima kasih atas bintangnya")

    officer.open(number)
    officer.state("Selesai")
    journal = officer.sheet.locator("ol.journal li")
    expect(journal.filter(has_text="Warga memberi 5 bintang")).to_have_count(1)
    expect(journal.filter(has_text="Warga menyatakan selesai")).to_have_count(1)

    page = stage.page(360, 740)
    page.goto(resident.ticket())
    expect(page.locator("article.ticket header .badge")).to_have_text("Selesai")
    expect(page.locator("article.ticket header .stars")).to_contain_text("5 dari 5")
    expect(page.get_by_role("heading", name="Beri bintang")).to_have_count(0)  # asked once
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_belum_brings_it_back_and_the_head_hears_of_it(stage: Stage, photo: Path):
    resident = Resident(stage, "Pak Syarif")
    resident.write("lampu jalan di Gang Belimbing, Kelurahan Mariana, mati total")
    number = resident.number()
    officer = Desk(stage, "petugas.pontianak")
    repaired(officer, stage, number, "Pak, lampu Gang Belimbing sudah diganti.", photo)

    asks(resident, "lampu Gang Belimbing sudah diganti")
    resident.press("Belum")
    resident.hears(re.compile(rf"Laporan {number} kami buka lagi.*masih belum beres\?", re.S))
    resident.write("Yang di dekat surau masih gelap gulita")
    resident.send_photo()

    officer.open(number)
    officer.state("Sudah diperiksa")
    expect(officer.sheet.locator(".pane-head").get_by_text("1× dibuka lagi")).to_be_visible()
    theirs = officer.talk.locator(".bubble-in")
    expect(theirs.filter(has_text="masih gelap gulita")).to_be_visible()
    expect(theirs.locator("img")).to_have_count(1)
    journal = officer.sheet.locator("ol.journal li")
    expect(journal.filter(has_text="karena kata warga belum beres")).to_contain_text(
        "menaikkan laporan ini kepada kepala perangkat"
    )
    # Nobody holds the chief's post at Dishub in the demonstration: who stands above it hears.
    head = Desk(stage, "kepala.pontianak")
    head.page.goto(f"{head.home}saya/")
    risen = head.page.locator("section.own").filter(has_text="Naik kepada Anda")
    line = risen.locator("a.row").filter(has_text=number)
    expect(line.get_by_text("kata warga belum beres")).to_be_visible()


def test_one_repair_answers_both_and_each_speaks_for_themselves(stage: Stage, photo: Path):
    first, second = Resident(stage, "Bu Maimunah"), Resident(stage, "Pak Gunawan")
    first.write("lampu jalan di Gang Nusa Indah, Kelurahan Saigon, padam sejak Jumat")
    lead = first.number()
    second.write("lampu jalan padam di Gang Nusa Indah, Kelurahan Saigon, sejak Jumat malam")
    other = second.number()

    officer = Desk(stage, "petugas.pontianak")
    officer.open(other)
    alike = officer.sheet.locator("section.kin").filter(has_text="Laporan serupa")
    alike.get_by_role("button", name=f"Gabungkan ke laporan itu {lead}").click()
    officer.state("Dikerjakan bersama laporan serupa")
    second.hears("kami kerjakan bersama laporan serupa dari warga lain")

    repaired(officer, stage, lead, "Lampu di Gang Nusa Indah sudah menyala lagi.", photo)
    for resident in (first, second):
        asks(resident, "Gang Nusa Indah sudah menyala lagi")
    first.press("Sudah")
    first.hears(f"Laporan {lead} kami tutup")
    second.press("Belum")
    second.hears(f"Laporan {other} kami buka lagi")
    expect(first.answers.filter(has_text=other)).to_have_count(0)
    expect(second.answers.filter(has_text=lead)).to_have_count(0)

    officer.open(lead)
    officer.state("Selesai")
    officer.open(other)
    officer.state("Sudah diperiksa")
    expect(officer.sheet.locator(".pane-head").get_by_text("1× dibuka lagi")).to_be_visible()


def test_two_troubles_in_one_message_both_find_an_owner(stage: Stage):
    works = Account("pupr.pontianak", "rebana-payung-tenun-48")
    made = stage.house.run(
        "createstaff", works.name, "--city", "pontianak", "--role", "agency", "--agency", "pupr",
        "--name", "Bambang Irawan", "--post", "pupr.liaison", words=works.password + "\n",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    resident = Resident(stage, "Bu Asnah")
    resident.write("lampu jalan di Gang Durian, Kelurahan Tengah, padam, dan paritnya mampet")
    number = resident.number()

    officer = Desk(stage, "petugas.pontianak")
    officer.open(number)
    form = officer.verb("Pisahkan jadi dua")
    form.get_by_label("Hal yang kedua").fill("Parit di Gang Durian mampet")
    form.get_by_label("Topiknya").select_option("drain")
    form.get_by_label("Teruskan ke").select_option("pupr")
    form.get_by_role("button", name="Pisahkan").click()
    told = resident.hears("memuat dua hal")
    expect(told).to_contain_text(number)
    [twin] = {*NUMBER.findall(told.inner_text())} - {number}
    expect(told).to_contain_text("parit dan selokan")

    officer.open(number)
    form = officer.verb("Teruskan ke")
    form.get_by_label("Kepada").select_option("dishub")
    form.locator("button").click()
    officer.state("Sedang dikerjakan")
    for who, theirs, others in (("dishub.pontianak", number, twin), (works, twin, number)):
        agency = Desk(stage, who)
        agency.open(theirs)
        agency.state("Sedang dikerjakan")
        expect(agency.verb("Jawab")).to_be_visible()
        answer = agency.page.context.request.get(f"{agency.home}{others}/")
        assert answer.status == 404


def test_an_agency_speaks_with_somebody_it_never_gets_to_know(stage: Stage):
    resident = Resident(stage, "Zulfikar Matondang")
    resident.write("lampu jalan di Gang Rambutan, Banjar Serasan, padam. Jangan sebut nama saya")
    resident.send_photo()
    number = resident.number()
    officer, agency = Desk(stage, "petugas.pontianak"), Desk(stage, "dishub.pontianak")
    officer.pass_on(number, "Dishub")

    agency.open(number)
    expect(agency.sheet.get_by_text("Pelapor minta namanya disembunyikan.")).to_be_visible()
    expect(agency.talk.get_by_text("Foto menunggu dilepas petugas.")).to_be_visible()
    expect(agency.talk.locator("img")).to_have_count(0)
    kept = officer.talk.locator("a.thumb").get_attribute("href")
    ask = agency.page.context.request
    assert ask.get(f"{stage.house.url}{kept}").status == 404
    officer.talk.get_by_role("button", name="Lepas untuk dinas").click()
    expect(officer.talk.get_by_text("Dinas bisa melihatnya.")).to_be_visible()
    agency.open(number)
    expect(agency.talk.locator("img")).to_be_visible()
    assert ask.get(f"{stage.house.url}{kept}").status == 200

    expect(agency.page.get_by_text("Tulis ke warga")).to_be_visible()
    expect(agency.page.get_by_text("Warga membaca: Dishub lewat Kentongan")).to_be_visible()
    agency.reply("Tiang yang mana, Pak? Sebelum atau sesudah jembatan?")
    resident.hears("Dishub lewat Kentongan: Tiang yang mana, Pak?")
    resident.write("Sesudah jembatan. Saya Zulfikar, hubungi " + resident.phone)
    answer = agency.talk.locator(".bubble-in").filter(has_text="Sesudah jembatan")
    expect(answer).to_be_visible()  # without a reload

    agency.open(number)
    shown = agency.page.content()
    assert "Sesudah jembatan" in shown
    for known in ("Zulfikar", "Matondang", resident.phone[-6:], resident.phone[4:]):
        assert known not in shown
    journal = officer.sheet.locator("ol.journal li")
    officer.open(number)
    expect(journal.filter(has_text="menulis kepada warga lewat Kentongan")).to_have_count(1)
    expect(journal.filter(has_text="melepas satu berkas untuk dinas")).to_have_count(1)
