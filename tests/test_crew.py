"""A crew in the field, on the phone page, with a desk that only reads what came: link by code,
hear of work with photo and place, answer with a photo and a word, and lose the telephone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.people import Desk, Resident
from tests.browser.stage import Stage, chromium, house, stage

__all__ = ["chromium", "house", "stage"]
pytestmark = pytest.mark.browser


class Crew(Resident):
    """Somebody of Dishub: at the desk only to link the telephone, or to give it up."""

    def __init__(self, stage: Stage, name: str) -> None:
        super().__init__(stage, name)
        self.desk = Desk(stage, "dishub.pontianak")
        self._open_post()
        self.desk.page.get_by_role("button", name="Hubungkan telepon").first.click()
        shown = self.desk.page.locator(".once-code")
        expect(shown).to_be_visible()
        self.write(f"HUBUNGKAN {re.sub(r'[^0-9]', '', shown.inner_text())}")
        self.hears("sekarang terhubung dengan Pejabat penghubung")

    def _open_post(self) -> None:
        self.desk.page.goto(f"{self.desk.home}posts/")
        links = self.desk.page.get_by_role("link", name=re.compile("Pejabat penghubung"))
        links.filter(visible=True).first.click()
        expect(self.desk.page.get_by_role("heading", name="Yang memegang")).to_be_visible()

    def loses_the_telephone(self) -> None:
        self._open_post()
        ending = self.desk.page.locator("article.held").filter(has_text=self.phone[-4:])
        ending.get_by_role("button", name="Hilang: putuskan").click()
        expect(ending).to_have_count(0)

    def asked(self, number: str):
        """The message that tells of this report's errand."""
        said = self.answers.filter(has_text=f"Laporan {number} diteruskan").last
        expect(said).to_be_visible()
        return said

    def presses(self, number: str, button: str) -> None:
        self.asked(number).get_by_role("button", name=button, exact=True).click()


def passed_on(stage: Stage, who: str, words: str, *, photo: bool = False) -> tuple[str, Desk]:
    """Somebody tells of a dark lamp, and an officer passes it on to Dishub."""
    resident = Resident(stage, who)
    resident.write(words)
    if photo:
        resident.send_photo()
        resident.send_pin()
    number = resident.number()
    officer = Desk(stage, "petugas.pontianak")
    officer.open(number)
    if photo:
        expect(officer.talk.locator(".bubble-in img")).to_be_visible()
    form = officer.verb("Teruskan ke")
    form.get_by_label("Kepada").select_option("dishub")
    form.locator("button").click()
    officer.state("Sedang dikerjakan")
    return number, officer


def test_a_crew_answers_with_a_photo_and_a_word_and_never_signs_in(stage: Stage):
    crew = Crew(stage, "Regu Lampu")
    number, officer = passed_on(
        stage, "Bu Yanti", "lampu jalan Gang Beringin padam sudah 3 hari", photo=True
    )
    asked = crew.asked(number)
    expect(asked.locator("img")).to_be_visible()
    expect(asked).to_contain_text("maps.google.com/?q=")
    crew.presses(number, "Terima")
    crew.hears(f"{number} dicatat: diterima")
    crew.presses(number, "Selesai")
    crew.hears(f"{number}: kirim satu foto sesudahnya")
    crew.send_photo()
    crew.hears(f"{number}: fotonya sudah kami simpan")
    crew.write("Dua lampu diganti, kabelnya disambung lagi")
    crew.hears(re.compile(rf"{number} dicatat: sudah diperbaiki, 1 foto"))
    officer.open(number)
    officer.state("Ada jawaban")
    expect(officer.talk.get_by_text("Dua lampu diganti").first).to_be_visible()
    expect(officer.talk.locator("img")).to_have_count(2)
    expect(officer.verb("Balas").get_by_label("Sertakan foto dari dinas")).to_be_checked()


def test_not_ours_goes_back_with_whose_it_is(stage: Stage):
    crew = Crew(stage, "Regu Dua")
    number, officer = passed_on(stage, "Pak Rudi", "lampu jalan di Gang Mendawai mati")
    crew.presses(number, "Bukan kami")
    crew.hears(f"{number} urusan siapa?")
    crew.write("Itu tiang milik PLN")
    crew.hears(f"{number} dikembalikan kepada petugas")
    officer.open(number)
    officer.state("Sudah diperiksa")
    expect(officer.sheet.get_by_text("Itu tiang milik PLN").first).to_be_visible()


def test_with_two_errands_and_no_quote_the_crew_is_asked_which(stage: Stage):
    crew = Crew(stage, "Regu Tiga")
    first, officer = passed_on(stage, "Bu Ida", "lampu jalan di Gang Kenanga mati")
    second, _ = passed_on(stage, "Bu Eni", "lampu jalan di Gang Melati mati")
    crew.asked(second)
    crew.send_photo()
    crew.hears("Ini untuk laporan yang mana?")
    crew.press("Pilih laporan")
    sheet = crew.page.get_by_role("dialog", name="Pilih laporan")
    sheet.get_by_text(first).click()
    sheet.get_by_role("button", name="Kirim").click()
    crew.hears(f"{first}: fotonya sudah kami simpan")
    crew.write("Satu lampu diganti")
    crew.hears(re.compile(rf"{first} dicatat: sudah diperbaiki"))
    officer.open(first)
    officer.state("Ada jawaban")
    officer.open(second)
    officer.state("Sedang dikerjakan")


def test_a_lost_telephone_is_let_go_with_one_click(stage: Stage):
    crew = Crew(stage, "Regu Empat")
    number, officer = passed_on(stage, "Bu Tuti", "lampu jalan di Gang Anggrek mati")
    crew.asked(number)
    crew.loses_the_telephone()
    crew.presses(number, "Terima")
    crew.hears("Nomor ini belum terhubung dengan jabatan")
    officer.open(number)
    officer.state("Sedang dikerjakan")
