"""Make the pictures of this folder, before a running `up`:

    .venv/bin/python docs/screenshots/make.py [--url URL] [--phone URL]

Several residents write, an officer passes a report on, an agency answers with a photo, the
officer replies. It writes into the demonstration it is pointed at, so take one of its own
(`./kentongan up --data DIR`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, Page, expect, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[1] / "src")]

from tests.browser.house import House  # noqa: E402
from tests.browser.people import Desk, Resident  # noqa: E402
from tests.browser.stage import ARGUMENTS, PATIENCE, Stage  # noqa: E402

from kentongan.site.launch.exam import CHROMIUM  # noqa: E402

OTHERS = (
    ("Pak Usman", "Parit depan rumah di Jl. Tabrani Ahmad mampet penuh sampah, RT 03 RW 12"),
    ("Bu Maimunah", "tumpukan sampah di Pasar Flamboyan bau sangat, dah seminggu tak diangkut"),
    ("Dimas", "jukir liar di depan minimarket Sungai Jawi minta 5 ribu, ndak ade karcis"),
    ("Rini", "Saye nak tanye, ngurus KTP hilang syaratnye ape jak?"),
    ("Joko", "jalan Parit Haji Husin 2 banyak lubang, pas hujan ndak keliatan"),
    ("Acen", "Tolong!! pohon tumbang nimpa kabel listrik di Jl. Ahmad Yani depan Untan"),
)
STORY = "min lampu jln depan gg beringin siantan hilir mati dah 2 minggu, gelap gulita"
DONE = "Lampu LED di Gg. Beringin sudah diganti dan kabelnya disambung ulang. Menyala lagi."
COLOURS = 256
WIDTH = 1360
GROUND, EDGE = (237, 230, 219), 28  # of the composed picture


def accounts(browser: Browser, url: str) -> dict[str, str]:
    """The demonstration shows its accounts where one signs in."""
    page = browser.new_page()
    page.goto(f"{url}/pontianak/desk/")
    cells = page.locator("table code").all_inner_texts()
    page.close()
    return dict(zip(cells[::2], cells[1::2], strict=True))


def play(stage: Stage, after: Path) -> tuple[Page, Page, Page]:
    """The story; gives phone, desk and ticket page as they stand at its end."""
    resident = Resident(stage, "Ratna Sari", width=390, height=800)
    resident.write(STORY)
    resident.send_photo()
    resident.send_pin()
    number = resident.number()
    for name, words in OTHERS:
        phone = f"+628121{abs(hash(name)) % 10**7:07d}"
        stage.house.act("say", {"line": "pontianak", "from": phone, "name": name, "text": words})
    officer = Desk(stage, "petugas.pontianak")
    officer.open(number)
    form = officer.verb("Teruskan ke")
    form.get_by_label("Pesan untuk dinas").fill("Mohon dicek malam ini, gangnya gelap.")
    form.locator("button").click()
    officer.state("Sedang dikerjakan")
    agency = Desk(stage, "dishub.pontianak")
    agency.open(number)
    agency.answer(DONE, after)
    agency.state("Ada jawaban")
    agency.page.context.close()
    officer.open(number)
    form = officer.verb("Balas dengan jawaban dinas")
    form.locator("textarea").fill(f"Bu Ratna, {DONE[0].lower()}{DONE[1:]} Sudah terang, Bu?")
    form.locator("button").click()
    officer.state("Sudah dibalas")
    expect(resident.hears("Sudah terang, Bu?").locator("img")).to_be_visible()
    resident.page.wait_for_timeout(1500)  # nobody answers within the same second
    resident.write("Udah terang, makasih banyak ya")
    expect(officer.talk.get_by_text("Udah terang, makasih")).to_be_visible()
    expect(officer.talk.locator(".ticks-read")).to_have_count(2)
    officer.page.goto(f"{officer.home}{number}/?baki=semua")
    ticket = stage.page(390, 800)
    ticket.goto(resident.ticket())
    return resident.page, officer.page, ticket


def lamp() -> Image.Image:
    """What the agency sends: an alley at dusk, and its lamp is on."""
    wide, high = 960, 720
    alley = Image.new("RGB", (wide, high))
    draw = ImageDraw.Draw(alley)
    for y in range(high):
        share = y / high
        draw.line((0, y, wide, y), fill=(24 + int(60 * share), 30 + int(40 * share), 62))
    for left, top, width in ((0, 380, 210), (180, 430, 170), (560, 410, 190), (730, 360, 230)):
        draw.rectangle((left, top, left + width, 560), fill=(38, 33, 44))
        roof = (left - 16, top, left + width // 2, top - 70, left + width + 16, top)
        draw.polygon(roof, fill=(58, 38, 40))
        draw.rectangle((left + 60, top + 50, left + 96, top + 92), fill=(240, 190, 110))
    draw.polygon((0, high, 360, 545, 560, 545, wide, high), fill=(52, 50, 56))
    draw.line((420, 640, 420, 170, 520, 140), fill=(20, 20, 24), width=14, joint="curve")
    glow = Image.new("L", alley.size, 0)
    shine = ImageDraw.Draw(glow)
    shine.polygon((500, 150, 560, 150, 860, 700, 220, 700), fill=90)
    shine.ellipse((440, 70, 620, 250), fill=220)
    alley.paste((255, 226, 150), mask=glow.filter(ImageFilter.GaussianBlur(38)))
    ImageDraw.Draw(alley).ellipse((506, 132, 558, 166), fill=(255, 250, 225))
    return alley


def take(page: Page, name: str) -> Image.Image:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / name)
    with Image.open(HERE / name) as shot:
        picture = shot.convert("RGB")
    keep(picture, name)
    return picture


def keep(picture: Image.Image, name: str) -> None:
    most = Image.Quantize.MAXCOVERAGE  # rare colours matter: what is urgent is red
    small = picture.quantize(COLOURS, most, kmeans=4, dither=Image.Dither.NONE)
    small.save(HERE / name, optimize=True)


def side_by_side(phone: Image.Image, desk: Image.Image, ticket: Image.Image) -> Image.Image:
    """One picture of the three, with soft corners on quiet ground."""
    three = (phone, desk, ticket)
    width = sum(one.width for one in three) + EDGE * 4
    ground = Image.new("RGB", (width, max(one.height for one in three) + EDGE * 2), GROUND)
    left = EDGE
    for one in three:
        mask = Image.new("L", one.size, 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, one.width - 1, one.height - 1), 14, fill=255)
        shade = Image.new("L", ground.size, 0)
        shade.paste(mask.point(lambda light: light // 5), (left, EDGE + 6))
        ground.paste((60, 40, 20), mask=shade.filter(ImageFilter.GaussianBlur(8)))
        ground.paste(one, (left, EDGE), mask)
        left += one.width + EDGE
    height = round(ground.height * WIDTH / ground.width)
    return ground.resize((WIDTH, height), Image.Resampling.LANCZOS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--phone", default="http://127.0.0.1:8001")
    given = parser.parse_args()
    path = os.environ.get("KENTONGAN_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)))
    expect.set_options(timeout=PATIENCE * 2)
    with sync_playwright() as play_on, tempfile.TemporaryDirectory() as folder:
        browser = play_on.chromium.launch(executable_path=path, args=[*ARGUMENTS])
        house = House(given.url, given.phone, "", accounts(browser, given.url))
        after = Path(folder) / "sesudah.jpg"
        lamp().save(after, quality=90)
        phone, desk, ticket = play(Stage(browser, house), after)
        shots = take(phone, "phone.png"), take(desk, "desk.png"), take(ticket, "ticket.png")
        keep(side_by_side(*shots), "overview.png")
        browser.close()


if __name__ == "__main__":
    main()
