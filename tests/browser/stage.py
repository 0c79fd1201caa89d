"""Browser pages that remember what they complained about, and the fixtures of both tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect, sync_playwright
from tests.browser.house import House, shared

from kentongan.site.launch.exam import CHROMIUM

ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
PATIENCE = 30_000  # ms; a queue asks for news every 15 s
Scheme = Literal["light", "dark"]


class Stage:
    """Opens pages, each for somebody of their own, and keeps what their consoles say."""

    def __init__(self, browser: Browser, house: House) -> None:
        self.browser, self.house = browser, house
        self.complaints: list[str] = []

    def page(
        self, width: int = 1280, height: int = 800, *, script: bool = True,
        scheme: Scheme = "light",
    ) -> Page:  # fmt: skip
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script,
            color_scheme=scheme, locale="id-ID", timezone_id="Asia/Pontianak",
            reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("response", self._look)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def _look(self, answer: Response) -> None:
        if answer.status >= 500:
            log = Path(self.house.data, "logs", "web.log").read_text(errors="replace")
            self.complaints.append(f"{answer.status} at {answer.url}:\n{log[-3000:]}")

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(f"{said.location.get('url')}: {said.text}")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[House]:
    base = tmp_path_factory.getbasetemp()
    with shared(base if worker_id == "master" else base.parent) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Not longer than a module: its event loop would be in the way of tests with a database."""
    path = os.environ.get("KENTONGAN_CHROMIUM") or next(
        (found for name in CHROMIUM if (found := shutil.which(name))), ""
    )
    if not path or not Path(path).exists():
        pytest.skip("No Chromium here: install one, or name it in KENTONGAN_CHROMIUM.")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=[*ARGUMENTS])
        yield browser
        browser.close()


@pytest.fixture
def stage(chromium: Browser, house: House) -> Iterator[Stage]:
    """The pages of one test; none of them may have had anything to complain about."""
    stage = Stage(chromium, house)
    yield stage
    for context in chromium.contexts:
        context.close()
    assert stage.complaints == []
