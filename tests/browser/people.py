"""The people of the story, each with the few things they do on their page."""

from __future__ import annotations

import itertools
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect
from tests.browser.stage import Stage

NUMBER = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
_phones = itertools.count(secrets.randbelow(9_000_000))


class Resident:
    """Somebody with the phone page before them, on a chat with one city."""

    def __init__(self, stage: Stage, name: str, city: str = "pontianak", **screen: Any) -> None:
        self.house = stage.house
        self.phone = f"+62812{next(_phones):08d}"
        made = self.house.act("residents", {"phone": self.phone, "name": name, "home": city})
        self.page = stage.page(**{"width": 400, "height": 800, **screen})
        self.page.goto(f"{self.house.phone}/#{city}/{made['id']}")
        expect(self.page.get_by_role("log", name="Pesan")).to_be_visible()

    @property
    def answers(self) -> Locator:
        """What the city said, oldest first."""
        return self.page.locator(".msg[data-from=city]")

    def write(self, words: str) -> None:
        self.page.get_by_role("textbox", name="Pesan").fill(words)
        self.page.get_by_role("button", name="Kirim", exact=True).click()

    def attach(self, what: str) -> None:
        self.page.get_by_role("button", name="Lampirkan").click()
        sheet = self.page.get_by_role("dialog", name="Lampirkan")
        sheet.get_by_role("button", name=what, exact=True).click()

    def send_photo(self) -> None:
        self.attach("Contoh foto")

    def send_pin(self) -> None:
        self.attach("Lokasi")
        self.page.get_by_role("button", name="Kirim lokasi ini").click()

    def press(self, button: str) -> None:
        self.answers.get_by_role("button", name=button, exact=True).last.click()

    def choose(self, button: str, row: str) -> None:
        """Open the list behind a button, and send one row of it."""
        self.press(button)
        sheet = self.page.get_by_role("dialog", name=button)
        sheet.get_by_text(row).click()
        sheet.get_by_role("button", name="Kirim").click()

    def hears(self, words: str | re.Pattern[str]) -> Locator:
        """Wait for the city to say this."""
        said = self.answers.filter(has_text=words).last
        expect(said).to_be_visible()
        return said

    def number(self) -> str:
        """The ticket number, as the acknowledgement tells it."""
        found = NUMBER.search(self.hears("Nomor laporan").inner_text())
        assert found
        return found.group()

    def ticket(self) -> str:
        """The address of the ticket page, as the acknowledgement tells it."""
        found = re.search(r"http\S+/t/\S+", self.hears("/t/").inner_text())
        assert found
        return found.group()


@dataclass(frozen=True)
class Account:
    name: str
    password: str
    city: str = "pontianak"


class Desk:
    """Somebody at work, signed in at the desk of their city."""

    def __init__(self, stage: Stage, who: str | Account, **screen: Any) -> None:
        house = stage.house
        if isinstance(who, str):
            who = Account(who, house.passwords[who], who.partition(".")[2])
        self.home = f"{house.url}/{who.city}/desk/"
        self.page = stage.page(**screen)
        self.page.goto(self.home)
        self.page.get_by_label("Nama akun").fill(who.name)
        self.page.get_by_label("Kata sandi").fill(who.password)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".list h1")).to_be_visible()

    def open(self, number: str) -> None:
        self.page.goto(f"{self.home}{number}/")
        expect(self.sheet.get_by_text(number, exact=True).first).to_be_visible()

    @property
    def sheet(self) -> Locator:
        return self.page.locator("#lembar")

    @property
    def talk(self) -> Locator:
        return self.page.get_by_role("log", name="Percakapan")

    def row(self, number: str) -> Locator:
        return self.page.locator("a.row").filter(has_text=number)

    def walk_to(self, number: str) -> None:
        """By keyboard: j until the row has the cursor, then Enter."""
        wanted = self.row(number)
        for _ in range(self.page.locator("a.row").count()):
            self.page.keyboard.press("j")
            if wanted.evaluate("row => row === document.activeElement"):
                break
        self.page.keyboard.press("Enter")
        expect(self.sheet.get_by_text(number, exact=True).first).to_be_visible()

    def state(self, words: str) -> None:
        """Wait until the open report says it is there."""
        expect(self.sheet.locator(".pane-head .badge")).to_have_text(words)

    def verb(self, label: str) -> Locator:
        """Open a verb's form and give it."""
        fold = self.sheet.locator("details.action:not(.more)").filter(has_text=label).first
        if not fold.locator("summary").is_visible():
            self.sheet.locator("details.more > summary").click()
        fold.locator("summary").click()
        return fold.locator("form")

    def pass_on(self, number: str, agency: str) -> None:
        """To the agency that its topic suggests, here by its short name."""
        self.open(number)
        self.verb(f"Teruskan ke {agency}").locator("button").click()
        self.state("Sedang dikerjakan")

    def answer(self, words: str, photo: Path) -> None:
        """The agency's answer, with what it looks like now."""
        form = self.verb("Jawab")
        form.get_by_label("Apa yang dikerjakan").fill(words)
        form.locator("input[type=file]").set_input_files(photo)
        form.locator("button").click()

    def give_answer(self, number: str, words: str) -> None:
        """What the agency did, told to the resident in the officer's words, with its photo."""
        self.open(number)
        form = self.verb("Balas dengan jawaban dinas")
        expect(form.get_by_label("Sertakan foto dari dinas")).to_be_checked()
        form.get_by_label("Balasan untuk warga").fill(words)
        form.locator("button").click()
        self.state("Sudah dibalas")

    def reply(self, words: str) -> None:
        """Words from the box below."""
        self.page.get_by_label("Balasan untuk warga").fill(words)
        self.page.get_by_role("button", name="Kirim ke warga").click()
