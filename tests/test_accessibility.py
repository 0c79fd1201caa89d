"""Everybody can use every page: small screens, dark rooms, no mouse, no scripts, a paid line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.house import House
from tests.browser.people import Desk, Resident
from tests.browser.stage import Stage, chromium, house, stage

__all__ = ["chromium", "house", "stage"]
pytestmark = pytest.mark.browser

NARROW, SMALL, WIDE = 320, 360, 1280
FIRST_PAGE = 40 * 1024  # bytes over the line, everything the first visit fetches


@dataclass(frozen=True)
class Town:
    """A report that is open at the desk, and one that lies with an agency."""

    fresh: str
    disposed: str
    ticket: str


@pytest.fixture(scope="module")
def town(chromium: Browser, house: House) -> Iterator[Town]:
    stage = Stage(chromium, house)
    first, second = Resident(stage, "Bu Lina"), Resident(stage, "Pak Amat")
    first.write("Tolong, pohon tumbang menimpa kabel listrik di Jalan Ahmad Yani")
    second.write("Lampu jalan Gang Beringin Siantan Hilir padam")
    second.send_photo()
    second.send_pin()
    made = Town(first.number(), second.number(), second.ticket())
    officer = Desk(stage, "petugas.pontianak")
    officer.open(made.disposed)
    officer.verb("Teruskan ke").locator("button").click()
    officer.state("Sedang dikerjakan")
    for context in chromium.contexts:
        context.close()
    yield made


def public(house: House, town: Town) -> list[str]:
    return [
        f"{house.url}/", f"{house.url}/pontianak/", f"{house.url}/pontianak/cek/", town.ticket,
        f"{house.url}/pontianak/desk/", f"{house.url}/tidak-ada/", f"{house.url}/patterns/",
    ]  # fmt: skip


def for_officers(town: Town) -> list[str]:
    return [
        "", "?q=tidakadasamasekali", f"{town.fresh}/", f"{town.disposed}/", "check/", "templates/",
        "trays/", "new/", "saya/", "lewat/", "kalender/",
        "kalender/?hari=2099-12-31&jenis=libur&alasan=SK",
    ]  # fmt: skip


def faults(page: Page) -> list[str]:
    """What axe finds by day and, in colours, by night; and whether the page must be pushed
    sideways on a small phone."""
    page.wait_for_load_state()
    found = [f"{page.url}: {fault}" for fault in axe(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"{page.url} at night: {fault}" for fault in axe(page, "color-contrast")]
    page.emulate_media(color_scheme="light")
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": NARROW, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > NARROW:
        found.append(f"{page.url}: {wide} wide on {NARROW}")
    page.set_viewport_size(size)
    return found


def axe(page: Page, *rules: str) -> list[str]:
    told = Axe().run(page, options={"runOnly": list(rules)} if rules else None).response
    assert told["passes"], "axe did not look"
    return [
        f"{fault['id']}: {node['target']} {node['html'][:160]}"
        for fault in told["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("width", [SMALL, WIDE])
def test_axe_finds_nothing_on_the_pages_for_anyone(stage: Stage, town: Town, width):
    page = stage.page(width)
    found = []
    for url in public(stage.house, town):
        page.goto(url)
        found += faults(page)
    stage.complaints[:] = [said for said in stage.complaints if "404" not in said]
    assert found == []


@pytest.mark.parametrize("width", [SMALL, WIDE])
def test_axe_finds_nothing_at_the_desk(stage: Stage, town: Town, width):
    found = []
    officer = Desk(stage, "petugas.pontianak", width=width)
    for path in for_officers(town):
        officer.page.goto(officer.home + path)
        found += faults(officer.page)
    agency = Desk(stage, "dishub.pontianak", width=width)
    for path in ("", f"{town.disposed}/", "saya/", "lewat/"):
        agency.page.goto(agency.home + path)
        found += faults(agency.page)
    assert found == []


@pytest.mark.parametrize("width", [SMALL, WIDE])
def test_axe_finds_nothing_on_the_phone(stage: Stage, width):
    resident = Resident(stage, "Bu Sri", width=width)
    resident.write("Selamat pagi, sampah di gang kami belum diangkut")
    resident.number()
    assert faults(resident.page) == []


def test_the_first_page_is_small_and_needs_no_scripts(stage: Stage):
    page = stage.page(SMALL, script=False)
    link = page.context.new_cdp_session(page)
    link.send("Network.enable")
    sizes: list[float] = []
    link.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto(f"{stage.house.url}/pontianak/", wait_until="networkidle")
    assert 0 < sum(sizes) < FIRST_PAGE
    expect(page.get_by_role("link", name="Tulis lewat WhatsApp")).to_be_visible()

    page.get_by_label("Nomor laporan").fill("K7M2")
    page.get_by_label("Empat angka terakhir nomor HP Anda").fill("12")
    page.get_by_role("button", name="Lihat laporan saya").click()
    expect(page.get_by_text("Periksa lagi huruf dan angkanya")).to_be_visible()


REACHABLE = """() => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary')].filter((it) =>
  !it.disabled && it.checkVisibility({visibilityProperty: true}) && it.tabIndex >= 0
  && !(it.type === 'radio' && !it.checked)
).map((it, at) => { it.dataset.tabTest = at; return it.outerHTML.slice(0, 160); })"""
HERE = """() => { const it = document.activeElement; const look = getComputedStyle(it);
  const near = [it, it.closest('label'), it.parentElement].filter(Boolean);
  const shown = near.some((at) => { const s = getComputedStyle(at);
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 3; });
  return [it.dataset.tabTest || '', shown, it.outerHTML.slice(0, 160), it === document.body]; }"""


def tabbed(page: Page) -> tuple[set[str], list[str]]:
    """What Tab comes to, and where one cannot see that it has come."""
    reached, unseen = set(), []
    for _ in range(200):
        page.keyboard.press("Tab")
        mark, shown, html, out = page.evaluate(HERE)
        if out or (mark and mark in reached):
            break
        reached.add(mark)
        if not shown:
            unseen.append(html)
    return reached, unseen


def test_every_control_is_reached_by_tab_and_shows_it(stage: Stage, town: Town):
    officer = Desk(stage, "petugas.pontianak")
    urls = [
        f"{stage.house.url}/pontianak/", town.ticket, officer.home,
        f"{officer.home}{town.fresh}/", f"{officer.home}new/",
    ]  # fmt: skip
    for url in urls:
        officer.page.goto(url)
        controls = officer.page.evaluate(REACHABLE)
        reached, unseen = tabbed(officer.page)
        missed = [html for at, html in enumerate(controls) if str(at) not in reached]
        assert missed == [], url
        assert unseen == [], url
