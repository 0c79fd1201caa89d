"""The spine, seen by the people on both its ends, in a real browser before a real `up`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect
from tests.browser.people import Account, Desk, Resident
from tests.browser.stage import PATIENCE, Stage, chromium, house, stage

__all__ = ["chromium", "house", "stage"]
pytestmark = pytest.mark.browser

LAMP = "min lampu jalan depan Gang Beringin Siantan Hilir padam sudah 3 hari, gelap gulita"


def picture(folder: Path, name: str, colour: str) -> Path:
    path = folder / f"{name}.jpg"
    Image.new("RGB", (640, 480), colour).save(path)
    return path


def test_from_the_phone_to_the_answer_and_back_into_the_chat(stage: Stage, tmp_path: Path):
    officer = Desk(stage, "petugas.pontianak")
    resident = Resident(stage, "Bu Ratna Sari")

    resident.write(LAMP)
    resident.send_photo()
    resident.send_pin()
    number = resident.number()

    # The open queue says by itself that something came; nobody reloads it.
    officer.page.get_by_role("link", name=re.compile(r"laporan baru\. Tampilkan")).click()
    officer.walk_to(number)
    own = officer.talk.locator(".bubble-in")
    expect(own.filter(has_text="Gang Beringin")).to_be_visible()
    expect(own.locator("img")).to_be_visible()
    expect(own.filter(has_text="Titik di peta")).to_be_visible()
    expect(resident.answers).to_have_count(1)  # one acknowledgement for all three

    officer.page.keyboard.press("d")
    form = officer.sheet.locator("details.action[open] form")
    expect(form.get_by_label("Kepada")).to_have_value("dishub")  # as the topic suggests
    form.get_by_label("Pesan untuk dinas").fill("Mohon dicek malam ini.")
    officer.page.keyboard.press("Control+Enter")
    officer.state("Sedang dikerjakan")

    agency = Desk(stage, "dishub.pontianak")
    agency.row(number).click()
    expect(agency.sheet.get_by_text("Mohon dicek malam ini.").first).to_be_visible()
    agency.answer("Lampu di Gang Beringin sudah diganti.", picture(tmp_path, "after", "gold"))
    agency.state("Ada jawaban")

    officer.open(number)
    officer.page.keyboard.press("b")
    form = officer.sheet.locator("details.action[open] form")
    expect(form.get_by_label("Balasan untuk warga")).to_have_value(re.compile("sudah diganti"))
    expect(form.get_by_label("Sertakan foto dari dinas")).to_be_checked()
    form.get_by_label("Balasan untuk warga").fill("Bu, lampunya *sudah diganti* sore ini.")
    officer.page.keyboard.press("Control+Enter")
    officer.state("Sudah dibalas")

    # The resident's chat is open, so what arrives is read, and the desk's ticks turn blue.
    answer = resident.answers.filter(has_text="sudah diganti")
    expect(answer.locator("img")).to_be_visible()
    expect(answer.get_by_text("Bu, lampunya sudah diganti sore ini.")).to_be_visible()
    ours = officer.talk.locator(".bubble-out").filter(has_text="sudah diganti")
    expect(ours.locator(".ticks-read")).to_be_visible()
    expect(ours.locator("b", has_text="sudah diganti")).to_be_visible()

    page = stage.page(360, 740)
    page.goto(resident.ticket())
    expect(page.get_by_role("heading", name="Jawaban untuk Anda")).to_be_visible()
    expect(page.get_by_text("lampunya sudah diganti sore ini").first).to_be_visible()
    expect(page.locator("figure img").first).to_be_visible()
    assert "Ratna" not in page.content() and resident.phone[-6:] not in page.content()

    wrong = page.get_by_label("Apa yang masih belum beres?")
    wrong.fill("Terima kasih, tetapi yang di ujung gang masih padam.")
    page.get_by_label("Foto").set_input_files(picture(tmp_path, "corner", "navy"))
    page.get_by_role("button", name="Belum beres").click()
    expect(page.get_by_text("Laporan ini kami buka lagi.")).to_be_visible()
    added = officer.talk.locator(".bubble").filter(has_text="di ujung gang masih padam")
    expect(added).to_be_visible()  # without a reload
    expect(officer.talk.locator(".bubble img")).to_have_count(3)


def test_two_officers_on_one_report_see_each_other(stage: Stage):
    second = Account("siti.pontianak", "rebana-payung-tenun-48")
    made = stage.house.run(
        "createstaff", second.name, "--city", "pontianak", "--role", "officer",
        "--name", "Siti Nurhaliza", "--post", "Petugas pengaduan", words=second.password + "\n",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    resident = Resident(stage, "Pak Usman")
    resident.write("Parit di Jalan Tabrani Ahmad mampet penuh sampah")
    number = resident.number()

    rahma, siti = Desk(stage, "petugas.pontianak"), Desk(stage, second)
    rahma.open(number)
    siti.open(number)
    expect(siti.page.locator("#presence")).to_contain_text("Rahma Wulandari")
    expect(rahma.page.locator("#presence")).to_contain_text("Siti Nurhaliza")


def test_the_other_city_finds_nothing_there(stage: Stage):
    resident = Resident(stage, "Acen")
    resident.write("Lampu jalan di Jalan Gajah Mada mati")
    number = resident.number()
    stranger = Desk(stage, "pu.bandarlampung")
    context = stranger.page.context
    for city in ("pontianak", "bandarlampung"):
        answer = context.request.get(f"{stage.house.url}/{city}/desk/{number}/")
        assert answer.status == 404
        assert "Gajah Mada" not in answer.text()
    assert number not in stranger.page.content()


def test_an_officer_without_javascript_passes_on_and_replies(stage: Stage):
    resident = Resident(stage, "Dimas")
    resident.write("Jalan Parit Haji Husin 2 banyak lubang, tolong ditambal")
    number = resident.number()

    officer = Desk(stage, "petugas.pontianak", script=False)
    officer.row(number).click()
    form = officer.verb("Teruskan ke")
    expect(form.get_by_label("Kepada")).not_to_have_value("")
    form.locator("button").click()
    officer.state("Sedang dikerjakan")
    officer.reply("Sudah kami teruskan, Pak. Besok pagi dilihat ke sana.")
    expect(officer.talk.get_by_text("Besok pagi dilihat ke sana")).to_be_visible()
    resident.hears("Besok pagi dilihat ke sana")


def test_who_is_in_danger_hears_the_numbers_at_once_and_stands_on_top(stage: Stage):
    calm, scared = Resident(stage, "Joko"), Resident(stage, "Wati")
    scared.write("Tolong!! rumah kebakaran di Gang Mendawai, api besar")
    scared.hears(re.compile(r"\b11[23]\b"))
    calm.write("Sampah di Pasar Flamboyan belum diangkut")
    later, urgent = calm.number(), scared.number()

    officer = Desk(stage, "petugas.pontianak")
    numbers = officer.page.locator("a.row .number").all_inner_texts()
    assert numbers.index(urgent) < numbers.index(later)
    expect(officer.row(urgent).get_by_text("Mendesak")).to_be_visible()
    expect(officer.page.locator("a.row").first.get_by_text("Mendesak")).to_be_visible()


def test_a_resident_finds_the_way_by_words_and_buttons(stage: Stage):
    resident = Resident(stage, "Yohanes")
    resident.write("air PDAM keruh di Siantan Hilir sudah tiga hari")
    number = resident.number()
    resident.write("status")
    resident.hears(re.compile(rf"Laporan {number}.*sudah kami terima", re.S))
    resident.write("berhenti")
    resident.hears("tidak kami kirim lagi")

    resident.write("menu")
    resident.hears("pilih salah satu")
    resident.press("Pilih")
    sheet = resident.page.get_by_role("dialog", name="Pilih")
    sheet.get_by_text("Lihat laporan saya").click()
    sheet.get_by_role("button", name="Kirim").click()
    states = resident.answers.filter(has_text=f"Laporan {number}")
    expect(states).to_have_count(2)


def test_the_question_for_the_place_is_answered_by_its_button(stage: Stage):
    resident = Resident(stage, "Fitri")
    resident.write("lampu jalan di gang kami mati semua")
    number = resident.number()
    resident.press("Kirim lokasi")
    resident.page.get_by_role("button", name="Kirim lokasi ini").click()

    officer = Desk(stage, "petugas.pontianak")
    officer.open(number)
    expect(officer.talk.get_by_text("Titik di peta")).to_be_visible()
    expect(officer.sheet.locator(".facts .map circle").last).to_be_visible()


def test_what_was_refused_stays_open_with_a_word_about_it(stage: Stage, tmp_path: Path):
    resident = Resident(stage, "Lim")
    resident.write("Lampu jalan di Gang Mendawai mati")
    number = resident.number()
    officer = Desk(stage, "petugas.pontianak")
    officer.open(number)
    officer.verb("Belum dapat diproses").locator("button").click()  # and chose no reason
    form = officer.sheet.locator("details.action[open] form")
    expect(form.locator(".field-trouble").get_by_text("Alasannya")).to_be_visible()
    expect(officer.page.get_by_role("navigation", name="Baki")).to_contain_text("Baru masuk")
    expect(officer.row(number)).to_have_attribute("aria-current", "true")

    officer.open(number)
    officer.reply("")
    expect(officer.sheet.locator("#reply-error")).to_be_visible()
    officer.verb("Teruskan ke").locator("button").click()
    officer.state("Sedang dikerjakan")

    big = tmp_path / "besar.jpg"
    big.write_bytes(b"\xff\xd8\xff" + bytes(21 * 1024 * 1024))
    agency = Desk(stage, "dishub.pontianak")
    agency.open(number)
    agency.answer("Sudah kami ganti.", big)
    form = agency.sheet.locator("details.action[open] form")
    expect(form.get_by_text("lebih dari 20 MB")).to_be_visible()
    expect(form.get_by_label("Apa yang dikerjakan")).to_have_value("Sudah kami ganti.")


def test_the_house_finds_itself_in_order(stage: Stage):
    resident = Resident(stage, "Rini")
    resident.write("Saya mau tanya, mengurus KTP hilang syaratnya apa saja?")
    resident.number()
    found = stage.house.run("check", "--json")
    assert found.returncode == 0, json.loads(found.stdout)

    officer = Desk(stage, "petugas.pontianak")
    officer.page.goto(f"{officer.home}check/")
    expect(officer.page.locator(".verdict:not(.verdict-bad) h1")).to_be_visible(timeout=PATIENCE)
